// What is seen, as a file: who is in it is read once, then page by page in the same snapshot, written piece
// by piece to a file without a name that goes with the answer. Neither the customers nor the file are ever
// whole in memory.
#include "modules/segments/exporting.hpp"

#include <algorithm>
#include <array>

#include "db/database.hpp"
#include "http/body_sink.hpp"
#include "http/json.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/segments/events.hpp"
#include "work/events.hpp"

namespace escucha::segments {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr std::size_t kMost = 500'000;

sheets::Format format_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::xlsx:
            return sheets::Format::xlsx;
        case ExportFormat::csv:
            return sheets::Format::csv;
        case ExportFormat::vcard:
            return sheets::Format::vcard;
    }
    return sheets::Format::csv;
}

// Outlives every answer that is still being sent.
http::SpoolRules& spool() {
    static http::SpoolRules rules;
    return rules;
}

// In the order of the file; nobody chose: the usual ones. Names each that is none.
Result<std::vector<ExportColumn>> chosen(std::vector<ExportColumn> all,
                                         const std::vector<std::string>& keys) {
    std::vector<FieldError> wrong;
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (std::ranges::find(all, keys[i], &ExportColumn::key) == all.end())
            wrong.push_back({fmt::format("columns[{}]", i), "unknown_column"});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    std::erase_if(all, [&](const ExportColumn& c) { return keys.empty() ? !c.usual : !among(keys, c.key); });
    return all;
}

// Writes every line of the look.
class Export {
  public:
    Export(const Segments::Parts& parts, db::Tx& tx, const std::vector<ExportColumn>& columns,
           sheets::Writer& writer)
        : parts_(parts), tx_(tx), columns_(columns), writer_(writer) {}

    Result<std::int64_t> run(const Look& look, Instant now) {
        const auto ids = everybody(parts_, tx_, look, kMost + 1, now);
        if (!ids) return Refused(ids.error());
        if (ids->size() > kMost) return conflict("export.too_many", {{"most", std::to_string(kMost)}});
        for (std::size_t first = 0; first < ids->size(); first += kAtOnce)
            write(std::span(*ids).subspan(first, std::min(kAtOnce, ids->size() - first)));
        return written_;
    }

  private:
    void write(std::span<const CustomerId> ids) {
        const auto people = parts_.customers.many(tx_, ids);
        const auto facts = facts_of(tx_, ids);
        const auto tags = parts_.profiles.tags(tx_, ids);
        const auto own = parts_.profiles.values(tx_, ids);
        for (const auto& customer : people)
            row({customer, of(facts, customer.id), of(tags, customer.id), of(own, customer.id)});
    }

    void row(const ExportRow& row) {
        cells_.clear();
        for (const auto& column : columns_) cells_.push_back(column.cell(row));
        writer_.row(cells_);
        ++written_;
    }

    template <class Map>
    static const typename Map::mapped_type& of(const Map& map, CustomerId id) {
        static const typename Map::mapped_type nothing;
        const auto found = map.find(id);
        return found == map.end() ? nothing : found->second;
    }

    const Segments::Parts& parts_;
    db::Tx& tx_;
    const std::vector<ExportColumn>& columns_;
    sheets::Writer& writer_;
    std::vector<std::string> cells_ = {};
    std::int64_t written_ = 0;
};

bool may_name_somebody(FilterField field) {
    return field == FilterField::name || field == FilterField::own;
}

CustomerFilter without_names(CustomerFilter filter) {
    const auto strip = [](auto& conditions) {
        for (auto& condition : conditions)
            if (may_name_somebody(condition.field)) condition.values = {};
    };
    strip(filter.conditions);
    for (auto& group : filter.groups) strip(group.conditions);
    return filter;
}

CustomersExported fact_of(const Look& look, ExportFormat format, const std::vector<ExportColumn>& columns,
                          std::int64_t written) {
    std::string keys;
    for (const auto& column : columns) keys += keys.empty() ? column.key : " " + column.key;
    return {written,
            std::string(db::name(format)),
            std::move(keys),
            !look.query.empty(),
            look.segment.value_or(0),
            look.filter.empty() ? "" : http::to_json(without_names(look.filter))};
}

}  // namespace

CsvSeparator usual_separator(Language language, std::string_view country) {
    // Where Spanish is written with a decimal point.
    constexpr std::array<std::string_view, 12> kPoint{"CU", "DO", "GT", "HN", "MX", "NI",
                                                      "PA", "PE", "PH", "PR", "SV", "US"};
    const bool point = std::ranges::find(kPoint, country) != kPoint.end();
    return language == Language::es && !point ? CsvSeparator::semicolon : CsvSeparator::comma;
}

Result<http::File> Segments::export_file(const Principal& by, const Look& look, const ExportWish& wish,
                                         Language language, Instant now) {
    const auto calendar = parts_.calendars.calendar();
    const auto kind = format_of(wish.format);
    const auto separator = wish.separator.value_or(usual_separator(language, parts_.customers.country()));
    std::optional<http::BodySink> file;
    std::vector<ExportColumn> columns;
    const auto written = parts_.db.read([&](db::Tx& tx) -> Result<std::int64_t> {
        file.emplace(spool());  // in here: a reading that lost its connection begins again
        auto taken =
            chosen(export_columns(parts_.profiles.fields(tx), language, calendar->zone()), wish.columns);
        if (!taken) return Refused(taken.error());
        columns = std::move(*taken);
        sheets::WriteOptions options{.sheet = text(language, "export.sheet"),
                                     .separator = separator == CsvSeparator::semicolon ? ';' : ','};
        for (const auto& column : columns) options.columns.push_back(column.column);
        const auto writer =
            sheets::make_writer(kind, options, [&](std::string_view piece) { file->append(piece); });
        auto done = Export(parts_, tx, columns, *writer).run(look, now);
        if (done) writer->finish();
        return done;
    });
    if (!written) return Refused(written.error());
    parts_.db.write([&](db::Tx& tx) {
        const auto fact = fact_of(look, wish.format, columns, *written);
        parts_.events.append(tx, work::event(fact.kType, "customers", 0, by, now, fact));
    });
    const auto name = fmt::format("{} {}{}", text(language, "export.file"),
                                  iso_date(calendar->zone().day(now)), sheets::file_extension(kind));
    return http::File{.content = file->take(), .name = name};
}

}  // namespace escucha::segments
