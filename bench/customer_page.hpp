// The customer's page among a million customers and cases (issue 3).
#pragma once
#include <cstdint>

#include "bench/customer_base.hpp"
#include "bench/report.hpp"

namespace escucha::bench {

// `times`: how many pages.
void measure_customer_page(Report& report, const CustomerBase& base, std::uint16_t port, int times);

}  // namespace escucha::bench
