#include "modules/cases/reckoning.hpp"

#include "base/human_time.hpp"
#include "modules/cases/clock_store.hpp"
#include "modules/cases/link_store.hpp"

namespace escucha::cases {
namespace {

Running running(const Cases& cases, db::Tx& tx, const Case& c, Instant now) {
    Running r{.clock = clock_of(c), .book = cases.rulebooks().of(tx, c.rulebook, now), .as_it_was = c};
    r.kept = c.rulebook == 0;
    r.clock.pauses = store::pauses(tx, c.id);
    r.clock.extensions = store::extensions(tx, c.id);
    return r;
}

void add_joined(const Cases& cases, db::Tx& tx, CaseId id, Instant now, std::vector<Running>& out) {
    for (const auto& journal : store::joinings_of(tx, id)) {
        if (journal.other_before.state == State::solved) continue;
        const auto other = store::find(tx, journal.other);
        if (!other) continue;
        out.push_back(running(cases, tx, *other, now));
        add_joined(cases, tx, other->id, now, out);
    }
}

ClockDates dates_of(const Running& r, Instant now) {
    if (!r.kept) return dates_of(*r.book, r.clock, now);
    const auto& c = r.as_it_was;
    return {.first_answer = c.first_answer_due,
            .next_update = c.next_update_due,
            .resolution = c.resolution_due,
            .law = c.law_due,
            .cure = c.cure_due};
}

bool later(const std::optional<Instant>& before, const std::optional<Instant>& now) {
    return before && (!now || *now > *before);
}

}  // namespace

std::vector<Running> running_in(const Cases& cases, db::Tx& tx, const Case& c, Instant now) {
    std::vector<Running> out{running(cases, tx, c, now)};
    add_joined(cases, tx, c.id, now, out);
    return out;
}

void have_rulebook(Work& w) {
    if (w.c.rulebook == 0) w.c.rulebook = w.cases.rulebooks().current(w.tx, w.now)->id;
}

void reckon(Work& w, bool first) {
    const auto all = running_in(w.cases, w.tx, w.c, w.now);
    auto dates = dates_of(all.front(), w.now);
    for (std::size_t i = 1; i < all.size(); ++i) dates = earlier_of(dates, dates_of(all[i], w.now));
    if (first) w.c.first_answer_due = dates.first_answer;
    w.c.resolution_due = dates.resolution;
    w.c.law_due = dates.law;
    w.c.cure_due = dates.cure;
    w.c.due = next_due(w.c, w.soon());
}

std::string for_log(const Work& w, Instant at) {
    const auto organisation = w.parts.team.organisation();
    return full_moment_in_words(organisation->language, *organisation->zone, at);
}

void tell_later(Work& w, const Case& before) {
    const auto tell = [&](const char* what, const std::optional<Instant>& was,
                          const std::optional<Instant>& is) {
        if (!later(was, is)) return;
        boost::json::object data{{"what", what}, {"from", for_log(w, *was)}};
        if (is) data["when"] = for_log(w, *is);
        w.log(is ? "date_later" : "date_stands", {}, data);
    };
    tell("due.first_answer", before.first_answer_due, w.c.first_answer_due);
    tell("due.resolution", before.resolution_due, w.c.resolution_due);
    tell("due.law", before.law_due, w.c.law_due);
}

void hear_completion(Work& w, Source by) {
    if (!w.c.cure_due && w.state_before != State::waiting) return;  // nothing is awaited: no query
    bool heard = false;
    for (const auto& r : running_in(w.cases, w.tx, w.c, w.now))
        for (auto p : r.clock.pauses) {
            if (!p.due_at || p.answered_at || p.settled_at) continue;
            p.answered_at = p.ended_at = w.now;
            p.answered_by = by;
            store::save(w.tx, p);
            heard = true;
        }
    if (!heard) return;
    w.log(by == Source::customer ? "completed_by_customer" : "completion_noted");
    reckon(w);
}

namespace {

CasePause* open_wait(std::vector<CasePause>& pauses) {
    const auto found = std::ranges::find_if(
        pauses, [](const CasePause& p) { return p.reason == PauseReason::customer && !p.ended_at; });
    return found == pauses.end() ? nullptr : &*found;
}

}  // namespace

void mind_waiting(Work& w, State before) {
    const bool waits = w.c.state == State::waiting;
    if (w.c.rulebook == 0 || waits == (before == State::waiting)) return;
    if (!minds_waiting(*w.cases.rulebooks().of(w.tx, w.c.rulebook, w.now))) return;
    auto pauses = store::pauses(w.tx, w.c.id);
    auto* open = open_wait(pauses);
    if (waits && !open)
        store::add(w.tx, CasePause{.case_id = w.c.id,
                                   .reason = PauseReason::customer,
                                   .effect = PauseEffect::stands,
                                   .started_at = w.now,
                                   .started_by = w.who.is_person() ? w.who.person : 0});
    if (!waits && open) {
        open->ended_at = open->settled_at = w.now;
        open->settled = PauseEnd::over;
        store::save(w.tx, *open);
    }
    if (w.c.state != State::merged && w.c.state != State::solved) reckon(w);
}

}  // namespace escucha::cases
