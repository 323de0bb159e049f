#include "support/schema_check.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace escucha::test {
namespace json = boost::json;
namespace {

std::string lower(std::string_view s) {
    std::string out(s);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

bool is_type(const json::value& v, std::string_view type) {
    if (type == "null") return v.is_null();
    if (type == "boolean") return v.is_bool();
    if (type == "integer") return v.is_int64() || v.is_uint64();
    if (type == "number") return v.is_number();
    if (type == "string") return v.is_string();
    if (type == "array") return v.is_array();
    return type == "object" && v.is_object();
}

bool has_type(const json::value& v, const json::value& types) {
    if (types.is_string()) return is_type(v, types.as_string());
    return std::ranges::any_of(types.as_array(), [&](auto& t) { return is_type(v, t.as_string()); });
}

std::int64_t points(const json::string& s) {
    return std::ranges::count_if(s, [](char c) { return (c & 0xC0) != 0x80; });
}

// Returns false for formats it does not know.
bool known_format(std::string_view format, const json::string& text, bool& fits) {
    static const std::regex time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)"), date(R"(\d{4}-\d\d-\d\d)"),
        mail(".+@.+");
    std::string s(text);
    if (format == "date-time")
        fits = std::regex_match(s, time);
    else if (format == "date")
        fits = std::regex_match(s, date);
    else if (format == "email")
        fits = std::regex_match(s, mail);
    else if (format == "password")
        fits = true;
    else
        return false;
    return true;
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= path.size();) {
        auto end = std::min(path.find('/', at), path.size());
        out.emplace_back(path.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

}  // namespace

SchemaCheck::SchemaCheck(std::string_view openapi) : document_(json::parse(openapi)) {}

const json::value& SchemaCheck::resolve(const json::value& schema) const {
    auto* ref = schema.as_object().if_contains("$ref");
    if (!ref) return schema;
    std::string path(ref->as_string());
    return resolve(document_.at_pointer(path.substr(1)));
}

std::vector<std::string> SchemaCheck::value(const json::value& v, const json::value& schema) const {
    std::vector<std::string> wrong;
    check(v, schema, "$", wrong);
    return wrong;
}

void SchemaCheck::check(const json::value& v, const json::value& given, const std::string& at,
                        std::vector<std::string>& wrong) const {
    auto& schema = resolve(given).as_object();
    static const std::set<std::string_view> known{"type",
                                                  "enum",
                                                  "minimum",
                                                  "maximum",
                                                  "minLength",
                                                  "maxLength",
                                                  "format",
                                                  "pattern",
                                                  "items",
                                                  "minItems",
                                                  "maxItems",
                                                  "properties",
                                                  "required",
                                                  "additionalProperties",
                                                  "anyOf",
                                                  "description",
                                                  "contentMediaType"};
    auto bad = [&](const std::string& why) { wrong.push_back(at + ": " + why); };
    for (auto& [key, unused] : schema)
        if (!known.contains(std::string_view(key.data(), key.size())))
            bad("the schema says " + std::string(key) + ", which is not checked here");
    if (auto* any = schema.if_contains("anyOf")) {
        bool one = std::ranges::any_of(any->as_array(), [&](auto& s) { return value(v, s).empty(); });
        if (!one) bad("fits none of anyOf: " + json::serialize(v));
    }
    if (auto* type = schema.if_contains("type"); type && !has_type(v, *type))
        return bad("is " + json::serialize(v) + ", not " + json::serialize(*type));
    if (auto* labels = schema.if_contains("enum"); labels && !v.is_null())
        if (std::ranges::find(labels->as_array(), v) == labels->as_array().end())
            bad(json::serialize(v) + " is not in " + json::serialize(*labels));
    auto limit = [&](const char* name, std::int64_t size, bool least) {
        auto* n = schema.if_contains(name);
        if (n && (least ? size < n->to_number<std::int64_t>() : size > n->to_number<std::int64_t>()))
            bad(std::string("breaks ") + name);
    };
    if (v.is_int64()) limit("minimum", v.as_int64(), true), limit("maximum", v.as_int64(), false);
    if (v.is_string()) {
        limit("minLength", points(v.as_string()), true), limit("maxLength", points(v.as_string()), false);
        bool fits = true;
        if (auto* format = schema.if_contains("format"))
            if (!known_format(format->as_string(), v.as_string(), fits) || !fits)
                bad("is not a " + json::serialize(*format));
        if (auto* pattern = schema.if_contains("pattern"))
            if (!std::regex_search(std::string(v.as_string()), std::regex(std::string(pattern->as_string()))))
                bad("does not match the pattern");
    }
    if (v.is_array()) {
        auto n = static_cast<std::int64_t>(v.as_array().size());
        limit("minItems", n, true), limit("maxItems", n, false);
        if (auto* items = schema.if_contains("items"))
            for (std::size_t i = 0; i < v.as_array().size(); ++i)
                check(v.as_array()[i], *items, at + "[" + std::to_string(i) + "]", wrong);
    }
    if (!v.is_object()) return;
    auto* properties = schema.if_contains("properties");
    auto* others = schema.if_contains("additionalProperties");
    for (auto& [name, member] : v.as_object()) {
        auto* one = properties ? properties->as_object().if_contains(name) : nullptr;
        auto where = at + "." + std::string(name);
        if (one)
            check(member, *one, where, wrong);
        else if (others && others->is_object())
            check(member, *others, where, wrong);
        else if (others && others->is_bool() && !others->as_bool())
            wrong.push_back(where + ": is not documented");
    }
    if (auto* needed = schema.if_contains("required"))
        for (auto& name : needed->as_array())
            if (!v.as_object().contains(name.as_string())) bad("lacks " + std::string(name.as_string()));
}

std::vector<std::string> SchemaCheck::answer(std::string_view method, std::string_view path, int status,
                                             std::string_view content_type, std::string_view body) const {
    auto* operations = document_.at("paths").as_object().if_contains(path);
    auto* operation = operations ? operations->as_object().if_contains(lower(method)) : nullptr;
    if (!operation) return {std::string(method) + " " + std::string(path) + ": is not documented"};
    auto* found = operation->at("responses").as_object().if_contains(std::to_string(status));
    if (!found) return {"status " + std::to_string(status) + " is not documented"};
    auto* content = resolve(*found).as_object().if_contains("content");
    if (!content || content->as_object().empty())
        return body.empty() ? std::vector<std::string>{}
                            : std::vector<std::string>{"a body is not documented"};
    auto type = content_type.substr(0, content_type.find(';'));
    auto* media = content->as_object().if_contains(type);
    if (!media && content->as_object().contains("application/octet-stream")) return {};  // a file of any type
    if (!media) return {"type " + std::string(type) + " is not documented"};
    auto* schema = media->as_object().if_contains("schema");
    if (!schema || type == "text/event-stream") return {};
    return value(json::parse(std::string_view(body)), *schema);
}

std::string SchemaCheck::path_of(std::string_view method, std::string_view target) const {
    target = target.substr(0, target.find('?'));
    constexpr std::string_view kPrefix = "/api/v1";
    if (target.starts_with(kPrefix)) target.remove_prefix(kPrefix.size());
    auto parts = split(target);
    std::string best;
    for (auto& [path, operations] : document_.at("paths").as_object()) {
        if (!operations.as_object().contains(lower(method))) continue;
        auto pattern = split(std::string_view(path.data(), path.size()));
        bool fits = std::ranges::equal(
            pattern, parts, [](auto& p, auto& s) { return p == s || (p.starts_with('{') && !s.empty()); });
        bool literal = std::ranges::count(path, '{') < std::ranges::count(best, '{');
        if (fits && (best.empty() || literal)) best = std::string(path.data(), path.size());
    }
    return best;
}

}  // namespace escucha::test
