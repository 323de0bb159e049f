// Time zones (IANA, the system's tzdata) as prepared tables: one look-up is a binary search over some hundred
// numbers, without a lock, an allocation or a library call, because deadlines are counted by the million.
// A Zone is found once by name and lives as long as the process.
//
// The system's files list their changes until 2037 only; what follows is derived from the POSIX rule in their
// last line, so that the tables hold until 2100 (Howard Hinnant's date, which reads the files, stops there).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace escucha {

// What a clock on the wall shows. A plain count since 1970-01-01 00:00 local, in no zone.
using LocalTime = std::chrono::local_time<Micros>;
using LocalDay = std::chrono::local_days;
using std::chrono::year_month_day;

class Zone {
  public:
    // The zone of that name ("America/Lima"); null when there is none.
    static const Zone* find(std::string_view name);
    static const Zone& utc();
    static std::vector<std::string> names();

    const std::string& name() const { return name_; }
    std::chrono::seconds offset(Instant at) const;
    LocalTime local(Instant at) const { return LocalTime{at.time_since_epoch() + offset(at)}; }
    LocalDay day(Instant at) const { return std::chrono::floor<std::chrono::days>(local(at)); }

    // The instant a wall clock shows `local`. Shown twice (autumn): the first. Never shown (spring): the
    // instant of the change, so that "02:30" of that night is the moment the clocks jump.
    Instant instant(LocalTime local) const;
    Instant midnight(LocalDay day) const { return instant(LocalTime{day}); }

  private:
    explicit Zone(std::string_view name);
    void read_changes(std::string_view name);
    void extend_by_rule(std::string_view name);

    std::string name_;
    std::vector<Instant> begins_;                // ascending; the first is before all history
    std::vector<std::chrono::seconds> offsets_;  // valid from the begin of the same place
};

// "2026-10-27" and back; nothing for what is no date.
std::string iso_date(LocalDay day);
bool parse_iso_date(std::string_view text, LocalDay& out);

}  // namespace escucha
