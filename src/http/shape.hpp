// The description of a C++ type that parsing, limits, serialising and the schema all work from.
//
// shape_of<T>() builds it once from Boost.Describe; everything that uses it is ordinary code over `Shape`,
// compiled once. So a route with a new struct costs the compiler a table, not a parser (discarded: a parser
// template per struct, three times slower to compile and no faster: a request's time goes elsewhere).
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/core/type_name.hpp>
#include <boost/describe.hpp>

#include "base/birthdays.hpp"
#include "base/clock.hpp"
#include "http/fields.hpp"

namespace escucha::http {

enum class ShapeKind {
    boolean,
    integer,
    number,
    instant,
    date,
    birth_date,
    time_of_day,
    enumeration,  // load/store
    line,
    prose,
    email,
    secret,
    string,  // text
    structure,
    list,
    map,
    optional,
    patch,
    json,
    upload,
};

struct Shape;
using ShapeOf = const Shape& (*)();

struct Member {
    std::string_view name;
    std::size_t offset = 0;
    ShapeOf shape = nullptr;
};

struct Shape {
    ShapeKind kind{};
    std::string name = {};  // of a structure or enumeration: its component in the schema
    std::string type = {};  // the C++ type, to tell two components of one name apart
    std::int64_t low = 0;   // integers: the value; texts: code points; lists: items
    std::int64_t high = 0;
    ShapeOf inner = nullptr;                // of a list, map, optional, patch
    std::vector<Member> members = {};       // of a structure
    std::vector<std::string> labels = {};   // of an enumeration
    std::vector<std::int64_t> values = {};  // of an enumeration, as labels

    // How to touch an object of the type.
    std::int64_t (*load)(const void*) = nullptr;
    void (*store)(void*, std::int64_t) = nullptr;
    double (*load_number)(const void*) = nullptr;
    void (*store_number)(void*, double) = nullptr;
    std::string& (*text)(void*) = nullptr;
    const void* (*held)(const void*) = nullptr;  // optional, patch: what it holds, or nullptr
    void* (*hold)(void*) = nullptr;              // optional, patch: make it hold; list: append one
    void (*touch)(void*) = nullptr;              // patch: present, without a value
    std::size_t (*size)(const void*) = nullptr;
    const void* (*item)(const void*, std::size_t) = nullptr;
    void (*each)(const void*, void*, void (*)(void*, std::string_view, const void*)) = nullptr;  // map
};

template <class T>
const Shape& shape_of();

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T, class C>
inline constexpr bool is_map<std::map<std::string, T, C>> = true;
template <class T>
inline constexpr bool is_described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T>
struct ManyOf : std::false_type {};
template <class T, std::size_t Max, std::size_t Min>
struct ManyOf<Many<T, Max, Min>> : std::true_type {
    using Item = T;
    static constexpr std::int64_t high = Max, low = Min;
};
template <class T>
struct TextOf : std::false_type {};
template <class Tag, std::size_t Max, std::size_t Min>
struct TextOf<Text<Tag, Max, Min>> : std::true_type {
    static constexpr std::int64_t high = Max, low = Min;
    static constexpr ShapeKind kind = std::is_same_v<Tag, LineTag>    ? ShapeKind::line
                                      : std::is_same_v<Tag, ProseTag> ? ShapeKind::prose
                                      : std::is_same_v<Tag, EmailTag> ? ShapeKind::email
                                                                      : ShapeKind::secret;
};
template <class T>
struct IntOf : std::false_type {};
template <std::int64_t Lowest, std::int64_t Highest>
struct IntOf<Int<Lowest, Highest>> : std::true_type {
    static constexpr std::int64_t low = Lowest, high = Highest;
};

template <class T>
using MembersOf =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class>
inline constexpr bool never = false;

// What may stand in a request: everything with a limit.
template <class T>
consteval bool may_come_in() {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || is_vector<T> ||
                  is_map<T>) {
        return false;
    } else if constexpr (is_optional<T>) {
        return may_come_in<typename T::value_type>();
    } else if constexpr (is_patch<T>) {
        return may_come_in<typename decltype(T::value)::value_type>();
    } else if constexpr (ManyOf<T>::value) {
        return may_come_in<typename ManyOf<T>::Item>();
    } else if constexpr (is_described<T>) {
        bool all = true;
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto d) {
            all = all && may_come_in<std::remove_cvref_t<decltype(std::declval<T>().*d.pointer)>>();
        });
        return all;
    } else {
        return true;
    }
}

// "a::b::CaseView" → "CaseView", "PageOf<a::b::CaseRow>" → "PageOfCaseRow"
std::string component_name(std::string_view cpp_name);

template <class T>
void describe_scalar(Shape& s) {
    s.load = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); };
    s.store = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); };
}

template <class T>
void describe_integer(Shape& s) {
    s.kind = ShapeKind::integer;
    if constexpr (IntOf<T>::value) {
        s.low = IntOf<T>::low;
        s.high = IntOf<T>::high;
        s.load = [](const void* p) { return static_cast<const T*>(p)->value; };
        s.store = [](void* p, std::int64_t v) { static_cast<T*>(p)->value = v; };
    } else {
        static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "use std::int64_t: JSON has no larger integers");
        s.low = static_cast<std::int64_t>(std::numeric_limits<T>::min());
        s.high = static_cast<std::int64_t>(std::numeric_limits<T>::max());
        describe_scalar<T>(s);
    }
}

template <class T>
void describe_text(Shape& s) {
    if constexpr (std::is_same_v<T, std::string>) {
        s.kind = ShapeKind::string;
        s.text = [](void* p) -> std::string& { return *static_cast<std::string*>(p); };
    } else {
        s.kind = TextOf<T>::kind;
        s.low = TextOf<T>::low;
        s.high = TextOf<T>::high;
        s.text = [](void* p) -> std::string& { return static_cast<T*>(p)->value; };
    }
}

// Names that had to avoid a C++ keyword (`return_`, `case_`) go without the underscore outside.
constexpr std::string_view public_name(std::string_view name) {
    return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

template <class T>
void describe_enumeration(Shape& s) {
    s.kind = ShapeKind::enumeration;
    s.type = boost::core::type_name<T>();
    s.name = component_name(s.type);
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
        s.labels.emplace_back(public_name(d.name));
        s.values.push_back(static_cast<std::int64_t>(d.value));
    });
    describe_scalar<T>(s);
}

template <class T>
void describe_time(Shape& s) {
    if constexpr (std::is_same_v<T, Instant>) {
        s.kind = ShapeKind::instant;
        s.load = [](const void* p) { return micros(*static_cast<const Instant*>(p)); };
        s.store = [](void* p, std::int64_t v) { *static_cast<Instant*>(p) = instant(v); };
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
        s.kind = ShapeKind::date;
        s.load = [](const void* p) -> std::int64_t {
            return std::chrono::sys_days(*static_cast<const T*>(p)).time_since_epoch().count();
        };
        s.store = [](void* p, std::int64_t v) {
            *static_cast<T*>(p) = std::chrono::sys_days(std::chrono::days(v));
        };
    } else if constexpr (std::is_same_v<T, BirthDate>) {
        s.kind = ShapeKind::birth_date;
        s.load = [](const void* p) { return static_cast<const BirthDate*>(p)->number(); };
        s.store = [](void* p, std::int64_t v) { *static_cast<BirthDate*>(p) = birth_date(v); };
    } else {
        s.kind = ShapeKind::time_of_day;
        s.load = [](const void* p) -> std::int64_t { return static_cast<const TimeOfDay*>(p)->minutes; };
        s.store = [](void* p, std::int64_t v) { static_cast<TimeOfDay*>(p)->minutes = static_cast<int>(v); };
    }
}

template <class T>
void describe_holder(Shape& s) {
    if constexpr (is_optional<T>) {
        s.kind = ShapeKind::optional;
        s.inner = shape_of<typename T::value_type>;
        s.held = [](const void* p) -> const void* {
            auto& o = *static_cast<const T*>(p);
            return o ? &*o : nullptr;
        };
        s.hold = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
    } else {
        s.kind = ShapeKind::patch;
        s.inner = shape_of<typename decltype(T::value)::value_type>;
        s.held = [](const void* p) -> const void* {
            auto& o = static_cast<const T*>(p)->value;
            return o ? &*o : nullptr;
        };
        s.hold = [](void* p) -> void* {
            auto& o = *static_cast<T*>(p);
            o.present = true;
            return &o.value.emplace();
        };
        s.touch = [](void* p) { static_cast<T*>(p)->present = true; };
    }
}

template <class T>
void describe_list(Shape& s) {
    s.kind = ShapeKind::list;
    s.low = 0;
    s.high = std::numeric_limits<std::int64_t>::max();
    if constexpr (ManyOf<T>::value) {
        s.low = ManyOf<T>::low;
        s.high = ManyOf<T>::high;
    }
    static_assert(!std::is_same_v<typename T::value_type, bool>,
                  "std::vector<bool> has no elements to point at");
    s.inner = shape_of<typename T::value_type>;
    s.hold = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
    s.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
    s.item = [](const void* p, std::size_t i) -> const void* { return &(*static_cast<const T*>(p))[i]; };
}

template <class T>
void describe_map(Shape& s) {
    s.kind = ShapeKind::map;
    s.inner = shape_of<typename T::mapped_type>;
    s.each = [](const void* p, void* to, void (*f)(void*, std::string_view, const void*)) {
        for (auto& [key, value] : *static_cast<const T*>(p)) f(to, key, &value);
    };
}

template <class T>
void describe_structure(Shape& s) {
    s.kind = ShapeKind::structure;
    s.type = boost::core::type_name<T>();
    s.name = component_name(s.type);
    alignas(T) static std::byte place[sizeof(T)];  // only addresses are computed in it
    auto* object = reinterpret_cast<T*>(place);
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto d) {
        auto* member = reinterpret_cast<std::byte*>(&(object->*d.pointer));
        s.members.push_back({public_name(d.name), static_cast<std::size_t>(member - place),
                             shape_of<std::remove_cvref_t<decltype(object->*d.pointer)>>});
    });
}

template <class T>
Shape make_shape() {
    Shape s;
    if constexpr (std::is_same_v<T, bool>) {
        s.kind = ShapeKind::boolean;
        describe_scalar<T>(s);
    } else if constexpr (std::is_integral_v<T> || IntOf<T>::value) {
        describe_integer<T>(s);
    } else if constexpr (std::is_floating_point_v<T>) {
        s.kind = ShapeKind::number;
        s.load_number = [](const void* p) { return static_cast<double>(*static_cast<const T*>(p)); };
        s.store_number = [](void* p, double v) { *static_cast<T*>(p) = static_cast<T>(v); };
    } else if constexpr (std::is_same_v<T, std::string> || TextOf<T>::value) {
        describe_text<T>(s);
    } else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, std::chrono::year_month_day> ||
                         std::is_same_v<T, BirthDate> || std::is_same_v<T, TimeOfDay>) {
        describe_time<T>(s);
    } else if constexpr (std::is_same_v<T, Json>) {
        s.kind = ShapeKind::json;
        s.text = [](void* p) -> std::string& { return static_cast<Json*>(p)->text; };
    } else if constexpr (std::is_same_v<T, Upload>) {
        s.kind = ShapeKind::upload;
    } else if constexpr (boost::describe::has_describe_enumerators<T>::value) {
        describe_enumeration<T>(s);
    } else if constexpr (is_optional<T> || is_patch<T>) {
        describe_holder<T>(s);
    } else if constexpr (is_vector<T> || ManyOf<T>::value) {
        describe_list<T>(s);
    } else if constexpr (is_map<T>) {
        describe_map<T>(s);
    } else if constexpr (is_described<T>) {
        describe_structure<T>(s);
    } else {
        static_assert(never<T>, "not a type a route can carry: describe it (fields.hpp)");
    }
    return s;
}

}  // namespace detail

template <class T>
const Shape& shape_of() {
    static const Shape shape = detail::make_shape<T>();
    return shape;
}

}  // namespace escucha::http
