// What the page counts, kept beside the cases: their events tell that something changed, their face tells
// what.
#include "modules/quality/quality.hpp"

#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/quality/store.hpp"
#include "work/events.hpp"

namespace escucha::quality {
namespace {

// Announced before the case is saved, or without changing it; all others are looked at.
bool says_nothing(std::string_view type) {
    return type == cases::CaseSolved::kType || type == cases::CaseRated::kType || type == "case.presence" ||
           type == "case.deadline" || type == "case.noted";
}

std::int64_t working_minutes(const Quality::Parts& parts, db::Tx& tx, Instant from, Instant to) {
    const auto worked = parts.calendars.calendar(tx)->working_time_between(from, to);
    return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::minutes>(worked).count());
}

store::CaseRow row_of(const Quality::Parts& parts, db::Tx& tx, const cases::Case& c) {
    store::CaseRow row{.opened_at = c.opened_at,
                       .case_id = c.id,
                       .problem = is_problem(c.kind),
                       .due_at = c.due ? c.due->at : cases::kNever,
                       .followed = c.owner != 0 || c.state == cases::State::solved,
                       .solved_at = c.solved_at,
                       .score = c.score};
    row.not_asked = c.begun_by_us;
    if (c.first_answer_at) row.answer_minutes = working_minutes(parts, tx, c.opened_at, *c.first_answer_at);
    return row;
}

// The hot path: what the event says is enough, no case is read, but for those that we began.
void opened(const Quality::Parts& parts, db::Tx& tx, const work::Event& e) {
    const auto fact = work::fact<cases::CaseOpened>(e);
    if (fact.begun_by_us.value_or(false)) {
        if (const auto c = parts.cases.find(tx, e.subject)) store::keep(tx, row_of(parts, tx, *c));
        return;
    }
    store::add(tx, {.opened_at = e.at,
                    .case_id = e.subject,
                    .problem = is_problem(*db::parse_enum<CaseKind>(fact.kind)),
                    .due_at = instant(fact.due_at)});
}

// One complaint counts once: of cases that were joined the one that stands, since the first of them came.
void opened_otherwise(db::Tx& tx, const work::Event& e) {
    if (e.type == cases::CasesJoined::kType)
        store::remove(tx, instant(work::fact<cases::CasesJoined>(e).opened_before), e.subject);
    if (e.type == cases::CasesParted::kType)
        store::remove(tx, instant(work::fact<cases::CasesParted>(e).opened_before), e.subject);
}

void changed(const Quality::Parts& parts, db::Tx& tx, const work::Event& e) {
    if (says_nothing(e.type)) return;
    const auto c = parts.cases.find(tx, e.subject);
    if (!c) return;
    if (c->state == cases::State::merged) return store::remove(tx, c->opened_at, c->id);
    opened_otherwise(tx, e);
    store::keep(tx, row_of(parts, tx, *c));
}

}  // namespace

Quality::Quality(Parts parts) : parts_(parts) {
    parts_.events.on("*", [parts](db::Tx& tx, const work::Event& e) {
        if (e.subject_type != "case") return;
        e.type == cases::CaseOpened::kType ? opened(parts, tx, e) : changed(parts, tx, e);
    });
}

std::int64_t Quality::complaints(db::Tx& tx, Instant from, Instant to) const {
    return store::opened(tx, {from, to});
}

void Quality::remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const {
    for (const auto id : cases)
        if (const auto c = parts_.cases.find(tx, id)) store::remove(tx, c->opened_at, id);
}

}  // namespace escucha::quality
