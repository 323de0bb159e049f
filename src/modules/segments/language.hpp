// The language of filters: which field takes which operators and values. Pure; what the organisation defined
// itself (own fields, purposes) is passed in.
#pragma once
#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/profiles/profiles.hpp"
#include "modules/segments/segments.hpp"

namespace escucha::segments {

template <class List, class Value>
bool among(const List& list, const Value& value) {
    return std::ranges::find(list, value) != std::ranges::end(list);
}

// What a value must be.
enum class ValueIs { nothing, words, name_of, yes_no, day, number, percent, days, id, own };

// What is the organisation's own, by key and by number.
struct Defined {
    std::map<std::string, profiles::OwnField, std::less<>> fields = {};
    std::vector<std::int64_t> purposes = {};
};

// The operators a field takes, in the order a person is offered them; own fields: by their type.
std::span<const FilterOp> operators(FilterField field, profiles::FieldType own = profiles::FieldType::text);
// What the values of a condition must be.
ValueIs value_of(FilterField field, FilterOp op);
// The names a `name_of` value may be: "tu", "usted", "vos".
std::vector<std::string_view> names_of(FilterField field);

// Every wrong field, under `path` ("filter").
std::vector<FieldError> faults(const CustomerFilter& filter, const Defined& defined, std::string_view path);

}  // namespace escucha::segments
