#include <utility>

#include "db/database.hpp"
#include "db/id_list.hpp"
#include "modules/cases/bulk.hpp"

namespace escucha::cases {
namespace {

const db::Statement kStands{db::Sql{.sqlite = "SELECT id, merged_into, about_person_id, sealed FROM cases "
                                              "WHERE id IN (SELECT value FROM json_each($1))",
                                    .postgres = "SELECT id, merged_into, about_person_id, sealed FROM cases "
                                                "WHERE id = ANY(CAST($1 AS BIGINT[]))"}};

}  // namespace

// As many statements as joinings stand behind one another: two, as a rule.
std::unordered_map<CaseId, Stands> standing_of(db::Tx& tx, std::span<const CaseId> ids) {
    std::unordered_map<CaseId, Stands> read;
    std::unordered_map<CaseId, CaseId> joined;
    for (std::vector<CaseId> next(ids.begin(), ids.end()); !next.empty();) {
        const auto list = db::id_list(tx, std::exchange(next, {}));
        for (const auto& row : tx.query(kStands, list)) {
            const auto id = row.get<CaseId>(0), into = row.get<CaseId>(1);
            if (into != 0)
                joined.emplace(id, into), next.push_back(into);
            else
                read.insert_or_assign(id, Stands{id, row.get<PersonId>(2), row.get<bool>(3)});
        }
    }
    std::unordered_map<CaseId, Stands> out;
    for (auto id : ids) {
        const auto asked = id;
        while (joined.contains(id)) id = joined.at(id);
        if (const auto found = read.find(id); found != read.end()) out.insert_or_assign(asked, found->second);
    }
    return out;
}

bool may_see(const Principal& who, const Stands& c) {
    Case outline;
    outline.sealed = c.sealed;
    outline.about_person = c.about_person;
    return may_handle(who, outline).has_value();
}

}  // namespace escucha::cases
