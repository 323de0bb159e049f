// .ods: one document holds all sheets; cells carry their value beside the text they show.
#include <algorithm>
#include <charconv>

#include "base/fold.hpp"
#include "sheets/grid.hpp"
#include "sheets/spreadsheet.hpp"

namespace escucha::sheets {
namespace {

// A cell as it is being read; repeated cells are one element.
struct OdsCell {
    std::string type = {}, value = {}, shown = {};
    long times = 1, columns = 1, rows = 1;
    bool formula = false, error = false, paragraph = false;
};

class ContentReader final : public XmlReader {
  public:
    ContentReader(std::string wanted, const Limits& limits)
        : wanted_(std::move(wanted)), limits_(limits), grid_(limits) {}
    std::vector<std::string> names;
    std::string chosen;
    Grid& grid() { return grid_; }

    void begin(std::string_view name, const Attributes& a) override {
        if (name == "annotation") ++annotations_;
        if (annotations_ > 0) return;
        if (name == "table") return begin_table(a.text("name"));
        if (!here_) return;
        if (name == "table-row") {
            row_times_ = std::max(1L, a.number("number-rows-repeated", 1));
            column_ = 0;
            bytes_ = 0;
            cells_.clear();
        } else if (name == "table-cell" || name == "covered-table-cell") {
            begin_cell(a);
        } else if (in_cell_) {
            inside_cell(name, a);
        }
    }
    void end(std::string_view name) override {
        if (name == "annotation") --annotations_;
        if (annotations_ > 0) return;
        if (name == "table" && --depth_ == 0) here_ = false;
        if (!here_) return;
        if (name == "table-cell" || name == "covered-table-cell") end_cell();
        if (name == "table-row") end_row();
    }
    void text(std::string_view piece) override {
        if (here_ && in_cell_ && cell_.paragraph && annotations_ == 0 && !grid_.full()) show(piece);
    }
    bool enough() const override { return grid_.full(); }

  private:
    // One byte more than a cell may have, so that it is seen.
    void show(std::string_view piece) {
        cell_.shown +=
            piece.substr(0, limits_.cell_bytes + 1 - std::min(limits_.cell_bytes + 1, cell_.shown.size()));
    }

    void begin_table(std::string name) {
        if (depth_++ > 0) return;
        names.push_back(name);
        here_ = wanted_.empty() ? grid_.empty() : name == wanted_;
        if (here_) chosen = std::move(name);
        row_ = 0;
    }

    void begin_cell(const Attributes& a) {
        cell_ = {.times = std::max(1L, a.number("number-columns-repeated", 1)),
                 .columns = a.number("number-columns-spanned", 1),
                 .rows = a.number("number-rows-spanned", 1),
                 .formula = a.find("formula").has_value(),
                 .error = a.any("value-type", "error")};
        cell_.type = a.text("value-type");
        for (const std::string_view kind :
             {"value", "date-value", "time-value", "boolean-value", "string-value"})
            if (const auto value = a.find(kind)) cell_.value = *value;
        in_cell_ = true;
    }

    void inside_cell(std::string_view name, const Attributes& a) {
        if (name == "p") {
            if (cell_.paragraph) show("\n");
            cell_.paragraph = true;
        } else if (name == "s") {
            show(std::string(static_cast<std::size_t>(std::clamp(a.number("c", 1), 1L, 1000L)), ' '));
        } else if (name == "tab") {
            show("\t");
        } else if (name == "line-break") {
            show("\n");
        }
    }

    void end_cell() {
        in_cell_ = false;
        const bool merged = cell_.columns > 1 || cell_.rows > 1;
        const bool anything = !cell_.type.empty() || cell_.formula || merged;
        const long column = column_;
        column_ += cell_.times;
        if (!anything) return;
        bytes_ += cell_.shown.size() + cell_.value.size();
        if (bytes_ > limits_.row_bytes + limits_.cell_bytes && !grid_.full())
            return grid_.fail(too_large_inside(static_cast<std::size_t>(row_) + 1, limits_));
        // The first one beyond the last column is enough to be refused; and cells without a text are no
        // columns.
        if (cells_.size() <= limits_.columns) cells_.emplace_back(column, std::move(cell_));
    }

    // Rows repeated to the end of the sheet are empty: what is filled is written out each time.
    void end_row() {
        const auto last = static_cast<long>(limits_.columns);  // one too many, so that it is seen
        for (long n = 0; n < row_times_ && !cells_.empty() && !grid_.full(); ++n) {
            const std::size_t before = grid_.size();
            for (const auto& [column, cell] : cells_)
                for (long c = 0; c < cell.times && (c == 0 || column + c <= last) && !grid_.full(); ++c)
                    put(row_ + n, column + c, cell);
            if (grid_.size() == before) break;  // nothing in it: nor in its repetitions
        }
        row_ += row_times_;
    }

    void put(long row, long column, const OdsCell& cell) {
        if (cell.columns > 1 || cell.rows > 1)
            grid_.merge({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column),
                         static_cast<std::uint32_t>(row + std::clamp(cell.rows, 1L, 1'000'000L) - 1)});
        if (cell.error || (cell.formula && cell.type.empty())) return grid_.without_result(row, column);
        if (cell.type == "float" || cell.type == "currency" || cell.type == "percentage")
            return put_number(row, column, cell);
        if (cell.type == "date" || cell.type == "boolean") return grid_.text(row, column, date(cell.value));
        if (cell.type == "time") return grid_.text(row, column, cell.shown);
        grid_.text(row, column, cell.shown.empty() ? cell.value : cell.shown);
    }

    // Digits with zeros in front ("04567890") are a number shown with a format: what is shown is meant.
    void put_number(long row, long column, const OdsCell& cell) {
        const bool zeros = cell.shown.size() > 1 && cell.shown[0] == '0' &&
                           cell.shown.find_first_not_of("0123456789") == std::string::npos;
        double number = 0;
        const auto end = std::from_chars(cell.value.data(), cell.value.data() + cell.value.size(), number);
        if (zeros || end.ec != std::errc{}) return grid_.text(row, column, cell.shown);
        grid_.number(row, column, number, 0);
    }

    // Midnight is no hour.
    static std::string date(std::string text) {
        if (text.ends_with("T00:00:00")) text.resize(text.size() - 9);
        return text;
    }

    std::string wanted_;
    const Limits& limits_;
    Grid grid_;
    OdsCell cell_;
    std::vector<std::pair<long, OdsCell>> cells_;
    long row_ = 0, column_ = 0, row_times_ = 1;
    std::size_t bytes_ = 0;  // of the row being read
    int depth_ = 0, annotations_ = 0;
    bool here_ = false, in_cell_ = false;
};

}  // namespace

Result<Head> read_open_document(Archive& archive, const ReadOptions& options, const OnRow& on_row) {
    ContentReader content(options.sheet, options.limits);
    if (const auto ok = archive.parse("content.xml", content); !ok) return Refused(ok.error());
    if (!options.sheet.empty() && content.chosen.empty())
        return refuse(ErrorKind::invalid, "sheet.no_such_sheet", {{"sheet", options.sheet}});
    Head head{.format = Format::ods,
              .decimal_comma = options.decimal_comma.value_or(false),
              .sheet = content.chosen};
    head.sheets = content.names;
    Assembler rows(std::move(head), options, on_row);
    content.grid().hand_out({}, rows);
    return rows.finish();
}

}  // namespace escucha::sheets
