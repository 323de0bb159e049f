#include "http/api.hpp"
#include "modules/quality/quality.hpp"

namespace escucha::quality {

void add_routes(http::Api& api, Quality& quality) {
    api.get("/quality/summary",
            {.id = "getQualitySummary",
             .access = http::Access::role(Role::manager),
             .scope = "quality:read",
             .summary =
                 "What was complained of, solved, promised and waited for, with the list behind each figure",
             .description =
                 "Complaints are the kinds complaint, claim and return. Shares come with their 95 % Wilson "
                 "interval and are absent below five answers; minutes are working time. The limits of the "
                 "weekly series are those of u- and p-charts, absent below six whole weeks.",
             .tag = "quality"},
            [&](const http::Call& call) -> Result<QualitySummary> {
                return quality.summary(call.language, call.now);
            });
}

}  // namespace escucha::quality
