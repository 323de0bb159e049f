// The types a request or response struct is made of. A struct described with BOOST_DESCRIBE_STRUCT from these
// is enough for parsing, limits, serialising and the published schema: nothing is written twice.
//
//   struct OpenCase {
//       Kind kind;                           // described enum: one of its names
//       Line<200> name;                      // one line, 1..200 code points
//       Prose<20'000> what;                  // several lines
//       std::optional<Email> email;          // may be absent or null
//       Many<Option, 3> options;             // at most 3; absent counts as none
//       Int<0, 600> waited_seconds;
//   };
//   BOOST_DESCRIBE_STRUCT(OpenCase, (), (kind, name, what, email, options, waited_seconds))
//
// Also: bool, int, std::int64_t, double, Instant (RFC 3339 text), std::chrono::year_month_day ("2026-11-21"),
// BirthDate ("1985-11-26", "--11-26"), TimeOfDay ("09:30"), nested described structs, Patch<T> (edits),
// Upload (a file of a multipart form), Json (any value). Only in answers: std::string, std::vector<T>,
// std::map<std::string, T>: what comes in must name its limit, and the compiler says so.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

namespace escucha::http {

// What Line, Prose and Email share: valid UTF-8, no control characters, outer blanks removed; Min and Max
// count code points. A blank text where the field is optional counts as absent (what an empty form field
// means).
template <class Tag, std::size_t Max, std::size_t Min>
struct Text {
    std::string value;

    Text() = default;
    Text(std::string v) : value(std::move(v)) {}
    Text(std::string_view v) : value(v) {}
    Text(const char* v) : value(v) {}
    operator const std::string&() const { return value; }
    operator std::string_view() const { return value; }
    const std::string& str() const { return value; }
    bool empty() const { return value.empty(); }
    template <std::convertible_to<std::string_view> Other>
    bool operator==(const Other& other) const {
        return value == std::string_view(other);
    }
};
struct LineTag {};
struct ProseTag {};
struct EmailTag {};
struct SecretTag {};

template <std::size_t Max, std::size_t Min = 1>
using Line = Text<LineTag, Max, Min>;
template <std::size_t Max, std::size_t Min = 1>
using Prose = Text<ProseTag, Max, Min>;  // line ends become \n; tabs are kept
using Email =
    Text<EmailTag, 254, 3>;  // something@somewhere, RFC 5321 length; lower-casing is the module's choice
template <std::size_t Max, std::size_t Min = 1>
using Secret =
    Text<SecretTag, Max, Min>;  // a password: taken as typed, not trimmed; "password" in the schema

template <class Tag, std::size_t Max, std::size_t Min>
std::optional<std::string> plain(const std::optional<Text<Tag, Max, Min>>& t) {
    return t ? std::optional(t->value) : std::nullopt;
}

template <std::int64_t Lowest, std::int64_t Highest>
struct Int {
    std::int64_t value = Lowest;
    Int() = default;
    Int(std::int64_t v) : value(v) {}
    operator std::int64_t() const { return value; }
};
using Id = Int<1, std::numeric_limits<std::int64_t>::max()>;

template <class T, std::size_t Max, std::size_t Min = 0>
struct Many : std::vector<T> {
    using std::vector<T>::vector;
};

// A time of the day, "HH:MM"; 24:00 ends a day.
struct TimeOfDay {
    int minutes = 0;  // since midnight, 0..1440
    friend bool operator==(TimeOfDay, TimeOfDay) = default;
};

// A field of an edit (PATCH): absent leaves things as they are, null takes the value away.
template <class T>
struct Patch {
    bool present = false;
    std::optional<T> value;
};

// Any JSON value, kept as its text: for what the server stores and returns without reading (drafts,
// settings).
struct Json {
    std::string text = "null";
};

// A file of a multipart/form-data body. A struct with such a field takes multipart instead of JSON:
//   struct AddFiles { Id id; Many<Upload, 10, 1> files; };
// The bytes may lie in a temporary file that lives as long as `owner`. `name` carries no path and no control
// characters; `type` is told from the content, never from what the sender claims.
struct Upload {
    std::string name;
    std::string type;
    std::string_view bytes;
    std::shared_ptr<const void> owner;
};

// One page of a list, and where the next begins (an opaque cursor; null on the last).
template <class T>
struct PageOf {
    std::vector<T> items;
    std::optional<std::string> next = {};
    BOOST_DESCRIBE_CLASS(PageOf, (), (items, next), (), ())
};

}  // namespace escucha::http
