#include "bench/customer_page.hpp"

#include <array>

#include "bench/load.hpp"

namespace escucha::bench {

// What the console asks for when the page is opened: each part, and all of them one after the other.
void measure_customer_page(Report& report, const CustomerBase& base, std::uint16_t port, int times) {
    constexpr std::array kParts{"", "/profile", "/open", "/timeline"};
    std::vector<double> whole(static_cast<std::size_t>(times), 0);
    for (const std::string_view part : kParts) {
        auto seen = load(port, 1, times, 200, [&](int, int n) {
            const auto customer = std::int64_t{n} * 7'919 % base.base.cases + 1;
            return get(fmt::format("/api/v1/customers/{}{}", customer, part), base.base.cookie);
        });
        if (seen.refused > 0) throw std::runtime_error("a customer's page was refused");
        for (std::size_t i = 0; i < whole.size() && i < seen.milliseconds.size(); ++i)
            whole[i] += seen.milliseconds[i];
        if (part == "/timeline")
            report.add({"a customer's timeline, p50",
                        base.base.cases,
                        percentile(seen.milliseconds, 0.5),
                        "ms",
                        {}});
    }
    report.add({"a customer's page, all its data, p50", base.base.cases, percentile(whole, 0.5), "ms", 4});
    report.add({"a customer's page, all its data, p99", base.base.cases, percentile(whole, 0.99), "ms", {}});
}

}  // namespace escucha::bench
