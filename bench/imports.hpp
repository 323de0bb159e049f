// 100,000 customers out of a spreadsheet, by the program's own command on an empty base: read, looked at,
// carried out, and everything that follows from it (search index, suspected duplicates) done.
#pragma once
#include <filesystem>
#include <string>

#include "bench/report.hpp"

namespace escucha::bench {

void import_customers(Report& report, const std::string& program, const std::filesystem::path& folder,
                      int rows);

}  // namespace escucha::bench
