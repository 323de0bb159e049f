#include "portal/templates/case.hpp"

#include <fmt/format.h>

#include "portal/kinds.hpp"

namespace escucha::portal::templates {
namespace {

using html::Attributes;
using html::el;
using html::join;
using html::Markup;

std::string kind_word(const Scene& s, const PublicCase& c) {
    return s.t(fmt::format("portal.kind.{}.of", face_of(c.kind).key));
}

Markup code_box(const Scene& s, const PublicCase& c) {
    const auto button = [&](std::string_view what, std::string_view icon, std::string_view text) {
        // Drawn for site.js only: without it they would do nothing.
        return el("button",
                  {{"type", "button"}, {"class", "button quiet"}, {"hidden", true}, {"data-do", what}},
                  s.icon(icon), el("span", s.t(text)));
    };
    return el("div", {{"class", "code-box"}, {"data-copied", s.t("portal.js.copied")}},
              el("p", {{"class", "label"}, {"id", "codigo-t"}}, s.t("portal.receipt.code")),
              el("p", {{"class", "code"}, {"aria-labelledby", "codigo-t"}, {"data-code", c.code.shown()}},
                 c.code.shown()),
              el("p", el("strong", s.t("portal.receipt.keep")), " ", s.t("portal.receipt.keep_why")),
              el("div", {{"class", "choices"}}, button("copy", "copy", "portal.receipt.copy"),
                 button("print", "print", "portal.receipt.print")),
              el("p", {{"class", "state"}, {"role", "status"}}));
}

Markup receipt_link(const Scene& s, const PublicCase& c) {
    return el("a", {{"class", "button quiet"}, {"href", case_path(c.code) + "/constancia.pdf"}},
              s.icon("file"), el("span", s.t("portal.receipt.pdf")));
}

Markup fact(const Scene& s, std::string_view label, const std::string& value) {
    return el("div", {{"class", "fact"}}, el("dt", s.t(label)), el("dd", capitalised(value)));
}

Markup facts(const Scene& s, const PublicCase& c) {
    Markup all = fact(s, "portal.receipt.received", s.full(c.opened_at));
    all +=
        fact(s, "portal.receipt.who",
             c.looked_after_by.empty() ? s.t("portal.receipt.nobody_yet", {{"organisation", s.organisation}})
                                       : c.looked_after_by);
    const auto by = [&](std::string_view label, const std::optional<Instant>& due) {
        if (due) all += fact(s, label, s.t("portal.receipt.by", {{"when", s.full(*due)}}));
    };
    by("portal.receipt.first_answer", c.first_answer_due);
    by("portal.receipt.resolution", c.resolution_due);
    by("portal.receipt.law", c.law_due);
    return el("dl", {{"class", "facts"}}, all);
}

Markup next_steps(const Scene& s, const PublicCase& c) {
    std::vector<Markup> steps;
    const auto kind = is_problem(c.kind) ? "problem" : "other";
    for (int i = 1; has_text(s.language, fmt::format("portal.receipt.next.{}.{}", kind, i)); ++i) {
        steps.push_back(el("li", s.t(fmt::format("portal.receipt.next.{}.{}", kind, i))));
    }
    return join(el("h2", s.t("portal.receipt.next")), el("ol", {{"class", "next"}}, steps));
}

Markup what_was_said(const Scene& s, const PublicCase& c) {
    if (c.messages.empty()) return {};
    Markup expectation;
    if (!c.expectation.empty()) {
        expectation = join(el("h3", s.t("portal.case.expectation")), html::paragraphs(c.expectation));
    }
    return el("section", {{"class", "part"}}, el("h2", s.t("portal.receipt.your_words")),
              el("blockquote", html::paragraphs(c.messages.front().text)), expectation);
}

Markup done_notice(const Scene& s, std::string_view done) {
    const auto key = fmt::format("portal.done.{}", done);
    if (done.empty() || !has_text(s.language, key)) return {};
    return el("div", {{"role", "status"}}, notice(s, "done", el("p", s.t(key))));
}

Markup heading(const Scene& s, const PublicCase& c) {
    return join(
        el("h1", s.t("portal.case.title", {{"kind", kind_word(s, c)}})),
        el("p", {{"class", "quiet-words"}}, s.t("portal.case.received", {{"moment", s.full(c.opened_at)}}),
           " ", s.rich("portal.case.code", {{"code", el("span", {{"class", "code-small"}}, c.code.shown())}}),
           " ", el("a", {{"href", case_path(c.code) + "/constancia.pdf"}}, s.t("portal.receipt.pdf"))));
}

Markup expectation(const Scene& s, const PublicCase& c) {
    if (c.expectation.empty() || c.said_back) return {};
    return el("section", {{"class", "part"}}, el("h2", s.t("portal.case.expectation")),
              el("blockquote", html::paragraphs(c.expectation)));
}

}  // namespace

std::string case_path(const TrackingCode& code) {
    return fmt::format("/caso/{}", code.shown());
}

Markup case_form(const Scene& s, const PublicCase& c, const CaseForms& forms, std::string_view action,
                 const Markup& content, Attributes more) {
    Attributes attributes{{"method", "post"}, {"action", case_path(c.code)}};
    std::ranges::move(more, std::back_inserter(attributes));
    const bool again = forms.action == action && !forms.again.empty();
    return el("form", attributes, hidden_value("action", std::string(action)),
              hidden_part(s, again ? forms.again : forms.token()), content);
}

PageOf receipt(const Scene& s, const PublicCase& c) {
    const auto first_word = c.customer.substr(0, c.customer.find(' '));
    const auto title = first_word.empty() ? s.t("portal.receipt.title_nobody")
                                          : s.t("portal.receipt.title", {{"name", first_word}});
    return {.title = s.t("portal.receipt.window"),
            .main = el("div", {{"class", "receipt"}}, el("h1", title), code_box(s, c), facts(s, c),
                       next_steps(s, c), what_was_said(s, c),
                       el("p", {{"class", "ways"}},
                          el("a", {{"class", "button primary"}, {"href", case_path(c.code)}},
                             s.t("portal.receipt.see")),
                          " ", receipt_link(s, c))),
            .offers_follow = false};
}

PageOf case_page(const Scene& s, const PublicCase& c, const CaseForms& forms, std::string_view done) {
    const auto main =
        join(heading(s, c), done_notice(s, done), forms.complaints.summary(s), standing(s, c),
             satisfaction(s, c, forms), said_back(s, c, forms), options(s, c, forms), points(s, c),
             promises(s, c, forms), expectation(s, c), conversation(s, c), reply_form(s, c, forms));
    return {.title = s.t("portal.case.title", {{"kind", kind_word(s, c)}}),
            .main = el("div", {{"class", "case"}}, main),
            .offers_follow = false,
            .offers_language = !forms.complaints.any()};
}

}  // namespace escucha::portal::templates
