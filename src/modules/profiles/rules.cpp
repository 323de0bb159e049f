#include "modules/profiles/rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/fold.hpp"

namespace escucha::profiles {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t kLongestKey = 40, kLongestSort = 500;

// The most a record can hold, by what each part does for the customer: to reach them, to know what they want,
// to speak as they like.
constexpr std::array kOfPerson{Weight{Part::phone, 20},    Weight{Part::email, 20},
                               Weight{Part::needs, 20},    Weight{Part::preferred_channel, 10},
                               Weight{Part::document, 10}, Weight{Part::treatment, 10},
                               Weight{Part::birthday, 5},  Weight{Part::name_to_use, 5}};
constexpr std::array kOfOrganisation{Weight{Part::phone, 25}, Weight{Part::email, 25},
                                     Weight{Part::needs, 25}, Weight{Part::document, 15},
                                     Weight{Part::preferred_channel, 10}};

bool has(const customers::Customer& c, customers::IdentifierKind kind) {
    return std::ranges::find(c.identifiers, kind, &customers::Identifier::kind) != c.identifiers.end();
}

bool holds(const customers::Customer& c, bool has_needs, Part part) {
    using customers::IdentifierKind;
    switch (part) {
        case Part::phone:
            return has(c, IdentifierKind::phone);
        case Part::email:
            return has(c, IdentifierKind::email);
        case Part::document:
            return has(c, IdentifierKind::document);
        case Part::name_to_use:
            return c.name_to_use.has_value();
        case Part::treatment:
            return c.treatment.has_value();
        case Part::preferred_channel:
            return c.preferred_channel.has_value();
        case Part::birthday:
            return c.birthday.has_value();
        case Part::needs:
            return has_needs;
    }
    return true;
}

std::string slug(std::string_view label) {
    std::string key;
    for (const std::string& word : fold_words(label)) {
        std::string plain = word;
        std::erase_if(plain, [](char c) { return (c < 'a' || c > 'z') && (c < '0' || c > '9'); });
        if (plain.empty() || key.size() + plain.size() + 1 > kLongestKey) continue;
        key += key.empty() ? plain : "_" + plain;
    }
    return key.empty() ? "campo" : key;
}

}  // namespace

std::string key_for(std::string_view label, std::span<const std::string> taken) {
    const std::string key = slug(label);
    std::string free = key;
    for (int n = 2; std::ranges::find(taken, free) != taken.end(); ++n) free = key + "_" + std::to_string(n);
    return free;
}

std::string sort_of(FieldType type, std::string_view value) {
    if (type != FieldType::text && type != FieldType::choice) return std::string(value);
    std::string folded = fold(one_line(value));
    return code_points(folded) > kLongestSort ? shorten(folded, kLongestSort) : folded;
}

std::optional<double> number_of(FieldType type, std::string_view value) {
    if (type != FieldType::number) return std::nullopt;
    double number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

std::span<const Weight> weights(customers::PartyKind kind) {
    if (kind == customers::PartyKind::person) return kOfPerson;
    return kOfOrganisation;
}

Completeness completeness(const customers::Customer& customer, bool has_needs) {
    Completeness out;
    for (const Weight& w : weights(customer.kind)) {
        if (holds(customer, has_needs, w.part))
            out.percent += w.weight;
        else
            out.missing.push_back(w.part);
    }
    return out;
}

std::int64_t bits_of(std::span<const Part> parts) {
    std::int64_t bits = 0;
    for (const Part part : parts) bits |= std::int64_t{1} << static_cast<int>(part);
    return bits;
}

bool ask_again(const Need& need, Instant now) {
    if (need.superseded_at) return false;
    return now - need.confirmed_at.value_or(need.asked_at) >= kNeedLasts;
}

}  // namespace escucha::profiles
