// Counting and listing by a filter among a million customers (issue 3).
#pragma once
#include <cstdint>

#include "bench/customer_base.hpp"
#include "bench/report.hpp"

namespace escucha::bench {

// `times`: how many of each.
void measure_segments(Report& report, const CustomerBase& base, std::uint16_t port, int times);

}  // namespace escucha::bench
