#include "bench/report.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <boost/json.hpp>

namespace escucha::bench {
namespace {

bool met(const Figure& f) {
    return !f.reach || (f.at_least ? f.value >= *f.reach : f.value <= *f.reach);
}

std::string target(const Figure& f) {
    return f.reach ? fmt::format("{} {:.4g} {}", f.at_least ? "≥" : "≤", *f.reach, f.unit) : std::string();
}

std::string json(const Figure& f) {
    boost::json::object o{{"name", f.name}, {"cases", f.cases}, {"value", f.value}, {"unit", f.unit}};
    if (f.reach) {
        o["reach"] = *f.reach;
        o["met"] = met(f);
    }
    return boost::json::serialize(o);
}

}  // namespace

double percentile(std::vector<double>& samples, double share) {
    if (samples.empty()) return std::nan("");
    std::ranges::sort(samples);
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(samples.size())));
    return samples[std::max<std::size_t>(rank, 1) - 1];
}

void Report::add(Figure f) {
    fmt::print("  {:<58} {:>10.4g} {}\n", f.name, f.value, f.unit);
    std::fflush(stdout);
    figures_.push_back(std::move(f));
}

void Report::print_table() const {
    fmt::print("\n{:<58} {:>9} {:>11}  {:<6} {}\n", "work", "cases", "measured", "unit", "to reach");
    for (const auto& f : figures_)
        fmt::print("{:<58} {:>9} {:>11.4g}  {:<6} {}{}\n", f.name, f.cases, f.value, f.unit, target(f),
                   met(f) ? "" : "   <- falls short");
}

void Report::write_json(const std::string& file) const {
    if (file.empty()) {
        for (const auto& f : figures_) fmt::print("{}\n", json(f));
        return;
    }
    std::ofstream out(file);
    for (const auto& f : figures_) out << json(f) << '\n';
}

std::size_t Report::print_shortfalls() const {
    std::size_t short_ones = 0;
    for (const auto& f : figures_)
        if (!met(f)) {
            ++short_ones;
            fmt::print("falls short: {} with {} cases is {:.4g} {}, to reach {}\n", f.name, f.cases, f.value,
                       f.unit, target(f));
        }
    if (short_ones == 0) fmt::print("Every figure is reached.\n");
    return short_ones;
}

}  // namespace escucha::bench
