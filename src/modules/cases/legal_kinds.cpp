#include "modules/cases/legal_kinds.hpp"

#include <fmt/format.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "db/database.hpp"

namespace escucha::cases {
namespace {

// Rulebooks that share a set of rules call every kind alike: calendars do not matter.
const db::Statement kSets{"SELECT rule_set_id, min(id) FROM case_rulebooks GROUP BY rule_set_id"};

// The kinds that `book` calls `legal_kind`, as a list of SQL; empty: none.
std::string kinds_called(LegalKinds& legal, RulebookId book, const std::string& legal_kind,
                         db::Params& params) {
    std::string list;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<CaseKind>>([&](auto d) {
        if (legal.of(book, d.value) == legal_kind)
            list += (list.empty() ? "" : ", ") + params.add(CaseKind{d.value});
    });
    return list;
}

}  // namespace

const std::string& LegalKinds::of(RulebookId book, CaseKind kind) {
    const auto [at, is_new] = known_.try_emplace({book, kind});
    if (is_new) at->second = books_.of(tx_, book, otherwise_)->rules->legal_kind_of(kind);
    return at->second;
}

std::string LegalKinds::condition(const std::string& legal_kind, db::Params& params) {
    std::string by_kind;
    // `where` only where there is something to ask for: PostgreSQL refuses a parameter that is not used.
    const auto add = [&](RulebookId book, const auto& where) {
        const auto kinds = kinds_called(*this, book, legal_kind, params);
        if (kinds.empty()) return;
        by_kind += fmt::format("{}({} AND kind IN ({}))", by_kind.empty() ? "" : " OR ", where(), kinds);
    };
    add(0, [] { return std::string("rulebook_id = 0"); });
    for (const auto& row : tx_.query(kSets))
        add(row.get<RulebookId>(1), [&] {
            return fmt::format("rulebook_id IN (SELECT id FROM case_rulebooks WHERE rule_set_id = {})",
                               params.add(row.get<std::int64_t>(0)));
        });
    auto said = legal_kind.empty() ? std::string() : fmt::format("legal_kind = {}", params.add(legal_kind));
    if (!by_kind.empty())
        said += fmt::format("{}(legal_kind = '' AND ({}))", said.empty() ? "" : " OR ", by_kind);
    return fmt::format(" AND ({})", said.empty() ? "1 = 0" : said);
}

}  // namespace escucha::cases
