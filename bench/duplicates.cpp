#include "bench/duplicates.hpp"

#include "bench/load.hpp"

namespace escucha::bench {

// A record like an existing one: the phone written otherwise, the name turned round, a birthday. Through the
// API, as the console asks before saving.
void measure_duplicates(Report& report, const CustomerBase& base, std::uint16_t port, int times) {
    auto asked = load(port, 1, times, 200, [&](int, int n) {
        const auto like = std::int64_t{n} * 7'919 % base.base.cases + 1;
        return post(
            "/api/v1/customer-comparisons", base.base.cookie, base.base.csrf,
            fmt::format(
                R"({{"name":"{}","birthday":"1980-05-{:02}","identifiers":[{{"kind":"phone","value":"+51 {}"}},)"
                R"({{"kind":"email","value":"{}"}}]}})",
                customer_name(like), n % 28 + 1, customer_phone(like), email_of(like)));
    });
    if (asked.refused > 0) throw std::runtime_error("a comparison was refused");
    report.add(
        {"duplicates of one new record, p50", base.base.cases, percentile(asked.milliseconds, 0.5), "ms", 5});
    report.add({"duplicates of one new record, p99",
                base.base.cases,
                percentile(asked.milliseconds, 0.99),
                "ms",
                {}});
}

}  // namespace escucha::bench
