// Who may be the same as somebody about to be written down, among a million customers (issue 3).
#pragma once
#include <cstdint>

#include "bench/customer_base.hpp"
#include "bench/report.hpp"

namespace escucha::bench {

// `times`: how many are compared.
void measure_duplicates(Report& report, const CustomerBase& base, std::uint16_t port, int times);

}  // namespace escucha::bench
