// Messages through the whole intake: read, stored with their originals, cases and contacts made, durable
// (issue 4).
#pragma once
#include <filesystem>

#include "bench/report.hpp"

namespace escucha::bench {

void measure_mail_intake(Report& report, const std::filesystem::path& folder, int messages);

}  // namespace escucha::bench
