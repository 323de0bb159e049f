// The yearly reports, as everybody may read them: the newest version of a year at an address that stays, and
// the earlier ones beside it. What was taken back says since when and why, and shows no figures.
#include <algorithm>
#include <charconv>

#include "portal/site.hpp"
#include "portal/templates/report.hpp"

namespace escucha::portal {
namespace {

int number(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() && value > 0 ? value : 0;
}

http::PageReply no_such_report(const Visit& visit) {
    return visit.refuse({.kind = ErrorKind::not_found, .code = "report.not_published"});
}

// All versions of the year in the address, and which of them is asked for.
struct Asked {
    int year = 0;
    std::vector<PublicReport> all = {};
    std::size_t at = 0;
    const PublicReport& one() const { return all[at]; }
};

std::optional<Asked> asked(Site& site, const Visit& visit) {
    Asked a{.year = number(visit.call.parameter("year"))};
    if (!site.reports || a.year == 0) return std::nullopt;
    a.all = site.reports->versions(a.year, visit.scene.language);
    if (a.all.empty()) return std::nullopt;
    if (!visit.call.has_query("version")) return a;
    const auto version = number(visit.call.query_value("version"));
    const auto found =
        std::ranges::find(a.all, version, [](const PublicReport& r) { return r.published.version; });
    if (found == a.all.end()) return std::nullopt;
    a.at = static_cast<std::size_t>(found - a.all.begin());
    return a;
}

}  // namespace

std::vector<int> report_years(Site& site) {
    return site.reports ? site.reports->years() : std::vector<int>{};
}

http::PageReply reports_page(Site& site, const Visit& visit) {
    return visit.show(templates::reports(visit.scene, report_years(site)));
}

http::PageReply report_page(Site& site, const Visit& visit) {
    const auto a = asked(site, visit);
    if (!a) return no_such_report(visit);
    return visit.show(templates::report(visit.scene, {.versions = a->all, .at = a->at}),
                      a->one().published.withdrawn_at ? 410 : 200);
}

http::PageReply report_file(Site& site, const Visit& visit) {
    const auto a = asked(site, visit);
    if (!a) return no_such_report(visit);
    if (a->one().published.withdrawn_at) return report_page(site, visit);
    if (const auto drawn = site.checks.take(visit.network(), visit.call.now); !drawn)
        return visit.refuse(drawn.error());
    return {.file = site.reports->pdf(a->one(), visit.scene.language)};
}

http::PageReply report_draft(Site& site, const Visit& visit) {
    const auto year = number(visit.call.parameter("year"));
    if (!site.reports || !visit.call.principal.at_least(Role::manager) || year < 2000 || year > 9998)
        return no_such_report(visit);
    auto draft = site.reports->draft(year, visit.scene.language, visit.call.now);
    return visit.show(
        templates::report(visit.scene, {.versions = {std::move(draft)}, .at = 0, .is_draft = true}));
}

}  // namespace escucha::portal
