#include "modules/calendar/holidays.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>
#include <stdexcept>

#include "base/embedded.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_holidays;

namespace escucha::calendar {
namespace {

// A line of the file: one holiday in one set of places, with all its dates, still text.
struct Line {
    HolidayKind kind{};
    std::string_view where, es, en, dates;
};
struct Book {
    std::vector<HolidayCountry> countries;
    std::vector<std::vector<Line>> lines;  // beside `countries`
};

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (const auto part : std::views::split(text, by)) parts.emplace_back(part.begin(), part.end());
    return parts;
}

HolidayKind kind_of(std::string_view name) {
    using enum HolidayKind;
    static constexpr std::pair<std::string_view, HolidayKind> kinds[] = {
        {"public", public_},    {"bank", bank},     {"half_day", half_day},
        {"optional", optional}, {"school", school}, {"observance", observance},
    };
    for (const auto& [text, kind] : kinds)
        if (text == name) return kind;
    throw std::logic_error("holidays.tsv: " + std::string(name));
}

void read_line(Book& book, std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    const auto f = split(line, '\t');
    if (f[0] == "country") {
        book.countries.push_back(
            {.code = f.at(1), .zones = split(f.at(2), ','), .es = f.at(3), .en = f.at(4), .regions = {}});
        book.lines.emplace_back();
    } else if (f[0] == "region") {
        book.countries.back().regions.push_back({f.at(1), f.at(2)});
    } else {
        book.lines.back().push_back({kind_of(f.at(1)), f.at(2), f.at(3), f.at(4), f.at(5)});
    }
}

const Book& book() {
    static const Book book = [] {
        Book made;
        for (const auto line : split(escucha_embedded_holidays.front().bytes, '\n')) read_line(made, line);
        return made;
    }();
    return book;
}

bool holds(std::string_view where, std::string_view region) {
    if (where == "*") return true;
    const auto places = split(where, ',');
    return std::ranges::find(places, region.empty() ? "-" : region) != places.end();
}

int two_digits(std::string_view text) {
    return (text[0] - '0') * 10 + (text[1] - '0');
}

void add_days(std::vector<Holiday>& out, const Line& line, int year) {
    for (const auto date : split(line.dates, ' ')) {
        if (two_digits(date) + 2000 != year) continue;
        const auto month = std::chrono::month(static_cast<unsigned>(two_digits(date.substr(2))));
        const auto day = std::chrono::day(static_cast<unsigned>(two_digits(date.substr(4))));
        out.push_back({LocalDay{std::chrono::year{year} / month / day}, line.kind, line.es, line.en});
    }
}

}  // namespace

bool HolidayCountry::has_region(std::string_view region) const {
    return std::ranges::find(regions, region, &Region::code) != regions.end();
}

const std::vector<HolidayCountry>& holiday_countries() {
    return book().countries;
}

const HolidayCountry* find_holiday_country(std::string_view code) {
    const auto found = std::ranges::find(holiday_countries(), code, &HolidayCountry::code);
    return found == holiday_countries().end() ? nullptr : &*found;
}

std::vector<Holiday> holidays(std::string_view country, std::string_view region, int year) {
    std::vector<Holiday> out;
    const auto* place = find_holiday_country(country);
    if (!place || (!region.empty() && !place->has_region(region))) return out;
    for (const auto& line : book().lines[static_cast<std::size_t>(place - holiday_countries().data())])
        if (holds(line.where, region)) add_days(out, line, year);
    std::ranges::sort(out, [](const Holiday& a, const Holiday& b) {
        return std::tie(a.day, a.kind, a.es) < std::tie(b.day, b.kind, b.es);
    });
    return out;
}

}  // namespace escucha::calendar
