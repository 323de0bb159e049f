// Due dates a second on one core: business days on a real national calendar, as cases ask for them.
#pragma once
#include "bench/report.hpp"

namespace escucha::bench {

void measure_deadlines(Report& report, int dates);

}  // namespace escucha::bench
