// What the complaint books hold of a person: told as the sheets say it, blanked once the law no longer wants
// it.
#include "app/personal_facts.hpp"
#include "base/tracking_code.hpp"

namespace escucha::app {

Holding sheets_of(House& house) {
    Holding h{.name = "book", .tables = {"book_entries", "book_acts", "ledger_acts"}, .by_name = false};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (const auto& e : house.books.of_customers(tx, everyone(house, tx, id))) {
            const auto receipt = house.books.receipt(tx, e.id);
            Facts facts;
            for (const auto& g : book::whole_sheet(*receipt, t.language, *house.team.organisation()->zone))
                for (const auto& f : g.fields) facts.push_back({"sheet." + f.key, f.value, f.label});
            out.push_back(std::move(facts));
        }
        return out;
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        return house.books.keeps(tx, everyone(house, tx, id), house.clock());
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        house.books.blank(tx, everyone(house, tx, e.customer), e.now);
        return {};
    };
    return h;
}

}  // namespace escucha::app
