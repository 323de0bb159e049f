#include "base/zone.hpp"

#include <date/tz.h>

#include <charconv>
#include <filesystem>
#include <fstream>

#include "base/zone_rule.hpp"

namespace escucha {
namespace {

constexpr Instant kFrom = std::chrono::sys_days{std::chrono::year{1970} / 1 / 1};
constexpr Instant kTablesEnd = std::chrono::sys_days{std::chrono::year{2037} / 1 / 1};
constexpr Instant kUntil = std::chrono::sys_days{std::chrono::year{2101} / 1 / 1};
constexpr Instant kBeginning = Instant::min();

date::sys_seconds seconds_of(Instant at) {
    return std::chrono::floor<std::chrono::seconds>(at);
}

// The last line of a TZif file of version 2 or later (RFC 8536 §3.3): "CET-1CEST,M3.5.0,M10.5.0/3".
std::string rule_of(std::string_view name) {
    std::ifstream file(std::filesystem::path("/usr/share/zoneinfo") / name, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    if (bytes.size() < 3 || bytes.back() != '\n') return {};
    const auto begin = bytes.rfind('\n', bytes.size() - 2);
    return begin == bytes.npos ? std::string{} : bytes.substr(begin + 1, bytes.size() - begin - 2);
}

}  // namespace

const Zone* Zone::find(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<const Zone>, std::less<>> known;
    if (name.empty() || name.front() == '/' || name.contains("..")) return nullptr;
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(name); found != known.end()) return found->second.get();
    try {
        std::unique_ptr<const Zone> zone(new Zone(name));
        return known.emplace(std::string(name), std::move(zone)).first->second.get();
    } catch (const std::runtime_error&) {  // how the library says that there is no such zone
        return nullptr;
    }
}

const Zone& Zone::utc() {
    static const Zone* zone = find("Etc/UTC");
    if (zone == nullptr) throw std::runtime_error("the system has no time zone data (package tzdata)");
    return *zone;
}

std::vector<std::string> Zone::names() {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    return names;
}

Zone::Zone(std::string_view name) : name_(name) {
    read_changes(name);
    if (begins_.back() > kTablesEnd) extend_by_rule(name);
}

void Zone::read_changes(std::string_view name) {
    const auto* zone = date::locate_zone(std::string(name));
    auto at = seconds_of(kFrom);
    begins_.push_back(kBeginning);
    offsets_.push_back(zone->get_info(at).offset);
    while (at < kUntil) {
        const auto info = zone->get_info(at);
        if (info.offset != offsets_.back()) {
            begins_.push_back(info.begin);
            offsets_.push_back(info.offset);
        }
        if (info.end <= at) break;
        at = info.end;
    }
}

void Zone::extend_by_rule(std::string_view name) {
    const auto rule = zone_rule(rule_of(name));
    if (!rule) return;  // no daylight saving
    for (auto year = std::chrono::year{2037}; year <= std::chrono::year{2100}; ++year)
        for (const auto& change : rule->changes(year)) {
            if (change.at <= begins_.back() || change.offset == offsets_.back()) continue;
            begins_.push_back(change.at);
            offsets_.push_back(change.offset);
        }
}

std::chrono::seconds Zone::offset(Instant at) const {
    const auto next = std::ranges::upper_bound(begins_, at);
    return offsets_[static_cast<std::size_t>(next - begins_.begin()) - 1];
}

Instant Zone::instant(LocalTime local) const {
    // The offsets in force around that moment: no zone changes twice within the two days looked at.
    const Instant near{local.time_since_epoch()};
    const auto before = offset(near - std::chrono::days{1});
    const auto after = offset(near + std::chrono::days{1});
    if (before == after) return near - before;
    const Instant early = near - before;
    if (offset(early) == before) return early;  // before the change, or the first of the two
    const Instant late = near - after;
    if (offset(late) == after) return late;
    const auto change = std::ranges::upper_bound(begins_, near - std::chrono::days{1});
    return *change;  // never shown: the moment of the change
}

std::string iso_date(LocalDay day) {
    const year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

bool parse_iso_date(std::string_view text, LocalDay& out) {
    const auto number = [&](std::size_t from, std::size_t length, int& value) {
        const auto* end = text.data() + from + length;
        const auto* begin = text.data() + from;
        return *begin >= '0' && *begin <= '9' && std::from_chars(begin, end, value).ptr == end;
    };
    int year = 0, month = 0, day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return false;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return false;
    out = LocalDay{date};
    return true;
}

}  // namespace escucha
