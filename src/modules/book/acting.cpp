// What happens to an entry after it was written: it is never edited, acts are added to it.
#include "modules/book/acting.hpp"

#include <algorithm>
#include <array>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/book/chaining.hpp"
#include "modules/book/events.hpp"
#include "modules/book/store.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/contacts/contacts.hpp"
#include "work/events.hpp"

namespace escucha::book {
namespace {

Principal doer(const work::Event& e) {
    Principal p;
    p.kind = e.actor_kind;
    p.person = e.actor;
    p.request_id = e.request_id;
    p.address = e.address;
    return p;
}

PersonId person_of(const work::Event& e) {
    return e.actor_kind == ActorKind::person ? e.actor : 0;
}

// The same act on every entry that hangs on the case.
void act_on_each(const Books& books, db::Tx& tx, const work::Event& e, ActKind kind, const std::string& text,
                 std::optional<std::int64_t> whose) {
    for (auto& entry : store::of_case(tx, e.case_id)) {
        if (entry.blanked || (whose && *whose != entry.customer)) continue;
        const auto act =
            acted(books, tx, entry, {.kind = kind, .at = e.at, .by = person_of(e), .text = text});
        announce(books, tx, entry, act, doer(e), e.at);
    }
}

// The words just said to the customer: the newest contact of the case.
void on_replied(const Books& books, db::Tx& tx, const work::Event& e) {
    if (store::of_case(tx, e.case_id).empty()) return;
    const auto last = books.parts().contacts.for_case(tx, e.case_id, 0, 1);
    if (last.empty() || last.back().direction != Direction::out) return;
    act_on_each(books, tx, e, ActKind::replied, last.back().text, last.back().customer_id);
}

std::string solution_text(const cases::Progress& p) {
    std::string text = p.outcome_text;
    for (const auto* more : {&p.outcome_reason, &p.outcome_alternative})
        if (!more->empty()) text += (text.empty() ? "" : "\n\n") + *more;
    return text;
}

std::optional<Instant> last_reply(db::Tx& tx, const Entry& entry) {
    std::optional<Instant> last;
    for (const auto& a : store::acts(tx, std::array{entry.id}))
        if (a.kind == ActKind::replied) last = a.at;
    return last;
}

// The reasoned answer: the reply date of the sheet, for good. Of a case that ends because its customer stayed
// silent it is when they were written to last; whoever was never written to was not answered.
std::optional<Instant> reply_date(db::Tx& tx, const Entry& entry, const cases::Case& c, Instant now) {
    if (entry.answered_at) return entry.answered_at;
    return c.outcome == cases::Outcome::customer_silent ? last_reply(tx, entry) : now;
}

// The solution is told to each of the people of the case, as the end of theirs, and to nobody else: a sheet
// tells what was said to whoever wrote it.
void on_resolved(const Books& books, db::Tx& tx, const work::Event& e) {
    auto entries = store::of_case(tx, e.case_id);
    const auto c = entries.empty() ? std::nullopt : books.parts().cases.find(tx, e.case_id);
    if (!c) return;
    const auto text = solution_text(books.parts().cases.progress(tx, e.case_id));
    const auto people = books.parts().cases.people(tx, *c);
    for (auto& entry : entries) {
        if (entry.blanked) continue;
        const auto answered = reply_date(tx, entry, *c, e.at);
        const bool told = std::ranges::find(people, entry.customer) != people.end();
        const auto act = acted(books, tx, entry,
                               {.kind = ActKind::resolved,
                                .at = e.at,
                                .by = person_of(e),
                                .text = told ? text : std::string(),
                                .answered_at = std::optional(answered)});
        if (answered && !entry.answered_at) store::answered(tx, entry.id, *answered);
        announce(books, tx, entry, act, doer(e), e.at);
    }
}

void on_reopened(const Books& books, db::Tx& tx, const work::Event& e) {
    act_on_each(books, tx, e, ActKind::reopened, {}, std::nullopt);
}

void on_moved(const Books& books, db::Tx& tx, const work::Event& e) {
    auto entries = store::of_case(tx, e.case_id);
    const auto c = entries.empty() ? std::nullopt : books.parts().cases.find(tx, e.case_id);
    if (!c) return;
    const bool by_law = c->law_due.has_value();
    const auto due = by_law ? c->law_due : c->resolution_due;
    for (auto& entry : entries) {
        if (entry.answered_at || (due == entry.due_at && by_law == entry.due_by_law)) continue;
        entry.due_at = due;
        entry.due_by_law = by_law;
        store::due(tx, entry.id, due, by_law);
        chain_due(books, tx, entry, e.at);
    }
}

}  // namespace

Act acted(const Books& books, db::Tx& tx, Entry& e, Act act) {
    act.entry = e.id;
    act.ledger = chain(books, tx, e, act);
    act.id = store::add_act(tx, act);
    return act;
}

void announce(const Books& books, db::Tx& tx, const Entry& e, const Act& act, const Principal& by,
              Instant now) {
    auto event = work::event(EntryActed::kType, "book_entry", e.id, by, now,
                             EntryActed{e.id, act.id, std::string(db::name(act.kind))});
    event.case_id = e.case_id;
    books.parts().events.append(tx, std::move(event));
}

Result<Receipt> Books::reclassify(const Principal& by, EntryId id, EntryKind kind, const std::string& reason,
                                  Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Receipt> {
        auto e = store::entry(tx, id);
        if (!e) return not_found("book.entry_not_found");
        if (e->blanked) return conflict("book.blanked");
        if (e->kind == kind) return conflict("book.same_kind");
        if (one_line(reason).empty()) return invalid_field("reason", "required");
        const auto from = e->kind;
        store::reclassify(tx, id, kind);
        e->kind = kind;
        const auto act = acted(*this, tx, *e,
                               {.kind = ActKind::reclassified,
                                .at = now,
                                .by = by.is_person() ? by.person : 0,
                                .text = reason,
                                .from = std::string(db::name(from)),
                                .to = std::string(db::name(kind))});
        cases::Edit edit;
        edit.kind = case_kind(kind);
        const auto standing = parts_.cases.standing(tx, e->case_id);
        const auto changed = parts_.cases.edit_in(tx, by, standing, edit, now);
        if (!changed) return Refused(changed.error());
        announce(*this, tx, *e, act, by, now);
        return *receipt(tx, id);
    });
}

void add_reactions(work::Events& events, Books& books) {
    const auto on = [&](const char* type, auto react) {
        events.on(type, [&books, react](db::Tx& tx, const work::Event& e) { react(books, tx, e); });
    };
    on("case.replied", on_replied);
    on("case.resolved", on_resolved);
    on("case.reopened", on_reopened);
    // Whatever may move the date by which the law wants an answer.
    for (const char* type :
         {"case.edited", "case.classified", "case.reopened", "case.paused", "case.pause_ended",
          "case.completion_asked", "case.completion_settled", "case.completion_ran_out", "case.extended",
          "case.replied", "case.customer_replied", cases::CasesJoined::kType, cases::CasesParted::kType})
        on(type, on_moved);
}

}  // namespace escucha::book
