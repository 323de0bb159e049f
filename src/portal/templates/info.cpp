#include "portal/templates/info.hpp"

#include <fmt/format.h>

#include "portal/templates/fields.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

// "portal.privacy.1.title", "portal.privacy.1.text", 2, 3 … as long as there are texts.
Markup sections(const Scene& s, std::string_view page) {
    Markup all;
    for (int i = 1; has_text(s.language, fmt::format("portal.{}.{}.title", page, i)); ++i) {
        all += el("h2", s.t(fmt::format("portal.{}.{}.title", page, i)));
        all += el("p", s.t(fmt::format("portal.{}.{}.text", page, i), {{"organisation", s.organisation}}));
    }
    return all;
}

PageOf article(const Scene& s, std::string_view page) {
    const auto title = s.t(fmt::format("portal.{}.title", page));
    const auto lead = s.t(fmt::format("portal.{}.lead", page), {{"organisation", s.organisation}});
    return {.title = title,
            .main = el("article", {{"class", "reading"}}, el("h1", title), el("p", {{"class", "lead"}}, lead),
                       sections(s, page))};
}

Markup ways_on(const Scene& s) {
    return el("p", {{"class", "ways"}},
              el("a", {{"class", "button primary"}, {"href", "/"}}, s.t("portal.refusal.home")), " ",
              el("a", {{"class", "button quiet"}, {"href", "/seguimiento"}}, s.t("portal.head.follow")));
}

std::string wait_in_words(const Scene& s, int seconds) {
    if (seconds <= 0) return s.t("portal.refusal.wait_moment");
    if (seconds < 90) return s.t("portal.refusal.wait_seconds", {{"n", std::to_string(seconds)}});
    return s.t("portal.refusal.wait_minutes", {{"n", std::to_string((seconds + 59) / 60)}});
}

}  // namespace

PageOf follow(const Scene& s, const std::string& typed, const std::string& error) {
    const auto title = s.t("portal.follow.title");
    // No Complaints here: one field, its sentence stands right above it.
    const auto code = field(s, {.name = "codigo",
                                .label = s.t("portal.follow.label"),
                                .hint = s.t("portal.follow.hint"),
                                .value = typed,
                                .error = error,
                                .required = true,
                                .autocomplete = "off",
                                .autocapitalize = "characters",
                                .longest = 60});
    return {.title = title,
            .main = join(el("h1", title),
                         el("form", {{"method", "get"}, {"action", "/seguimiento"}, {"class", "follow-form"}},
                            code, button(s, s.t("portal.follow.go"))),
                         el("h2", s.t("portal.follow.lost_title")), el("p", s.t("portal.follow.lost"))),
            .offers_follow = false};
}

PageOf privacy(const Scene& s) {
    return article(s, "privacy");
}
PageOf accessibility(const Scene& s) {
    return article(s, "accessibility");
}

PageOf refusal(const Scene& s, const Error& error) {
    const auto kind_key = [&]() -> std::string_view {
        switch (error.kind) {
            case ErrorKind::not_found:
                return "not_found";
            case ErrorKind::too_many:
                return "too_many";
            case ErrorKind::too_large:
                return "too_large";
            case ErrorKind::unavailable:
                return "unavailable";
            default:
                return "other";
        }
    }();
    const auto title = s.t(fmt::format("portal.refusal.{}.title", kind_key));
    const auto words = s.t(fmt::format("portal.refusal.{}.text", kind_key),
                           {{"wait", wait_in_words(s, error.retry_after_seconds)}});
    return {.title = title, .main = join(el("h1", title), el("p", {{"class", "lead"}}, words), ways_on(s))};
}

PageOf not_set_up(const Scene& s) {
    const auto title = s.t("portal.not_set_up.title");
    return {.title = title,
            .main = join(el("h1", title), el("p", {{"class", "lead"}}, s.t("portal.not_set_up.text"))),
            .offers_follow = false};
}

}  // namespace escucha::portal::templates
