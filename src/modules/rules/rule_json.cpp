// The stored form of a rule set. Written whole; read with what is not said at its default, so that a set
// stored today is still read when rules have learnt to say more. The other way round it is not read at all:
// a condition that this version does not know would be left out, and the rule count for more cases than it
// was made for.
#include <boost/json.hpp>

#include "db/param.hpp"
#include "modules/rules/described.hpp"
#include "modules/rules/rule.hpp"

namespace escucha::rules {
namespace {

namespace json = boost::json;

// What says nothing is left out: a rule takes a few hundred bytes.
template <class T>
bool says_nothing(const T& value) {
    return value == T{};
}

template <class T>
json::value written(const T& value) {
    if constexpr (Described<T>) {
        json::object out;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            const auto& field = value.*member.pointer;
            if (!says_nothing(field) || std::is_enum_v<std::remove_cvref_t<decltype(field)>>)
                out.emplace(member.name, written(field));
        });
        return out;
    } else if constexpr (IsVector<T>::value) {
        json::array out;
        for (const auto& item : value) out.push_back(written(item));
        return out;
    } else if constexpr (IsOptional<T>::value) {
        return value ? written(*value) : json::value();
    } else if constexpr (std::is_same_v<T, std::string>) {
        return json::string(value);
    } else if constexpr (std::is_enum_v<T>) {
        return json::string(db::name(value));
    } else {
        return value;  // a number
    }
}

template <class T>
bool read(const json::value& from, T& into) {
    if constexpr (Described<T>) {
        const auto* object = from.if_object();
        if (!object) return false;
        bool good = true;
        std::size_t known = 0;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            const auto* field = object->if_contains(member.name);
            if (!field) return;
            ++known;
            good = good && read(*field, into.*member.pointer);
        });
        return good && known == object->size();
    } else if constexpr (IsVector<T>::value) {
        const auto* array = from.if_array();
        if (!array) return false;
        return std::ranges::all_of(*array,
                                   [&](const json::value& item) { return read(item, into.emplace_back()); });
    } else if constexpr (IsOptional<T>::value) {
        return from.is_null() || read(from, into.emplace());
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (const auto* text = from.if_string()) into = *text;
        return from.is_string();
    } else if constexpr (std::is_enum_v<T>) {
        const auto value = from.is_string() ? db::parse_enum<T>(from.get_string()) : std::nullopt;
        if (value) into = *value;
        return value.has_value();
    } else {
        if (const auto* number = from.if_int64()) into = static_cast<T>(*number);
        return from.is_int64();
    }
}

}  // namespace

std::string to_json(const RuleSet& set) {
    return json::serialize(written(set));
}

std::optional<RuleSet> rule_set_from_json(std::string_view text) {
    boost::system::error_code fault;
    const auto value = json::parse(json::string_view(text.data(), text.size()), fault);
    RuleSet set;
    if (fault || !read(value, set) || set.format != 1) return std::nullopt;
    return set;
}

}  // namespace escucha::rules
