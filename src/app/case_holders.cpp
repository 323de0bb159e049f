#include "app/case_holders.hpp"

#include <set>

#include "app/house.hpp"

namespace escucha::app {
namespace {

using cases::CaseId;
using cases::Holder;
using cases::Picked;
using cases::RowIds;

Holder contacts_of() {
    auto holder = cases::holder_of_people("contacts");
    holder.columns.emplace_back("contacts.via_case_id");  // history: whose code was used
    holder.picked = [](db::Tx&, CaseId, const Picked& picked) { return picked.contacts; };
    return holder;
}

// One commitment, however often it was renegotiated: what came before it and what came after.
RowIds with_their_dates(const House& house, db::Tx& tx, std::span<const std::int64_t> promises) {
    std::set<std::int64_t> all;
    for (const auto id : promises) {
        for (auto p = house.promises.get(tx, id); p && p->replaces != 0;
             p = house.promises.get(tx, p->replaces))
            all.insert(p->replaces);
        for (auto p = house.promises.get(tx, id); p; p = house.promises.get(tx, p->replaced_by)) {
            all.insert(p->id);
            if (p->replaced_by == 0) break;
        }
    }
    return {all.begin(), all.end()};
}

Holder promises_of(const House& house) {
    auto holder = cases::holder_of_people("promises");
    holder.picked = [&house](db::Tx& tx, CaseId, const Picked& picked) {
        return with_their_dates(house, tx, picked.promises);
    };
    holder.move_rows = [&house, move = std::move(holder.move_rows)](
                           db::Tx& tx, std::span<const std::int64_t> rows, CaseId from, CaseId to) {
        return move(tx, with_their_dates(house, tx, rows), from, to);
    };
    return holder;
}

// What was sent along goes with what it was sent with.
Holder files_of(const House& house) {
    auto holder = cases::holder_of("files");
    holder.picked = [&house](db::Tx& tx, CaseId, const Picked& picked) {
        RowIds rows;
        const auto add = [&](std::string_view owner, const RowIds& owners) {
            for (const auto& [_, files] : house.files.of(tx, owner, owners))
                for (const auto& file : files) rows.push_back(file.id);
        };
        add("contact", picked.contacts);
        add("note", picked.notes);
        return rows;
    };
    return holder;
}

// The e-mail that carried it: later answers to it land where it is now.
Holder mail_of(const House& house) {
    auto holder = cases::holder_of_people("mail_messages");
    holder.picked = [&house](db::Tx& tx, CaseId, const Picked& picked) {
        RowIds rows;
        for (const auto& [_, line] : house.email.of_contacts(tx, picked.contacts, Language::es, Instant{}))
            rows.push_back(line.id);
        for (const auto& [_, line] : house.email.of_entries(tx, picked.notes, Language::es, Instant{}))
            rows.push_back(line.id);
        return rows;
    };
    return holder;
}

// The sheet stays on the case that took the other in. What is split off goes without it: the sheet is of the
// case it opened.
Holder sheets_of() {
    return cases::holder_of_people("book_entries");
}

// What came with a message goes with it, and is whose message it was; what was written by hand stays.
Holder points_of(const House& house) {
    auto holder = cases::holder_of("points");
    const auto where = [&house](db::Tx& tx, CaseId id, const auto& fits) {
        RowIds rows;
        for (const auto& p : house.points.all_of(tx, id))
            if (p.contact_id != 0 && fits(p.contact_id)) rows.push_back(p.id);
        return rows;
    };
    holder.picked = [where](db::Tx& tx, CaseId id, const Picked& picked) {
        return where(tx, id, [&](std::int64_t contact) {
            return std::ranges::find(picked.contacts, contact) != picked.contacts.end();
        });
    };
    holder.of_people = [&house, where](db::Tx& tx, CaseId id, std::span<const cases::CustomerId> people) {
        return where(tx, id, [&](std::int64_t contact) {
            const auto c = house.contacts.get(tx, contact);
            return c && std::ranges::find(people, c->customer_id) != people.end();
        });
    };
    return holder;
}

}  // namespace

void register_case_holders(House& house) {
    house.cases.held_by(contacts_of());
    house.cases.held_by(promises_of(house));
    house.cases.held_by(files_of(house));
    house.cases.held_by(mail_of(house));
    house.cases.held_by(points_of(house));
    // Phrases of playbooks that were taken: looked for in the answers of the case that stands.
    house.cases.held_by(cases::holder_of("guidance_uses"));
    house.cases.held_by(sheets_of());
    house.cases.held_by(cases::holder_of("call_backs"));
    house.cases.held_by(cases::holder_of("case_disputes"));
    // A notice leads to the case it named, and from there to the one that stands for it. Events are history.
    house.cases.held_by({.name = "told", .columns = {"notices.case_id", "events.case_id"}});
    // Made anew by the events of joining and parting.
    house.cases.held_by(
        {.name = "derived",
         .columns = {"problem_cases.case_id", "problem_dismissals.case_id", "quality_cases.case_id",
                     "escalation_told.case_id", "search_case_facts.case_id", "search_cases.case_id",
                     "search_customers.case_id", "search_messages.case_id", "search_notes.case_id",
                     "search_promises.case_id"}});
    house.cases.rows_moved = [&house](db::Tx& tx, const cases::Case& c) {
        house.promises.follow_case(tx, {c.id, c.code, c.kind, c.customer});
    };
}

}  // namespace escucha::app
