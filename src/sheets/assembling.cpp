#include "sheets/assembling.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>

#include <fmt/format.h>

#include "base/fold.hpp"

namespace escucha::sheets {
namespace {

constexpr std::size_t kLookedAt = 25;  // rows, for finding the headings

bool blank(const std::string& cell) {
    return cell.find_first_not_of(" \t\r\n\xC2\xA0") == std::string::npos;
}

std::size_t filled(const Row& row) {
    return static_cast<std::size_t>(
        std::ranges::count_if(row.cells, [](const std::string& c) { return !blank(c); }));
}

// Headings are words: a cell that is an address or mostly digits belongs to somebody already.
bool looks_like_data(const std::string& cell) {
    const auto digits = std::ranges::count_if(cell, [](char c) { return c >= '0' && c <= '9'; });
    if (digits >= 6 && static_cast<std::size_t>(digits) * 2 >= cell.size()) return true;
    const auto mark = cell.find('@');
    return mark != std::string::npos && mark > 0 && cell.find('.', mark) != std::string::npos;
}

// The width most of the table has at least: one row alone with more than the others says nothing of it.
std::size_t usual_width(const std::deque<Row>& rows) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) widths.push_back(filled(row));
    std::ranges::sort(widths, std::greater{});
    const bool outlier = widths.size() > 2 && widths[0] > widths[1];
    return widths.empty() ? 0 : widths[outlier ? 1 : 0];
}

// The first row nearly as wide as the widest, or, where that is none or only sees data, as is usual: titles
// above a table fill one cell or two.
std::size_t heading_row(const std::deque<Row>& rows) {
    const auto first_of = [&](std::size_t width) -> const Row* {
        for (const Row& row : rows)
            if (filled(row) * 10 >= width * 6 && filled(row) != 0) return &row;
        return nullptr;
    };
    std::size_t widest = 0;
    for (const Row& row : rows) widest = std::max(widest, filled(row));
    for (const std::size_t width : {widest, usual_width(rows)})
        if (const Row* row = first_of(width); row && std::ranges::none_of(row->cells, looks_like_data))
            return row->number;
    return 0;
}

}  // namespace

Error at(std::string code, std::size_t row, std::optional<std::size_t> column, std::size_t most) {
    const ErrorKind kind = code.starts_with("sheet.too") || code == "sheet.cell_too_large"
                               ? ErrorKind::too_large
                               : ErrorKind::invalid;
    Error error{.kind = kind, .code = std::move(code), .params = {{"row", std::to_string(row)}}};
    if (column) error.params["column"] = column_name(*column);
    if (most != 0) error.params["most"] = std::to_string(most);
    return error;
}

Error too_large_inside(std::size_t row, const Limits& limits) {
    Error error = at("sheet.too_large_inside", row, std::nullopt);
    error.params["most"] = std::to_string(limits.unpacked_bytes / 1024 / 1024);
    return error;
}

Assembler::Assembler(Head head, const ReadOptions& options, const OnRow& on_row)
    : head_(std::move(head)), options_(options), on_row_(on_row) {}

bool Assembler::within_limits(const Row& row) {
    const Limits& l = options_.limits;
    if (row.cells.size() > l.columns) {
        error_ = at("sheet.too_many_columns", row.number, row.cells.size() - 1, l.columns);
    } else if (++rows_ > l.rows + 1) {
        error_ = at("sheet.too_many_rows", row.number, std::nullopt, l.rows);
    } else if ((cells_ += filled(row)) > l.cells) {
        error_ = at("sheet.too_many_cells", row.number, std::nullopt, l.cells);
    } else {
        std::size_t bytes = 0;
        for (std::size_t c = 0; c < row.cells.size() && !error_; ++c) {
            bytes += row.cells[c].size();
            if (row.cells[c].size() > l.cell_bytes)
                error_ = at("sheet.cell_too_large", row.number, c, l.cell_bytes);
        }
        bytes_ += bytes;
        if (!error_ && (bytes > l.row_bytes || bytes_ > l.unpacked_bytes))
            error_ = too_large_inside(row.number, l);
    }
    return !error_;
}

bool Assembler::add(Row&& row) {
    if (error_ || stopped_) return false;
    while (!row.cells.empty() && blank(row.cells.back())) row.cells.pop_back();
    if (row.cells.empty()) return true;
    if (!within_limits(row)) return false;
    if (settled_) return hand_out(std::move(row));
    waiting_.push_back(std::move(row));
    if (waiting_.size() >= kLookedAt) settle();
    return !error_ && !stopped_;
}

void Assembler::settle() {
    settled_ = true;
    head_.heading_row = options_.heading_row.value_or(heading_row(waiting_));
    std::vector<std::string> headings;
    std::size_t widest = 0;
    while (!waiting_.empty() && waiting_.front().number <= head_.heading_row) {
        if (waiting_.front().number == head_.heading_row) headings = std::move(waiting_.front().cells);
        waiting_.pop_front();
    }
    for (const Row& row : waiting_) widest = std::max(widest, row.cells.size());
    width_ = head_.heading_row != 0 ? headings.size() : std::max(headings.size(), widest);
    headings.resize(std::max(headings.size(), widest));
    name_columns(headings);
    for (Row& row : waiting_)
        if (!hand_out(std::move(row))) break;
    waiting_.clear();
}

void Assembler::name_columns(const std::vector<std::string>& cells) {
    std::unordered_set<std::string> taken;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::string wanted = blank(cells[c]) ? column_name(c) : shorten(one_line(cells[c]), 120);
        std::string name = wanted;
        for (int n = 2; !taken.insert(name).second; ++n) name = fmt::format("{} ({})", wanted, n);
        head_.headings.push_back(std::move(name));
    }
}

bool Assembler::hand_out(Row&& row) {
    if (head_.heading_row != 0 && row.cells.size() > width_)
        row.notes.push_back({NoteKind::beyond_headings, width_});
    if (row.cells.size() < head_.headings.size()) row.cells.resize(head_.headings.size());
    if (!on_row_(head_, std::move(row))) stopped_ = true;
    return !stopped_;
}

Result<Head> Assembler::finish() {
    if (!error_ && !settled_ && !waiting_.empty()) settle();
    if (error_) return Refused(std::move(*error_));
    if (rows_ <= (head_.heading_row != 0 ? 1u : 0u)) return refuse(ErrorKind::invalid, "sheet.empty");
    return std::move(head_);
}

std::string column_name(std::size_t column) {
    std::string name;
    for (std::size_t n = column + 1; n != 0; n = (n - 1) / 26)
        name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
    return name;
}

}  // namespace escucha::sheets
