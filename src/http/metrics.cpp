#include "http/metrics.hpp"

#include <map>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace escucha::http {
namespace {

constexpr double kBounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
constexpr std::size_t kBuckets = std::size(kBounds);

struct Histogram {
    std::int64_t counts[kBuckets + 1] = {};
    double sum = 0;
    void add(double seconds) {
        auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds);
        ++counts[bucket];
        sum += seconds;
    }
};

std::string escaped(std::string_view value) {
    std::string out;
    for (char c : value) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            out += c;
    }
    return out;
}
std::string joined(const Labels& labels) {
    std::string out;
    for (auto& [name, value] : labels)
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value));
    return out;
}
std::string braced(std::string_view labels) {
    return labels.empty() ? "" : fmt::format("{{{}}}", labels);
}

void print(std::string& out, const std::string& name, const std::string& labels, const Histogram& h) {
    std::int64_t total = 0;
    auto comma = labels.empty() ? "" : ",";
    for (std::size_t i = 0; i < kBuckets; ++i) {
        total += h.counts[i];
        out += fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, kBounds[i], total);
    }
    total += h.counts[kBuckets];
    out += fmt::format("{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels, comma, total);
    out += fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, braced(labels), h.sum, total);
}

template <class V>
struct Family {
    std::string help;
    std::map<std::string, V> by_labels;
};
struct Gauge {
    std::string name, help, labels;
    std::function<double()> value;
};
struct RequestKey {
    std::string_view method, route;
    int status;
    auto operator<=>(const RequestKey&) const = default;
};

}  // namespace

struct Metrics::Impl {
    mutable std::mutex mutex;
    std::map<std::string, Family<std::int64_t>, std::less<>> counters;
    std::map<std::string, Family<Histogram>, std::less<>> histograms;
    std::vector<Gauge> gauges;
    std::map<std::string, bool, std::less<>> names;  // owns the texts RequestKey looks at
    std::map<RequestKey, Histogram> requests;

    std::string_view kept(std::string_view name) {
        auto it = names.find(name);
        return it != names.end() ? it->first : names.emplace(name, true).first->first;
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

template <class V>
static V& slot(std::map<std::string, Family<V>, std::less<>>& families, std::string_view name,
               std::string_view help, const Labels& labels) {
    auto it = families.find(name);
    if (it == families.end()) it = families.emplace(name, Family<V>{std::string(help), {}}).first;
    return it->second.by_labels[joined(labels)];
}

void Metrics::count(std::string_view name, std::string_view help, const Labels& labels, std::int64_t by) {
    std::lock_guard lock(impl_->mutex);
    slot(impl_->counters, name, help, labels) += by;
}
void Metrics::observe(std::string_view name, std::string_view help, const Labels& labels, double seconds) {
    std::lock_guard lock(impl_->mutex);
    slot(impl_->histograms, name, help, labels).add(seconds);
}
void Metrics::gauge(std::string name, std::string help, std::function<double()> value, Labels labels) {
    std::lock_guard lock(impl_->mutex);
    impl_->gauges.push_back({std::move(name), std::move(help), joined(labels), std::move(value)});
}

void Metrics::request(std::string_view method, std::string_view route, int status,
                      std::chrono::nanoseconds took) {
    std::lock_guard lock(impl_->mutex);
    auto it = impl_->requests.find(RequestKey{method, route, status});
    if (it == impl_->requests.end())
        it = impl_->requests.try_emplace(RequestKey{impl_->kept(method), impl_->kept(route), status}).first;
    it->second.add(std::chrono::duration<double>(took).count());
}

namespace {

// Nothing when it cannot be had, as with the base away: the other figures matter all the more then.
std::optional<double> value_of(const Gauge& g) {
    try {
        return g.value();
    } catch (const std::exception& e) {
        spdlog::warn("metrics: {} is left out: {}", g.name, e.what());
        return std::nullopt;
    }
}

}  // namespace

std::string Metrics::text() const {
    std::string out;
    std::vector<Gauge> gauges;
    {
        std::lock_guard lock(impl_->mutex);
        for (auto& [name, family] : impl_->counters) {
            out += fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n", name, family.help);
            for (auto& [labels, n] : family.by_labels)
                out += fmt::format("{}{} {}\n", name, braced(labels), n);
        }
        for (auto& [name, family] : impl_->histograms) {
            out += fmt::format("# HELP {0} {1}\n# TYPE {0} histogram\n", name, family.help);
            for (auto& [labels, h] : family.by_labels) print(out, name, labels, h);
        }
        const std::string name = "escucha_http_request_seconds";
        out += fmt::format("# HELP {0} Time to answer a request\n# TYPE {0} histogram\n", name);
        for (auto& [key, h] : impl_->requests)
            print(out, name,
                  joined({{"method", std::string(key.method)},
                          {"route", std::string(key.route)},
                          {"status", std::to_string(key.status)}}),
                  h);
        gauges = impl_->gauges;
    }
    std::ranges::sort(gauges, {}, [](const Gauge& g) { return std::pair(g.name, g.labels); });
    std::string last;
    for (auto& g : gauges) {  // outside the lock: a gauge may ask anything
        const auto value = value_of(g);
        if (!value) continue;
        if (g.name != last) out += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", g.name, g.help);
        last = g.name;
        out += fmt::format("{}{} {}\n", g.name, braced(g.labels), *value);
    }
    return out;
}

}  // namespace escucha::http
