// Which rows are told together, so that none stands for a few people.
#include <fmt/format.h>

#include <algorithm>

#include "base/human_time.hpp"
#include "modules/report/publishing.hpp"

namespace escucha::report {
namespace {

bool is_small(std::int64_t n) {
    return n > 0 && n < kFewest;
}

void add(ReportTally& to, const ReportTally& more) {
    boost::mp11::mp_for_each<boost::describe::describe_members<ReportTally, boost::describe::mod_any_access>>(
        [&](auto d) { to.*d.pointer += more.*d.pointer; });
}

void join(ReportPart& to, const ReportPart& other) {
    to.key += "+" + other.key;
    add(to.tally, other.tally);
}

void largest_first(std::vector<ReportPart>& parts) {
    std::ranges::sort(parts, {}, [](const ReportPart& p) { return std::pair(-p.tally.received, p.key); });
}

// The two smallest rows become one, until the smallest is large enough or the only one.
void join_smallest(std::vector<ReportPart>& parts) {
    largest_first(parts);
    while (parts.size() > 1 && is_small(parts.back().tally.received)) {
        join(parts[parts.size() - 2], parts.back());
        parts.pop_back();
        largest_first(parts);
    }
}

// A month that is too small goes with the one beside it: with that which has cases, if one of them has none.
void join_neighbours(std::vector<ReportPart>& months) {
    const auto small = [](const ReportPart& p) { return is_small(p.tally.received); };
    for (auto at = std::ranges::find_if(months, small); at != months.end() && months.size() > 1;
         at = std::ranges::find_if(months, small)) {
        const bool forward =
            at == months.begin() || (std::next(at) != months.end() && std::prev(at)->tally.received == 0 &&
                                     std::next(at)->tally.received > 0);
        const auto first = forward ? at : std::prev(at);
        join(*first, *std::next(first));
        months.erase(std::next(first));
    }
}

bool holds(std::string_view keys, std::string_view key) {
    for (;;) {
        const auto end = keys.find('+');
        if (keys.substr(0, end) == key) return true;
        if (end == keys.npos) return false;
        keys.remove_prefix(end + 1);
    }
}

// Would taking a row of one table from a row of the other tell of a few?
bool shows_few_together(const YearlyReport& r) {
    for (const auto& kind : r.kinds)
        for (const auto& legal : r.legal_kinds) {
            std::int64_t n = 0;
            for (const auto& [keys, cases] : r.both_kinds)
                if (holds(kind.key, keys.first) && holds(legal.key, keys.second)) n += cases;
            if (is_small(n)) return true;
        }
    return false;
}

void tell_only_how_many(std::vector<ReportPart>& parts) {
    for (auto& p : parts) p.tally = {.received = p.tally.received};
}

void forget_details(YearlyReport& r) {
    for (auto* parts : {&r.months, &r.kinds, &r.legal_kinds})
        for (auto& p : *parts) {
            p.list.clear();
            p.tally.rated = p.tally.satisfied = 0;
        }
    r.list.clear();
    r.both_kinds.clear();
    if (is_small(r.satisfied.n)) r.satisfied = {};
    if (r.satisfied.n == 0) r.total.rated = r.total.satisfied = 0;
    if (r.total.closed < kFewest) r.median_hours = r.p90_hours = std::nullopt;
}

void tell_nothing_more(YearlyReport& r) {
    r = {.year = r.year,
         .organisation = r.organisation,
         .made_at = r.made_at,
         .running = r.running,
         .few = true};
}

template <class Word>
std::string each_in_words(std::string_view keys, std::string_view between, Word word) {
    std::string out;
    for (;;) {
        const auto end = keys.find('+');
        out += std::string(out.empty() ? "" : between) + word(keys.substr(0, end));
        if (end == keys.npos) return out;
        keys.remove_prefix(end + 1);
    }
}

std::string month_in_words(Language language, std::string_view key) {
    return month_name(language, static_cast<unsigned>((key[5] - '0') * 10 + (key[6] - '0')));
}

// "enero a marzo"
std::string months_in_words(Language language, std::string_view keys) {
    auto first = month_in_words(language, keys.substr(0, 7));
    if (keys.size() <= 7) return first;
    return text(language, "report.months",
                {{"first", first}, {"last", month_in_words(language, keys.substr(keys.size() - 7))}});
}

}  // namespace

YearlyReport for_everybody(YearlyReport r, Language language) {
    if (is_small(r.total.received)) {
        tell_nothing_more(r);
        return r;
    }
    join_neighbours(r.months);
    join_smallest(r.kinds);
    join_smallest(r.legal_kinds);
    r.legal_counted_only = shows_few_together(r);
    if (r.legal_counted_only) tell_only_how_many(r.legal_kinds);
    forget_details(r);
    put_in_words(r, language);
    return r;
}

void put_in_words(YearlyReport& r, Language language) {
    for (auto& p : r.months) p.label = months_in_words(language, p.key);
    for (auto& p : r.kinds)
        p.label = each_in_words(p.key, ", ", [&](std::string_view key) {
            return text(language, fmt::format("report.kind.{}", key));
        });
    for (auto& p : r.legal_kinds)
        p.label = each_in_words(p.key, ", ",
                                [&](std::string_view key) { return legal_kind_in_words(language, key); });
}

}  // namespace escucha::report
