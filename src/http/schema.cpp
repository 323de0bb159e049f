#include "http/schema.hpp"

#include <limits>
#include <stdexcept>

namespace escucha::http {
namespace json = boost::json;
namespace {

json::value integer(const Shape& s) {
    json::object out{{"type", "integer"}};
    if (s.low != std::numeric_limits<std::int64_t>::min()) out["minimum"] = s.low;
    if (s.high != std::numeric_limits<std::int64_t>::max()) out["maximum"] = s.high;
    if (s.low == std::numeric_limits<std::int64_t>::min() &&
        s.high == std::numeric_limits<std::int64_t>::max())
        out["format"] = "int64";
    return out;
}

json::value text(const Shape& s, const char* format) {
    json::object out{{"type", "string"}};
    if (s.low > 0) out["minLength"] = s.low;
    if (s.high > 0) out["maxLength"] = s.high;
    if (format) out["format"] = format;
    return out;
}

json::value formatted(const char* format) {
    return {{"type", "string"}, {"format", format}};
}

// null joins the type where there is one, and stands beside a reference.
json::value or_null(json::value schema) {
    auto& object = schema.as_object();
    if (auto* type = object.if_contains("type"); type && type->is_string()) {
        *type = json::array{*type, "null"};
        return schema;
    }
    if (object.empty()) return schema;
    return {{"anyOf", json::array{schema, {{"type", "null"}}}}};
}

}  // namespace

bool SchemaBook::required(const Shape& s, bool sent) {
    if (!sent) return true;
    return s.kind != ShapeKind::optional && s.kind != ShapeKind::patch &&
           !(s.kind == ShapeKind::list && s.low == 0);
}

void SchemaBook::note(const Shape& shape, bool sent) {
    auto [it, fresh] = components_.try_emplace(shape.name, Component{&shape, sent});
    if (it->second.shape->type != shape.type)
        throw std::logic_error("two types are called " + shape.name + ": " + it->second.shape->type +
                               " and " + shape.type);
    if (!fresh && it->second.sent == sent) return;
    if (!fresh && it->second.sent) return;  // the looser form holds for both
    it->second.sent = sent;
    if (shape.kind == ShapeKind::structure)
        for (auto& m : shape.members) of(m.shape(), sent);
}

json::value SchemaBook::of(const Shape& s, bool sent) {
    if (s.kind != ShapeKind::structure && s.kind != ShapeKind::enumeration) return spelled(s, sent);
    note(s, sent);
    return {{"$ref", "#/components/schemas/" + s.name}};
}

json::value SchemaBook::spelled(const Shape& s, bool sent) {
    switch (s.kind) {
        case ShapeKind::boolean:
            return {{"type", "boolean"}};
        case ShapeKind::integer:
            return integer(s);
        case ShapeKind::number:
            return {{"type", "number"}};
        case ShapeKind::instant:
            return formatted("date-time");
        case ShapeKind::date:
            return formatted("date");
        case ShapeKind::birth_date:
            return {{"type", "string"}, {"pattern", "^([0-9]{4}|-)-[0-9]{2}-[0-9]{2}$"}};
        case ShapeKind::time_of_day:
            return {{"type", "string"}, {"pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"}};
        case ShapeKind::enumeration:
            return {{"type", "string"}, {"enum", json::value_from(s.labels)}};
        case ShapeKind::line:
        case ShapeKind::prose:
            return text(s, nullptr);
        case ShapeKind::string:
            return {{"type", "string"}};
        case ShapeKind::email:
            return text(s, "email");
        case ShapeKind::secret:
            return text(s, "password");
        case ShapeKind::json:
            return json::object{};
        case ShapeKind::upload:
            return {{"type", "string"}, {"contentMediaType", "application/octet-stream"}};
        case ShapeKind::structure:
            return structure(s, sent);
        case ShapeKind::map:
            return {{"type", "object"}, {"additionalProperties", of(s.inner(), sent)}};
        case ShapeKind::optional:
        case ShapeKind::patch:
            return or_null(of(s.inner(), sent));
        case ShapeKind::list:
            break;
    }
    json::object out{{"type", "array"}, {"items", of(s.inner(), sent)}};
    if (s.low > 0) out["minItems"] = s.low;
    if (s.high != std::numeric_limits<std::int64_t>::max()) out["maxItems"] = s.high;
    return out;
}

json::object SchemaBook::structure(const Shape& s, bool sent) {
    json::object properties;
    json::array needed;
    for (auto& m : s.members) {
        properties[m.name] = of(m.shape(), sent);
        if (required(m.shape(), sent)) needed.emplace_back(m.name);
    }
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!needed.empty()) out["required"] = std::move(needed);
    out["additionalProperties"] = false;
    return out;
}

json::object SchemaBook::components() const {
    json::object out;
    SchemaBook scratch = *this;
    for (auto& [name, component] : components_) out[name] = scratch.spelled(*component.shape, component.sent);
    return out;
}

}  // namespace escucha::http
