// How a case stands, worked out from what was said and done in it, in the order of time: when entries go to
// another case or come back from it, nothing stands by words that are no longer there, and nobody's
// unanswered word is buried. Pure.
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "modules/cases/case.hpp"

namespace escucha::cases {

struct Told {
    enum class What {
        customer,      // spoke, or answered a question of ours
        thanks,        // nothing but that: what is solved stays solved
        ours,          // an answer, a call that was answered, a visit
        ours_waiting,  // an answer, what was said back, an offer: from then on we wait for the customer
        heard,         // what we waited for came by another way
        missed,        // a call that nobody answered
        aside,         // somebody outside wrote to us
        returned,      // what we said did not arrive
        solved,
        rated,
        reopened,
    };
    Instant at{};
    What what = What::customer;
    std::optional<Outcome> outcome = {};  // with solved
    int score = 0;                        // with rated
};

// What was told in a case itself, and the conversations that were joined to it, by when they were.
struct Thread {
    Instant joined_at{};
    std::vector<Told> told = {};  // by time
    std::vector<Thread> joined;
};

// When the customer hears of us next at the latest, after a word of ours.
using NextUpdate = std::function<std::optional<Instant>(Instant said)>;

// `c` goes on from where it stands with what was told since.
void retell(Case& c, std::span<const Told> told, const SoonAt& soon, const NextUpdate& next_update);
// From the beginning: state, who spoke last and when, since when we wait, when we first answered, what is
// unread, how it ended. A conversation that was joined is heard as `join` hears it (join_rules.hpp).
Case retold(const Thread& thread, const SoonAt& soon, const NextUpdate& next_update);

// Those of the above that depend on words and not on anybody's decision, of one case for another.
void stand_as(Case& c, const Case& told);

}  // namespace escucha::cases
