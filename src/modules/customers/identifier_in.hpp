// An identifier as the API takes it, and the routes that stand in a file of their own.
#pragma once
#include <optional>
#include <vector>

#include <boost/describe/class.hpp>

#include "http/fields.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::customers {

struct IdentifierIn {
    IdentifierKind kind{};
    http::Line<254> value;
    std::optional<http::Line<60>> label;
    std::optional<DocumentType> type;
    std::optional<bool> doubtful;
    // Ignored: what was read may be sent back as it is.
    std::optional<http::Line<60>> number;
    std::optional<http::Line<300>> shown;
};
BOOST_DESCRIBE_STRUCT(IdentifierIn, (), (kind, value, label, type, doubtful, number, shown))

inline std::vector<Identifier> identifiers_from(const std::vector<IdentifierIn>& in) {
    std::vector<Identifier> out;
    for (const IdentifierIn& i : in)
        out.push_back({.kind = i.kind,
                       .value = i.value.str(),
                       .label = http::plain(i.label),
                       .type = i.type,
                       .doubtful = i.doubtful.value_or(false)});
    return out;
}

// Duplicates and merges (duplicate_routes.cpp).
void add_duplicate_routes(http::Api& api, Customers& customers);

}  // namespace escucha::customers
