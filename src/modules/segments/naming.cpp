// Which segments name somebody: whoever erases a person has to know (SERVICE_MODEL C8).
#include <algorithm>

#include "base/fold.hpp"
#include "modules/segments/segments.hpp"

namespace escucha::segments {
namespace {

using customers::Customer;

// The whole name, or two words of it: one alone is many people's.
bool is_name_of(std::string_view value, std::string_view name) {
    const auto words = fold_words(value), theirs = fold_words(name);
    return !words.empty() && (words.size() > 1 || words.size() == theirs.size()) &&
           std::ranges::all_of(
               words, [&](const auto& word) { return std::ranges::find(theirs, word) != theirs.end(); });
}

bool finds(const std::string& value, const Customer& who, std::string_view country) {
    for (const auto& identifier : who.identifiers) {
        const auto key = customers::match_key(identifier, country);
        if (key && key == customers::match_key({.kind = identifier.kind, .value = value}, country))
            return true;
    }
    return false;
}

// E-mail, phones and documents are asked for as being there or not; a field of one's own may hold anything.
bool names(const FilterCondition& condition, const Customer& who, std::string_view country) {
    if (condition.field != FilterField::name && condition.field != FilterField::own) return false;
    return std::ranges::any_of(condition.values, [&](const auto& value) {
        return is_name_of(value.str(), who.name) || finds(value.str(), who, country);
    });
}

}  // namespace

std::vector<Segment> Segments::naming(db::Tx& tx, const Customer& who) const {
    auto out = all(tx);
    const auto country = parts_.customers.country();
    const auto any = [&](const auto& conditions) {
        return std::ranges::any_of(conditions, [&](const auto& c) { return names(c, who, country); });
    };
    std::erase_if(out, [&](const Segment& s) {
        return !any(s.filter.conditions) &&
               std::ranges::none_of(s.filter.groups, [&](const auto& g) { return any(g.conditions); });
    });
    return out;
}

}  // namespace escucha::segments
