// The routes and jobs of imports: a table of contents.
#include <charconv>

#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/imports/imports.hpp"
#include "modules/imports/jobs.hpp"
#include "sheets/writer.hpp"

namespace escucha::imports {
namespace {

using http::Access;
using http::Line;
using http::Many;

enum class ImportSeparator { comma, semicolon, tab, pipe };
enum class ReportFormat { xlsx, csv };
BOOST_DESCRIBE_ENUM(ImportSeparator, comma, semicolon, tab, pipe)
BOOST_DESCRIBE_ENUM(ReportFormat, xlsx, csv)

struct AddImport {
    Many<http::Upload, 1, 1> file;
};
BOOST_DESCRIBE_STRUCT(AddImport, (), (file))

struct OneImport {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneImport, (), (id))

struct ReadAnew {
    http::Id id;
    std::optional<sheets::Encoding> encoding;
    std::optional<ImportSeparator> separator;
    std::optional<bool> decimal_comma;
    std::optional<bool> month_first;
    std::optional<http::Int<0, 1000>> heading_row;
    std::optional<Line<100>> sheet;
};
BOOST_DESCRIBE_STRUCT(ReadAnew, (), (id, encoding, separator, decimal_comma, month_first, heading_row, sheet))

struct PreviewImport {
    http::Id id;
    Many<Line<80, 0>, kMostColumns, 1> targets;  // one for each column; empty: not imported
    std::optional<OnMatch> on_match;             // customers we know: not given, `fill`
};
BOOST_DESCRIBE_STRUCT(PreviewImport, (), (id, targets, on_match))

struct RunImport {
    http::Id id;
    OnDuplicate on_duplicate{};
};
BOOST_DESCRIBE_STRUCT(RunImport, (), (id, on_duplicate))

struct ListRows {
    http::Id id;
    std::optional<RowVerdict> verdict;
    std::optional<RowOutcome> outcome;
    std::optional<Line<12>> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListRows, (), (id, verdict, outcome, cursor, limit))

struct ChooseRow {
    http::Id id;
    http::Int<1, 10'000'000> row;
    OnDuplicate choice{};
};
BOOST_DESCRIBE_STRUCT(ChooseRow, (), (id, row, choice))

struct ImportReport {
    http::Id id;
    std::optional<ReportFormat> format;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (id, format))

struct ImportList {
    std::vector<Import> items;
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (items))
struct TargetList {
    std::vector<ImportTarget> items;
};
BOOST_DESCRIBE_STRUCT(TargetList, (), (items))

constexpr std::size_t kBodyLimit = kLargestFile + 64 * 1024;

http::Spec spec(std::string id, std::string summary, std::vector<std::string> errors = {}) {
    errors.insert(errors.begin(), "import.not_found");
    return {.id = std::move(id),
            .access = Access::role(Role::supervisor),
            .scope = "customers:write",
            .summary = std::move(summary),
            .errors = std::move(errors)};
}

const std::vector<std::string> kSheetErrors{
    "sheet.empty",          "sheet.not_readable",     "sheet.encrypted",     "sheet.old_excel",
    "sheet.too_large",      "sheet.too_large_inside", "sheet.too_many_rows", "sheet.too_many_columns",
    "sheet.too_many_cells", "sheet.cell_too_large",   "sheet.bad_encoding",  "sheet.open_quote",
    "sheet.no_such_sheet",  "sheet.broken_card",      "sheet.broken_text",   "sheet.is_image",
    "sheet.is_pdf",         "sheet.is_document",      "sheet.is_page",       "sheet.is_archive"};

std::vector<std::string> and_sheet_errors(std::vector<std::string> errors) {
    errors.insert(errors.end(), kSheetErrors.begin(), kSheetErrors.end());
    return errors;
}

ReadingWish wish_from(const ReadAnew& in) {
    ReadingWish w{.encoding = in.encoding, .decimal_comma = in.decimal_comma, .month_first = in.month_first};
    if (in.separator) w.separator = std::string_view(",;\t|")[static_cast<std::size_t>(*in.separator)];
    if (in.heading_row) w.heading_row = static_cast<std::size_t>(in.heading_row->value);
    if (in.sheet) w.sheet = in.sheet->value;
    return w;
}

void add_reading(http::Api& api, Imports& imports) {
    api.get("/import-targets", spec("listImportTargets", "The fields that columns of a file may fill"),
            [&](const http::Call& call) -> Result<TargetList> {
                return TargetList{imports.targets(call.language)};
            });
    api.get("/imports", spec("listImports", "The last imports, newest first, without their columns"),
            [&](const http::Call&) -> Result<ImportList> { return ImportList{imports.list(30)}; });
    api.get("/imports/{id}", spec("getImport", "One import, and how far it is"),
            [&](const http::Call& call, const OneImport& in) -> Result<Import> {
                auto import = imports.find(in.id, call.language);
                if (!import) return not_found("import.not_found");
                return std::move(*import);
            });
    api.get("/imports/{id}/rows", spec("listImportRows", "What becomes, or became, of each row"),
            [&](const http::Call& call, const ListRows& in) -> Result<http::PageOf<ImportRow>> {
                int after = 0;
                const std::string cursor = in.cursor ? in.cursor->value : "0";
                const auto end = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
                if (end.ec != std::errc{} || end.ptr != cursor.data() + cursor.size())
                    return invalid_field("cursor", "bad_cursor");
                const auto limit = in.limit ? static_cast<std::size_t>(in.limit->value) : 50;
                return imports.rows(in.id, in.verdict, in.outcome, after, limit, call.language);
            });
    api.get("/imports/{id}/report",
            spec("getImportReport",
                 "The rows that were not imported, with a column that says why, to correct and import again"),
            [&](const http::Call& call, const ImportReport& in) -> Result<http::File> {
                const auto format =
                    in.format == ReportFormat::csv ? sheets::Format::csv : sheets::Format::xlsx;
                auto bytes = imports.report(in.id, format, call.language);
                if (!bytes) return Refused(std::move(bytes.error()));
                return http::File{.content = http::Body(std::move(*bytes)),
                                  .name = text(call.language, "import.report.file") +
                                          std::string(sheets::file_extension(format))};
            });
}

void add_writing(http::Api& api, Imports& imports) {
    auto upload = spec("addImport", "Bring a file: .xlsx, .ods, .csv or vCard", kSheetErrors);
    upload.body_limit = kBodyLimit;
    api.post("/imports", std::move(upload),
             [&](const http::Call& call, const AddImport& in) -> Result<http::Created<Import>> {
                 auto import =
                     imports.upload(in.file.front().name, in.file.front().bytes, call.principal, call.now);
                 if (!import) return Refused(std::move(import.error()));
                 const std::string location = fmt::format("/imports/{}", import->id);
                 return http::Created<Import>{std::move(*import), location};
             });
    api.put("/imports/{id}/reading",
            spec("readImportAnew", "Read the file in another way", and_sheet_errors({"import.wrong_state"})),
            [&](const http::Call&, const ReadAnew& in) -> Result<Import> {
                return imports.read_anew(in.id, wish_from(in));
            });
    api.post("/imports/{id}/preview",
             spec("previewImport", "Look at every row without writing anything",
                  {"import.wrong_state", "import.another_running"}),
             [&](const http::Call& call, const PreviewImport& in) -> Result<Import> {
                 return imports.preview(in.id, {in.targets.begin(), in.targets.end()},
                                        in.on_match.value_or(OnMatch::fill), call.principal, call.now);
             });
    api.put("/imports/{id}/rows/{row}/choice",
            spec("chooseImportRow", "Decide about one row that may be a customer we know",
                 {"import.wrong_state", "import.row_not_found"}),
            [&](const http::Call&, const ChooseRow& in) -> Result<std::monostate> {
                if (auto ok = imports.choose(in.id, static_cast<int>(in.row.value), in.choice); !ok)
                    return Refused(ok.error());
                return std::monostate{};
            });
    api.post("/imports/{id}/run",
             spec("runImport", "Carry it out as it was previewed, or go on after it was cancelled",
                  {"import.wrong_state", "import.another_running"}),
             [&](const http::Call& call, const RunImport& in) -> Result<Import> {
                 return imports.run(in.id, in.on_duplicate, call.principal, call.now);
             });
    api.post("/imports/{id}/cancellation",
             spec("cancelImport", "Stop it; what was done stays", {"import.wrong_state"}),
             [&](const http::Call& call, const OneImport& in) -> Result<Import> {
                 return imports.cancel(in.id, call.principal, call.now);
             });
    api.post("/imports/{id}/undo",
             spec("undoImport", "Take everything back that nobody worked on since",
                  {"import.wrong_state", "import.another_running"}),
             [&](const http::Call& call, const OneImport& in) -> Result<Import> {
                 return imports.undo(in.id, call.principal, call.now);
             });
    api.del(
        "/imports/{id}",
        spec("discardImport", "Forget the file and what was noted about its rows", {"import.wrong_state"}),
        [&](const http::Call&, const OneImport& in) -> Result<std::monostate> {
            if (auto ok = imports.discard(in.id); !ok) return Refused(ok.error());
            return std::monostate{};
        });
}

}  // namespace

void add_routes(http::Api& api, Imports& imports) {
    add_reading(api, imports);
    add_writing(api, imports);
}

void add_jobs(work::Jobs& jobs, Imports& imports) {
    jobs.handle<CheckRows>(
        [&](const CheckRows& job, const work::JobRun& run) { return imports.check_rows(job.import, run); });
    jobs.handle<RunRows>(
        [&](const RunRows& job, const work::JobRun& run) { return imports.run_rows(job.import, run); });
    jobs.handle<UndoRows>(
        [&](const UndoRows& job, const work::JobRun& run) { return imports.undo_rows(job.import, run); });
    jobs.every("imports.forget_unfinished", std::chrono::hours(6),
               [&](const work::JobRun& run) { imports.forget_unfinished(run.now); });
}

}  // namespace escucha::imports
