#include "portal/templates/tell.hpp"

#include <fmt/format.h>

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

Markup kind_link(const Scene& s, const KindFace& face) {
    return el("li", el("a", {{"class", "kind"}, {"href", fmt::format("/contar?tipo={}", face.slug)}},
                       s.icon(face.icon),
                       el("span", {{"class", "kind-words"}},
                          el("strong", s.t(fmt::format("portal.kind.{}.name", face.key))),
                          el("span", s.t(fmt::format("portal.kind.{}.line", face.key))))));
}

Markup step(std::string_view name, const Markup& content) {
    return el("section", {{"class", "step"}, {"data-step", std::string(name)}}, content);
}

Markup what_step(const Scene& s, const TellForm& form) {
    const auto key = [&](std::string_view part) {
        return s.t(fmt::format("portal.kind.{}.{}", form.kind->key, part));
    };
    return step("what", field(s, {.name = "what",
                                  .label = key("what"),
                                  .hint = key("what_hint"),
                                  .value = form.typed.what,
                                  .error = form.complaints.about("what"),
                                  .required = true,
                                  .label_is_heading = true,
                                  .type = "area",
                                  .longest = 20'000,
                                  .rows = 8}));
}

Markup expectation_step(const Scene& s, const TellForm& form) {
    if (form.kind->expectation.empty()) return {};
    return step("expectation", field(s, {.name = "expectation",
                                         .label = s.t(form.kind->expectation),
                                         .hint = s.t(fmt::format("{}_hint", form.kind->expectation)),
                                         .value = form.typed.expectation,
                                         .error = form.complaints.about("expectation"),
                                         .optional_mark = true,
                                         .label_is_heading = true,
                                         .type = "area",
                                         .longest = 5'000,
                                         .rows = 5}));
}

Markup files_step(const Scene& s, const TellForm& form) {
    return step("files", join(el("h2", {{"class", "question"}}, s.t("portal.files.question")),
                              lost_files(s, form.lost_files),
                              file_field(s, s.t("portal.label.files"), form.complaints.about("files"))));
}

Markup who_fields(const Scene& s, const TellForm& form) {
    const auto& c = form.complaints;
    return join(field(s, {.name = "name",
                          .label = s.t("portal.label.name"),
                          .value = form.typed.name,
                          .error = c.about("name"),
                          .required = true,
                          .autocomplete = "name",
                          .autocapitalize = "words"}),
                el("p", {{"class", "hint"}}, s.t("portal.who.one_of_two")),
                el("div", {{"class", "two"}},
                   field(s, {.name = "email",
                             .label = s.t("portal.label.email"),
                             .value = form.typed.email,
                             .error = c.about("email"),
                             .type = "email",
                             .autocomplete = "email",
                             .longest = 254}),
                   field(s, {.name = "phone",
                             .label = s.t("portal.label.phone"),
                             .value = form.typed.phone,
                             .error = c.about("phone"),
                             .type = "tel",
                             .autocomplete = "tel",
                             .longest = 40})),
                field(s, {.name = "document",
                          .label = s.t("portal.label.document"),
                          .hint = s.t("portal.who.document_hint"),
                          .value = form.typed.document,
                          .error = c.about("document"),
                          .optional_mark = true,
                          .autocomplete = "off",
                          .longest = 40}));
}

Markup who_step(const Scene& s, const TellForm& form) {
    const auto privacy = s.rich(
        "portal.who.privacy",
        {{"link", el("a", {{"href", "/privacidad"}, {"target", "_blank"}}, s.t("portal.who.privacy_link"))}});
    return step("who",
                join(el("h2", {{"class", "question"}}, s.t("portal.who.question")), who_fields(s, form),
                     el("p", {{"class", "privacy"}}, s.icon("lock"), el("span", privacy))));
}

// Everything site.js says, in the language of the page.
html::Attributes form_attributes(const Scene& s, const TellForm& form) {
    return {{"class", "tell"},
            {"method", "post"},
            {"action", fmt::format("/contar?tipo={}", form.kind->slug)},
            {"enctype", "multipart/form-data"},
            {"data-send", true},
            {"data-steps", true},
            {"data-draft", fmt::format("contar-{}", form.kind->slug)},
            {"data-sending", s.t("portal.js.sending")},
            {"data-offline", s.t("portal.js.offline")},
            {"data-failed", s.t("portal.js.failed")},
            {"data-restored", s.t("portal.js.restored")},
            {"data-next", s.t("portal.js.next")},
            {"data-back", s.t("portal.js.back")},
            {"data-progress", s.t("portal.js.progress")},
            {"data-one-of-two", s.t("field.one_of_two")}};
}

}  // namespace

PageOf home(const Scene& s, const Markup& more) {
    std::vector<Markup> kinds;
    for (const auto& face : kind_faces()) kinds.push_back(kind_link(s, face));
    const auto follow = el("section", {{"class", "follow-box"}}, el("h2", s.t("portal.home.follow_title")),
                           el("p", s.t("portal.home.follow_text")),
                           el("a", {{"class", "button quiet"}, {"href", "/seguimiento"}}, s.icon("search"),
                              s.t("portal.head.follow")));
    return {.title = s.t("portal.home.title"),
            .main = join(
                el("h1", s.t("portal.home.title")),
                el("p", {{"class", "lead"}}, s.t("portal.home.lead", {{"organisation", s.organisation}})),
                el("ul", {{"class", "kinds"}}, kinds), more, follow),
            .offers_follow = false};
}

PageOf tell(const Scene& s, const TellForm& form) {
    const auto name = s.t(fmt::format("portal.kind.{}.name", form.kind->key));
    const auto head = el("div", {{"class", "tell-head"}},
                         el("h1", {{"class", "chosen-kind"}}, s.icon(form.kind->icon), el("span", name)),
                         el("a", {{"href", "/"}}, s.t("portal.tell.other_kind")));
    const auto steps =
        join(what_step(s, form), expectation_step(s, form), files_step(s, form), who_step(s, form));
    const auto send = el("div", {{"class", "send"}}, button(s, s.t("portal.tell.send")),
                         el("p", {{"class", "state"}, {"role", "status"}}));
    return {.title = name,
            .main = join(head, form.complaints.summary(s),
                         el("form", form_attributes(s, form), hidden_part(s, form.token), steps, send)),
            .offers_follow = false,
            .offers_language = !form.complaints.any()};
}

}  // namespace escucha::portal::templates
