#include "bench/search.hpp"

#include "base/fold.hpp"
#include "bench/load.hpp"

namespace escucha::bench {
namespace {

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += std::isalnum(static_cast<unsigned char>(c))
                   ? std::string(1, c)
                   : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

// The n-th look of somebody who types that text, from two letters on.
std::string typed(const std::string& text, int n) {
    const auto length = code_points(text);
    const auto most = 2 + static_cast<std::size_t>(n) % (length - 1);
    std::string_view rest = text;
    for (std::size_t i = 0; i < most; ++i) take_code_point(rest);
    return text.substr(0, text.size() - rest.size());
}

void figure(Report& report, const CustomerBase& base, std::uint16_t port, int times, const std::string& name,
            std::optional<double> p50, std::optional<double> p99,
            const std::function<std::string(int)>& query) {
    auto seen = load(port, 1, times, 200,
                     [&](int, int n) { return get("/api/v1/search?" + query(n), base.base.cookie); });
    if (seen.refused > 0) throw std::runtime_error("a search was refused");
    report.add({name + ", p50", base.base.cases, percentile(seen.milliseconds, 0.5), "ms", p50});
    report.add({name + ", p99", base.base.cases, percentile(seen.milliseconds, 0.99), "ms", p99});
}

}  // namespace

void measure_search(Report& report, const CustomerBase& base, std::uint16_t port, int times) {
    report.add({"indexing everything, customers and cases a second", base.base.cases,
                static_cast<double>(base.base.cases) / base.indexing_seconds, "/s"});
    const auto customer = [&](int n) { return std::int64_t{n} * 7'919 % base.base.cases + 1; };
    const auto one_types = [](const std::string& text, int n) {
        return "typing=true&limit=5&q=" + encoded(typed(text, n));
    };
    figure(report, base, port, times, "a name as one types", 10, 60,
           [&](int n) { return one_types(customer_name(customer(n / 12)), n); });
    figure(report, base, port, times, "a phone as one types", 10, 60,
           [&](int n) { return one_types(customer_phone(customer(n / 10)), n); });
    figure(report, base, port, times, "full text, a rare word", 5, {},
           [&](int n) { return "q=" + rare_word(n % 20); });
    figure(report, base, port, times, "full text, a common word, newest first", 5, {},
           [](int n) { return n % 2 ? "order=newest&q=tienda" : "order=newest&q=esperando"; });
    figure(report, base, port, times, "full text, a common word, best first", {}, {},
           [](int n) { return n % 2 ? "q=hornos" : "q=garantias"; });
    figure(report, base, port, times, "two words and a filter", {}, {},
           [](int) { return "q=" + encoded("lavadora golpe estado:abierto"); });
}

}  // namespace escucha::bench
