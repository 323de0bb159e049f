// The tables of segments: segments, segment_customers, segment_filling.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/segments/segments.hpp"

namespace escucha::segments::store {

SegmentId add(db::Tx& tx, const Segment& segment);
bool save(db::Tx& tx, const Segment& segment);  // one version further, if it is still the one given
void remove(db::Tx& tx, SegmentId id);
std::optional<Segment> get(db::Tx& tx, SegmentId id);
std::vector<Segment> all(db::Tx& tx);  // by name
bool name_taken(db::Tx& tx, std::string_view name, SegmentId except);

// Of a row of the projection, what the record does not say itself.
struct Facts {
    int open_cases = 0;
    std::optional<Instant> last_contact = {};
};
// What the record says; the facts of a row that is there already stay.
void put(db::Tx& tx, std::span<const customers::Customer> all);
void put_facts(db::Tx& tx, CustomerId id, const Facts& facts);
void drop(db::Tx& tx, std::span<const CustomerId> ids);
void opened_case(db::Tx& tx, CustomerId id, Instant at);
void had_contact(db::Tx& tx, CustomerId id, Instant at);
void set_open_cases(db::Tx& tx, CustomerId id, int open);

struct Filling {
    CustomerId upto = 0;
    bool done = false;
};
Filling filling(db::Tx& tx);
void set_filling(db::Tx& tx, const Filling& filling);

// How an enumerator is kept: 1 for the first, 0 for none. The order of the names never changes.
template <class E>
int number(const std::optional<E>& value) {
    return value ? static_cast<int>(*value) + 1 : 0;
}

}  // namespace escucha::segments::store
