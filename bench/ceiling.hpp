// What the disk and SQLite allow, measured in the same run: the figures are judged against these, not against
// a machine somebody once had.
#pragma once
#include "bench/generated_base.hpp"

namespace escucha::bench {

// Milliseconds of one fdatasync after a 4 KiB append, median.
double fdatasync_milliseconds(const std::filesystem::path& folder);
// Cases a second that a bare loop opens: the rows and the look-up of one opening, 64 to a commit, nothing
// else. In a copy of the base, taken while nobody has it open: the server must not find strange cases in its
// own.
class Ceiling {
  public:
    explicit Ceiling(const Base&);
    ~Ceiling();
    Ceiling(const Ceiling&) = delete;
    double openings_a_second() const;

  private:
    std::filesystem::path copy_;
};

}  // namespace escucha::bench
