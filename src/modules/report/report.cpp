#include "modules/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "db/param.hpp"
#include "http/json.hpp"
#include "modules/cases/cases.hpp"
#include "modules/team/team.hpp"
#include "sheets/writer.hpp"

namespace escucha::report {
namespace {

Instant year_begins(const Zone& zone, int year) {
    using namespace std::chrono;
    return zone.midnight(LocalDay(year_month_day{std::chrono::year(year), January, day(1)}));
}

// Of the year, in pieces: a million of them are never held at once.
void each(const cases::Cases& cases, db::Tx& tx, const Zone& zone, int year,
          const std::function<void(const cases::Outline&)>& take) {
    constexpr int kAtOnce = 2'000;
    const auto from = year_begins(zone, year), to = year_begins(zone, year + 1);
    cases::LegalKinds legal(cases.rulebooks(), tx, from);
    Instant after = from - Micros(1);
    cases::CaseId last = 0;
    for (;;) {
        const auto some = cases::outlines(tx, legal, from, to, after, last, kAtOnce);
        for (const auto& c : some) take(c);
        if (some.size() < kAtOnce) return;
        after = some.back().opened_at;
        last = some.back().id;
    }
}

std::string standing(const cases::Outline& c, Instant now, Language language) {
    return text(language, fmt::format("report.tally.{}", db::name(cases::term_standing(c.due_at, c.solved_at,
                                                                                       now, c.law_kept))));
}

bool hidden_from(const Principal& by, const cases::Outline& c) {
    return c.sealed || (c.about_person != 0 && c.about_person == by.person);
}

}  // namespace

YearlyReport Reports::yearly(int year, Language language, Instant now) const {
    const auto o = parts_.team.organisation();
    return parts_.db.read([&](db::Tx& tx) {
        Counting counting(year, *o->zone, now);
        each(parts_.cases, tx, *o->zone, year, [&](const cases::Outline& c) { counting.add(c); });
        auto r = counting.told(language);
        r.organisation = o->name;
        return r;
    });
}

std::vector<int> Reports::years(Instant now) const {
    const auto& zone = *parts_.team.organisation()->zone;
    const auto year_of = [&](Instant at) {
        return static_cast<int>(std::chrono::year_month_day(zone.day(at)).year());
    };
    const auto first = parts_.db.read([](db::Tx& tx) { return cases::first_opened(tx); });
    std::vector<int> out;
    for (int year = year_of(now); year >= year_of(std::min(now, first.value_or(now))); --year)
        out.push_back(year);
    return out;
}

namespace {

std::vector<cases::Outline> drawn(const Reports& reports, int year, std::uint64_t seed) {
    const auto& zone = *reports.parts().team.organisation()->zone;
    // Counted and drawn in one snapshot: as many rows as the method says.
    return reports.parts().db.read([&](db::Tx& tx) {
        const auto n = cases::count_outlines(tx, year_begins(zone, year), year_begins(zone, year + 1));
        Sampling sampling(sample_size(n), seed);
        each(reports.parts().cases, tx, zone, year, [&](const cases::Outline& c) { sampling.add(c); });
        return sampling.drawn();
    });
}

}  // namespace

std::string Reports::audit_sample(int year, std::uint64_t seed, const Principal& by, Language language,
                                  Instant now) const {
    const auto say = [&](std::string_view key) {
        return text(language, fmt::format("report.sample.{}", key));
    };
    const auto when = [](const std::optional<Instant>& at) {
        return at ? http::rfc3339(*at) : std::string();
    };
    std::string out;
    const auto writer = sheets::make_writer(sheets::Format::csv,
                                            {.columns = {{say("code")},
                                                         {say("opened")},
                                                         {say("kind")},
                                                         {say("due")},
                                                         {say("solved")},
                                                         {say("standing")},
                                                         {say("score")},
                                                         {say("seed")}}},
                                            [&](std::string_view piece) { out += piece; });
    for (const auto& c : drawn(*this, year, seed)) {
        const bool hidden = hidden_from(by, c);
        const auto code = TrackingCode::parse(c.code);
        writer->row(std::array{hidden ? say("hidden")
                               : code ? code->shown()
                                      : c.code,
                               http::rfc3339(c.opened_at),
                               hidden ? "" : text(language, fmt::format("report.kind.{}", db::name(c.kind))),
                               when(c.due_at), when(c.solved_at), standing(c, now, language),
                               !hidden && c.score > 0 ? std::to_string(c.score) : std::string(),
                               std::to_string(seed)});
    }
    writer->finish();
    return out;
}

}  // namespace escucha::report
