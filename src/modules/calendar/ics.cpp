#include "modules/calendar/ics.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <libical/ical.h>

#include "base/fold.hpp"
#include "modules/calendar/holidays.hpp"
#include "modules/calendar/repeating.hpp"

namespace escucha::calendar {
namespace {

using std::chrono::days;

constexpr int kDeepest = 8;                      // VCALENDAR, VTIMEZONE, STANDARD; nothing goes deeper
constexpr std::size_t kLongestLine = 64 * 1024;  // unfolded
constexpr std::size_t kMostLines = 200'000;
constexpr int kMostDaysOfOne = 366;
constexpr std::size_t kLongestName = 120;

const LocalDay kFirst{std::chrono::year{kFirstHolidayYear} / 1 / 1};
const LocalDay kLast{std::chrono::year{kLastHolidayYear} / 12 / 31};

struct FreeComponent {
    void operator()(icalcomponent* c) const { icalcomponent_free(c); }
};

// --- Before anything is built of it ------------------------------------------------------------

bool begins(std::string_view line, std::string_view word) {
    return line.size() >= word.size() &&
           std::ranges::equal(line.substr(0, word.size()), word, {}, [](char c) {
               return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
           });
}

// Lines, depth and number of events as the text has them: what is beyond reason never reaches the library,
// which builds an object for each line and frees nested ones by recursion.
Result<void> within_reason(std::string_view text) {
    std::size_t lines = 0, length = 0, events = 0;
    int depth = 0, deepest = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1);
        const auto line = text.substr(0, end + 1);
        text.remove_prefix(end + 1);
        const bool folded = line.front() == ' ' || line.front() == '\t';
        length = folded ? length + line.size() : line.size();
        if (begins(line, "BEGIN:")) deepest = std::max(deepest, ++depth);
        if (begins(line, "END:")) --depth;
        if (begins(line, "BEGIN:VEVENT")) ++events;
        if (++lines > kMostLines || length > kLongestLine || deepest > kDeepest)
            return refuse(ErrorKind::invalid, "ics.broken");
    }
    if (events > kMostIcsEvents)
        return refuse(ErrorKind::invalid, "ics.too_many", {{"max", std::to_string(kMostIcsEvents)}});
    return {};
}

// --- Words -------------------------------------------------------------------------------------

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const bool itself = text.starts_with("\xEF\xBF\xBD");
        if (take_code_point(text) == U'\uFFFD' && !itself) return false;
    }
    return true;
}

// Old programs write Latin-1 without saying so.
std::string as_utf8(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (u >> 6));
            out += static_cast<char>(0x80 | (u & 0x3F));
        }
    }
    return out;
}

std::string name_of(const char* words) {
    return words ? shorten(one_line(words), kLongestName) : std::string();
}

// --- Dates -------------------------------------------------------------------------------------

bool is_a_date(const icaltimetype& t) {
    return t.year > 0 && t.year < 3000 &&
           year_month_day{std::chrono::year{t.year}, std::chrono::month{static_cast<unsigned>(t.month)},
                          std::chrono::day{static_cast<unsigned>(t.day)}}
               .ok();
}

LocalTime wall(const icaltimetype& t) {
    const LocalDay day{std::chrono::year{t.year} / t.month / t.day};
    if (t.is_date) return LocalTime{day};
    return LocalTime{day} + std::chrono::hours{t.hour} + std::chrono::minutes{t.minute} +
           std::chrono::seconds{t.second};
}

class Reading {
  public:
    Reading(const Zone& zone, IcsWork& work) : zone_(zone), work_(work) {}

    Result<Ics> run(icalcomponent* root) {
        if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) read_calendar(root);
        for (auto* c = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); c != nullptr;
             c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
            read_calendar(c);
        if (!is_calendar_) return refuse(ErrorKind::invalid, "ics.not_a_calendar");
        if (work_.too_much) return refuse(ErrorKind::invalid, "ics.too_much");
        if (too_many_)
            return refuse(ErrorKind::invalid, "ics.too_many_days", {{"max", std::to_string(kMostIcsDays)}});
        for (auto& [day, name] : days_) out_.days.push_back({day, std::move(name)});
        return std::move(out_);
    }

  private:
    void read_calendar(icalcomponent* calendar) {
        is_calendar_ = true;
        for (auto* p = icalcomponent_get_first_property(calendar, ICAL_X_PROPERTY); p != nullptr;
             p = icalcomponent_get_next_property(calendar, ICAL_X_PROPERTY)) {
            const char* x = icalproperty_get_x_name(p);
            if (x && std::string_view(x) == "X-WR-CALNAME" && out_.name.empty())
                out_.name = name_of(icalproperty_get_x(p));
        }
        std::vector<icalcomponent*> events;
        for (auto* c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); c != nullptr;
             c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
            events.push_back(c);
        for (auto* c : events) note_moved(c);
        for (auto* c : events)
            if (!enough()) read_event(c);
    }

    // Nothing more is looked at: there are more days than a calendar has, or looking took too long already.
    bool enough() const { return too_many_ || work_.too_much; }
    bool spend(std::int64_t steps) { return work_.spend(steps); }

    static const icaltimetype* time_of(icalcomponent* event, icalproperty_kind kind, icaltimetype& out,
                                       icalproperty** found = nullptr) {
        auto* p = icalcomponent_get_first_property(event, kind);
        if (!p) return nullptr;
        const auto* value = icalproperty_get_value(p);
        const auto sort = value ? icalvalue_isa(value) : ICAL_NO_VALUE;
        if (sort != ICAL_DATE_VALUE && sort != ICAL_DATETIME_VALUE) return nullptr;
        out = sort == ICAL_DATE_VALUE ? icalvalue_get_date(value) : icalvalue_get_datetime(value);
        if (found) *found = p;
        return is_a_date(out) ? &out : nullptr;
    }

    // As the wall shows it where it takes place: what is written in UTC is meant where the calendar is.
    LocalTime local(const icaltimetype& t) const {
        if (t.is_date || !icaltime_is_utc(t)) return wall(t);
        return zone_.local(Instant{wall(t).time_since_epoch()});
    }

    static std::string uid_of(icalcomponent* event) {
        const char* uid = icalcomponent_get_uid(event);
        return uid ? uid : "";
    }

    // Instances that were moved or cancelled: their old day does not count.
    void note_moved(icalcomponent* event) {
        icaltimetype t{};
        if (time_of(event, ICAL_RECURRENCEID_PROPERTY, t))
            moved_[uid_of(event)].insert(std::chrono::floor<days>(local(t)));
    }

    void fault(const std::string& name, IcsFault why) { out_.troubles.push_back({name, why}); }

    void read_event(icalcomponent* event) {
        const auto name = name_of(icalcomponent_get_summary(event));
        if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return fault(name, IcsFault::cancelled);
        icaltimetype start{};
        if (!time_of(event, ICAL_DTSTART_PROPERTY, start)) return fault(name, IcsFault::no_date);
        if (name.empty()) return fault(iso_date(std::chrono::floor<days>(wall(start))), IcsFault::no_name);
        const auto span = days_of(event, start);
        if (!span) return fault(name, span.error());
        const auto first = std::chrono::floor<days>(local(start));
        const auto firsts = occurrences(event, first);
        if (!firsts) return fault(name, firsts.error());
        keep(name, *firsts, *span);
    }

    // How many whole days it covers.
    std::expected<int, IcsFault> days_of(icalcomponent* event, const icaltimetype& start) const {
        const auto begin = local(start);
        auto end = start.is_date ? begin + days{1} : begin;
        icaltimetype t{};
        if (time_of(event, ICAL_DTEND_PROPERTY, t))
            end = std::max(end, local(t));
        else if (auto* p = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY))
            end = std::max(
                end, begin + std::chrono::seconds{icaldurationtype_as_int(icalproperty_get_duration(p))});
        const auto first = std::chrono::floor<days>(begin);
        // Many programs end a day at 23:59.
        const auto last = std::chrono::floor<days>(end + std::chrono::minutes{1});
        if (begin - LocalTime{first} > std::chrono::minutes{1} || last <= first)
            return std::unexpected(IcsFault::part_of_a_day);
        const auto count = (last - first).count();
        if (count > kMostDaysOfOne) return std::unexpected(IcsFault::too_long);
        return static_cast<int>(count);
    }

    // Every property of that kind, as long as there is time for it.
    template <class F>
    void each(icalcomponent* event, icalproperty_kind kind, F&& seen) {
        for (auto* p = icalcomponent_get_first_property(event, kind); p != nullptr && spend(1);
             p = icalcomponent_get_next_property(event, kind))
            seen(p);
    }

    std::expected<std::vector<LocalDay>, IcsFault> occurrences(icalcomponent* event, LocalDay first) {
        std::set<LocalDay> all{first};
        if (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY)) {
            // "SHOULD NOT occur more than once" (RFC 5545, 3.8.5.3); nobody says what two of them mean.
            if (icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
                return std::unexpected(IcsFault::wrong_rule);
            if (const auto wrong = repeat(icalproperty_get_rrule(rule), first, all))
                return std::unexpected(*wrong);
        }
        each(event, ICAL_RDATE_PROPERTY, [&](icalproperty* p) {
            if (const auto t = icalproperty_get_rdate(p); is_a_date(t.time))
                all.insert(std::chrono::floor<days>(local(t.time)));
        });
        each(event, ICAL_EXDATE_PROPERTY, [&](icalproperty* p) {
            if (const auto t = icalproperty_get_exdate(p); is_a_date(t))
                all.erase(std::chrono::floor<days>(local(t)));
        });
        icaltimetype moved{};
        if (!time_of(event, ICAL_RECURRENCEID_PROPERTY, moved)) leave_out_moved(uid_of(event), all);
        return std::vector(all.begin(), all.end());
    }

    void leave_out_moved(const std::string& uid, std::set<LocalDay>& all) {
        const auto found = moved_.find(uid);
        if (found == moved_.end() || !spend(static_cast<std::int64_t>(found->second.size()))) return;
        for (const auto day : found->second) all.erase(day);
    }

    std::optional<IcsFault> repeat(const icalrecurrencetype& rule, LocalDay first, std::set<LocalDay>& into) {
        if (rule.freq == ICAL_NO_RECURRENCE) return IcsFault::wrong_rule;
        if (rule.freq < ICAL_DAILY_RECURRENCE) return IcsFault::repeats_too_often;
        auto last = kLast;
        if (!icaltime_is_null_time(rule.until)) {
            if (!is_a_date(rule.until)) return IcsFault::wrong_rule;
            last = std::min(last, std::chrono::floor<days>(local(rule.until)));
        }
        // What began in the year before may reach into the first one.
        const bool understood = follow(rule, first, {kFirst - days{kMostDaysOfOne}, last}, work_, into);
        return understood ? std::nullopt : std::optional(IcsFault::wrong_rule);
    }

    void keep(const std::string& name, const std::vector<LocalDay>& firsts, int span) {
        bool inside = false;
        for (const auto first : firsts) {
            for (int i = 0; i < span && !enough(); ++i)
                if (const auto day = first + days{i}; spend(1) && day >= kFirst && day <= kLast)
                    inside = true, add(day, name);
        }
        if (!inside && !firsts.empty()) add(firsts.back(), name);
    }

    void add(LocalDay day, const std::string& name) {
        auto& known = days_[day];
        if (known.empty()) known = name;
        too_many_ |= days_.size() > kMostIcsDays;
    }

    const Zone& zone_;
    IcsWork& work_;
    Ics out_;
    bool is_calendar_ = false;
    bool too_many_ = false;
    std::map<LocalDay, std::string> days_;
    std::map<std::string, std::set<LocalDay>> moved_;
};

}  // namespace

Result<Ics> read_ics(std::string_view text, const Zone& zone, IcsWork* work) {
    if (text.size() > kMostIcsBytes) return refuse(ErrorKind::invalid, "ics.too_large");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.contains('\0') ||
        !begins(text.substr(std::min(text.find_first_not_of(" \r\n\t"), text.size())), "BEGIN:VCALENDAR"))
        return refuse(ErrorKind::invalid, "ics.not_a_calendar");
    if (const auto ok = within_reason(text); !ok) return Refused(ok.error());
    const std::unique_ptr<icalcomponent, FreeComponent> root{icalparser_parse_string(as_utf8(text).c_str())};
    if (!root) return refuse(ErrorKind::invalid, "ics.not_a_calendar");
    IcsWork own;
    return Reading(zone, work ? *work : own).run(root.get());
}

}  // namespace escucha::calendar
