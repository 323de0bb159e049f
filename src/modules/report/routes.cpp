// The routes of the yearly report: a table of contents.
#include <fmt/format.h>

#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/report/publishing.hpp"
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
struct PublishReport {
    http::Int<2000, 9998> year;
    http::Line<64> seen;
    std::optional<http::Prose<2'000, 0>> note;
};
BOOST_DESCRIBE_STRUCT(PublishReport, (), (year, seen, note))
struct WithdrawReport {
    http::Int<2000, 9998> year;
    http::Int<1, 1'000'000> version;
    http::Prose<2'000, 0> reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawReport, (), (year, version, reason))

struct ReportYear {
    int year = 0;
    int version = 0;  // published last; 0: nothing was
    bool withdrawn = false;
};
BOOST_DESCRIBE_STRUCT(ReportYear, (), (year, version, withdrawn))
struct ReportYears {
    std::vector<ReportYear> items = {};
};
BOOST_DESCRIBE_STRUCT(ReportYears, (), (items))
struct PublicationLine {
    int year = 0, version = 0;
    Instant at{}, made_at{};
    std::string by = {}, note = {};
    std::string page = {}, file = {};  // of the portal: this version, and its PDF
    std::optional<Instant> withdrawn_at = {};
    std::string withdrawn_by = {}, withdrawn_why = {};
};
BOOST_DESCRIBE_STRUCT(PublicationLine, (),
                      (year, version, at, made_at, by, note, page, file, withdrawn_at, withdrawn_by,
                       withdrawn_why))
struct PublicationList {
    std::string page = {};  // that always shows what is published last
    std::vector<PublicationLine> items = {};
};
BOOST_DESCRIBE_STRUCT(PublicationList, (), (page, items))

std::vector<PublicationLine> lines(const Reports& reports, db::Tx& tx, const std::vector<Publication>& all) {
    std::vector<PersonId> people;
    for (const auto& p : all) people.insert(people.end(), {p.by, p.withdrawn_by});
    auto names = reports.parts().team.names(tx, people);
    std::vector<PublicationLine> out;
    for (const auto& p : all) {
        const auto year = p.figures.year;
        out.push_back({.year = year,
                       .version = p.version,
                       .at = p.at,
                       .made_at = p.figures.made_at,
                       .by = names[p.by],
                       .note = p.note,
                       .page = fmt::format("/informe/{}?version={}", year, p.version),
                       .file = fmt::format("/informe/{}/pdf?version={}", year, p.version),
                       .withdrawn_at = p.withdrawn_at,
                       .withdrawn_by = p.withdrawn_by ? names[p.withdrawn_by] : std::string(),
                       .withdrawn_why = p.withdrawn_why});
    }
    return out;
}

Result<PublicationLine> line(const Reports& reports, const Result<Publication>& p) {
    if (!p) return Refused(p.error());
    return reports.parts().db.read([&](db::Tx& tx) { return lines(reports, tx, {*p}).front(); });
}

ReportYears years(const Reports& reports, Instant now) {
    const auto all = reports.years(now);
    return reports.parts().db.read([&](db::Tx& tx) {
        ReportYears out;
        for (const auto year : all) {
            const auto published = publications(tx, year, Language::es);
            out.items.push_back(published.empty() ? ReportYear{.year = year}
                                                  : ReportYear{year, published.front().version,
                                                               published.front().withdrawn_at.has_value()});
        }
        return out;
    });
}

void add_publishing(http::Api& api, Reports& reports) {
    const auto manager = http::Access::role(Role::manager);
    api.get("/reports",
            {.id = "listYearlyReports",
             .access = manager,
             .scope = "report:read",
             .summary = "The years there are reports of, newest first, and what is published of each"},
            [&](const http::Call& call) -> Result<ReportYears> { return years(reports, call.now); });
    api.get("/reports/{year}/preview",
            {.id = "previewYearlyReport",
             .access = manager,
             .scope = "report:read",
             .summary = "What would be published of the year now",
             .description = "Rows of fewer than five cases are told together with another; nobody can be "
                            "recognised in them. `seen` goes with publishing."},
            [&](const http::Call& call, const OneYear& in) -> Result<ReportPreview> {
                return preview(reports, static_cast<int>(in.year.value), call.language, call.now);
            });
    api.get("/reports/{year}/publications",
            {.id = "listReportPublications",
             .access = manager,
             .scope = "report:read",
             .summary = "What was published of the year, newest first"},
            [&](const http::Call& call, const OneYear& in) -> Result<PublicationList> {
                const auto year = static_cast<int>(in.year.value);
                return reports.parts().db.read([&](db::Tx& tx) {
                    return PublicationList{fmt::format("/informe/{}", year),
                                           lines(reports, tx, publications(tx, year, call.language))};
                });
            });
    api.post("/reports/{year}/publications",
             {.id = "publishYearlyReport",
              .access = manager,
              .scope = "report:write",
              .summary = "Publish the year's report on the portal, or a version that puts it right",
              .errors = {"report.changed_meanwhile", "report.same"}},
             [&](const http::Call& call, const PublishReport& in) -> Result<http::Created<PublicationLine>> {
                 auto done = line(reports, publish(reports, static_cast<int>(in.year.value), in.seen.str(),
                                                   in.note ? in.note->str() : "", call.principal, call.now));
                 if (!done) return Refused(done.error());
                 return http::Created<PublicationLine>{
                     std::move(*done), fmt::format("/reports/{}/publications", in.year.value)};
             });
    api.post("/reports/{year}/publications/{version}/withdrawal",
             {.id = "withdrawYearlyReport",
              .access = manager,
              .scope = "report:write",
              .summary = "Take back what was published; the page says since when and why",
              .errors = {"report.not_published", "report.already_withdrawn"}},
             [&](const http::Call& call, const WithdrawReport& in) -> Result<PublicationLine> {
                 return line(reports, withdraw(reports, static_cast<int>(in.year.value),
                                               static_cast<int>(in.version.value), in.reason.str(),
                                               call.principal, call.now));
             });
}

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
                return http::File{.content = http::Body(reports.audit_sample(year, seed, call.principal,
                                                                             call.language, call.now)),
                                  .name = fmt::format("{}-{}.csv", year, seed)};
            });
    add_publishing(api, reports);
}

}  // namespace escucha::report
