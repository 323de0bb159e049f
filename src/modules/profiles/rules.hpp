// The rules of profiles: pure, without a clock of their own. (`read_value` and `shown_value` stand in the
// face.)
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/profiles/profiles.hpp"

namespace escucha::profiles {

// "Fecha de alta" → "fecha_de_alta"; never empty, at most 40 characters. `taken` says which there are
// already: then "_2", "_3"… follow.
std::string key_for(std::string_view label, std::span<const std::string> taken);

// What a value is found and sorted by: folded (text, choice) or as it is, cut to what an index takes.
std::string sort_of(FieldType type, std::string_view value);
std::optional<double> number_of(FieldType type, std::string_view value);

// The parts a record of this kind should hold, and what each weighs of 100; the weightiest first.
struct Weight {
    Part part{};
    int weight = 0;
};
std::span<const Weight> weights(customers::PartyKind kind);
Completeness completeness(const customers::Customer& customer, bool has_needs);
// One bit for each part, in the order of the enum.
std::int64_t bits_of(std::span<const Part> parts);

// C7: a year after it was said, or said again, ask whether it is still true.
inline constexpr std::chrono::days kNeedLasts{365};
bool ask_again(const Need& need, Instant now);

}  // namespace escucha::profiles
