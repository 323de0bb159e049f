// The rules of a case: pure, no database, no clock but the one passed in.
//
// A case is what a customer said, owned by one person from the moment somebody takes it (K3), answered and
// solved by dates (K6), and moved along the seven steps that put a problem right (K2). `Case` is the hot row:
// small, what lists and counts need. `Progress` is what the steps leave behind: longer, read with one case.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"

namespace escucha::cases {

using CaseId = std::int64_t;
using CustomerId = std::int64_t;

enum class State { open, waiting, solved, merged };  // waiting: for the customer; merged: into another case
enum class Outcome { solved, partly, not_upheld, withdrawn, customer_silent };
// law: the reply that the law orders; cure: what the customer was asked to complete; compliance: doing what
// was accepted.
enum class DueKind { first_answer, next_update, resolution, law, cure, compliance };
enum class LastFrom { customer, us };
BOOST_DESCRIBE_ENUM(State, open, waiting, solved, merged)
BOOST_DESCRIBE_ENUM(Outcome, solved, partly, not_upheld, withdrawn, customer_silent)
BOOST_DESCRIBE_ENUM(DueKind, first_answer, next_update, resolution, law, cure, compliance)
BOOST_DESCRIBE_ENUM(LastFrom, customer, us)

// Further than any date: what a case without a deadline is sorted by.
inline constexpr Instant kNever = Instant{Micros{253'402'300'799'000'000}};  // 9999-12-31

// The next date to keep, and when it begins to be "soon".
struct Due {
    DueKind what = DueKind::first_answer;
    Instant at = kNever;
    Instant soon_at = kNever;
    bool operator==(const Due&) const = default;
};

// What the next promise to the customer says, for the list row. Written by the module promises.
struct NextPromise {
    std::string what;
    Instant at{};
    Instant soon_at{};
    PersonId maker = 0;
};

struct Case {
    CaseId id = 0;
    std::string code;  // tracking code, canonical
    CaseKind kind = CaseKind::question;
    Channel channel = Channel::web;
    State state = State::open;
    std::optional<Outcome> outcome;
    std::string title;
    CustomerId customer = 0;
    PersonId owner = 0;  // 0: nobody yet
    TeamId team = 0;
    PersonId about_person = 0;  // 0: about nobody of ours
    Language language = Language::es;
    Instant opened_at{};
    Instant last_at{};  // when somebody last spoke
    std::optional<LastFrom> last_from;
    std::optional<Instant> last_out_at;
    std::optional<Instant> waiting_since;
    std::optional<Instant> solved_at;
    std::optional<Instant> first_answer_at;
    std::optional<Instant> first_answer_due;
    std::optional<Instant> next_update_due;
    std::optional<Instant> resolution_due;
    std::optional<Due> due;
    std::optional<NextPromise> promise;
    bool handed_up = false;
    int hands = 0;   // how many people have had it (K3)
    int retold = 0;  // how often the customer had to tell it again (K3)
    bool unread = true;
    std::optional<Instant> checked_at;  // the second check: the customer was asked, or said, how it ended
    int score = 0;                      // 1–5; 0: not said
    std::int64_t version = 1;
    bool sealed = false;     // solved before its customer's data was blocked: nobody sees it any more
    CaseId merged_into = 0;  // the case it was joined to; 0: itself
    // We wrote first. Nothing was asked of us yet: no first answer is owed, and the dates of its kind run
    // from when the customer first says something.
    bool begun_by_us = false;
    // What its dates come from (dates.hpp).
    std::optional<Instant> law_due;     // none: the law orders nothing, or its clock stands
    std::optional<Instant> cure_due;    // by when the customer was asked for what is missing
    std::optional<Instant> clock_from;  // where it is not opened_at
    std::int64_t rulebook = 0;
    std::int64_t word_rulebook = 0;  // of next_update_due
    std::string legal_kind;          // empty: as the kind of case says
    std::string legal_flags;         // with commas between
    // When an answer in time settled it first. Reopened later, the law's date was kept all the same and is
    // not owed again (`law_kept`): the house's is. Of a joined case's clock that nobody answered it still is.
    std::optional<Instant> law_met_at;
    bool law_kept = false;
    std::optional<Instant> accepted_at;  // when an answer of ours first accepted what they asked
    std::optional<Instant> complied_at;  // when somebody saw that it was done
    std::optional<Instant> comply_due;   // by when a rule wants it done
};

enum class Source { customer, agent };
BOOST_DESCRIBE_ENUM(Source, customer, agent)

struct Mark {  // who did it, and when
    Instant at{};
    PersonId by = 0;  // 0: the customer, or the system
};

struct Progress {
    std::optional<Mark> respect;
    bool heard = false;  // there are words of the customer

    std::string expectation;
    Source expectation_source = Source::customer;
    std::optional<Mark> expected;

    std::string said_back;
    std::optional<Mark> said;
    std::optional<Instant> confirmed_at;
    Source confirmed_by = Source::customer;
    std::string correction;  // what the customer answered instead of "yes"

    int options = 0;  // offered in the last round
    bool option_chosen = false;
    int promises_open = 0;
    int promises_made = 0;
    int compensations = 0;
    int approvals_pending = 0;

    std::optional<Mark> done;  // first check
    std::string done_how;

    std::string outcome_text;
    std::string outcome_reason;
    std::string outcome_alternative;

    std::string satisfaction_words;
    Source satisfaction_source = Source::customer;
    std::optional<Mark> satisfaction;
};

enum class Step { respect, listen, expectation, said_back, options, act, checked };
enum class StepState { done, started, missing };
BOOST_DESCRIBE_ENUM(Step, respect, listen, expectation, said_back, options, act, checked)
BOOST_DESCRIBE_ENUM(StepState, done, started, missing)

struct StepView {
    Step step = Step::respect;
    StepState state = StepState::missing;
    std::optional<Mark> mark;
    std::string hint;  // text key of what is missing to go on; empty when done
};

std::array<StepView, 7> seven_steps(const Case&, const Progress&);

// When, between a start and a date, it begins to be soon: the calendar's share of the working time.
using SoonAt = std::function<Instant(Instant start, Instant due)>;

// The date to keep next: the earliest one still owed, of the house and of the law. Nothing is owed on a
// solved case; while the customer's answer is awaited no update is owed, but the solution still is (a silent
// customer does not stop the law's clock, unless its rule says so: then it has no date while they are). What
// they were asked to complete is awaited until a date, too: nobody else closes a case because it passed.
std::optional<Due> next_due(const Case&, const SoonAt& soon);
// All of them, the earliest first: each is watched (alarms.hpp), for one that was missed must not hide the
// next. Of several at the same instant the gravest.
std::vector<Due> dates_owed(const Case&, const SoonAt& soon);
// Since when the term runs whose end that date is.
Instant term_began(const Case&, DueKind);
enum class Status { on_course, soon, late, done };
BOOST_DESCRIBE_ENUM(Status, on_course, soon, late, done)
Status status_of(Instant at, Instant soon, Instant now);

// K4: nobody handles a complaint about themselves ("case.about_you"). Nor does anybody, the customer neither,
// what was sealed when the customer's data was blocked ("case.sealed").
Result<void> may_handle(const Principal&, const Case&);

// Each rule answers a refusal, or changes the case it is given. `now` is when it happens.
void take(Case&, PersonId new_owner, TeamId team);
void customer_spoke(Case&, Instant now, const SoonAt& soon);  // reopens what was solved
void heard_otherwise(Case&, const SoonAt& soon);              // what we waited for came by another way
void we_answered(Case&, std::optional<Instant> next_update_due, bool wait, Instant now, const SoonAt& soon);

struct Solution {
    Outcome outcome = Outcome::solved;
    std::string text = {};         // what the customer reads
    std::string reason = {};       // in plain words; with not_upheld
    std::string alternative = {};  // what can be done instead; with not_upheld
    std::string done_how = {};     // how it was seen that it was done: the first check
    std::string override_reason = {};
    std::string points_reason = {};  // why points of the claim stay unanswered (module points)
};
// The steps that stand in the way, in order; empty: nothing does.
std::vector<Step> missing_for(const Case&, const Progress&, const Solution&);
Result<std::vector<Step>> solve(Case&, Progress&, const Solution&, PersonId by, Instant now);
void complied(Case&, Instant at);  // what was accepted is done
Result<void> satisfied(Case&, Progress&, int score, std::string words, Source, PersonId by, Instant now);
Result<void> reopen(Case&, Instant now, const SoonAt& soon);

// The first line or sentence of what the customer wrote, cut at a word: the case's title.
std::string title_from(std::string_view words);

}  // namespace escucha::cases
