// The dates of tests/fixtures/rules/*.tsv, worked out by hand from the articles, and their counts day by day.
#include <gtest/gtest.h>

#include <ranges>

#include "base/embedded.hpp"
#include "db/param.hpp"
#include "modules/rules/counting_test.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_rule_vectors;

namespace escucha::rules {
namespace {

using Fields = std::vector<std::string>;

Fields split(std::string_view text, char by) {
    Fields out;
    for (const auto part : std::views::split(text, by)) out.emplace_back(part.begin(), part.end());
    return out;
}

struct Vector {
    std::string pack, rule, region, filed, facts, due, note, count;
};

std::vector<Vector> vectors() {
    std::vector<Vector> out;
    for (const auto& file : escucha_rule_vectors) {
        const auto name = split(split(file.name, '/').back(), '.').front();
        for (const auto& line : split(file.bytes, '\n')) {
            if (line.empty() || line.starts_with('#')) continue;
            auto f = split(line, '\t');
            f.resize(7);
            out.push_back({name, f[0], f[1], f[2], f[3], f[4], f[5], f[6]});
        }
    }
    return out;
}

// What the column of facts says beyond the filing.
struct Said {
    Facts facts;
    bool saturday = false;
    std::set<std::string> on;
};

Pause pause_of(const std::string& text, const Zone& zone) {  // "customer:2026-01-15 10:00/2026-01-20 10:00"
    const auto colon = text.find(':');
    const auto slash = text.find('/');
    return {db::parse_enum<PauseReason>(text.substr(0, colon)).value(),
            wall(zone, text.substr(colon + 1, slash - colon - 1)), wall(zone, text.substr(slash + 1))};
}

void take(Said& said, const std::string& key, const std::string& value, const Zone& zone) {
    Facts& f = said.facts;
    if (key == "flags")
        f.flags = {value};
    else if (key == "saturday")
        said.saturday = true;
    else if (key == "on")
        said.on.insert(value);
    else if (key == "pause")
        f.pauses.push_back(pause_of(value, zone));
    else if (key == "asked")
        f.cure = Cure{.asked_at = wall(zone, value)};
    else if (key == "cured")
        f.cure.value().cured_at = wall(zone, value);
    else if (key == "told")
        f.extension = Extension{wall(zone, value), {}};
    else if (key == "until")
        f.extension.value().until = wall(zone, value);
    else if (key == "accepted")
        f.accepted_at = wall(zone, value);
    else if (key == "supervisor")
        f.supervisor_asked_at = wall(zone, value);
    else
        throw std::invalid_argument(key);
}

Said said(const Vector& v, const Rule& rule, const Zone& zone) {
    Said out;
    out.facts.opened_at = wall(zone, v.filed);
    out.facts.legal_kind = rule.legal_kinds.empty() ? "queja" : rule.legal_kinds.front();
    out.on = {v.rule};
    for (const auto& one : split(v.facts, ';'))
        if (const auto equals = one.find('='); equals != one.npos)
            take(out, one.substr(0, equals), one.substr(equals + 1), zone);
    return out;
}

std::string mark(const calendar::CountedDay& line) {
    switch (line.why) {
        case calendar::Why::counted:
            return std::to_string(line.total);
        case calendar::Why::weekend:
            return "w";
        case calendar::Why::paused:
            return "p";
        default:
            return "h";
    }
}

std::string counted(const Owed& owed, const Counting& counting) {
    std::string out;
    for (const auto& line : explain(owed, counting))
        if (line.why != calendar::Why::filed)
            out += (out.empty() ? "" : " ") + iso_date(line.day).substr(5) + "=" + mark(line);
    return out;
}

const Rule& rule_named(const Pack& pack, std::string_view id) {
    const auto found = std::ranges::find_if(pack.rules, [&](const Rule& r) { return r.ref.id == id; });
    if (found == pack.rules.end()) throw std::invalid_argument(std::string(id));
    return *found;
}

const Owed* of_rule(const Evaluation& evaluation, std::string_view id) {
    const auto found =
        std::ranges::find_if(evaluation.owed, [&](const Owed& o) { return o.rule->ref.id == id; });
    return found == evaluation.owed.end() ? nullptr : &*found;
}

void hold(const Vector& v) {
    SCOPED_TRACE(fmt::format("{} {} filed {} {}: {}", v.pack, v.rule, v.filed, v.facts, v.note));
    const Pack& pack = *find_pack(v.pack);
    const Rule& rule = rule_named(pack, v.rule);
    const auto& zone = *Zone::find(calendar::find_holiday_country(pack.country)->zones.front());
    const auto what = said(v, rule, zone);
    const auto& days = calendar_of({pack.country, v.region, what.saturday});
    const Chosen chosen{
        .pack = &pack, .scopes = {rule.scopes.begin(), rule.scopes.end()}, .switched_on = what.on};
    const auto set = in_force(chosen, {}, day_of(v.filed));
    const auto evaluation = evaluate(set, what.facts, {days, days});
    const auto* owed = of_rule(evaluation, v.rule);
    ASSERT_TRUE(owed);
    EXPECT_EQ(on_the_wall(zone, owed->due), v.due);
    if (!v.count.empty()) {
        EXPECT_EQ(counted(*owed, {days, days}), v.count);
    }
}

TEST(RuleVectors, AreKept) {
    for (const auto& v : vectors()) hold(v);
}

TEST(RuleVectors, AreFifteenAtLeastOfEachFullPack) {
    std::map<std::string, int> of;
    for (const auto& v : vectors()) ++of[v.pack];
    for (const auto& pack : packs())
        if (!pack.draft) {
            EXPECT_GE(of[pack.id], 15) << pack.id;
        }
}

}  // namespace
}  // namespace escucha::rules
