// Sheets of the complaint book a second, durable, beside ordinary cases (issue 5: within 20 %).
#pragma once
#include <filesystem>
#include <string>

#include "bench/report.hpp"

namespace escucha::bench {

void measure_book(Report& report, const std::string& binary, const std::filesystem::path& folder,
                  std::int64_t cases, int times);

}  // namespace escucha::bench
