// Each point of what they asked or objected to, with its own answer.
#include <fmt/format.h>

#include "portal/templates/case.hpp"

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;

std::string_view key_of(PublicPoint::Decision decision) {
    switch (decision) {
        case PublicPoint::Decision::accepted:
            return "accepted";
        case PublicPoint::Decision::partly:
            return "partly";
        case PublicPoint::Decision::refused:
            return "refused";
        case PublicPoint::Decision::not_ours:
            return "not_ours";
    }
    return {};
}

Markup point(const Scene& s, const PublicPoint& p) {
    const bool accepted = p.decision == PublicPoint::Decision::accepted;
    return el(
        "li", {{"class", "option"}}, el("blockquote", html::paragraphs(p.text)),
        el("p", {{"class", accepted ? "mark done" : "mark oncourse"}}, s.icon(accepted ? "check" : "info"),
           el("span", s.t(fmt::format("portal.points.{}", key_of(p.decision))))),
        html::paragraphs(p.told),
        el("p", {{"class", "quiet-words"}}, s.t("portal.points.when", {{"when", s.full(p.at)}})));
}

}  // namespace

Markup points(const Scene& s, const PublicCase& c) {
    if (c.points.empty()) return {};
    std::vector<Markup> lines;
    for (const auto& p : c.points) lines.push_back(point(s, p));
    return el("section", {{"id", "puntos"}, {"class", "part"}}, el("h2", s.t("portal.points.title")),
              el("ol", {{"class", "options"}}, lines));
}

}  // namespace escucha::portal::templates
