#include "http/problem.hpp"

#include "http/forms.hpp"
#include "http/json.hpp"

namespace escucha::http {

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::malformed:
            return 400;
        case ErrorKind::unauthenticated:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::stale:
            return 412;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::wrong_type:
            return 415;
        case ErrorKind::invalid:
            return 422;
        case ErrorKind::must_match:
            return 428;
        case ErrorKind::too_many:
            return 429;
        case ErrorKind::unavailable:
            return 503;
    }
    return 500;
}

static int status_for(const Error& e, int given) {
    return given != 0 ? given : status_of(e.kind);
}

std::string title_of(const Error&, Language language, int status) {
    auto key = fmt::format("problem.{}", status);
    return has_text(language, key) ? text(language, key) : text(language, "problem.other");
}
std::string detail_of(const Error& error, Language language) {
    return text(language, "error." + error.code, error.params);
}

static void write_field(std::string& out, const FieldError& f, Language language) {
    out += out.back() == '[' ? "{\"field\":" : ",{\"field\":";
    write_json_string(out, f.field);
    out += ",\"code\":";
    write_json_string(out, f.code);
    out += ",\"message\":";
    write_json_string(out, text(language, "field." + f.code, f.params));
    out += '}';
}

static void add_headers(Reply& reply, const Error& error) {
    reply.headers.emplace_back("Cache-Control", "no-store");
    if (error.retry_after_seconds > 0)
        reply.headers.emplace_back("Retry-After", std::to_string(error.retry_after_seconds));
    if (reply.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 9110 §11.6.1
}

Reply problem(const Error& error, Language language, std::string_view request_id, int given) {
    Reply reply{.status = status_for(error, given), .type = "application/problem+json"};
    std::string out = "{\"type\":";
    write_json_string(out, "/api#" + error.code);
    out += ",\"title\":";
    write_json_string(out, title_of(error, language, reply.status));
    out += fmt::format(",\"status\":{},\"detail\":", reply.status);
    write_json_string(out, detail_of(error, language));
    out += ",\"code\":";
    write_json_string(out, error.code);
    out += ",\"request_id\":";
    write_json_string(out, request_id);
    if (!error.fields.empty()) {
        out += ",\"errors\":[";
        for (auto& field : error.fields) write_field(out, field, language);
        out += ']';
    }
    reply.body = Body(out + "}");
    add_headers(reply, error);
    return reply;
}

Reply plain_error_page(const Error& error, Language language, std::string_view request_id, int given) {
    Reply reply{.status = status_for(error, given), .type = "text/html; charset=utf-8"};
    auto title = escape_html(title_of(error, language, reply.status));
    reply.body = Body(fmt::format(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>{}</title></head><body><main><h1>{}</"
        "h1><p>{}</p>"
        "<p><small>{}</small></p></main></body></html>",
        code(language), title, title, escape_html(detail_of(error, language)), escape_html(request_id)));
    add_headers(reply, error);
    return reply;
}

}  // namespace escucha::http
