// The route of searching.
#include "http/api.hpp"
#include "modules/search/search.hpp"

namespace escucha::search {
namespace {

struct Ask {
    http::Line<300> q;
    std::optional<bool> typing;
    std::optional<SearchKind> kind;
    std::optional<SearchOrder> order;
    std::optional<http::Line<200>> cursor;
    std::optional<http::Int<1, 100>> limit;
};
BOOST_DESCRIBE_STRUCT(Ask, (), (q, typing, kind, order, cursor, limit))

Wanted wanted(const Ask& in) {
    const bool typing = in.typing.value_or(false);
    return {.query = in.q,
            .typing = typing,
            .kind = in.kind,
            .order = in.order.value_or(SearchOrder::best),
            .cursor = in.cursor ? in.cursor->str() : std::string(),
            .limit = static_cast<std::size_t>(in.limit ? in.limit->value
                                              : typing ? 5
                                                       : 20)};
}

}  // namespace

void add_routes(http::Api& api, Search& search) {
    api.get(
        "/search",
        {.id = "search",
         .scope = "customers:read",
         .summary = "Customers, cases, messages, notes and promises, by anything",
         .description = "Words in any of their forms, \"phrases\", -excluded, and filters as key:value "
                        "(de, estado, tipo, canal, equipo, responsable, en, codigo, desde, hasta; or their "
                        "English names). `typing`: the last word may be unfinished; up to `limit` of each "
                        "kind, without pages. A token finds the kinds it may read: cases, messages and "
                        "notes with cases:read, promises with promises:read.",
         .tag = "search"},
        [&](const http::Call& call, const Ask& in) -> Result<SearchAnswer> {
            return search.find(wanted(in), call.principal, call.language, call.now);
        });
}

}  // namespace escucha::search
