#include "portal/templates/layout.hpp"

#include <fmt/format.h>

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

Markup head(const Scene& s, const PageOf& page) {
    const auto title =
        s.organisation.empty() ? page.title : fmt::format("{} · {}", page.title, s.organisation);
    return join(el("meta", {{"charset", "utf-8"}}), el("title", title),
                el("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}),
                el("meta", {{"name", "color-scheme"}, {"content", "light dark"}}),
                page.is_public_record ? Markup{} : el("meta", {{"name", "robots"}, {"content", "noindex"}}),
                el("meta", {{"name", "format-detection"}, {"content", "telephone=no"}}),
                el("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", s.files->icon}}),
                el("link", {{"rel", "stylesheet"}, {"href", s.files->css}}));
}

Markup banner(const Scene& s, const PageOf& page) {
    const auto name = s.organisation.empty() ? s.t("portal.no_name") : s.organisation;
    Markup follow;
    if (page.offers_follow) {
        follow = el("a", {{"class", "head-link"}, {"href", "/seguimiento"}}, s.icon("search"),
                    el("span", s.t("portal.head.follow")));
    }
    return el("header", {{"class", "head"}},
              el("div", {{"class", "wide row"}}, el("a", {{"class", "brand"}, {"href", "/"}}, name), follow));
}

Markup language_link(const Scene& s) {
    const bool spanish = s.language == Language::es;
    const auto joint = s.here.find('?') == s.here.npos ? '?' : '&';
    return el("a",
              {{"href", fmt::format("{}{}lang={}", s.here, joint, spanish ? "en" : "es")},
               {"lang", spanish ? "en" : "es"},
               {"hreflang", spanish ? "en" : "es"},
               {"rel", "nofollow"}},
              spanish ? "English" : "Español");
}

Markup foot(const Scene& s, const PageOf& page) {
    return el("footer", {{"class", "foot"}},
              el("nav", {{"class", "wide row"}, {"aria-label", s.t("portal.foot.label")}},
                 el("a", {{"href", "/"}}, s.t("portal.foot.home")),
                 el("a", {{"href", "/seguimiento"}}, s.t("portal.foot.follow")),
                 el("a", {{"href", "/privacidad"}}, s.t("portal.foot.privacy")),
                 el("a", {{"href", "/accesibilidad"}}, s.t("portal.foot.accessibility")),
                 page.offers_language ? language_link(s) : Markup{}));
}

std::string_view icon_of(std::string_view tone) {
    if (tone == "done") return "check";
    if (tone == "late") return "alert";
    if (tone == "soon") return "clock";
    return "info";
}

}  // namespace

std::string layout(const Scene& s, const PageOf& page) {
    const auto body = join(
        el("a", {{"class", "skip"}, {"href", "#contenido"}}, s.t("portal.skip")), banner(s, page),
        el("main", {{"id", "contenido"}, {"class", "main"}, {"tabindex", "-1"}}, page.main), foot(s, page));
    return html::document({{"lang", std::string(code(s.language))}}, head(s, page), body, s.files->script)
        .bytes();
}

Markup notice(const Scene& s, std::string_view tone, const Markup& content) {
    return el("div", {{"class", fmt::format("notice {}", tone)}}, s.icon(icon_of(tone)),
              el("div", {{"class", "notice-text"}}, content));
}

}  // namespace escucha::portal::templates
