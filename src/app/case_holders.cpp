#include "app/case_holders.hpp"

#include "app/house.hpp"
#include "db/id_list.hpp"

namespace escucha::app {
namespace {

using cases::CaseId;
using cases::Holder;
using cases::Picked;
using cases::RowIds;

Holder contacts_of() {
    auto holder = cases::holder_of("contacts");
    holder.picked = [](db::Tx&, CaseId, const Picked& picked) { return picked.contacts; };
    return holder;
}

Holder promises_of() {
    auto holder = cases::holder_of("promises");
    holder.picked = [](db::Tx&, CaseId, const Picked& picked) { return picked.promises; };
    return holder;
}

RowIds numbers(const db::Rows& rows) {
    RowIds out;
    for (const db::Row& row : rows) out.push_back(row.get<std::int64_t>(0));
    return out;
}

// What was sent along goes with what it was sent with.
Holder files_of() {
    auto holder = cases::holder_of("files");
    holder.picked = [](db::Tx& tx, CaseId id, const Picked& picked) {
        db::Params p;
        const auto of = p.add(id), said = p.add(db::id_list(tx, picked.contacts)),
                   noted = p.add(db::id_list(tx, picked.notes));
        return numbers(tx.query(
            fmt::format("SELECT id FROM files WHERE case_id = {} AND case_id <> 0 AND ((owner_type = "
                        "'contact' AND owner_id {}) OR (owner_type = 'note' AND owner_id {}))",
                        of, db::among(tx, said), db::among(tx, noted)),
            p));
    };
    return holder;
}

// The e-mail that carried it: later answers to it land where it is now.
Holder mail_of() {
    auto holder = cases::holder_of("mail_messages");
    holder.picked = [](db::Tx& tx, CaseId id, const Picked& picked) {
        db::Params p;
        const auto of = p.add(id), carried = p.add(db::id_list(tx, picked.contacts));
        return numbers(
            tx.query(fmt::format("SELECT id FROM mail_messages WHERE case_id = {} AND case_id <> 0 "
                                 "AND contact_id {}",
                                 of, db::among(tx, carried)),
                     p));
    };
    return holder;
}

}  // namespace

void register_case_holders(House& house) {
    house.cases.held_by(contacts_of());
    house.cases.held_by(promises_of());
    house.cases.held_by(files_of());
    house.cases.held_by(mail_of());
    // A notice leads to the case it named, and from there to the one that stands for it. Events are history.
    house.cases.held_by({.name = "told", .columns = {"notices.case_id", "events.case_id"}});
    // Made anew by the events of joining and parting.
    house.cases.held_by(
        {.name = "derived",
         .columns = {"quality_cases.case_id", "search_case_facts.case_id", "search_cases.case_id",
                     "search_customers.case_id", "search_messages.case_id", "search_notes.case_id",
                     "search_promises.case_id"}});
    house.cases.rows_moved = [&house](db::Tx& tx, const cases::Case& c) {
        house.promises.follow_case(tx, {c.id, c.code, c.kind, c.customer});
    };
}

}  // namespace escucha::app
