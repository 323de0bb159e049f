// The routes of the yearly report: a table of contents.
#include <fmt/format.h>

#include "http/api.hpp"
#include "modules/report/report.hpp"
#include "modules/team/team.hpp"

namespace escucha::report {
namespace {

struct OneYear {
    http::Int<2000, 9998> year;
};
BOOST_DESCRIBE_STRUCT(OneYear, (), (year))
struct OneSample {
    http::Int<2000, 9998> year;
    std::optional<http::Int<0, 999'999'999>> seed;
};
BOOST_DESCRIBE_STRUCT(OneSample, (), (year, seed))

}  // namespace

void add_routes(http::Api& api, Reports& reports) {
    const auto manager = http::Access::role(Role::manager);
    api.get(
        "/reports/{year}",
        {.id = "getYearlyReport",
         .access = manager,
         .scope = "report:read",
         .summary = "The yearly report: volumes, kinds, times against terms, outcomes, month by month",
         .description = "Counts of all cases opened in the year, in the organisation's zone; joined ones "
                        "count once. Every total equals the sum of its parts. Shares have their 95 % Wilson "
                        "interval."},
        [&](const http::Call& call, const OneYear& in) -> Result<YearlyReport> {
            return reports.yearly(static_cast<int>(in.year.value), call.language, call.now);
        });
    api.get("/reports/{year}/file",
            {.id = "printYearlyReport",
             .access = manager,
             .scope = "report:read",
             .summary = "The yearly report as PDF"},
            [&](const http::Call& call, const OneYear& in) -> Result<http::File> {
                const auto r = reports.yearly(static_cast<int>(in.year.value), call.language, call.now);
                auto pdf = report_pdf(r, call.language, *reports.parts().team.organisation()->zone);
                return http::File{.content = http::Body(std::move(pdf)),
                                  .name = fmt::format("{}.pdf", in.year.value),
                                  .shown = true};
            });
    api.get("/reports/{year}/sample",
            {.id = "drawAuditSample",
             .access = manager,
             .scope = "report:read",
             .summary = "Cases of the year drawn at random for an audit, as .csv",
             .description =
                 "As many as an error of 5 % at 95 % confidence asks for. The same seed draws the same "
                 "cases, as long as the year's cases are the same."},
            [&](const http::Call& call, const OneSample& in) -> Result<http::File> {
                const auto seed = static_cast<std::uint64_t>(in.seed ? in.seed->value : 1);
                const auto year = static_cast<int>(in.year.value);
                return http::File{
                    .content = http::Body(reports.audit_sample(year, seed, call.language, call.now)),
                    .name = fmt::format("{}-{}.csv", year, seed)};
            });
}

}  // namespace escucha::report
