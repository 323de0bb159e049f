// JSON text to objects. The happy path allocates no path names: those are only built for a field that is
// wrong.
#include <charconv>
#include <cmath>

#include "http/json.hpp"
#include "http/text_rules.hpp"

namespace escucha::http {
namespace {

namespace json = boost::json;

struct Path {
    const Path* up = nullptr;
    std::string_view name = {};
    std::size_t index = 0;

    std::string str() const {
        if (!up) return "";
        auto before = up->str();
        if (name.empty()) return before + "[" + std::to_string(index) + "]";
        return before.empty() ? std::string(name) : before + "." + std::string(name);
    }
};

class Reader {
  public:
    std::vector<FieldError> errors;

    void structure(const json::value& v, const Shape& s, void* object, const Path& path,
                   const std::vector<std::string_view>& skip = {}) {
        auto* fields = v.if_object();
        if (!fields) return wrong(path, {"not_an_object"});
        std::size_t known = 0;
        for (auto& m : s.members) {
            if (std::ranges::find(skip, m.name) != skip.end()) continue;
            Path here{&path, m.name};
            auto* found = fields->if_contains(m.name);
            if (found) ++known;
            if (found)
                value(*found, m.shape(), static_cast<std::byte*>(object) + m.offset, here);
            else if (!may_be_absent(m.shape()))
                wrong(here, {"required"});
        }
        if (known != fields->size()) name_unknown(*fields, s, path, skip);
    }

  private:
    static bool may_be_absent(const Shape& s) {
        return s.kind == ShapeKind::optional || s.kind == ShapeKind::patch ||
               (s.kind == ShapeKind::list && s.low == 0);
    }

    void wrong(const Path& path, Wrong w) {
        if (errors.size() < 100) errors.push_back({path.str(), std::move(w.code), std::move(w.params)});
    }
    void check(const Path& path, std::optional<Wrong> w) {
        if (w) wrong(path, std::move(*w));
    }

    void name_unknown(const json::object& fields, const Shape& s, const Path& path,
                      const std::vector<std::string_view>& skip) {
        for (auto& field : fields) {
            std::string_view name(field.key().data(), field.key().size());
            bool known = std::ranges::find(s.members, name, &Member::name) != s.members.end() &&
                         std::ranges::find(skip, name) == skip.end();
            if (!known) wrong(Path{&path, name.empty() ? std::string_view("\"\"") : name}, {"unknown"});
        }
    }

    void value(const json::value& v, const Shape& s, void* object, const Path& path) {
        switch (s.kind) {
            case ShapeKind::boolean:
                if (auto* b = v.if_bool())
                    s.store(object, *b);
                else
                    wrong(path, {"not_a_boolean"});
                break;
            case ShapeKind::integer:
                integer(v, s, object, path);
                break;
            case ShapeKind::number:
                number(v, s, object, path);
                break;
            case ShapeKind::structure:
                structure(v, s, object, path);
                break;
            case ShapeKind::list:
                list(v, s, object, path);
                break;
            case ShapeKind::optional:
            case ShapeKind::patch:
                held(v, s, object, path);
                break;
            case ShapeKind::json:
                s.text(object) = json::serialize(v);
                break;
            case ShapeKind::map:
            case ShapeKind::upload:
                wrong(path, {"unknown"});
                break;
            default:
                if (auto* t = v.if_string())
                    text({t->data(), t->size()}, s, object, path);
                else
                    wrong(path, {v.is_null() ? "required" : "not_a_text"});
        }
    }

    void text(std::string_view t, const Shape& s, void* object, const Path& path) {
        if (s.kind == ShapeKind::enumeration)
            check(path, take_label(t, s, object));
        else if (s.load)
            check(path, take_time(t, s, object));
        else if (s.kind == ShapeKind::string)
            s.text(object) = t;
        else
            check(path, take_text(t, s, s.text(object)));
    }

    void integer(const json::value& v, const Shape& s, void* object, const Path& path) {
        if (v.is_uint64()) return wrong(path, outside_range(s));  // only beyond the signed range
        auto* n = v.if_int64();
        if (!n) return wrong(path, {"not_an_integer"});
        if (*n < s.low || *n > s.high) return wrong(path, outside_range(s));
        s.store(object, *n);
    }

    void number(const json::value& v, const Shape& s, void* object, const Path& path) {
        if (!v.is_number()) return wrong(path, {"not_a_number"});
        auto n = v.to_number<double>();
        if (!std::isfinite(n)) return wrong(path, {"not_a_number"});
        s.store_number(object, n);
    }

    void list(const json::value& v, const Shape& s, void* object, const Path& path) {
        auto* items = v.if_array();
        if (!items) return wrong(path, {"not_a_list"});
        auto n = static_cast<std::int64_t>(items->size());
        if (n > s.high) return wrong(path, {"too_many_items", {{"max", std::to_string(s.high)}}});
        if (n < s.low) return wrong(path, {"too_few_items", {{"min", std::to_string(s.low)}}});
        for (std::size_t i = 0; i < items->size(); ++i)
            value((*items)[i], s.inner(), s.hold(object), Path{&path, "", i});
    }

    void held(const json::value& v, const Shape& s, void* object, const Path& path) {
        auto& inner = s.inner();
        bool trims =
            inner.kind == ShapeKind::line || inner.kind == ShapeKind::prose || inner.kind == ShapeKind::email;
        auto* t = v.if_string();
        bool none = v.is_null() || (trims && t && is_blank({t->data(), t->size()}));
        if (!none) return value(v, inner, s.hold(object), path);
        if (s.touch) s.touch(object);
    }
};

Refused malformed(std::string_view text, std::size_t at) {
    auto before = text.substr(0, at);
    auto line = 1 + std::ranges::count(before, '\n');
    auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return refuse(ErrorKind::malformed, "malformed_json",
                  {{"line", std::to_string(line)}, {"column", std::to_string(column)}});
}

}  // namespace

Result<void> read_json(std::string_view text, const Shape& shape, void* object,
                       const std::vector<std::string_view>& skip) {
    unsigned char first_block[8 * 1024];
    unsigned char scratch[1024];
    json::monotonic_resource memory(first_block);
    json::parse_options options;
    options.max_depth = kJsonDepth;
    json::stream_parser parser({}, options, scratch);
    parser.reset(&memory);
    boost::system::error_code failed;
    auto read = parser.write_some(text.data(), text.size(), failed);
    if (!failed && read == text.size()) parser.finish(failed);
    if (failed || read != text.size()) return malformed(text, read);
    auto document = parser.release();
    Reader reader;
    reader.structure(document, shape, object, Path{}, skip);
    if (!reader.errors.empty()) return invalid_fields(std::move(reader.errors));
    return {};
}

void read_text(std::string_view text, const Shape& s, void* object, const std::string& field,
               std::vector<FieldError>& errors) {
    auto wrong = [&](Wrong w) { errors.push_back({field, std::move(w.code), std::move(w.params)}); };
    auto check = [&](std::optional<Wrong> w) {
        if (w) wrong(std::move(*w));
    };
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    if (s.kind == ShapeKind::optional || s.kind == ShapeKind::patch) {
        if (!is_blank(text))
            read_text(text, s.inner(), s.hold(object), field, errors);
        else if (s.touch)
            s.touch(object);
    } else if (s.kind == ShapeKind::boolean) {
        bool yes = text == "1" || text == "true" || text == "on";
        if (!yes && text != "0" && text != "false") return wrong({"not_a_boolean"});
        s.store(object, yes);
    } else if (s.kind == ShapeKind::integer) {
        std::int64_t n = 0;
        auto [stop, failed] = std::from_chars(begin, end, n);
        if (failed == std::errc::result_out_of_range) return wrong(outside_range(s));
        if (failed != std::errc{} || stop != end) return wrong({"not_an_integer"});
        if (n < s.low || n > s.high) return wrong(outside_range(s));
        s.store(object, n);
    } else if (s.kind == ShapeKind::number) {
        double n = 0;
        auto [stop, failed] = std::from_chars(begin, end, n);
        if (failed != std::errc{} || stop != end || !std::isfinite(n)) return wrong({"not_a_number"});
        s.store_number(object, n);
    } else if (s.kind == ShapeKind::enumeration) {
        check(take_label(text, s, object));
    } else if (s.load) {
        check(take_time(text, s, object));
    } else if (s.text && s.kind != ShapeKind::json && s.kind != ShapeKind::string) {
        check(take_text(text, s, s.text(object)));
    } else {
        wrong({"unknown"});
    }
}

std::optional<Instant> parse_rfc3339(std::string_view s) {
    auto number = [&](std::size_t from, std::size_t digits) -> int {
        if (from + digits > s.size()) return -1;
        int n = 0;
        for (auto c : s.substr(from, digits)) {
            if (c < '0' || c > '9') return -1;
            n = n * 10 + (c - '0');
        }
        return n;
    };
    if (s.size() < 20 || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != 't' && s[10] != ' ') ||
        s[13] != ':' || s[16] != ':')
        return {};
    int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    int year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (year < 0 || month < 0 || day < 0) return {};
    std::chrono::year_month_day date{std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return {};
    std::size_t at = 19;
    std::int64_t us = 0;
    if (s[at] == '.') {
        std::int64_t unit = 100'000;
        std::size_t begin = ++at;
        for (; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at, unit /= 10) us += (s[at] - '0') * unit;
        if (at == begin) return {};
    }
    if (at >= s.size()) return {};
    std::int64_t offset = 0;
    if (s[at] == '+' || s[at] == '-') {
        int h = number(at + 1, 2), m = number(at + 4, 2);
        if (h < 0 || h > 23 || m < 0 || m > 59 || s[at + 3] != ':' || s.size() != at + 6) return {};
        offset = (h * 60 + m) * (s[at] == '-' ? -1 : 1);
    } else if ((s[at] != 'Z' && s[at] != 'z') || s.size() != at + 1) {
        return {};
    }
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute - offset) +
           std::chrono::seconds(second) + Micros(us);
}

}  // namespace escucha::http
