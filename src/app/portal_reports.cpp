#include "app/portal_reports.hpp"

namespace escucha::app {

std::vector<int> PortalReports::years() {
    return house_.base.read([](db::Tx& tx) { return report::published_years(tx); });
}

std::vector<portal::PublicReport> PortalReports::versions(int year, Language language) {
    auto all = house_.base.read([&](db::Tx& tx) { return report::publications(tx, year, language); });
    std::vector<portal::PublicReport> out;
    for (auto& p : all) {
        auto words = report::in_words(p.figures, language);
        out.push_back({std::move(p), std::move(words)});
    }
    return out;
}

portal::PublicReport PortalReports::draft(int year, Language language, Instant now) {
    auto figures = report::preview(house_.reports, year, language, now).figures;
    auto words = report::in_words(figures, language);
    return {.published = {.version = 1, .figures = std::move(figures), .at = now}, .words = std::move(words)};
}

http::File PortalReports::pdf(const portal::PublicReport& r, Language language) {
    const auto& p = r.published;
    return {.content = http::Body(report::publication_pdf(p, language, *house_.team.organisation()->zone)),
            .name = fmt::format("{}-{}.pdf", p.figures.year, p.version),
            .shown = true};
}

}  // namespace escucha::app
