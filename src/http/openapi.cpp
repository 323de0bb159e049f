// The OpenAPI 3.1 document, from what was registered and nothing else. Sorted, so that it is the same text
// for the same routes: api/openapi.json in the repository is compared with it.
#include "http/api_impl.hpp"
#include "http/problem.hpp"
#include "http/schema.hpp"

namespace escucha::http {
namespace {

namespace json = boost::json;

std::string lower(std::string_view s) {
    std::string out(s);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

json::value header_parameter(const char* name, bool required, const char* description) {
    return {{"name", name},
            {"in", "header"},
            {"required", required},
            {"description", description},
            {"schema", {{"type", "string"}}}};
}

class Writer {
  public:
    json::object operation(const Endpoint& e) {
        auto& spec = e.info.spec;
        json::object out{
            {"operationId", spec.id}, {"tags", json::array{spec.tag}}, {"summary", spec.summary}};
        if (!spec.description.empty()) out["description"] = spec.description;
        if (auto list = parameters(e); !list.empty()) out["parameters"] = std::move(list);
        if (auto body = request_body(e); !body.empty()) out["requestBody"] = std::move(body);
        out["responses"] = responses(e);
        out["security"] = security(spec);
        if (spec.access.least) out["x-role"] = boost::describe::enum_to_string(*spec.access.least, "");
        if (!spec.errors.empty()) out["x-errors"] = json::value_from(spec.errors);
        return out;
    }
    SchemaBook book;

  private:
    bool in_path(const Endpoint& e, std::string_view name) const {
        return std::ranges::find(e.parameters, name) != e.parameters.end();
    }
    bool in_body(const Endpoint& e, std::string_view name) const {
        return (e.has_body || e.info.multipart) &&
               std::ranges::find(e.not_in_body, name) == e.not_in_body.end();
    }

    json::array parameters(const Endpoint& e) {
        json::array out;
        if (e.typed.input)
            for (auto& m : e.typed.input().members)
                if (!in_body(e, m.name)) out.push_back(parameter(e, m));
        auto method = e.info.method;
        if (e.info.spec.needs_match)
            out.push_back(
                header_parameter("If-Match", true, "The version that is being changed, from its ETag"));
        if (method == Method::post && e.info.spec.keep_answer)
            out.push_back(header_parameter("Idempotency-Key", false,
                                           "The same key with the same request is done once"));
        if (e.info.stream)
            out.push_back(header_parameter("Last-Event-ID", false,
                                           "Where the last stream ended, to be told what was missed"));
        return out;
    }
    json::value parameter(const Endpoint& e, const Member& m) {
        bool path = in_path(e, m.name);
        json::object out{{"name", m.name}, {"in", path ? "path" : "query"}};
        out["required"] = path || SchemaBook::required(m.shape(), true);
        auto& shape = m.shape();
        bool optional = shape.kind == ShapeKind::optional || shape.kind == ShapeKind::patch;
        out["schema"] = book.of(optional ? shape.inner() : shape, true);
        if (shape.kind == ShapeKind::list) out["explode"] = false;
        return out;
    }

    json::object request_body(const Endpoint& e) {
        if (!e.typed.input || (!e.has_body && !e.info.multipart)) return {};
        auto& input = e.typed.input();
        auto mine = [&](const Member& m) { return in_body(e, m.name); };
        if (std::ranges::none_of(input.members, mine)) return {};
        bool needed = std::ranges::any_of(
            input.members, [&](auto& m) { return mine(m) && SchemaBook::required(m.shape(), true); });
        json::value schema;
        if (std::ranges::all_of(input.members, mine)) {
            schema = book.of(input, true);
        } else {
            json::object properties;
            json::array required;
            for (auto& m : input.members) {
                if (!mine(m)) continue;
                properties[m.name] = book.of(m.shape(), true);
                if (SchemaBook::required(m.shape(), true)) required.emplace_back(m.name);
            }
            json::object object{{"type", "object"}, {"properties", std::move(properties)}};
            if (!required.empty()) object["required"] = std::move(required);
            object["additionalProperties"] = false;
            schema = std::move(object);
        }
        const char* type = e.info.multipart ? "multipart/form-data" : "application/json";
        return {{"required", needed}, {"content", {{type, {{"schema", schema}}}}}};
    }

    json::object responses(const Endpoint& e) {
        json::object out;
        out[std::to_string(e.info.stream ? 200 : e.typed.output.status)] = success(e);
        if (e.typed.output.file) out["304"] = {{"description", "Not changed since If-None-Match"}};
        for (int status : refusals(e))
            out[std::to_string(status)] = {{"$ref", "#/components/responses/Problem"}};
        return out;
    }
    json::value success(const Endpoint& e) {
        auto& output = e.typed.output;
        json::object out{{"description", output.status == 204   ? "Done"
                                         : output.status == 201 ? "Created"
                                                                : "OK"}};
        json::object headers;
        if (output.status == 201) headers["Location"] = {{"schema", {{"type", "string"}}}};
        if (output.etag) headers["ETag"] = {{"schema", {{"type", "string"}}}};
        if (!headers.empty()) out["headers"] = std::move(headers);
        if (e.info.stream)
            out["content"] = {{"text/event-stream", {{"schema", {{"type", "string"}}}}}};
        else if (output.file)
            out["content"] = {{"application/octet-stream", json::object{}}};
        else if (output.body)
            out["content"] = {{"application/json", {{"schema", book.of(output.body(), false)}}}};
        return out;
    }
    // Reading, too, may meet a state that forbids it: then the route names a refusal that is no "not found".
    static bool may_conflict(const Spec& spec) {
        return std::ranges::any_of(spec.errors,
                                   [](const std::string& code) { return !code.ends_with("not_found"); });
    }
    // What the HTTP layer itself may answer on this route; a handler's own refusals carry these statuses too.
    std::vector<int> refusals(const Endpoint& e) {
        bool unsafe = !is_safe(e.info.method), guarded = e.info.spec.access.least.has_value();
        std::vector<int> out{400};
        if (guarded || unsafe)
            out.insert(out.end(), {401, 403});  // unsafe and open to anyone: a door with a key
        if (!e.parameters.empty() || unsafe) out.push_back(404);  // a body may name what is not there
        if (unsafe || may_conflict(e.info.spec)) out.push_back(409);
        if (unsafe && e.info.spec.needs_match) out.push_back(412);
        if (e.has_body || e.info.multipart) out.insert(out.end(), {413, 415});
        out.push_back(422);
        if (e.info.spec.needs_match) out.push_back(428);
        out.insert(out.end(), {429, 503});
        return out;
    }

    json::array security(const Spec& spec) {
        if (!spec.access.least) return {};
        json::array out{{{"session", json::array{}}}};
        if (!spec.scope.empty()) out.push_back({{"token", json::array{spec.scope}}});
        return out;
    }
};

json::value problem_schema() {
    json::value text{{"type", "string"}};
    json::value field{{"type", "object"},
                      {"properties", {{"field", text}, {"code", text}, {"message", text}}},
                      {"required", json::array{"field", "code", "message"}},
                      {"additionalProperties", false}};
    return {{"type", "object"},
            {"description",
             "RFC 9457. `code` is stable; `detail` is written for a person, in the caller's language."},
            {"properties",
             {{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"detail", text},
              {"code", text},
              {"request_id", text},
              {"errors", {{"type", "array"}, {"items", field}}}}},
            {"required", json::array{"type", "title", "status", "detail", "code", "request_id"}},
            {"additionalProperties", false}};
}

// Boost.JSON writes one line; a file that people and version control read has one entry a line.
void pretty(std::string& out, const json::value& v, std::size_t indent) {
    auto line = [&](std::size_t depth) { out += "\n" + std::string(depth * 2, ' '); };
    if (auto* object = v.if_object(); object && !object->empty()) {
        char before = '{';
        for (auto& [key, value] : *object) {
            out += before;
            before = ',';
            line(indent + 1);
            out += json::serialize(json::value(key)) + ": ";
            pretty(out, value, indent + 1);
        }
        line(indent);
        out += '}';
    } else if (auto* array = v.if_array(); array && !array->empty() && !(*array)[0].is_primitive()) {
        char before = '[';
        for (auto& value : *array) {
            out += before;
            before = ',';
            line(indent + 1);
            pretty(out, value, indent + 1);
        }
        line(indent);
        out += ']';
    } else {
        out += json::serialize(v);
    }
}

}  // namespace

std::string openapi_document(const Api::Impl& api) {
    Writer writer;
    std::map<std::string, std::map<int, json::object>> paths;
    std::map<std::string, bool> tags;
    for (auto& e : api.endpoints) {
        if (e->page || e->plain) continue;
        paths[e->info.path.substr(kPrefix.size())][static_cast<int>(e->info.method)] = writer.operation(*e);
        tags[e->info.spec.tag] = true;
    }
    json::object all_paths;
    for (auto& [path, operations] : paths) {
        json::object here;
        for (auto& [method, operation] : operations)
            here[lower(name(static_cast<Method>(method)))] = std::move(operation);
        all_paths[path] = std::move(here);
    }
    json::array all_tags;
    for (auto& [tag, used] : tags) all_tags.push_back({{"name", tag}});
    auto schemas = writer.book.components();
    schemas["Problem"] = problem_schema();
    json::object document{
        {"openapi", "3.1.0"},
        {"info", {{"title", api.options.title}, {"version", api.options.version}}},
        {"servers", json::array{{{"url", kPrefix}}}},
        {"tags", std::move(all_tags)},
        {"paths", std::move(all_paths)},
        {"components",
         {{"schemas", std::move(schemas)},
          {"responses",
           {{"Problem",
             {{"description", "Refused; the body says why and what to do"},
              {"content",
               {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}}}}},
          {"securitySchemes",
           {{"session",
             {{"type", "apiKey"},
              {"in", "cookie"},
              {"name", kSessionCookie},
              {"description", "Unsafe methods also need the header X-Escucha-Csrf"}}},
            {"token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
    std::string out;
    pretty(out, document, 0);
    return out + "\n";
}

}  // namespace escucha::http
