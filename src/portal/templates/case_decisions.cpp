// Where the customer has the word: is this what you expect, which option, did we keep it, are you satisfied.
#include <fmt/format.h>

#include "portal/templates/case.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

Markup choice_button(std::string_view name, std::string_view value, const std::string& words,
                     std::string_view tone) {
    return el(
        "button",
        {{"type", "submit"}, {"name", name}, {"value", value}, {"class", fmt::format("button {}", tone)}},
        words);
}

Markup correction(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    const bool refused = forms.action == "correct";
    const auto content = join(hidden_value("version", std::to_string(c.said_back->version)),
                              field(s, {.name = "correction",
                                        .label = s.t("portal.back.correct_label"),
                                        .value = refused ? forms.text : "",
                                        .error = refused ? forms.complaints.about("correction") : "",
                                        .required = true,
                                        .type = "area",
                                        .longest = 5'000,
                                        .rows = 4}),
                              button(s, s.t("portal.back.correct_send"), "quiet"));
    return el("details", {{"open", refused}},
              el("summary", {{"class", "button quiet"}}, s.t("portal.back.correct")),
              case_form(s, c, forms, "correct", content));
}

Markup option_line(const Scene& s, const PublicCase& c, const CaseForms& forms, const PublicOption& o,
                   bool open) {
    Markup mark;
    if (o.chosen) {
        mark = el("p", {{"class", "mark done"}}, s.icon("check"), el("span", s.t("portal.options.chosen")));
    } else if (o.recommended) {
        mark = el("p", {{"class", "mark"}}, s.icon("star"), el("span", s.t("portal.options.recommended")));
    }
    Markup choose;
    if (open) {
        choose =
            case_form(s, c, forms, "option",
                      join(hidden_value("option", std::to_string(o.id)),
                           button(s, s.t("portal.options.choose"), o.recommended ? "primary" : "quiet")));
    }
    return el("li", {{"class", o.chosen ? "option chosen" : "option"}}, mark, html::paragraphs(o.text),
              choose);
}

bool may_judge(const Scene& s, const PublicPromise& p) {
    using enum PublicPromise::State;
    if (p.verdict || p.state == renegotiated) return false;
    return p.state != open || p.promised_for <= s.now;
}

std::string state_of(const Scene& s, const PublicPromise& p) {
    using enum PublicPromise::State;
    switch (p.state) {
        case open:
            return s.t(p.promised_for > s.now ? "portal.promise.open" : "portal.promise.past",
                       {{"when", s.when(p.promised_for)}});
        case kept:
            return s.t("portal.promise.kept");
        case kept_late:
            return s.t("portal.promise.kept_late", {{"when", s.when(p.promised_for)}});
        case renegotiated:
            return s.t("portal.promise.renegotiated", {{"when", s.when(p.promised_for)}});
        case broken:
            return s.t("portal.promise.broken", {{"when", s.when(p.promised_for)}});
    }
    return {};
}

std::string_view tone_of(const Scene& s, const PublicPromise& p) {
    using enum PublicPromise::State;
    if (p.state == kept || p.state == kept_late) return "done";
    if (p.state == broken || (p.state == open && p.promised_for <= s.now)) return "late";
    return p.state == renegotiated ? "soon" : "oncourse";
}

std::string_view icon_of(std::string_view tone) {
    if (tone == "done") return "check";
    if (tone == "late") return "alert";
    return "clock";
}

Markup verdict(const Scene& s, const PublicCase& c, const CaseForms& forms, const PublicPromise& p) {
    if (p.verdict) {
        return el("p", {{"class", "quiet-words"}},
                  s.t(*p.verdict ? "portal.promise.said_yes" : "portal.promise.said_no"));
    }
    if (!may_judge(s, p)) return {};
    const auto title = fmt::format("cumplimos-{}", p.id);
    return case_form(s, c, forms, "promise",
                     join(hidden_value("promise", std::to_string(p.id)),
                          el("p", {{"class", "label"}, {"id", title}}, s.t("portal.promise.question")),
                          el("div", {{"class", "choices"}, {"role", "group"}, {"aria-labelledby", title}},
                             choice_button("kept", "yes", s.t("portal.promise.yes"), "quiet"),
                             choice_button("kept", "no", s.t("portal.promise.no"), "quiet"))));
}

Markup promise(const Scene& s, const PublicCase& c, const CaseForms& forms, const PublicPromise& p) {
    const auto tone = tone_of(s, p);
    Markup reason;
    if (!p.reason.empty()) reason = el("div", {{"class", "reason"}}, html::paragraphs(p.reason));
    return el(
        "li", {{"class", "promise"}}, el("p", {{"class", "promise-what"}}, p.what),
        el("p", {{"class", fmt::format("mark {}", tone)}}, s.icon(icon_of(tone)), el("span", state_of(s, p))),
        reason,
        p.maker.empty()
            ? Markup{}
            : el("p", {{"class", "quiet-words"}}, s.t("portal.promise.by", {{"person", p.maker}})),
        verdict(s, c, forms, p));
}

Markup scale(const Scene& s, int chosen) {
    std::vector<Markup> all;
    for (int score = 5; score >= 1; --score) {
        const auto id = fmt::format("score-{}", score);
        all.push_back(el("div", {{"class", "radio"}},
                         el("input", {{"type", "radio"},
                                      {"name", "score"},
                                      {"id", id},
                                      {"value", std::to_string(score)},
                                      {"required", true},
                                      {"checked", score == chosen}}),
                         el("label", {{"for", id}}, s.t(fmt::format("portal.rate.{}", score)))));
    }
    return join(all);
}

Markup rated(const Scene& s, const PublicSatisfaction& given) {
    const auto said = s.t("portal.rate.said", {{"words", s.t(fmt::format("portal.rate.{}", given.score))}});
    const auto thanks = s.t(given.score >= 4 ? "portal.rate.thanks" : "portal.rate.sorry");
    return join(el("p", el("strong", said)),
                given.words.empty() ? Markup{} : el("blockquote", html::paragraphs(given.words)),
                el("p", thanks));
}

}  // namespace

Markup said_back(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    if (!c.said_back || c.standing == Standing::solved) return {};
    const auto& b = *c.said_back;
    Markup end;
    if (b.confirmed_at) {
        end = el("p", {{"class", "mark done"}}, s.icon("check"),
                 el("span", s.t("portal.back.confirmed", {{"when", s.when(*b.confirmed_at)}})));
    } else if (!b.correction.empty()) {
        end = join(el("p", el("strong", s.t("portal.back.corrected"))),
                   el("blockquote", html::paragraphs(b.correction)),
                   el("p", s.t("portal.back.corrected_next")));
    } else {
        end = el("div", {{"class", "choices"}},
                 case_form(s, c, forms, "confirm",
                           join(hidden_value("version", std::to_string(b.version)),
                                button(s, s.t("portal.back.yes")))),
                 correction(s, c, forms));
    }
    const bool asks = !b.confirmed_at && b.correction.empty();
    const auto by = b.by.empty() ? s.organisation : b.by;
    return el("section", {{"id", "entendimos"}, {"class", asks ? "ask" : "part"}},
              el("h2", s.t(asks ? "portal.back.title" : "portal.back.title_done")),
              el("p", s.t("portal.back.lead", {{"person", by}})),
              el("blockquote", {{"class", "said"}}, html::paragraphs(b.text)), end);
}

Markup options(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    if (c.options.empty()) return {};
    const bool open =
        c.standing != Standing::solved && std::ranges::none_of(c.options, &PublicOption::chosen);
    if (!open && std::ranges::none_of(c.options, &PublicOption::chosen)) return {};
    std::vector<Markup> lines;
    for (const auto& o : c.options) {
        if (open || o.chosen) lines.push_back(option_line(s, c, forms, o, open));
    }
    return el("section", {{"id", "opciones"}, {"class", open ? "ask" : "part"}},
              el("h2", s.t(open ? "portal.options.title" : "portal.options.title_chosen")),
              open ? el("p", s.t("portal.options.lead")) : Markup{}, el("ul", {{"class", "options"}}, lines));
}

Markup promises(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    if (c.promises.empty()) return {};
    std::vector<Markup> lines;
    for (const auto& p : c.promises) lines.push_back(promise(s, c, forms, p));
    return el("section", {{"id", "promesas"}, {"class", "part"}}, el("h2", s.t("portal.promise.title")),
              el("ul", {{"class", "promises"}}, lines));
}

Markup satisfaction(const Scene& s, const PublicCase& c, const CaseForms& forms) {
    if (c.standing != Standing::solved || !c.asks_how_it_was) return {};
    const auto open = [&](const Markup& content, bool asks) {
        return el("section", {{"id", "satisfaccion"}, {"class", asks ? "ask" : "part"}}, content);
    };
    if (c.satisfaction) {
        return open(join(el("h2", s.t("portal.rate.title_done")), rated(s, *c.satisfaction)), false);
    }
    const bool refused = forms.action == "rate";
    const auto problem = refused ? forms.complaints.about("score") : std::string{};
    const auto content = join(
        el("fieldset", {{"id", "score"}, {"class", "scale"}},
           el("legend", {{"class", "question"}}, s.t("portal.rate.title")),
           problem.empty() ? Markup{} : el("p", {{"class", "error"}}, s.icon("alert"), el("span", problem)),
           scale(s, refused ? forms.score : 0)),
        field(s, {.name = "words",
                  .label = s.t("portal.rate.words"),
                  .value = refused ? forms.text : "",
                  .error = refused ? forms.complaints.about("words") : "",
                  .optional_mark = true,
                  .type = "area",
                  .longest = 5'000,
                  .rows = 3}),
        button(s, s.t("portal.rate.send")));
    return open(case_form(s, c, forms, "rate", content), true);
}

}  // namespace escucha::portal::templates
