#include "modules/cases/retelling.hpp"

#include <algorithm>

#include "modules/cases/join_rules.hpp"

namespace escucha::cases {
namespace {

void end(Case& c, const Told& t) {
    if (!c.first_answer_at) c.first_answer_at = t.at;
    c.state = State::solved;
    c.outcome = t.outcome;
    c.solved_at = c.last_out_at = t.at;
    c.last_at = t.at;
    c.last_from = LastFrom::us;
    c.waiting_since.reset();
    c.unread = false;
}

void thank(Case& c, Instant at, const SoonAt& soon) {
    if (c.state != State::solved) return customer_spoke(c, at, soon);
    c.last_at = at;
    c.unread = true;
}

void rate(Case& c, const Told& t) {
    if (c.state != State::solved) return;
    c.score = t.score;
    c.checked_at = t.at;
    c.last_at = t.at;
}

void tell(Case& c, const Told& t, const SoonAt& soon, const NextUpdate& next_update) {
    using What = Told::What;
    switch (t.what) {
        case What::customer:
            return customer_spoke(c, t.at, soon);
        case What::thanks:
            return thank(c, t.at, soon);
        case What::ours:
        case What::ours_waiting:
            return we_answered(c, next_update(t.at), t.what == What::ours_waiting, t.at, soon);
        case What::heard:
            return heard_otherwise(c, soon);
        case What::missed:
            c.last_at = t.at;
            return;
        case What::aside:
            c.unread = true;
            return;
        case What::returned:
            c.unread = true;
            return heard_otherwise(c, soon);
        case What::solved:
            return end(c, t);
        case What::rated:
            return rate(c, t);
        case What::reopened:
            (void)reopen(c, t.at, soon);
            return;
    }
}

}  // namespace

void retell(Case& c, std::span<const Told> told, const SoonAt& soon, const NextUpdate& next_update) {
    for (const auto& t : told) tell(c, t, soon, next_update);
}

Case retold(const Thread& thread, const SoonAt& soon, const NextUpdate& next_update) {
    Case c;
    c.unread = false;
    auto rest = std::span(thread.told);
    for (const auto& joined : thread.joined) {
        const auto until = std::ranges::lower_bound(rest, joined.joined_at, {}, &Told::at);
        const auto n = static_cast<std::size_t>(until - rest.begin());
        retell(c, rest.first(n), soon, next_update);
        rest = rest.subspan(n);
        const auto other = retold(joined, soon, next_update);
        join(c, other, soon);
    }
    retell(c, rest, soon, next_update);
    return c;
}

void stand_as(Case& c, const Case& told) {
    c.state = told.state;
    c.outcome = told.outcome;
    c.solved_at = told.solved_at;
    c.checked_at = told.checked_at;
    c.score = told.score;
    c.last_at = told.last_at;
    c.last_from = told.last_from;
    c.last_out_at = told.last_out_at;
    c.waiting_since = told.waiting_since;
    c.first_answer_at = told.first_answer_at;
    c.unread = told.unread;
}

}  // namespace escucha::cases
