// The clock of a case: from the rules it was born under, and from what happened since, to its dates. Pure.
//
// * The policy of the kind and the rules of the house give the first answer and the solution; the law gives a
//   date of its own beside them. Of all that is owed the earliest is the one to keep (case.hpp, next_due).
// * A clock stands, or begins anew, only where a rule says so. Nothing else moves a date: waiting for the
//   customer does not.
// * The policy of the house goes with the law: while the law's clock stands, or is to begin anew, so does the
//   clock of the solution. Without a law there is nothing that stops it.
// * Cases that were joined keep their clocks: what stands for them owes the earliest date of any of them.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/cases/case.hpp"
#include "modules/cases/rulebook.hpp"

namespace escucha::cases {

using PauseId = std::int64_t;

// Why we wait. `completion`: the customer was asked for what is missing; the others as rules::PauseReason.
enum class PauseReason { customer, clarification, third_party, completion };
// What that does to the law's clock: it stands, it begins anew with the answer, or it runs on.
enum class PauseEffect { stands, anew, runs };
// How it ended: with what was missing, without it, or because it was over.
enum class PauseEnd { complete, went_on, over };
BOOST_DESCRIBE_ENUM(PauseReason, customer, clarification, third_party, completion)
BOOST_DESCRIBE_ENUM(PauseEffect, stands, anew, runs)
BOOST_DESCRIBE_ENUM(PauseEnd, complete, went_on, over)

struct CasePause {
    PauseId id = 0;
    CaseId case_id = 0;
    PauseReason reason = PauseReason::customer;
    PauseEffect effect = PauseEffect::runs;
    std::string words = {};  // what was asked for, or why
    Instant started_at{};
    PersonId started_by = 0;
    std::optional<Instant> due_at = {};       // by when the customer was asked to answer
    std::optional<Instant> answered_at = {};  // when they did, or somebody said that they did
    std::optional<Source> answered_by = {};
    std::optional<Instant> ended_at = {};    // when the clock went on
    std::optional<Instant> settled_at = {};  // when nothing was left to decide
    PersonId settled_by = 0;
    std::optional<PauseEnd> settled = {};
};

struct CaseExtension {
    std::int64_t id = 0;
    CaseId case_id = 0;
    Instant at{};
    PersonId by = 0;
    std::string reason = {};
    Instant due_before{}, due_after{};
};

// One clock: of a case, or of one that was joined to it.
struct Clock {
    CaseId case_id = 0;
    CaseKind kind{};
    Channel channel{};
    std::string legal_kind = {};  // as somebody decided; empty: as the kind says
    std::vector<std::string> flags = {};
    std::optional<Instant> from = {};  // none: nothing was asked of us yet
    bool first_answer = true;          // owed one
    std::optional<Instant> last_word = {};
    std::optional<Instant> accepted = {};  // what was accepted is still to be done, since then
    std::vector<CasePause> pauses = {};
    std::vector<CaseExtension> extensions = {};
};
Clock clock_of(const Case&);  // without what is stored beside the case
std::vector<std::string> flags_of(const Case&);

struct ClockDates {
    std::optional<Instant> first_answer = {}, next_update = {}, resolution = {}, law = {}, cure = {},
                           compliance = {};
    bool stands = false;  // the law's clock: it has no date until something happens
};
ClockDates dates_of(const Rulebook&, const Clock&, Instant now);
// Of each the earlier.
ClockDates earlier_of(const ClockDates&, const ClockDates&);

// When the next word is owed after one given at `said`.
std::optional<Instant> next_word(const Rulebook&, const Clock&, Instant said);

// The law's rule for the reply that settles it: the one whose date is kept, or that waits. Null: none. Points
// into the rulebook.
struct LawOwed {
    const rules::Rule* rule = nullptr;
    std::optional<Instant> due = {};
    bool waits_for_cure = false;
    std::optional<Instant> extendable_until = {};
    bool extended = false;
};
LawOwed law_of(const Rulebook&, const Clock&, Instant now);

// What asking the customer for what is missing would do now, and by when they must have time at least.
struct CompletionRule {
    PauseEffect effect = PauseEffect::runs;
    PauseReason reason = PauseReason::completion;
    const rules::Rule* rule = nullptr;  // that says so; null: no law does
    std::optional<Instant> least = {};  // no earlier than this
    std::optional<Instant> most = {};   // the clock stands no longer than this
    Instant suggested{};
    const rules::Rule* runs_on = nullptr;  // another law's, which knows of no such thing: its date stays
    std::optional<Instant> runs_until = {};
};
CompletionRule completion_rule(const Rulebook&, const Clock&, Instant now);
// The same of asking once more, while `asked` is not settled. A date of the law that was missed meanwhile
// stays: then it stops nothing.
CompletionRule completion_again(const Rulebook&, const Clock&, const CasePause& asked, Instant now);

// May the clock stand for that reason? The rule that allows it or, refused, the one that forbids it; where it
// is only too late, with the date that stays; where a clarification was asked for before, `once`.
struct PauseLeave {
    bool allowed = false;
    const rules::Rule* rule = nullptr;
    std::optional<Instant> too_late = {};
    bool once = false;
};
PauseLeave may_stand(const Rulebook&, const Clock&, rules::PauseReason, Instant now);
// Until when it may stand for that reason, from now on or going on: what the rule allows, less what was
// spent. `now`: not at all. Nothing: as long as it lasts.
std::optional<Instant> may_stand_until(const Rulebook&, const Clock&, rules::PauseReason, Instant now);
// Does any of its rules mind that the customer's answer is awaited?
bool minds_waiting(const Rulebook&);

// "Why this date?": one way to count one of its dates. Of several the date kept is the earliest.
struct Count {
    DueKind what{};
    Instant due{};
    CaseId of = 0;                      // whose clock: the case's, or one that was joined to it
    const rules::Rule* rule = nullptr;  // of law or house; null: the policy of the kind
    calendar::Term term = {};           // where it is the policy's
    rules::Term rule_term = {};         // where it is a rule's, as counted
    Instant from{};                     // the start event
    bool anew = false;                  // it counts from when the customer completed it
    std::vector<calendar::Pause> pauses = {};
    std::optional<CaseExtension> extension = {};
    std::vector<calendar::CountedDay> days = {};
    std::string place = {};  // of the calendar: the branch's name; "": the house's
};
// Every rule that gives this clock a date, by what and the earliest first. The next word is counted from the
// clock's last one.
std::vector<Count> counts_of(const Rulebook&, const Clock&, Instant now);

}  // namespace escucha::cases
