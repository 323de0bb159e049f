#include "portal/site.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "http/problem.hpp"
#include "portal/templates/info.hpp"

extern const escucha::http::Assets escucha_portal_assets;  // web/portal, see CMakeLists.txt

namespace escucha::portal {
namespace {

constexpr std::string_view kLanguageParameter = "lang";

Files files_of(const http::Assets& assets) {
    return {.css = assets.versioned(kFilesPrefix, "site.css"),
            .script = assets.versioned(kFilesPrefix, "site.js"),
            .icons = assets.versioned(kFilesPrefix, "icons.svg"),
            .icon = assets.versioned(kFilesPrefix, "icon.svg")};
}

// The address of this page without ?lang=, and without what was only meant for its first showing.
std::string here(const http::PageCall& call) {
    if (call.method != http::Method::get && call.method != http::Method::head &&
        !call.path.starts_with("/caso/") && !call.path.starts_with("/libro/") && call.path != "/contar") {
        return "/";
    }
    std::string out = call.path;
    for (const auto& [name, value] : call.query) {
        if (name == kLanguageParameter || name == "hecho") continue;
        out += fmt::format("{}{}={}", out.find('?') == out.npos ? '?' : '&', http::percent_encode(name),
                           http::percent_encode(value));
    }
    return out;
}

Visit visit_of(Site& site, const http::PageCall& call) {
    Visit visit{.site = site, .call = call, .scene = {}};
    visit.scene = {.language = call.language,
                   .now = call.now,
                   .organisation = {},
                   .here = here(call),
                   .csrf = call.csrf,
                   .files = &site.files};
    if (const auto chosen = language_from(call.query_value(kLanguageParameter))) {
        visit.scene.language = *chosen;
        visit.language_chosen = http::Cookie{.name = std::string(http::kLanguageCookie),
                                             .value = std::string(code(*chosen)),
                                             .max_age_seconds = 365 * 24 * 3600};
    }
    return visit;
}

// What the page of a case says stays nowhere behind, nor does a sheet that came back with something to mend:
// the next one at the shop's kiosk does not find it there. Of the others, a browser may keep what was being
// typed, so that its Back button brings it back. (That no other site learns a code from the address is the
// server's Referrer-Policy.)
std::vector<http::Header> page_headers(const http::PageCall& call, bool is_public_record) {
    const bool secret = call.path.starts_with("/caso/") ||
                        (call.path.starts_with("/libro/") && call.method == http::Method::post);
    std::vector<http::Header> headers{{"Cache-Control", secret ? "no-store" : "private, no-cache"}};
    if (!is_public_record) headers.emplace_back("X-Robots-Tag", "noindex");
    return headers;
}

}  // namespace

const http::Assets& portal_files() {
    return escucha_portal_assets;
}

Site::Site(Desk& d, BookDesk* b, Settings s)
    : desk(d),
      books(b),
      settings(std::move(s)),
      forms(settings.secret),
      openings(settings.openings),
      answers(settings.answers),
      wrong_codes(settings.wrong_codes),
      tries(settings.tries),
      checks(settings.checks),
      files(files_of(portal_files())) {}

std::string network_of(std::string_view address) {
    in6_addr six{};
    std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        return fmt::format("{}.{}.{}.{}", six.s6_addr[12], six.s6_addr[13], six.s6_addr[14], six.s6_addr[15]);
    }
    // One household or telephone has a whole /64 to pick addresses from.
    std::string network;
    for (int i = 0; i < 8; ++i) network += fmt::format("{:02x}", six.s6_addr[i]);
    return network;
}

Visitor Visit::visitor() const {
    return {
        .language = scene.language, .address = call.address, .request_id = call.request_id, .now = call.now};
}

std::string Visit::network() const {
    return network_of(call.address);
}

http::PageReply Visit::show(const templates::PageOf& page, int status) const {
    http::PageReply reply{.status = status,
                          .html = templates::layout(scene, page),
                          .headers = page_headers(call, page.is_public_record)};
    if (language_chosen) reply.cookies.push_back(*language_chosen);
    return reply;
}

http::PageReply Visit::refuse(const Error& error) const {
    auto reply = show(templates::refusal(scene, error), http::status_of(error.kind));
    if (error.retry_after_seconds > 0) {
        reply.headers.emplace_back("Retry-After", std::to_string(error.retry_after_seconds));
    }
    return reply;
}

http::PageHandler handler(Site& site, Page page) {
    return [&site, page = std::move(page)](const http::PageCall& call) {
        auto visit = visit_of(site, call);
        const auto organisation = site.desk.organisation();
        if (!organisation) return visit.show(templates::not_set_up(visit.scene), 503);
        visit.scene.organisation = organisation->name;
        if (const auto* zone = Zone::find(organisation->zone)) visit.scene.zone = zone;
        return page(site, visit);
    };
}

http::PageReply refusal_page(Site& site, const Error& error, const http::Call& call) {
    http::PageCall page_call;
    static_cast<http::Call&>(page_call) = call;
    page_call.path = "/";
    auto visit = visit_of(site, page_call);
    // When the base itself cannot be read, the page that says so must not need it.
    if (error.kind != ErrorKind::unavailable) {
        if (const auto organisation = site.desk.organisation()) visit.scene.organisation = organisation->name;
    }
    return visit.show(templates::refusal(visit.scene, error));  // the server sets status and Retry-After
}

FormCheck check_form(const Visit& visit) {
    const auto& form = visit.call.form;
    const auto token = visit.site.forms.read(form.get("f"), visit.call.now);
    if (!token) return {};
    const bool trapped = !form.get("segundo_asunto").empty();
    const bool hasty = visit.call.now - token->drawn < visit.site.settings.least_time;
    return {.sending = trapped || hasty ? Sending::hasty : Sending::good, .token = *token};
}

}  // namespace escucha::portal
