// Counters, gauges and histograms, printed as Prometheus text (exposition format 0.0.4).
// Discarded: prometheus-cpp, which brings an HTTP server of its own for what is a page of code here.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace escucha::http {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Metrics {
  public:
    Metrics();
    ~Metrics();
    // Names as Prometheus wants them ("escucha_jobs_dead"); `help` is kept from the first call. Thread-safe.
    void count(std::string_view name, std::string_view help, const Labels& labels = {}, std::int64_t by = 1);
    void observe(std::string_view name, std::string_view help, const Labels& labels, double seconds);
    // Asked each time the page is read.
    void gauge(std::string name, std::string help, std::function<double()> value, Labels labels = {});
    // The server's own: one request answered.
    void request(std::string_view method, std::string_view route, int status, std::chrono::nanoseconds took);
    std::string text() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::http
