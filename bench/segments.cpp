#include "bench/segments.hpp"

#include "bench/load.hpp"

namespace escucha::bench {
namespace {

double median(std::uint16_t port, int times, const std::string& request) {
    auto seen = load(port, 1, times, 200, [&](int, int) { return request; });
    if (seen.refused > 0) throw std::runtime_error("a filter was refused: " + request);
    return percentile(seen.milliseconds, 0.5);
}

}  // namespace

void measure_segments(Report& report, const CustomerBase& base, std::uint16_t port, int times) {
    // One that many fit, one that a few do: the exact count reads every row either way.
    const std::string many = R"({"filter":{"match":"all","conditions":[{"field":"phone","op":"present"}]}})",
                      few = R"({"filter":{"match":"all","conditions":[)"
                            R"({"field":"open_cases","op":"at_least","values":["2"]}]}})";
    const auto& b = base.base;
    const auto counted = [&](const std::string& filter) {
        return median(port, times, post("/api/v1/segments/count", b.cookie, b.csrf, filter));
    };
    report.add({"counting a filter that all fit, exactly, p50", b.cases, counted(many), "ms", 100});
    report.add({"counting a filter that few fit, exactly, p50", b.cases, counted(few), "ms", 100});
    const auto listed = [&](std::string_view filter) {
        return median(port, times, get(fmt::format("/api/v1/customers?filter={}", filter), b.cookie));
    };
    report.add(
        {"the first 50 by name of a filter that all fit, p50", b.cases,
         listed("%7B%22match%22%3A%22all%22%2C%22conditions%22%3A%5B%7B%22field%22%3A%22phone%22%2C%22op%22"
                "%3A%22present%22%7D%5D%7D"),
         "ms", 20});
    report.add(
        {"the first 50 by name of a filter that few fit, p50", b.cases,
         listed("%7B%22match%22%3A%22all%22%2C%22conditions%22%3A%5B%7B%22field%22%3A%22open_cases%22%2C%22"
                "op%22%3A%22at_least%22%2C%22values%22%3A%5B%222%22%5D%7D%5D%7D"),
         "ms", 250});
}

}  // namespace escucha::bench
