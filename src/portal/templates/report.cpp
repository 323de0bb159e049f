#include "portal/templates/report.hpp"

#include <fmt/format.h>

#include <array>

namespace escucha::portal::templates {
namespace {

using html::el;
using html::join;
using html::Markup;
using report::ReportPart;
using report::ReportTally;
using report::YearlyReport;

// "12 345": in groups of three from five figures on.
std::string grouped(const Scene& s, std::int64_t n) {
    auto out = std::to_string(n);
    if (out.size() < 5) return out;
    const std::string between = s.language == Language::es ? "\u202F" : ",";
    for (auto at = static_cast<std::ptrdiff_t>(out.size()) - 3; at > 0; at -= 3)
        out.insert(static_cast<std::size_t>(at), between);
    return out;
}

std::string year_path(int year) {
    return fmt::format("/informe/{}", year);
}
std::string path_of(const report::Publication& p, std::string_view what = "") {
    return fmt::format("{}{}?version={}", year_path(p.figures.year), what, p.version);
}

Markup fact(const std::string& label, const std::string& value) {
    return el("div", {{"class", "fact"}}, el("dt", label), el("dd", value));
}

struct Column {
    std::string_view key;
    std::int64_t ReportTally::* of;
};
constexpr std::array<Column, 6> kStandings{{{"received", &ReportTally::received},
                                            {"in_time", &ReportTally::in_time},
                                            {"late", &ReportTally::late},
                                            {"open_in_term", &ReportTally::open_in_term},
                                            {"open_late", &ReportTally::open_late},
                                            {"without_term", &ReportTally::without_term}}};
constexpr std::array<Column, 6> kOutcomes{{{"closed", &ReportTally::closed},
                                           {"solved", &ReportTally::solved},
                                           {"partly", &ReportTally::partly},
                                           {"not_upheld", &ReportTally::not_upheld},
                                           {"withdrawn", &ReportTally::withdrawn},
                                           {"silent", &ReportTally::silent}}};

// On a telephone each row is a block of its own, every figure with its label beside it (data-label).
struct Table {
    const Scene& s;
    std::string_view heading, of;
    std::span<const Column> columns;

    std::string label(const Column& c) const { return s.t(fmt::format("report.tally.{}", c.key)); }
    Markup row(const std::string& name, const ReportTally& t) const {
        Markup cells = el("th", {{"scope", "row"}}, name);
        for (const auto& c : columns) cells += el("td", {{"data-label", label(c)}}, grouped(s, t.*c.of));
        return el("tr", cells);
    }
    Markup operator()(const std::vector<ReportPart>& parts, const ReportTally& total) const {
        Markup heads = el("th", {{"scope", "col"}}, s.t(fmt::format("report.{}", of))), rows;
        for (const auto& c : columns) heads += el("th", {{"scope", "col"}}, label(c));
        for (const auto& p : parts) rows += row(p.label, p.tally);
        return el("section", {{"class", "part"}}, el("h2", s.t(fmt::format("report.{}", heading))),
                  el("table", {{"class", "figures"}}, el("thead", el("tr", heads)), el("tbody", rows),
                     el("tfoot", row(s.t("report.total"), total))));
    }
};

Markup summary(const Scene& s, const PublicReport& r) {
    const auto& total = r.published.figures.total;
    return el(
        "section", {{"class", "part"}}, el("h2", s.t("portal.report.figures")),
        el("dl", {{"class", "facts"}}, fact(s.t("report.tally.received"), grouped(s, total.received)),
           fact(s.t("report.tally.closed"), grouped(s, total.closed)),
           fact(s.t("report.in_time"), r.words.in_time), fact(s.t("report.satisfied"), r.words.satisfied),
           fact(s.t("report.median"), r.words.median), fact(s.t("report.p90"), r.words.p90)));
}

Markup method(const Scene& s, const YearlyReport& r) {
    Markup words;
    for (const auto* key : {"counts", "terms", "sums", "intervals"})
        words += el("p", s.t(fmt::format("report.method.{}", key)));
    words += el("p", s.t("report.method.audit", {{"n", std::to_string(r.sample_size)}}));
    words += el("p", s.t("report.method.few", {{"n", std::to_string(report::kFewest)}}));
    return el("section", {{"class", "part"}}, el("h2", s.t("report.method")), words);
}

Markup figures(const Scene& s, const PublicReport& one) {
    const auto& r = one.published.figures;
    if (r.few) return el("p", s.t("report.few", {{"n", std::to_string(report::kFewest)}}));
    const std::span<const Column> standings(kStandings);
    const auto legal = r.legal_counted_only ? standings.first(1) : standings;
    return join(summary(s, one), Table{s, "by_month", "month", standings}(r.months, r.total),
                Table{s, "by_kind", "kind", standings}(r.kinds, r.total),
                Table{s, "by_legal_kind", "legal_kind", legal}(r.legal_kinds, r.total),
                Table{s, "by_outcome", "kind", kOutcomes}(r.kinds, r.total), method(s, r));
}

Markup note_of(const Scene& s, const report::Publication& p) {
    return p.note.empty() ? Markup{} : el("p", s.t("report.note", {{"note", p.note}}));
}

Markup version_line(const Scene& s, const ReportShown& shown, std::size_t i) {
    const auto& p = shown.versions[i].published;
    const auto words =
        s.t("portal.report.version", {{"version", std::to_string(p.version)}, {"when", s.full(p.at)}});
    std::string state;
    if (p.withdrawn_at)
        state = " · " + s.t("portal.report.version_withdrawn", {{"when", s.full(*p.withdrawn_at)}});
    else if (i == 0)
        state = " · " + s.t("portal.report.version_current");
    const auto name = i == shown.at ? el("strong", words) : el("a", {{"href", path_of(p)}}, words);
    return el("li", name, state, note_of(s, p));
}

Markup versions(const Scene& s, const ReportShown& shown) {
    Markup lines;
    for (std::size_t i = 0; i < shown.versions.size(); ++i) lines += version_line(s, shown, i);
    return el("section", {{"class", "part"}}, el("h2", s.t("portal.report.versions")),
              el("ul", {{"class", "versions"}}, lines),
              el("p", el("a", {{"href", "/informe"}}, s.t("portal.report.all"))));
}

// What has to be known before anything is read.
Markup standing(const Scene& s, const ReportShown& shown) {
    const auto& p = shown.versions[shown.at].published;
    Markup out;
    if (shown.is_draft)
        out += notice(
            s, "soon",
            join(el("p", el("strong", s.t("portal.report.draft"))),
                 el("p", el("a", {{"href", "/consola/calidad/informe"}}, s.t("portal.report.draft_back")))));
    if (p.withdrawn_at)
        out += notice(
            s, "late",
            join(el("p", el("strong", s.t("portal.report.withdrawn", {{"when", s.full(*p.withdrawn_at)}}))),
                 el("p", s.t("portal.report.withdrawn_text", {{"why", p.withdrawn_why}}))));
    else if (shown.at > 0)
        out += notice(
            s, "soon",
            join(el("p", s.t("portal.report.older", {{"when", s.full(p.at)}})),
                 el("p", el("a", {{"href", year_path(p.figures.year)}}, s.t("portal.report.newest")))));
    return out;
}

Markup head(const Scene& s, const ReportShown& shown) {
    const auto& p = shown.versions[shown.at].published;
    const auto made = shown.is_draft ? s.t("report.made", {{"when", s.full(p.figures.made_at)}})
                                     : s.t("report.published",
                                           {{"version", std::to_string(p.version)}, {"when", s.full(p.at)}});
    Markup running;
    if (p.figures.running && !p.withdrawn_at) running = el("p", s.t("report.running"));
    return join(el("p", {{"class", "quiet-words"}}, p.figures.organisation),
                el("h1", s.t("portal.report.of", {{"year", std::to_string(p.figures.year)}})),
                el("p", {{"class", "quiet-words"}}, made), running);
}

}  // namespace

Markup report_box(const Scene& s, const std::vector<int>& years) {
    if (years.empty()) return {};
    const auto to = years.size() == 1 ? year_path(years.front()) : std::string("/informe");
    return el(
        "section", {{"class", "follow-box"}}, el("h2", s.t("portal.report.box")),
        el("p", s.t("portal.report.box_line")),
        el("a", {{"class", "button quiet"}, {"href", to}}, s.icon("file"), s.t("portal.report.box_open")));
}

PageOf reports(const Scene& s, const std::vector<int>& years) {
    Markup lines;
    for (const auto year : years)
        lines += el("li", el("a", {{"class", "kind"}, {"href", year_path(year)}}, s.icon("file"),
                             el("span", {{"class", "kind-words"}},
                                el("strong", s.t("portal.report.year", {{"year", std::to_string(year)}})))));
    return {.title = s.t("portal.report.title"),
            .main = join(el("h1", s.t("portal.report.title")),
                         el("p", {{"class", "lead"}},
                            s.t(years.empty() ? "portal.report.none" : "portal.report.lead")),
                         el("ul", {{"class", "kinds"}}, lines)),
            .is_public_record = true};
}

PageOf report(const Scene& s, const ReportShown& shown) {
    const auto& one = shown.versions[shown.at];
    Markup body, file, others;
    if (!one.published.withdrawn_at) body = join(note_of(s, one.published), figures(s, one));
    if (!one.published.withdrawn_at && !shown.is_draft)
        file = el("p", {{"class", "ways"}},
                  el("a", {{"class", "button quiet"}, {"href", path_of(one.published, "/pdf")}},
                     s.icon("file"), s.t("portal.report.pdf")));
    if (!shown.is_draft) others = versions(s, shown);
    return {
        .title = s.t("portal.report.of", {{"year", std::to_string(one.published.figures.year)}}),
        .main = el("article", {{"class", "report"}}, head(s, shown), standing(s, shown), file, body, others),
        .is_public_record = !shown.is_draft && !one.published.withdrawn_at};
}

}  // namespace escucha::portal::templates
