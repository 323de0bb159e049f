// Reading the projection: what a look means in SQL, its pages, its count.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "modules/segments/sql.hpp"
#include "modules/segments/store.hpp"

namespace escucha::segments {

// One customer of a page, with what the projection knows beside the record.
struct Line {
    CustomerId id = 0;
    std::string sort_key = {};
    int open_cases = 0;
    std::optional<Instant> last_contact = {};
};

// What the organisation defined itself, as it stands now.
Defined defined_now(db::Tx& tx, const profiles::Profiles& profiles);

// Up to `limit` lines after `after` (nothing: from the beginning), in the order of the look.
Result<std::vector<Line>> lines(const Segments::Parts& parts, db::Tx& tx, const Look& look,
                                const std::optional<Line>& after, std::size_t limit, Instant now);

// Everybody of a look in its order, at most `limit`: the filter is evaluated once, whoever then reads them
// page by page.
Result<std::vector<CustomerId>> everybody(const Segments::Parts& parts, db::Tx& tx, const Look& look,
                                          std::size_t limit, Instant now);

// What happened with each of them.
std::unordered_map<CustomerId, store::Facts> facts_of(db::Tx& tx, std::span<const CustomerId> ids);

}  // namespace escucha::segments
