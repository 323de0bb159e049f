// What joining changes in the row of a case, kept so that it can be undone. Dates, states and numbers: no
// words of anybody.
#pragma once
#include <string>
#include <string_view>

#include "modules/cases/case.hpp"

namespace escucha::cases {

struct Snapshot {
    Instant opened_at{}, last_at{};
    State state = State::open;
    std::optional<Outcome> outcome = {};
    std::optional<LastFrom> last_from = {};
    std::optional<Instant> last_out_at = {}, waiting_since = {}, solved_at = {}, first_answer_at = {},
                           first_answer_due = {}, next_update_due = {}, resolution_due = {}, checked_at = {};
    PersonId owner = 0, about_person = 0;
    bool handed_up = false, unread = false;
    int retold = 0, score = 0;
    // Of the progress: what is the other case's (the greeting, the expectation, what was said back).
    bool respect_taken = false, expectation_taken = false, said_taken = false;
    // Not in those written before these were kept.
    std::optional<bool> rating_taken = {};
    std::optional<CaseKind> kind = {};
    std::optional<int> hands = {};
    std::optional<Instant> law_due = {}, cure_due = {}, clock_from = {};
    std::optional<bool> law_kept = {};
    std::optional<Instant> comply_due = {};
    std::optional<std::int64_t> newest_contact = {}, newest_log = {};  // of both: what is newer came since
};
BOOST_DESCRIBE_STRUCT(Snapshot, (),
                      (opened_at, last_at, state, outcome, last_from, last_out_at, waiting_since, solved_at,
                       first_answer_at, first_answer_due, next_update_due, resolution_due, checked_at, owner,
                       about_person, handed_up, unread, retold, score, respect_taken, expectation_taken,
                       said_taken, rating_taken, kind, hands, law_due, cure_due, clock_from, law_kept,
                       comply_due, newest_contact, newest_log))

Snapshot snapshot_of(const Case&);
void put_back(Case&, const Snapshot&);  // whatever it says
// What depends on decisions goes back to what it was where it is as joining left it; what somebody decided
// since stays. What depends on words goes back in any case: those that came since are told again
// (retelling.hpp). Numbers lose what joining added.
void part(Case&, const Snapshot& before, const Snapshot& after);

std::string text_of(const Snapshot&);
Snapshot snapshot_from(std::string_view text);

}  // namespace escucha::cases
