// What was measured against what was to be reached: a table for people, JSON lines for programs.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace escucha::bench {

using Seconds = std::chrono::duration<double>;

// Milliseconds at a share of the sorted samples (nearest rank).
double percentile(std::vector<double>& milliseconds, double share);

struct Figure {
    std::string name;
    std::int64_t cases = 0;  // size of the base it was measured on
    double value = 0;
    std::string unit;
    std::optional<double> reach = {};  // to stay under, or to get over
    bool at_least = false;
};

class Report {
  public:
    void add(Figure);
    void print_table() const;
    void write_json(const std::string& file) const;  // "": standard output
    // The last lines: what fell short. Answers how many.
    std::size_t print_shortfalls() const;
    const std::vector<Figure>& figures() const { return figures_; }

  private:
    std::vector<Figure> figures_;
};

}  // namespace escucha::bench
