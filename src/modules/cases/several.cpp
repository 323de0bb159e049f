#include "db/id_list.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/cases/store.hpp"

namespace escucha::cases {

std::unordered_map<CaseId, Case> several(db::Tx& tx, std::span<const CaseId> ids) {
    std::unordered_map<CaseId, Case> out;
    if (ids.empty()) return out;
    db::Params params;
    const auto sql = fmt::format("SELECT {} FROM cases WHERE id {}", store::case_columns(),
                                 db::among(tx, params.add(db::id_list(tx, ids))));
    for (const auto& row : tx.query(sql, params)) {
        auto c = store::read_case(row);
        const auto id = c.id;
        out.emplace(id, std::move(c));
    }
    return out;
}

}  // namespace escucha::cases
