#include "bench/deadlines.hpp"

#include <chrono>
#include <random>
#include <stdexcept>

#include "modules/calendar/holidays.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::bench {
namespace {

using std::chrono::days;
using std::chrono::minutes;

calendar::Definition spain() {
    calendar::Definition definition{
        .zone = Zone::find("Europe/Madrid"), .first_year = 2020, .last_year = 2040};
    for (std::size_t i = 0; i < 5; ++i) definition.week[i] = {{9 * 60, 14 * 60}, {16 * 60, 19 * 60}};
    for (int year = 2020; year <= 2040; ++year)
        for (const auto& holiday : calendar::holidays("ES", "AN", year))
            if (holiday.kind == calendar::HolidayKind::public_)
                definition.holidays.push_back({holiday.day, std::string(holiday.es)});
    return definition;
}

// A fifth of the cases waited for a clarification, so that the clock stood.
std::vector<rules::Facts> cases(const Zone& zone, int count) {
    std::mt19937 random(7);
    const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
    const LocalDay first{std::chrono::year{2026} / 1 / 1};
    std::vector<rules::Facts> out(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        auto& facts = out[static_cast<std::size_t>(i)];
        facts = {.kind = CaseKind::complaint,
                 .opened_at = zone.instant(LocalTime{first + days{up_to(3'650)}} + minutes{up_to(1'439)})};
        if (i % 5 != 0) continue;
        const Instant from = facts.opened_at + days{up_to(10)};
        facts.pauses.push_back({rules::PauseReason::clarification, from, from + days{up_to(9)}});
    }
    return out;
}

double a_second(std::size_t count, auto&& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return static_cast<double>(count) / Seconds(std::chrono::steady_clock::now() - began).count();
}

const rules::Rule& rule_with_pauses(const rules::RuleSet& set) {
    for (const auto& rule : set.rules)
        if (!rule.pauses.empty()) return rule;
    throw std::runtime_error("no rule of the bench knows a pause");
}

}  // namespace

void measure_deadlines(Report& report, int dates) {
    const calendar::WorkingCalendar days(spain());
    const rules::Counting counting{days, days};
    const auto facts = cases(days.zone(), 20'000);
    const rules::Chosen chosen{.pack = rules::find_pack("es"), .scopes = {"state_body", "large"}};
    const auto set = rules::in_force(chosen, {}, LocalDay{std::chrono::year{2026} / 11 / 22});
    const auto& rule = rule_with_pauses(set);
    const auto rounds = static_cast<std::size_t>(dates) / facts.size() + 1;
    std::int64_t sum = 0;
    const auto one_rule = a_second(rounds * facts.size(), [&] {
        for (std::size_t round = 0; round < rounds; ++round)
            for (const auto& one : facts) sum += micros(rules::due(rule, one, counting).value());
    });
    std::size_t owed = 0;
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t round = 0; round < rounds; ++round)
        for (const auto& one : facts) {
            for (const auto& date : rules::evaluate(set, one, counting).owed) {
                owed += date.due ? 1U : 0U;
                sum += date.due ? micros(*date.due) : 0;
            }
        }
    const Seconds took = std::chrono::steady_clock::now() - began;
    if (sum == 0) throw std::runtime_error("no date was counted");
    const auto size = static_cast<std::int64_t>(rounds * facts.size());
    report.add({"due dates, a fifth with a pause, one core", size, one_rule, "/s", 1'000'000, true});
    report.add({"due dates of whole cases by all rules of Spain, one core", size,
                static_cast<double>(owed) / took.count(), "/s", 1'000'000, true});
}

}  // namespace escucha::bench
