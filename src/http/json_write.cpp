// Objects to JSON text, straight into the answer's buffer.
#include <charconv>
#include <cmath>

#include "http/forms.hpp"
#include "http/json.hpp"

namespace escucha::http {
namespace {

void write_integer(std::string& out, std::int64_t v) {
    char digits[24];
    auto end = std::to_chars(digits, digits + sizeof digits, v).ptr;
    out.append(digits, end);
}

void write_double(std::string& out, double v) {
    if (!std::isfinite(v)) return void(out += "null");
    char digits[40];
    auto end = std::to_chars(digits, digits + sizeof digits, v).ptr;
    out.append(digits, end);
}

void write_escape(std::string& out, char c) {
    static constexpr char kHex[] = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += kHex[(c >> 4) & 0xF];
            out += kHex[c & 0xF];
    }
}

// Only what a damaged database or a foreign system could bring: answers stay valid JSON even so.
std::string repaired_utf8(std::string_view s) {
    std::string out;
    for (std::size_t i = 0; i < s.size();) {
        std::size_t n = 1;
        while (n <= 4 && i + n <= s.size() && !valid_utf8(s.substr(i, n))) ++n;
        if (n > 4 || i + n > s.size()) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out += s.substr(i, n);
            i += n;
        }
    }
    return out;
}

void write_enumeration(std::string& out, const Shape& s, const void* object) {
    auto value = s.load(object);
    for (std::size_t i = 0; i < s.values.size(); ++i)
        if (s.values[i] == value) return write_json_string(out, s.labels[i]);
    out += "null";
}

void write_structure(std::string& out, const Shape& s, const void* object) {
    char before = '{';
    for (auto& m : s.members) {
        out += before;
        out += '"';
        out += m.name;
        out += "\":";
        write_json(out, m.shape(), static_cast<const std::byte*>(object) + m.offset);
        before = ',';
    }
    out += before == '{' ? "{}" : "}";
}

void write_list(std::string& out, const Shape& s, const void* object) {
    auto& inner = s.inner();
    out += '[';
    for (std::size_t i = 0, n = s.size(object); i < n; ++i) {
        if (i > 0) out += ',';
        write_json(out, inner, s.item(object, i));
    }
    out += ']';
}

void write_map(std::string& out, const Shape& s, const void* object) {
    struct To {
        std::string& out;
        const Shape& inner;
        char before = '{';
    } to{out, s.inner()};
    s.each(object, &to, [](void* p, std::string_view key, const void* value) {
        auto& t = *static_cast<To*>(p);
        t.out += t.before;
        t.before = ',';
        write_json_string(t.out, key);
        t.out += ':';
        write_json(t.out, t.inner, value);
    });
    out += to.before == '{' ? "{}" : "}";
}

std::string time_text(const Shape& s, std::int64_t value) {
    if (s.kind == ShapeKind::instant) return rfc3339(instant(value));
    if (s.kind == ShapeKind::time_of_day) return fmt::format("{:02}:{:02}", value / 60, value % 60);
    if (s.kind == ShapeKind::birth_date) return birth_date(value).text();
    std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(value))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

}  // namespace

void write_json_string(std::string& out, std::string_view text) {
    bool plain = true, ascii = true;
    for (char c : text) {
        plain = plain && c != '"' && c != '\\' && !(c >= 0 && c < 0x20);
        ascii = ascii && c >= 0;
    }
    if (!ascii && !valid_utf8(text)) return write_json_string(out, repaired_utf8(text));
    out += '"';
    if (plain) {
        out += text;
    } else {
        for (char c : text) {
            if (c == '"' || c == '\\' || (c >= 0 && c < 0x20))
                write_escape(out, c);
            else
                out += c;
        }
    }
    out += '"';
}

void write_json(std::string& out, const Shape& s, const void* object) {
    switch (s.kind) {
        case ShapeKind::boolean:
            out += s.load(object) ? "true" : "false";
            break;
        case ShapeKind::integer:
            write_integer(out, s.load(object));
            break;
        case ShapeKind::number:
            write_double(out, s.load_number(object));
            break;
        case ShapeKind::instant:
        case ShapeKind::date:
        case ShapeKind::birth_date:
        case ShapeKind::time_of_day:
            write_json_string(out, time_text(s, s.load(object)));
            break;
        case ShapeKind::enumeration:
            write_enumeration(out, s, object);
            break;
        case ShapeKind::line:
        case ShapeKind::prose:
        case ShapeKind::email:
        case ShapeKind::secret:
        case ShapeKind::string:
            write_json_string(out, s.text(const_cast<void*>(object)));
            break;
        case ShapeKind::json:
            out += s.text(const_cast<void*>(object));
            break;
        case ShapeKind::structure:
            write_structure(out, s, object);
            break;
        case ShapeKind::list:
            write_list(out, s, object);
            break;
        case ShapeKind::map:
            write_map(out, s, object);
            break;
        case ShapeKind::optional:
        case ShapeKind::patch:
            if (auto* held = s.held(object))
                write_json(out, s.inner(), held);
            else
                out += "null";
            break;
        case ShapeKind::upload:
            write_json_string(out, static_cast<const Upload*>(object)->name);
            break;
    }
}

std::string rfc3339(Instant t) {
    auto days = std::chrono::floor<std::chrono::days>(t);
    std::chrono::year_month_day day{days};
    auto us = (t - days).count();
    auto second = us / 1'000'000, fraction = us % 1'000'000;
    auto out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(day.year()),
                           static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                           second / 3600, second / 60 % 60, second % 60);
    if (fraction != 0) out += fmt::format(".{:06}", fraction);
    return out + "Z";
}

}  // namespace escucha::http
