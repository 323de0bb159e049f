// Reading many customers at once, for lists, exports and projections of other modules.
#include <algorithm>

#include "modules/customers/adding.hpp"

namespace escucha::customers {
namespace {

const db::Statement kNumbers{"SELECT id FROM customers WHERE id > $1 ORDER BY id LIMIT $2"};

}  // namespace

std::vector<Customer> Customers::many(db::Tx& tx, std::span<const CustomerId> ids) const {
    std::vector<Customer> out;
    out.reserve(ids.size());
    std::vector<CustomerId> to_read;
    std::ranges::copy_if(ids, std::back_inserter(to_read),
                         [&](CustomerId id) { return !just_written(tx, id); });
    const auto standing = store::many(tx, to_read);
    for (const auto id : ids) {
        if (const Customer* written = just_written(tx, id))
            out.push_back(*written);
        else if (const auto found = standing.find(id); found != standing.end())
            out.push_back(found->second);
        else if (auto other = get(tx, id))  // merged into another, or gone
            out.push_back(std::move(*other));
    }
    return out;
}

std::vector<CustomerId> Customers::numbers(db::Tx& tx, CustomerId after, std::size_t limit) const {
    std::vector<CustomerId> out;
    for (const auto& row : tx.query(kNumbers, after, limit)) out.push_back(row.get<CustomerId>(0));
    return out;
}

}  // namespace escucha::customers
