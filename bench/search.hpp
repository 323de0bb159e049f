// Finding anything among a million customers and cases (issue 3).
#pragma once
#include <cstdint>

#include "bench/customer_base.hpp"
#include "bench/report.hpp"

namespace escucha::bench {

// `times`: requests of each sort.
void measure_search(Report& report, const CustomerBase& base, std::uint16_t port, int times);

}  // namespace escucha::bench
