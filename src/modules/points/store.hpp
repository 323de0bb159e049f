// The table of points.
#pragma once
#include <optional>
#include <vector>

#include "db/tx.hpp"
#include "modules/points/points.hpp"

namespace escucha::points::store {

PointId add(db::Tx& tx, const Point& p);
bool save(db::Tx& tx, const Point& p);                  // one version further, if it is still the one given
std::optional<Point> get(db::Tx& tx, PointId id);       // also one that was removed
std::vector<Point> all_of(db::Tx& tx, CaseId of_case);  // in their order, also those removed
void told(db::Tx& tx, PointId id, std::string_view text, Instant at, bool at_solving = false);
void forget(db::Tx& tx, CaseId of_case);

}  // namespace escucha::points::store
