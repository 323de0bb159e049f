#include "modules/report/publishing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <boost/json.hpp>

#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/report/events.hpp"
#include "modules/report/store.hpp"
#include "work/events.hpp"

namespace escucha::report {
namespace {

// The same figures have the same name, whenever they were looked at.
std::string name_of(YearlyReport figures) {
    figures.made_at = {};
    return token_hash(store::figures_text(figures));
}

std::string cleaned(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == text.npos ? std::string()
                              : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool tells_the_same(const std::vector<Publication>& before, const YearlyReport& figures) {
    return !before.empty() && !before.front().withdrawn_at &&
           name_of(before.front().figures) == name_of(figures);
}

template <class Event>
void announce(const Reports& reports, db::Tx& tx, const Principal& by, int year, int version, Instant now) {
    reports.parts().events.append(
        tx, work::event(Event::kType, "report", year, by, now, Event{.year = year, .version = version}));
}

}  // namespace

namespace {

constexpr std::size_t kMostPreviews = 64;
constexpr std::chrono::hours kPreviewLasts{1};

bool is_over(const YearlyReport& figures, Instant now) {
    return now - figures.made_at > kPreviewLasts;
}

}  // namespace

void Previews::keep(const std::string& name, const YearlyReport& figures, Instant now) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(kept_, [&](const auto& kept) { return is_over(kept.second, now); });
    if (kept_.size() >= kMostPreviews)
        kept_.erase(
            std::ranges::min_element(kept_, {}, [](const auto& kept) { return kept.second.made_at; }));
    kept_.insert_or_assign(name, figures);
}

std::optional<YearlyReport> Previews::find(const std::string& name, Instant now) const {
    const std::scoped_lock lock(mutex_);
    const auto found = kept_.find(name);
    if (found == kept_.end() || is_over(found->second, now)) return std::nullopt;
    return found->second;
}

ReportPreview preview(const Reports& reports, int year, Language language, Instant now) {
    ReportPreview out{.figures = for_everybody(reports.yearly(year, language, now), language)};
    out.seen = name_of(out.figures);
    reports.previews().keep(out.seen, out.figures, now);
    const auto before = reports.parts().db.read([&](db::Tx& tx) { return publications(tx, year, language); });
    out.version = before.empty() ? 1 : before.front().version + 1;
    out.same = tells_the_same(before, out.figures);
    return out;
}

Result<Publication> publish(const Reports& reports, int year, const std::string& seen,
                            const std::string& note, const Principal& by, Instant now) {
    auto shown = reports.previews().find(seen, now);
    const auto figures =
        shown ? *std::move(shown) : for_everybody(reports.yearly(year, Language::es, now), Language::es);
    if (figures.year != year || name_of(figures) != seen) return conflict("report.changed_meanwhile");
    return reports.parts().db.write([&](db::Tx& tx) -> Result<Publication> {
        const auto before = store::publications(tx, year);
        if (tells_the_same(before, figures)) return conflict("report.same");
        Publication p{.version = before.empty() ? 1 : before.front().version + 1,
                      .figures = figures,
                      .at = now,
                      .by = by.person,
                      .note = cleaned(note)};
        if (p.version > 1 && p.note.empty()) return invalid_field("note", "required");
        store::add(tx, p);
        announce<ReportPublished>(reports, tx, by, year, p.version, now);
        return p;
    });
}

Result<Publication> withdraw(const Reports& reports, int year, int version, const std::string& reason,
                             const Principal& by, Instant now) {
    const auto why = cleaned(reason);
    if (why.empty()) return invalid_field("reason", "required");
    return reports.parts().db.write([&](db::Tx& tx) -> Result<Publication> {
        auto all = store::publications(tx, year);
        const auto p = std::ranges::find(all, version, &Publication::version);
        if (p == all.end()) return not_found("report.not_published");
        if (p->withdrawn_at) return conflict("report.already_withdrawn");
        p->withdrawn_at = now;
        p->withdrawn_by = by.person;
        p->withdrawn_why = why;
        store::withdraw(tx, *p);
        announce<ReportWithdrawn>(reports, tx, by, year, version, now);
        return std::move(*p);
    });
}

std::vector<Publication> publications(db::Tx& tx, int year, Language language) {
    auto all = store::publications(tx, year);
    for (auto& p : all) put_in_words(p.figures, language);
    return all;
}

std::vector<int> published_years(db::Tx& tx) {
    return store::published_years(tx);
}

}  // namespace escucha::report
