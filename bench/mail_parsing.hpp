// Messages read and written, without a server: 9-KB ones with an attachment by the second, and the memory
// that one of 25 MB takes.
#pragma once
#include "bench/report.hpp"

namespace escucha::bench {

void measure_mail_parsing(Report& report, int messages);

}  // namespace escucha::bench
