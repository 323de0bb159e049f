// The manager's page (SERVICE_MODEL Q1, S5): what customers complained of this week and month against before,
// how much of it was followed up, solved and left them satisfied, the promises kept, how long they waited for
// a first answer. Figures of the whole house: nobody is ranked, least of all by handling time (Q5).
//
// COMPLAINTS here are the problem kinds: complaint, claim, return. What is said OF the complaints of a month
// (solved, followed up, satisfied) is said of those opened in it, however they stand now: each has a list in
// the console that shows the very same rows, except those about the reader (K4), which count but are hidden.
// Weeks run Monday to Sunday, months from the 1st, in the organisation's zone.
//
// How it stays fast: no request reads the cases. One small row a case (table quality_cases) follows the
// events of the cases in their own transactions; a summary reads the rows of about thirteen weeks, in order.
// Discarded: tallies by day, one row of which every opening would have to lock.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "modules/quality/statistics.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
}
namespace team {
class Team;
}
namespace calendar {
class Calendars;
}
namespace cases {
class Cases;
}
namespace promises {
class Promises;
}
}  // namespace escucha

namespace escucha::quality {

struct WeekFigures {
    std::int64_t complaints = 0;    // opened since Monday
    std::int64_t before = 0;        // in the week before, until the same weekday and hour
    std::int64_t before_whole = 0;  // in the whole week before
};
struct MonthFigures {
    std::int64_t complaints = 0;       // opened since the 1st
    std::int64_t before = 0;           // in the month before, until the same day and hour (or its end)
    std::int64_t before_whole = 0;     // in the whole month before
    std::int64_t solved = 0;           // of those opened this month
    std::int64_t followed_up = 0;      // of those opened this month: somebody has it, or it is solved
    std::int64_t solved_in_month = 0;  // solved since the 1st, whenever they were opened
};
// A share of those who answered, with its 95 % Wilson interval. Fewer than kFewestAnswers: no share is given.
struct AnswersShare {
    std::int64_t n = 0, yes = 0;
    std::optional<double> share = {}, low = {}, high = {};
};
struct PromisesShare {  // told for a moment of this month that has come; renegotiated ones are none
    std::int64_t due = 0, kept = 0;
    std::optional<double> share = {}, low = {}, high = {};
};
// Cases of every kind opened this month.
struct FirstAnswer {
    std::int64_t n = 0;        // answered
    std::int64_t waiting = 0;  // not yet
    // Working time: the hours when the organisation is open (module calendar).
    std::optional<std::int64_t> median_minutes = {}, p90_minutes = {};
};
BOOST_DESCRIBE_STRUCT(WeekFigures, (), (complaints, before, before_whole))
BOOST_DESCRIBE_STRUCT(MonthFigures, (),
                      (complaints, before, before_whole, solved, followed_up, solved_in_month))
BOOST_DESCRIBE_STRUCT(AnswersShare, (), (n, yes, share, low, high))
BOOST_DESCRIBE_STRUCT(PromisesShare, (), (due, kept, share, low, high))
BOOST_DESCRIBE_STRUCT(FirstAnswer, (), (n, waiting, median_minutes, p90_minutes))

// A week of a chart. Limits are absent while too few whole weeks are there to know what is usual.
struct ComplaintsPoint {
    std::string week;  // its Monday, "2026-11-16"
    std::int64_t count = 0;
    std::optional<double> usual = {}, low = {},
                          high = {};  // u-chart, as counts of this week (of its part that has passed)
    Signal signal = Signal::none;
    bool running = false;  // the week is not over
    std::string list;
};
struct KeptPoint {
    std::string week;
    std::int64_t due = 0, kept = 0;
    std::optional<double> share = {}, usual = {}, low = {},
                          high = {};  // p-chart; no share in a week without promises
    Signal signal = Signal::none;
    bool running = false;
    std::string list;
};
BOOST_DESCRIBE_STRUCT(ComplaintsPoint, (), (week, count, usual, low, high, signal, running, list))
BOOST_DESCRIBE_STRUCT(KeptPoint, (), (week, due, kept, share, usual, low, high, signal, running, list))

struct QualitySeries {
    std::vector<ComplaintsPoint> weekly_complaints;
    std::vector<KeptPoint> weekly_kept;
};
BOOST_DESCRIBE_STRUCT(QualitySeries, (), (weekly_complaints, weekly_kept))

struct Sentence {
    std::string id;    // stable: "month", "week", "open", "late", "promises"…
    std::string text;  // ready, in the reader's language
    std::string list;  // path in the console of the rows behind it
};
BOOST_DESCRIBE_STRUCT(Sentence, (), (id, text, list))

struct QualitySummary {
    Instant as_of{};
    WeekFigures week;
    MonthFigures month;
    std::int64_t open = 0, late = 0;  // complaints, now
    AnswersShare satisfied;           // score 4 or 5, of this month's complaints whose customers said
    PromisesShare promises;
    FirstAnswer first_answer;
    std::vector<Sentence> sentences;
    QualitySeries series;
};
BOOST_DESCRIBE_STRUCT(QualitySummary, (),
                      (as_of, week, month, open, late, satisfied, promises, first_answer, sentences, series))

class Quality {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        calendar::Calendars& calendars;
        cases::Cases& cases;
        promises::Promises& promises;
    };
    // Listens to the cases' events from then on.
    explicit Quality(Parts parts);
    Quality(const Quality&) = delete;

    QualitySummary summary(Language language, Instant now) const;

    // Opened in [from, to), however they stand.
    std::int64_t complaints(db::Tx& tx, Instant from, Instant to) const;

    // With cases that go away (the sample company), BEFORE the cases themselves do.
    void remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const;

  private:
    Parts parts_;
};

// GET /quality/summary, for managers.
void add_routes(http::Api& api, Quality& quality);

}  // namespace escucha::quality
