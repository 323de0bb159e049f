// .xlsx: the list of sheets, the texts they share, the formats that make numbers dates, and one sheet.
#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "sheets/grid.hpp"
#include "sheets/spreadsheet.hpp"

namespace escucha::sheets {
namespace {

constexpr long kDayZero = -25'569;      // 1899-12-30
constexpr long kDayZero1904 = -24'107;  // 1904-01-01

struct SheetName {
    std::string name, relation, part;
};

class WorkbookReader final : public XmlReader {
  public:
    std::vector<SheetName> sheets;
    bool from_1904 = false;
    void begin(std::string_view name, const Attributes& a) override {
        if (name == "sheet") sheets.push_back({a.text("name"), a.text("id"), ""});
        if (name == "workbookPr") from_1904 = a.any("date1904", "1") || a.any("date1904", "true");
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

class RelationsReader final : public XmlReader {
  public:
    std::unordered_map<std::string, std::string> targets;
    void begin(std::string_view name, const Attributes& a) override {
        if (name != "Relationship") return;
        const std::string target = a.text("Target");
        targets[a.text("Id")] = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}
};

// Texts in runs of formats (<r>) are one text; the reading aids of Japanese (<rPh>) are none.
class SharedTextsReader final : public XmlReader {
  public:
    SharedTextsReader(std::vector<std::string>& texts, const Limits& limits)
        : texts_(texts), limits_(limits) {}
    void begin(std::string_view name, const Attributes&) override {
        if (name == "si") {
            full_ = texts_.size() >= limits_.cells;
            if (!full_) texts_.emplace_back();
        }
        if (name == "rPh") ++aids_;
        inside_ = name == "t" && aids_ == 0;
    }
    void end(std::string_view name) override {
        if (name == "rPh") --aids_;
        inside_ = false;
    }
    void text(std::string_view piece) override {
        if (!inside_ || texts_.empty() || full_) return;
        std::string& text = texts_.back();
        text += piece.substr(0, limits_.cell_bytes + 1 - text.size());  // one more, so that it is seen
    }

  private:
    std::vector<std::string>& texts_;
    const Limits& limits_;
    int aids_ = 0;
    bool inside_ = false, full_ = false;
};

class StylesReader final : public XmlReader {
  public:
    explicit StylesReader(std::vector<NumberFormat>& formats) : formats_(formats) { formats_.clear(); }
    void begin(std::string_view name, const Attributes& a) override {
        if (name == "numFmt") own_[a.number("numFmtId", -1)] = parse_format(a.text("formatCode"));
        if (name == "cellXfs") in_cells_ = true;
        if (name != "xf" || !in_cells_) return;
        const long id = a.number("numFmtId", 0);
        const auto own = own_.find(id);
        formats_.push_back(own != own_.end() ? own->second : builtin_format(static_cast<int>(id)));
    }
    void end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
    }
    void text(std::string_view) override {}

  private:
    std::vector<NumberFormat>& formats_;
    std::unordered_map<long, NumberFormat> own_;
    bool in_cells_ = false;
};

struct Place {
    long row = -1, column = -1;  // 0-based
};

// "AB12".
Place place_of(std::string_view text) {
    long row = 0, column = 0;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z' && column < 1'000'000) column = column * 26 + (c - 'A' + 1);
        if (c >= '0' && c <= '9' && row < 100'000'000) row = row * 10 + (c - '0');
    }
    return {row - 1, column - 1};
}

class SheetReader final : public XmlReader {
  public:
    SheetReader(Grid& grid, const Limits& limits) : grid_(grid), most_(limits.cell_bytes + 1) {}

    void begin(std::string_view name, const Attributes& a) override {
        if (name == "c") {
            begin_cell(a);
        } else if (name == "row") {
            row_ = a.number("r", row_ + 2) - 1;
            column_ = -1;
        } else if (name == "v" || (name == "t" && aids_ == 0)) {
            inside_ = in_cell_;
        } else if (name == "f") {
            formula_ = true;
        } else if (name == "rPh") {
            ++aids_;
        } else if (name == "mergeCell") {
            merge(a.text("ref"));
        }
    }
    void end(std::string_view name) override {
        if (name == "v" || name == "t") inside_ = false;
        if (name == "rPh") --aids_;
        if (name == "c") end_cell();
    }
    void text(std::string_view piece) override {
        if (inside_ && !grid_.full()) value_ += piece.substr(0, most_ - std::min(most_, value_.size()));
    }
    bool enough() const override { return grid_.full(); }

  private:
    void begin_cell(const Attributes& a) {
        const auto reference = a.find("r");
        const Place place = reference ? place_of(*reference) : Place{row_, column_ + 1};
        if (place.row >= 0) row_ = place.row;
        column_ = place.column;
        type_ = a.text("t");
        format_ = a.number("s", 0);
        value_.clear();
        formula_ = false;
        in_cell_ = true;
    }

    void end_cell() {
        in_cell_ = inside_ = false;
        if (type_ == "e" || (formula_ && value_.empty() && type_ != "str"))
            return grid_.without_result(row_, column_);
        if (value_.empty()) return;
        if (type_ == "s") return shared();
        if (type_ == "str" || type_ == "inlineStr") return grid_.text(row_, column_, value_);
        if (type_ == "b") return grid_.text(row_, column_, value_ == "1" ? "true" : "false");
        if (type_ == "d") return grid_.text(row_, column_, value_);
        double number = 0;
        const auto end = std::from_chars(value_.data(), value_.data() + value_.size(), number);
        if (end.ec != std::errc{}) return grid_.text(row_, column_, value_);
        grid_.number(row_, column_, number, static_cast<std::uint32_t>(std::max(0L, format_)));
    }

    void shared() {
        std::uint32_t id = 0;
        std::from_chars(value_.data(), value_.data() + value_.size(), id);
        grid_.shared(row_, column_, id);
    }

    void merge(std::string_view reference) {
        const auto colon = reference.find(':');
        if (colon == std::string_view::npos) return;
        const Place first = place_of(reference.substr(0, colon)),
                    last = place_of(reference.substr(colon + 1));
        if (first.row < 0 || first.column < 0 || last.row < first.row || last.column < first.column) return;
        grid_.merge({static_cast<std::uint32_t>(first.row), static_cast<std::uint32_t>(first.column),
                     static_cast<std::uint32_t>(last.row)});
    }

    Grid& grid_;
    std::size_t most_;  // bytes of a cell that are kept: one more than it may have, so that it is seen
    long row_ = -1, column_ = -1, format_ = 0;
    std::string type_, value_;
    int aids_ = 0;
    bool in_cell_ = false, inside_ = false, formula_ = false;
};

Result<std::vector<SheetName>> sheets_of(Archive& archive, Workbook& book) {
    WorkbookReader workbook;
    RelationsReader relations;
    if (const auto ok = archive.parse("xl/workbook.xml", workbook); !ok) return Refused(ok.error());
    if (const auto ok = archive.parse("xl/_rels/workbook.xml.rels", relations); !ok)
        return Refused(ok.error());
    for (SheetName& sheet : workbook.sheets) sheet.part = relations.targets[sheet.relation];
    // Sheets of charts alone have no cells.
    std::erase_if(workbook.sheets,
                  [](const SheetName& s) { return s.part.find("worksheets/") == std::string::npos; });
    book.origin_days = workbook.from_1904 ? kDayZero1904 : kDayZero;
    return std::move(workbook.sheets);
}

Result<void> read_common(Archive& archive, Workbook& book, const Limits& limits) {
    constexpr const char *kTexts = "xl/sharedStrings.xml", *kStyles = "xl/styles.xml";
    SharedTextsReader texts(book.shared, limits);
    StylesReader styles(book.formats);
    if (archive.has(kTexts))
        if (auto ok = archive.parse(kTexts, texts); !ok) return ok;
    if (archive.has(kStyles)) return archive.parse(kStyles, styles);
    return {};
}

}  // namespace

Result<Head> read_workbook(Archive& archive, const ReadOptions& options, const OnRow& on_row) {
    Workbook book;
    const auto sheets = sheets_of(archive, book);
    if (!sheets) return Refused(sheets.error());
    if (const auto ok = read_common(archive, book, options.limits); !ok) return Refused(ok.error());
    Head head{.format = Format::xlsx, .decimal_comma = options.decimal_comma.value_or(false)};
    for (const SheetName& sheet : *sheets) head.sheets.push_back(sheet.name);
    for (const SheetName& sheet : *sheets) {
        if (!options.sheet.empty() && sheet.name != options.sheet) continue;
        Grid grid(options.limits);
        SheetReader reader(grid, options.limits);
        if (const auto ok = archive.parse(sheet.part, reader); !ok) return Refused(ok.error());
        if (grid.empty() && options.sheet.empty()) continue;
        head.sheet = sheet.name;
        Assembler rows(std::move(head), options, on_row);
        grid.hand_out(book, rows);
        return rows.finish();
    }
    if (!options.sheet.empty())
        return refuse(ErrorKind::invalid, "sheet.no_such_sheet", {{"sheet", options.sheet}});
    return refuse(ErrorKind::invalid, "sheet.empty");
}

}  // namespace escucha::sheets
