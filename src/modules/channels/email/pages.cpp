// Strangers' HTML is sanitised (mail/html.hpp), and then shown in a page of its own with a policy of its own:
// its inline styles and, when asked for, remote pictures are let in there and nowhere else. Script is shut
// out three times over: by the sanitiser, by default-src and by sandbox. The sandbox keeps the origin, or the
// browser would not send the session along for the pictures that came with the message.
#include "modules/channels/email/pages.hpp"

#include <charconv>

#include "http/api.hpp"
#include "http/forms.hpp"
#include "modules/channels/email/email.hpp"

namespace escucha::email {
namespace {

// Letters are written for white paper: no dark mode here.
constexpr std::string_view kLook =
    "html{color-scheme:light;background:#fff}"
    "body{margin:0;padding:12px;font:15px/1.5 system-ui,sans-serif;color:#1b1b1b;overflow-wrap:anywhere}"
    "img,table{max-width:100%}img{height:auto}"
    "blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #ccc}pre{white-space:pre-wrap}";

std::string policy(bool remote_pictures) {
    return fmt::format(
        "default-src 'none'; img-src 'self' data:{}; style-src 'unsafe-inline'; base-uri 'none'; form-action "
        "'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups "
        "allow-popups-to-escape-sandbox",
        remote_pictures ? " https:" : "");
}

http::PageReply page(Language language, std::string_view body, int pictures, bool remote, int status) {
    return {.status = status,
            .html = fmt::format("<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">"
                                "<meta name=\"remote-pictures\" content=\"{}\"><title>{}</title>"
                                "<style>{}</style></head><body>{}</body></html>",
                                language == Language::es ? "es" : "en", pictures,
                                text(language, "mail.page_title"), kLook, body),
            .headers = {{"Content-Security-Policy", policy(remote)}}};
}

http::PageReply refusal(const http::PageCall& call, const Error& error) {
    const auto words = text(call.language, "error." + error.code);
    return page(call.language, fmt::format("<p>{}</p>", http::escape_html(words)), 0, false, 404);
}

MailId id_of(const http::PageCall& call) {
    const auto digits = call.parameter("id");
    MailId id = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    return read.ec == std::errc{} && read.ptr == digits.data() + digits.size() ? id : 0;
}

http::PageReply shown(Email& email, const http::PageCall& call) {
    const bool remote = call.query_value("imagenes") == "1";
    const auto html = email.html(call.principal, id_of(call), remote);
    if (!html) return refusal(call, html.error());
    return page(call.language, html->html, html->remote_pictures, remote, 200);
}

}  // namespace

void add_pages(http::Api& api, Email& email) {
    api.page(http::Method::get, "/correo/{id}",
             [&](const http::PageCall& call) { return shown(email, call); },
             {.access = http::Access::role(Role::agent)});
}

}  // namespace escucha::email
