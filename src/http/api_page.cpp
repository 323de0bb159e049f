// The readable page at /api: the OpenAPI document as a person would want to leaf through it. No script.
#include "http/api_impl.hpp"
#include "http/problem.hpp"

namespace escucha::http {

extern const std::string_view kApiPageStyle;
const std::string_view kApiPageStyle = R"css(
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1d2327;--soft:#5c666c;--line:#e2dfd8;--teal:#0b6b6b;--card:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#15191b;--ink:#e8e6e1;--soft:#9fa9ad;--line:#2c3336;--teal:#5cc4c0;--card:#1b2023}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 Inter,system-ui,sans-serif}
main,header{max-width:62rem;margin:0 auto;padding:1.5rem 1rem}
h1{margin:0;font-size:1.7rem}h2{margin:2.5rem 0 .75rem;font-size:1.25rem;text-transform:capitalize}
a{color:var(--teal)}a:focus-visible,summary:focus-visible{outline:3px solid var(--teal);outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:.4rem 1rem;list-style:none;padding:0}
details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;margin:.4rem 0}
summary{padding:.6rem .9rem;cursor:pointer;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
summary code{overflow-wrap:anywhere}summary span{color:var(--soft)}
.method{font-weight:700;min-width:4.2rem;color:var(--teal)}
.inside{padding:.25rem .9rem 1rem;border-top:1px solid var(--line)}
h3{font-size:.95rem;margin:1.1rem 0 .3rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft)}dt{margin-top:.6rem}dd{margin:0;color:var(--soft)}dt:target{outline:3px solid var(--teal)}code{font:.9em ui-monospace,monospace}ul{margin:.2rem 0;padding-left:1.2rem}
)css";

namespace {

namespace json = boost::json;

std::string_view str(const json::value& v) {
    auto* s = v.if_string();
    return s ? std::string_view(s->data(), s->size()) : std::string_view();
}
const json::value* at(const json::value& v, std::string_view key) {
    auto* object = v.if_object();
    return object ? object->if_contains(key) : nullptr;
}
std::string_view str(const json::value& v, std::string_view key) {
    auto* found = at(v, key);
    return found ? str(*found) : std::string_view();
}

class Page {
  public:
    Page(const json::value& document, Language language) : document_(document), language_(language) {}

    std::string html() {
        auto title = say("title", {{"title", std::string(str(document_.at("info"), "title"))}});
        out_ = fmt::format(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            "content=\"width=device-width,initial-scale=1\"><title>{}</title>"
            "<link rel=\"stylesheet\" href=\"/api/page.css\"></head><body><header><h1>{}</h1><p>{}</p>"
            "<p><a href=\"/api/openapi.json\">{}</a></p></header><main>",
            code(language_), title, title, say("intro"), say("document"));
        contents();
        for (auto& tag : document_.at("tags").as_array()) section(str(tag, "name"));
        shapes();
        codes();
        return out_ + "</main></body></html>";
    }

  private:
    std::string say(std::string_view key, const TextParams& params = {}) {
        return escape_html(text(language_, fmt::format("api.page.{}", key), params));
    }

    void contents() {
        out_ += fmt::format("<nav aria-label=\"{}\"><ul>", say("contents"));
        for (auto& tag : document_.at("tags").as_array())
            out_ += fmt::format("<li><a href=\"#tag-{0}\">{0}</a></li>", escape_html(str(tag, "name")));
        out_ += fmt::format("<li><a href=\"#shapes\">{}</a></li></ul></nav>", say("shapes"));
    }

    void section(std::string_view tag) {
        out_ +=
            fmt::format("<section aria-labelledby=\"tag-{0}\"><h2 id=\"tag-{0}\">{0}</h2>", escape_html(tag));
        for (auto& [path, operations] : document_.at("paths").as_object())
            for (auto& [method, operation] : operations.as_object())
                if (str(operation.at("tags").at(0)) == tag)
                    draw({path.data(), path.size()}, {method.data(), method.size()}, operation);
        out_ += "</section>";
    }

    void draw(std::string_view path, std::string_view method, const json::value& operation) {
        std::string verb(method);
        for (char& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        out_ += fmt::format(
            "<details id=\"{}\"><summary><span "
            "class=\"method\">{}</span><code>{}{}</code><span>{}</span></summary>"
            "<div class=\"inside\">",
            escape_html(str(operation, "operationId")), verb, kPrefix, escape_html(path),
            escape_html(str(operation, "summary")));
        if (auto more = str(operation, "description"); !more.empty())
            out_ += fmt::format("<p>{}</p>", escape_html(more));
        who(operation);
        sent(operation);
        received(operation);
        refusals(operation);
        out_ += "</div></details>";
    }

    void who(const json::value& operation) {
        auto role = str(operation, "x-role");
        auto name =
            role.empty() ? say("anyone") : escape_html(text(language_, fmt::format("api.role.{}", role)));
        out_ += fmt::format("<h3>{}</h3><p>{}", say("who"), name);
        for (auto& way : operation.at("security").as_array())
            if (auto* scopes = at(way, "token"))
                out_ += fmt::format(" · {} <code>{}</code>", say("scope"), escape_html(str(scopes->at(0))));
        out_ += "</p>";
    }

    void row(std::string_view name, const json::value& schema, bool required) {
        out_ += fmt::format("<tr><td><code>{}</code></td><td>{}{}</td></tr>", escape_html(name), form(schema),
                            required ? std::string() : ", " + say("optional"));
    }
    void open_table() {
        out_ += fmt::format(
            "<table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
            say("field"), say("form"));
    }

    void sent(const json::value& operation) {
        auto* parameters = at(operation, "parameters");
        auto* body = at(operation, "requestBody");
        if (!parameters && !body) return;
        out_ += fmt::format("<h3>{}</h3>", say("request"));
        if (parameters) {
            open_table();
            for (auto& p : parameters->as_array())
                row(str(p, "name"), p.at("schema"), p.at("required").as_bool());
            out_ += "</tbody></table>";
        }
        if (body)
            for (auto& [type, content] : body->at("content").as_object()) {
                out_ += fmt::format("<p><code>{}</code></p>", escape_html({type.data(), type.size()}));
                fields(content.at("schema"));
            }
    }

    // The members of an object; anything else as one form.
    void fields(const json::value& schema) {
        auto* properties = at(schema, "properties");
        if (!properties) {
            out_ += fmt::format("<p>{}</p>", form(schema));
            return;
        }
        auto* needed = at(schema, "required");
        open_table();
        for (auto& [name, member] : properties->as_object()) {
            std::string_view n(name.data(), name.size());
            bool required =
                needed && std::ranges::any_of(needed->as_array(), [&](auto& r) { return str(r) == n; });
            row(n, member, required);
        }
        out_ += "</tbody></table>";
    }

    void received(const json::value& operation) {
        out_ += fmt::format("<h3>{}</h3><ul>", say("answer"));
        for (auto& [status, response] : operation.at("responses").as_object()) {
            if (status[0] != '2' && status[0] != '3') continue;
            out_ += fmt::format("<li>{} ", std::string_view(status.data(), status.size()));
            if (auto* content = at(response, "content"))
                for (auto& [type, media] : content->as_object()) {
                    auto* schema = at(media, "schema");
                    out_ += schema && type == "application/json"
                                ? form(*schema)
                                : fmt::format("<code>{}</code>", escape_html({type.data(), type.size()}));
                }
            out_ += "</li>";
        }
        out_ += "</ul>";
    }

    void refusals(const json::value& operation) {
        auto* codes = at(operation, "x-errors");
        if (!codes) return;
        out_ += fmt::format("<h3>{}</h3><ul>", say("refusals"));
        for (auto& c : codes->as_array())
            out_ += fmt::format("<li><code>{}</code>: {}</li>", escape_html(str(c)),
                                escape_html(text(language_, "error." + std::string(str(c)))));
        out_ += "</ul>";
    }

    // A schema in a few words: "string, 1–200", "integer 0–600", a link to a shape, a list of it.
    std::string form(const json::value& schema) {
        if (auto ref = str(schema, "$ref"); !ref.empty()) {
            auto name = escape_html(ref.substr(ref.rfind('/') + 1));
            return fmt::format("<a href=\"#shape-{0}\">{0}</a>", name);
        }
        if (auto* any = at(schema, "anyOf")) return form(any->at(0)) + " | null";
        auto* type = at(schema, "type");
        if (!type) return "JSON";
        std::string out;
        if (type->is_array())
            for (auto& t : type->as_array()) out += (out.empty() ? "" : " | ") + std::string(str(t));
        else
            out = str(*type);
        if (str(*type) == "array")
            return "[" + form(schema.at("items")) + "]" + range(schema, "minItems", "maxItems");
        if (auto* labels = at(schema, "enum")) return choices(*labels);
        if (auto format = str(schema, "format"); !format.empty()) out += " (" + escape_html(format) + ")";
        return out + range(schema, "minLength", "maxLength") + range(schema, "minimum", "maximum");
    }
    std::string range(const json::value& schema, const char* low, const char* high) {
        auto* from = at(schema, low);
        auto* to = at(schema, high);
        if (!from && !to) return "";
        return fmt::format(" {}–{}", from ? json::serialize(*from) : "0", to ? json::serialize(*to) : "");
    }
    std::string choices(const json::value& labels) {
        std::string out;
        for (auto& l : labels.as_array())
            out += fmt::format("{}<code>{}</code>", out.empty() ? "" : " ", escape_html(str(l)));
        return out;
    }

    void shapes() {
        out_ += fmt::format("<section><h2 id=\"shapes\">{}</h2>", say("shapes"));
        for (auto& [name, schema] : document_.at("components").at("schemas").as_object()) {
            auto n = escape_html({name.data(), name.size()});
            out_ += fmt::format("<h3 id=\"shape-{0}\">{0}</h3>", n);
            fields(schema);
        }
        out_ += "</section>";
    }

    // Where the `type` of a problem leads: every refusal in the words a person reads.
    void codes() {
        out_ += fmt::format("<section><h2>{}</h2><dl>", say("codes"));
        for (auto& key : text_keys(language_)) {
            if (!key.starts_with("error.")) continue;
            auto code = escape_html(std::string_view(key).substr(6));
            out_ += fmt::format("<dt id=\"{0}\"><code>{0}</code></dt><dd>{1}</dd>", code,
                                escape_html(text(language_, key)));
        }
        out_ += "</dl></section>";
    }

    const json::value& document_;
    Language language_;
    std::string out_;
};

}  // namespace

std::string api_page(const Api::Impl& api, Language language) {
    auto document = json::parse(openapi_document(api));
    return Page(document, language).html();
}

}  // namespace escucha::http
