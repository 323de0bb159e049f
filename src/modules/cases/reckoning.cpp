#include "modules/cases/reckoning.hpp"

#include <numeric>

#include "base/human_time.hpp"
#include "modules/cases/clock_store.hpp"
#include "modules/cases/link_store.hpp"

namespace escucha::cases {
namespace {

RulebookPtr book_of(const Cases& cases, db::Tx& tx, const Case& c) {
    return cases.rulebooks().of(tx, c.rulebook, c.clock_from.value_or(c.opened_at));
}

Running running(const Cases& cases, db::Tx& tx, const Case& c) {
    Running r{.clock = clock_of(c), .book = book_of(cases, tx, c), .as_it_was = c};
    r.kept = c.rulebook == 0;
    r.clock.pauses = store::pauses(tx, c.id);
    r.clock.extensions = store::extensions(tx, c.id);
    return r;
}

void add_joined(const Cases& cases, db::Tx& tx, CaseId id, std::vector<Running>& out) {
    for (const auto& journal : store::joinings_of(tx, id)) {
        if (journal.other_before.state == State::solved) continue;
        const auto other = store::find(tx, journal.other);
        if (!other) continue;
        out.push_back(running(cases, tx, *other));
        out.back().joined_at = journal.at;
        add_joined(cases, tx, other->id, out);
    }
}

ClockDates dates_of(const Running& r, Instant now) {
    if (!r.kept) return dates_of(*r.book, r.clock, now);
    const auto& c = r.as_it_was;
    return {.first_answer = c.first_answer_due,
            .next_update = c.next_update_due,
            .resolution = c.resolution_due,
            .law = c.law_due,
            .cure = c.cure_due,
            .compliance = c.comply_due};
}

// Was it answered in time, by the case itself or by the one that it had been joined to?
bool law_kept(const Running& r, const Case& standing, Instant law) {
    const auto& own = r.as_it_was.law_met_at;
    if (own && *own <= law) return true;
    return standing.law_met_at && r.joined_at <= *standing.law_met_at && *standing.law_met_at <= law;
}

// Was what this one accepted done since, in the case that it had been joined to?
bool done_there(const Running& r, const Case& standing) {
    const auto& done = standing.complied_at;
    return done && r.clock.case_id != standing.id && r.joined_at <= *done &&
           (!r.clock.accepted || *r.clock.accepted <= *done);
}

// The earliest that is still to be kept; where all were, the earliest of them.
void reckon_law(Case& c, std::span<const Running> all, std::span<const ClockDates> dates) {
    std::optional<Instant> owed, kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& law = dates[i].law;
        if (!law) continue;
        auto& of = law_kept(all[i], c, *law) ? kept : owed;
        if (!of || *law < *of) of = law;
    }
    c.law_kept = !owed && kept;
    c.law_due = owed ? owed : kept;
}

bool later(const std::optional<Instant>& before, const std::optional<Instant>& now) {
    return before && (!now || *now > *before);
}

}  // namespace

std::vector<Running> running_in(const Cases& cases, db::Tx& tx, const Case& c) {
    std::vector<Running> out{running(cases, tx, c)};
    add_joined(cases, tx, c.id, out);
    return out;
}

void have_rulebook(Work& w) {
    if (w.c.rulebook != 0) return;
    const auto born = w.c.clock_from.value_or(w.c.opened_at);
    w.c.rulebook = w.cases.rulebooks().current(w.tx, born, w.c.team)->id;
}

namespace {

// As if our last word had been said in a case of this kind, by what was in force then. Where we began and
// nothing was asked of us yet, no word is owed; the first one is owed as soon as an answer (start_clock).
void reckon_next_word(Work& w, const Running& own, const ClockDates& dates) {
    auto& c = w.c;
    const bool only_began =
        c.begun_by_us && !(c.clock_from && c.last_out_at && *c.last_out_at > *c.clock_from);
    if (only_began) return;
    if (!c.last_out_at) {
        c.next_update_due = dates.next_update;
        return;
    }
    const auto book = c.word_rulebook == 0 ? own.book : w.cases.rulebooks().of(w.tx, c.word_rulebook, w.now);
    c.next_update_due = next_word(*book, own.clock, *c.last_out_at);
}

}  // namespace

void reckon(Work& w, bool first) {
    const auto all = running_in(w.cases, w.tx, w.c);
    std::vector<ClockDates> each;
    for (const auto& r : all) {
        each.push_back(dates_of(r, w.now));
        if (done_there(r, w.c)) each.back().compliance.reset();
    }
    const auto dates = std::accumulate(each.begin() + 1, each.end(), each.front(), earlier_of);
    if (first) w.c.first_answer_due = dates.first_answer;
    if (first) reckon_next_word(w, all.front(), dates);
    const auto had = w.rulebook_before == 0 ? w.c.resolution_due : std::nullopt;
    w.c.resolution_due = had && (!dates.resolution || *had < *dates.resolution) ? had : dates.resolution;
    reckon_law(w.c, all, each);
    w.c.cure_due = dates.cure;
    w.c.comply_due = dates.compliance;
    w.c.due = next_due(w.c, w.soon());
}

const Zone& zone_of(const Work& w) {
    return book_of(w.cases, w.tx, w.c)->official->zone();
}

std::string for_customer(const Work& w, Instant at) {
    return full_moment_in_words(w.c.language, zone_of(w), at);
}

std::string for_log(const Work& w, Instant at) {
    return full_moment_in_words(w.parts.team.organisation()->language, zone_of(w), at);
}

void tell_later(Work& w, const Case& before) {
    const auto tell = [&](const char* what, const std::optional<Instant>& was,
                          const std::optional<Instant>& is) {
        if (!later(was, is)) return;
        boost::json::object data{{"what", what}, {"from", for_log(w, *was)}};
        if (is) data["when"] = for_log(w, *is);
        w.log(is ? "date_later" : store::pause_runs(w.tx, w.c.id) ? "date_stands" : "date_gone", {}, data);
    };
    tell("due.first_answer", before.first_answer_due, w.c.first_answer_due);
    if (before.first_answer_at && w.c.state == State::open)
        tell("due.next_update", before.next_update_due, w.c.next_update_due);
    tell("due.resolution", before.resolution_due, w.c.resolution_due);
    tell("due.law", before.law_due, w.c.law_due);
    if (!w.c.complied_at) tell("due.compliance", before.comply_due, w.c.comply_due);
}

namespace {

void complete(Work& w, CasePause& p, Source by) {
    p.answered_at = w.now;
    p.answered_by = by;
    if (!p.ended_at) p.ended_at = w.now;
    store::save(w.tx, p);
    w.log(by == Source::customer ? "completed_by_customer" : "completion_noted");
}

// It stood until they answered. Somebody stopped it with a reason; while a reply waits it stands without a
// word (mind_waiting).
void go_on(Work& w, CasePause& p) {
    p.ended_at = p.settled_at = w.now;
    p.settled = PauseEnd::over;
    store::save(w.tx, p);
    plan_end_of_pause(w, p.id, std::nullopt);
    if (!p.words.empty()) w.log("pause_ended");
}

bool asks(const CasePause& p) {
    return p.due_at && !p.answered_at && !p.settled_at;
}

bool stands_for_them(const CasePause& p) {
    return !p.due_at && !p.ended_at && p.effect == PauseEffect::stands &&
           p.reason != PauseReason::third_party;
}

}  // namespace

void hear_completion(Work& w, Source by) {
    const bool awaited = w.c.cure_due || w.state_before == State::waiting;
    if (!awaited && !store::pause_runs(w.tx, w.c.id)) return;
    bool heard = false;
    for (const auto& r : running_in(w.cases, w.tx, w.c))
        for (auto p : r.clock.pauses) {
            if (asks(p))
                complete(w, p, by);
            else if (stands_for_them(p))
                go_on(w, p);
            else
                continue;
            heard = true;
        }
    if (heard) reckon(w);
}

// What was asked of the customer stays asked, should the case be opened again; the clock stands for it no
// more.
void go_on_by_answer(Work& w) {
    bool stood = false;
    for (const auto& r : running_in(w.cases, w.tx, w.c))
        for (auto p : r.clock.pauses) {
            if (p.ended_at || p.effect == PauseEffect::runs) continue;
            stood = true;
            if (!p.due_at) {
                go_on(w, p);
                continue;
            }
            p.ended_at = w.now;
            store::save(w.tx, p);
        }
    if (stood) reckon(w);
}

namespace {

CasePause* open_wait(std::vector<CasePause>& pauses) {
    const auto found = std::ranges::find_if(
        pauses, [](const CasePause& p) { return p.reason == PauseReason::customer && !p.ended_at; });
    return found == pauses.end() ? nullptr : &*found;
}

}  // namespace

// Of clocks that were joined only the case's own stands: whose answer is awaited is not known of the others,
// and a date too early is the safe one.
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
