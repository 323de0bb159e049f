// The ledger (issue 5): appending by many at once, and verifying a million acts.
#pragma once
#include <cstdint>
#include <filesystem>

#include "bench/report.hpp"

namespace escucha::bench {

// On SQLite; and the appending on PostgreSQL too where ESCUCHA_TEST_POSTGRES is set (bin/with-postgres, which
// forgets durability: only the contention is measured there).
void measure_ledger(Report& report, const std::filesystem::path& folder, std::int64_t acts);

}  // namespace escucha::bench
