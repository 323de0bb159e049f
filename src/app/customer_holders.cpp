#include "app/customer_holders.hpp"

#include <array>

#include "app/house.hpp"
#include "base/tracking_code.hpp"
#include "db/id_list.hpp"

namespace escucha::app {
namespace {

// What was said and promised in a case goes with the case when a merge is undone, what came since included:
// it was the other person who said it.
customers::Holder within_cases(const House& house, std::string table) {
    auto holder = customers::holder_of(table, table);
    holder.move_back = [&house, table, rows_back = std::move(holder.move_back)](
                           db::Tx& tx, std::span<const std::int64_t> rows, customers::CustomerId from,
                           customers::CustomerId to) {
        rows_back(tx, rows, from, to);
        const auto theirs = house.cases.of_customers(tx, std::array{to});
        db::Params p;
        const auto to_whom = p.add(to), whose = p.add(from), list = p.add(db::id_list(tx, theirs));
        tx.execute(fmt::format("UPDATE {} SET customer_id = {} WHERE customer_id = {} AND case_id {}", table,
                               to_whom, whose, db::among(tx, list)),
                   p);
    };
    return holder;
}

// A case that was split off theirs is theirs, too.
std::vector<std::int64_t> with_split_off(const House& house, db::Tx& tx, std::span<const std::int64_t> rows) {
    std::vector<std::int64_t> all(rows.begin(), rows.end());
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const auto& link : house.cases.links_of(tx, all[i]))
            if (link.kind == cases::LinkKind::split && link.case_id == all[i] &&
                std::ranges::find(all, link.other) == all.end())
                all.push_back(link.other);
    return all;
}

// Cases that were joined since, while both were one person's, would be joined across people: nobody said that
// they should, and each would be in the other's.
Result<void> joined_to_none_that_stays(const House& house, db::Tx& tx, std::span<const std::int64_t> rows,
                                       Instant merged) {
    const auto going = with_split_off(house, tx, rows);
    const auto stays = [&](cases::CaseId id) { return std::ranges::find(going, id) == going.end(); };
    for (const auto id : going)
        for (const auto& link : house.cases.links_of(tx, id)) {
            const auto other = link.case_id == id ? link.other : link.case_id;
            if (link.kind != cases::LinkKind::merge || link.at < merged || !stays(other)) continue;
            const auto c = house.cases.find(tx, link.case_id), joined = house.cases.find(tx, link.other);
            return conflict("merge.cases_joined", {{"code", TrackingCode::parse(joined->code)->shown()},
                                                   {"into", TrackingCode::parse(c->code)->shown()}});
        }
    return {};
}

customers::Holder cases_of(const House& house) {
    auto holder = customers::holder_of("cases", "cases");
    holder.may_move_back = [&house](db::Tx& tx, std::span<const std::int64_t> rows, Instant merged) {
        return joined_to_none_that_stays(house, tx, rows, merged);
    };
    holder.move_back = [&house, back = std::move(holder.move_back)](
                           db::Tx& tx, std::span<const std::int64_t> rows, customers::CustomerId from,
                           customers::CustomerId to) { back(tx, with_split_off(house, tx, rows), from, to); };
    return holder;
}

}  // namespace

void register_customer_holders(House& house) {
    house.customers.held_by(cases_of(house));  // moved back before what is within them: by name
    house.customers.held_by(within_cases(house, "contacts"));
    house.customers.held_by(within_cases(house, "promises"));
    house.customers.held_by(within_cases(house, "mail_messages"));
    house.customers.held_by(within_cases(house, "book_entries"));
    // Derived: made anew by the events of merging and parting.
    house.customers.held_by({.name = "search",
                             .columns = {"search_case_facts.customer_id", "search_cases.customer_id",
                                         "search_customers.customer_id", "search_messages.customer_id",
                                         "search_notes.customer_id", "search_promises.customer_id"}});
    // History: what an import made of each row. Undoing the import refuses what was merged since.
    house.customers.held_by({.name = "imports",
                             .columns = {"import_rows.customer_id", "import_rows.match_customer_id",
                                         "import_rows.organisation_customer_id"}});
}

}  // namespace escucha::app
