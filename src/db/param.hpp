// Values on their way into a statement.
//
// `to_param` takes: integers (out of int64's range throws), bool (as 0/1), double, text (valid UTF-8 without
// NUL, checked when it is bound), bytes (std::span<const std::byte>, std::vector<std::byte>), Instant (its
// microseconds), described enums (their name, as text), `enum class Id : std::int64_t {}` and structs with
// one integer member `value` (strong ids), std::nullopt/nullptr, and std::optional of any of them.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/clock.hpp"
#include "db/failure.hpp"

namespace escucha::db {

using Bytes = std::span<const std::byte>;
using Null = std::monostate;
// Borrows its text and bytes: it lives for one call.
using Param = std::variant<Null, std::int64_t, double, std::string_view, Bytes>;

template <class E>
concept DescribedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;
template <class E>
concept StrongEnum =
    std::is_enum_v<E> && !DescribedEnum<E> && std::same_as<std::underlying_type_t<E>, std::int64_t>;
template <class T>
concept StrongId = std::is_class_v<T> &&
                   requires(const T& t) { requires std::integral<std::remove_cvref_t<decltype(t.value)>>; };

// The stored name of a described enum, and back. An enumerator that had to avoid a C++ keyword (`return_`) is
// stored, as in the API, without the underscore.
template <DescribedEnum E>
std::string_view name(E value) {
    const char* found = boost::describe::enum_to_string(value, nullptr);
    if (!found) throw BadValue("an enumerator without a name");
    std::string_view text = found;
    if (text.ends_with('_')) text.remove_suffix(1);
    return text;
}
template <DescribedEnum E>
std::optional<E> parse_enum(std::string_view text) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (name(enumerator.value) == text) found = enumerator.value;
    });
    return found;
}

inline Param to_param(bool value) {
    return static_cast<std::int64_t>(value);
}
template <std::integral I>
    requires(!std::same_as<I, bool>)
Param to_param(I value) {
    if (!std::in_range<std::int64_t>(value)) throw BadValue("an integer beyond 64 signed bits");
    return static_cast<std::int64_t>(value);
}
template <std::floating_point F>
Param to_param(F value) {
    return static_cast<double>(value);
}
inline Param to_param(std::string_view text) {
    return text;
}
inline Param to_param(const std::string& text) {
    return std::string_view(text);
}
inline Param to_param(const char* text) {
    return std::string_view(text);
}
inline Param to_param(Bytes bytes) {
    return bytes;
}
inline Param to_param(const std::vector<std::byte>& bytes) {
    return Bytes(bytes);
}
inline Param to_param(Instant time) {
    return micros(time);
}
inline Param to_param(std::nullopt_t) {
    return Null{};
}
inline Param to_param(std::nullptr_t) {
    return Null{};
}
inline Param to_param(const Param& param) {
    return param;
}
template <DescribedEnum E>
Param to_param(E value) {
    return name(value);
}
template <StrongEnum E>
Param to_param(E value) {
    return static_cast<std::int64_t>(value);
}
template <StrongId T>
Param to_param(const T& id) {
    return to_param(id.value);
}
template <class T>
Param to_param(const std::optional<T>& value) {
    return value ? to_param(*value) : Param{Null{}};
}

// Parameters collected while SQL is composed; keeps its own copies of texts.
//     sql += " AND owner = " + params.add(owner);
class Params {
  public:
    template <class T>
    std::string add(const T& value) {  // answers the placeholder, "$3"
        keep(to_param(value));
        return "$" + std::to_string(values_.size());
    }
    std::span<const Param> values() const { return values_; }

  private:
    void keep(Param param);
    std::deque<std::string> texts_;
    std::vector<Param> values_;
};

// Throws BadValue unless it is UTF-8 (RFC 3629) without NUL, which is what both back ends can store.
void check_text(std::string_view text);

}  // namespace escucha::db
