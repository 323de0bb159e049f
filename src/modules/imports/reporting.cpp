// What was not imported, to be corrected and imported again: the cells as they came, and why.
#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/imports/view.hpp"
#include "sheets/writer.hpp"

namespace escucha::imports {
namespace {

std::string why(const store::Record& r, const store::RowRecord& row, Language language) {
    if (row.verdict == RowVerdict::duplicate) {
        const ImportRow shown = view(r, row, language);
        return text(language, "import.why.duplicate", {{"name", shown.customer ? shown.customer->name : ""}});
    }
    std::string out;
    for (const RowProblem& p : problems_of(r, row.data, language)) {
        if (!out.empty()) out += " · ";
        out += p.heading.empty() ? p.text : p.heading + ": " + p.text;
    }
    return out;
}

std::unordered_set<customers::CustomerId> blocked_among(const Imports& imports,
                                                        const std::vector<store::RowRecord>& rows) {
    std::vector<customers::CustomerId> ids;
    for (const store::RowRecord& row : rows) ids.push_back(customer_of(row));
    return imports.base().read([&](db::Tx& tx) { return imports.customers().blocked_among(tx, ids); });
}

}  // namespace

Result<std::string> Imports::report(ImportId id, sheets::Format format, Language language) const {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r) return not_found("import.not_found");
    sheets::WriteOptions options{.sheet = text(language, "import.report.sheet"),
                                 .separator = r->found.separator == ";" ? ';' : ','};
    for (const std::string& heading : r->headings) options.columns.push_back({.heading = heading});
    options.columns.push_back({.heading = text(language, "import.report.why")});
    std::string out;
    const auto writer =
        sheets::make_writer(format, std::move(options), [&](std::string_view piece) { out += piece; });
    for (const RowVerdict verdict : {RowVerdict::rejected, RowVerdict::duplicate}) {
        int after = 0;
        while (true) {
            const auto rows = base_.read(
                [&](db::Tx& tx) { return store::rows(tx, id, verdict, std::nullopt, after, 500); });
            if (rows.empty()) break;
            after = rows.back().number;
            const auto blocked = blocked_among(*this, rows);
            for (const store::RowRecord& row : rows) {
                const auto* kept = row.data.if_contains("cells");
                if (!kept || blocked.contains(customer_of(row))) continue;
                auto cells = boost::json::value_to<std::vector<std::string>>(*kept);
                cells.resize(r->headings.size());
                cells.push_back(why(*r, row, language));
                writer->row(cells);
            }
        }
    }
    writer->finish();
    return out;
}

}  // namespace escucha::imports
