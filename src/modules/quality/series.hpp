// The weeks behind us as control charts: what is usual, and which week was not (SERVICE_MODEL Q2).
#pragma once
#include "modules/quality/periods.hpp"
#include "modules/quality/quality.hpp"

namespace escucha::quality {

inline constexpr int kChartWeeks = 12;  // whole ones, and the running one

std::vector<ComplaintsPoint> weekly_complaints(db::Tx&, std::span<const Week> weeks);
std::vector<KeptPoint> weekly_kept(db::Tx&, const promises::Promises&, std::span<const Week> weeks,
                                   Instant now);

}  // namespace escucha::quality
