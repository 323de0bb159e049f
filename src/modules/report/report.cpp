#include "modules/report/report.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "db/param.hpp"
#include "http/json.hpp"
#include "modules/team/team.hpp"
#include "sheets/writer.hpp"

namespace escucha::report {
namespace {

Instant year_begins(const Zone& zone, int year) {
    using namespace std::chrono;
    return zone.midnight(LocalDay(year_month_day{std::chrono::year(year), January, day(1)}));
}

// Of the year, in pieces: a million of them are never held at once.
void each(db::Tx& tx, const Zone& zone, int year, const std::function<void(const cases::Outline&)>& take) {
    constexpr int kAtOnce = 2'000;
    const auto from = year_begins(zone, year), to = year_begins(zone, year + 1);
    Instant after = from - Micros(1);
    cases::CaseId last = 0;
    for (;;) {
        const auto some = cases::outlines(tx, from, to, after, last, kAtOnce);
        for (const auto& c : some) take(c);
        if (some.size() < kAtOnce) return;
        after = some.back().opened_at;
        last = some.back().id;
    }
}

std::string standing(const cases::Outline& c, Instant now, Language language) {
    const auto* key = !c.due_at          ? "without_term"
                      : c.solved_at      ? (*c.solved_at <= *c.due_at ? "in_time" : "late")
                      : now <= *c.due_at ? "open_in_term"
                                         : "open_late";
    return text(language, fmt::format("report.tally.{}", key));
}

}  // namespace

YearlyReport Reports::yearly(int year, Language language, Instant now) const {
    const auto o = parts_.team.organisation();
    return parts_.db.read([&](db::Tx& tx) {
        Counting counting(year, *o->zone, now);
        each(tx, *o->zone, year, [&](const cases::Outline& c) { counting.add(c); });
        auto r = counting.told(language);
        r.organisation = o->name;
        return r;
    });
}

std::string Reports::audit_sample(int year, std::uint64_t seed, Language language, Instant now) const {
    const auto size = yearly(year, language, now).sample_size;
    const auto& zone = *parts_.team.organisation()->zone;
    const auto say = [&](std::string_view key) {
        return text(language, fmt::format("report.sample.{}", key));
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
    Sampling sampling(size, seed);
    parts_.db.read([&](db::Tx& tx) {
        each(tx, zone, year, [&](const cases::Outline& c) { sampling.add(c); });
        return 0;
    });
    const auto when = [](const std::optional<Instant>& at) {
        return at ? http::rfc3339(*at) : std::string();
    };
    for (const auto& c : sampling.drawn()) {
        const auto code = TrackingCode::parse(c.code);
        writer->row(std::array{code ? code->shown() : c.code, http::rfc3339(c.opened_at),
                               text(language, fmt::format("report.kind.{}", db::name(c.kind))),
                               when(c.due_at), when(c.solved_at), standing(c, now, language),
                               c.score > 0 ? std::to_string(c.score) : std::string(), std::to_string(seed)});
    }
    writer->finish();
    return out;
}

}  // namespace escucha::report
