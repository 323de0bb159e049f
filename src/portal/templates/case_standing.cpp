#include <fmt/format.h>

#include "portal/kinds.hpp"
#include "portal/templates/case.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

std::string_view outcome_key(Outcome outcome) {
    switch (outcome) {
        case Outcome::solved:
            return "portal.stands.solved";
        case Outcome::partly:
            return "portal.stands.partly";
        case Outcome::not_upheld:
            return "portal.stands.not_upheld";
        case Outcome::withdrawn:
            return "portal.stands.withdrawn";
        case Outcome::customer_silent:
            return "portal.stands.silent";
    }
    return "portal.stands.solved";
}

std::string headline(const Scene& s, const PublicCase& c) {
    switch (c.standing) {
        case Standing::received:
            return s.t("portal.stands.received");
        case Standing::in_hand:
            return s.t("portal.stands.in_hand", {{"person", c.looked_after_by}});
        case Standing::waiting:
            return c.waiting_since ? s.t("portal.stands.waiting", {{"since", s.when(*c.waiting_since)}})
                                   : s.t("portal.stands.waiting_plain");
        case Standing::solved:
            return c.solution ? s.t(outcome_key(c.solution->outcome), {{"when", s.when(c.solution->at)}})
                              : s.t("portal.stands.solved_plain");
    }
    return {};
}

bool put_right(const PublicCase& c) {
    return !c.solution || c.solution->outcome == Outcome::solved || c.solution->outcome == Outcome::partly;
}

std::string_view icon(const PublicCase& c) {
    switch (c.standing) {
        case Standing::received:
            return "inbox";
        case Standing::in_hand:
            return "person";
        case Standing::waiting:
            return "clock";
        case Standing::solved:
            return put_right(c) ? "check" : "info";
    }
    return "info";
}

std::string_view tone(const PublicCase& c) {
    if (c.standing == Standing::waiting) return "soon";
    return c.standing == Standing::solved && put_right(c) ? "done" : "oncourse";
}

// One date told to the customer: to come, or missed; a missed one is admitted, not hidden.
Markup due_line(const Scene& s, std::string_view what, Instant due) {
    const auto key = fmt::format("portal.due.{}.{}", what, due < s.now ? "missed" : "coming");
    return el("p", {{"class", due < s.now ? "due missed" : "due"}}, s.t(key, {{"when", s.when(due)}}));
}

Markup dues(const Scene& s, const PublicCase& c) {
    if (c.standing == Standing::solved || c.standing == Standing::waiting) return {};
    Markup all;
    if (!c.first_answer_at && c.first_answer_due) {
        all += due_line(s, "first_answer", *c.first_answer_due);
    } else if (c.next_update_due && *c.next_update_due > s.now) {
        all += due_line(s, "next_update", *c.next_update_due);
    }
    if (c.resolution_due) all += due_line(s, "resolution", *c.resolution_due);
    return all;
}

// What the law sets, whoever we wait for: the date, and in two sentences why.
Markup law(const Scene& s, const PublicCase& c) {
    if (c.standing == Standing::solved) return {};
    Markup all;
    if (c.cure_due) all += due_line(s, "cure", *c.cure_due);
    if (c.law_due) all += due_line(s, "law", *c.law_due);
    if (!c.law_why.empty())
        all += el("details", {{"class", "why"}}, el("summary", s.t("portal.why")), el("p", c.law_why));
    return all;
}

// The headline of a case in hand names its person; while we wait for the customer it says something else.
Markup person(const Scene& s, const PublicCase& c) {
    if (c.standing != Standing::waiting || c.looked_after_by.empty()) return {};
    return el("p", {{"class", "due"}}, s.t("portal.stands.in_hand", {{"person", c.looked_after_by}}));
}

Markup solution(const Scene& s, const PublicCase& c) {
    if (c.standing != Standing::solved || !c.solution) return {};
    Markup all;
    if (!c.solution->text.empty()) all += el("div", {{"class", "said"}}, html::paragraphs(c.solution->text));
    if (!c.solution->reason.empty()) {
        all += join(el("h3", s.t("portal.solution.reason")), html::paragraphs(c.solution->reason));
    }
    if (!c.solution->alternative.empty()) {
        all += join(el("h3", s.t("portal.solution.alternative")), html::paragraphs(c.solution->alternative));
    }
    return all;
}

}  // namespace

Markup standing(const Scene& s, const PublicCase& c) {
    return el("section", {{"class", fmt::format("standing {}", tone(c))}, {"aria-labelledby", "como-va"}},
              s.icon(icon(c)),
              el("div", {{"class", "notice-text"}}, el("h2", {{"id", "como-va"}}, headline(s, c)),
                 person(s, c), dues(s, c), law(s, c), solution(s, c)));
}

}  // namespace escucha::portal::templates
