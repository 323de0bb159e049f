#include "sheets/grid.hpp"

#include <algorithm>
#include <limits>

namespace escucha::sheets {
namespace {

bool before(const Cell& a, const Cell& b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
}

}  // namespace

Cell* Grid::add(long row, long column, CellKind kind) {
    if (error_ || row < 0 || column < 0) return nullptr;
    const auto shown = static_cast<std::size_t>(row) + 1, c = static_cast<std::size_t>(column);
    if (c >= limits_.columns) {
        error_ = at("sheet.too_many_columns", shown, c, limits_.columns);
    } else if (cells_.size() >= limits_.cells) {
        error_ = at("sheet.too_many_cells", shown, c, limits_.cells);
    } else {
        Cell& cell = cells_.emplace_back();
        cell.row = static_cast<std::uint32_t>(row);
        cell.column = static_cast<std::uint32_t>(column);
        cell.kind = kind;
        return &cell;
    }
    return nullptr;
}

void Grid::text(long row, long column, std::string_view text) {
    if (text.empty()) return;
    if (text.size() > limits_.cell_bytes && !error_)
        error_ = at("sheet.cell_too_large", static_cast<std::size_t>(row) + 1,
                    static_cast<std::size_t>(column), limits_.cell_bytes);
    row_bytes_ = row == row_ ? row_bytes_ + text.size() : text.size();
    row_ = row;
    const std::size_t most =
        std::min<std::size_t>(limits_.unpacked_bytes, std::numeric_limits<std::uint32_t>::max());
    if (!error_ && (row_bytes_ > limits_.row_bytes || texts_.size() + text.size() > most))
        error_ = too_large_inside(static_cast<std::size_t>(row) + 1, limits_);
    if (Cell* cell = add(row, column, CellKind::text)) {
        cell->text = {static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())};
        texts_ += text;
    }
}

void Grid::shared(long row, long column, std::uint32_t id) {
    if (Cell* cell = add(row, column, CellKind::shared)) cell->shared = id;
}

void Grid::number(long row, long column, double value, std::uint32_t format) {
    Cell* cell = add(row, column, CellKind::number);
    if (!cell) return;
    cell->number = value;
    cell->format = format;
}

void Grid::without_result(long row, long column) {
    add(row, column, CellKind::without_result);
}

std::string Grid::render(const Cell& cell, const Workbook& book) const {
    switch (cell.kind) {
        case CellKind::shared:
            return cell.shared < book.shared.size() ? book.shared[cell.shared] : "";
        case CellKind::text:
            return texts_.substr(cell.text.offset, cell.text.size);
        case CellKind::number:
            return render_number(
                cell.number, cell.format < book.formats.size() ? book.formats[cell.format] : NumberFormat{},
                book.origin_days);
        case CellKind::without_result:
            break;
    }
    return "";
}

// A text that is shared is small in the file and may be large in every cell: looked at before it is copied.
bool Grid::fits(const Cell& cell, const Workbook& book, std::size_t& row_bytes) {
    if (cell.kind != CellKind::shared || cell.shared >= book.shared.size()) return true;
    const std::size_t size = book.shared[cell.shared].size(), row = std::size_t{cell.row} + 1;
    if (size > limits_.cell_bytes) {
        error_ = at("sheet.cell_too_large", row, cell.column, limits_.cell_bytes);
    } else if ((row_bytes += size) > limits_.row_bytes) {
        error_ = too_large_inside(row, limits_);
    }
    return !error_;
}

void Grid::hand_out(const Workbook& book, Assembler& rows) {
    if (error_) return rows.fail(std::move(*error_));
    if (!std::ranges::is_sorted(cells_, before)) std::ranges::sort(cells_, before);
    std::ranges::sort(merged_, {}, &Merged::first_row);
    std::vector<const Merged*> open;
    std::size_t next_range = 0;
    for (std::size_t i = 0; i < cells_.size();) {
        const std::uint32_t number = cells_[i].row;
        Row row{.number = std::size_t{number} + 1};
        std::size_t bytes = 0;
        for (; i < cells_.size() && cells_[i].row == number; ++i) {
            if (!fits(cells_[i], book, bytes)) return rows.fail(std::move(*error_));
            row.cells.resize(std::max<std::size_t>(row.cells.size(), cells_[i].column + 1));
            row.cells[cells_[i].column] = render(cells_[i], book);
            if (cells_[i].kind == CellKind::without_result)
                row.notes.push_back({NoteKind::formula_without_result, cells_[i].column});
        }
        while (next_range < merged_.size() && merged_[next_range].first_row <= number)
            open.push_back(&merged_[next_range++]);
        std::erase_if(open, [&](const Merged* r) { return r->last_row < number; });
        for (const Merged* r : open) row.notes.push_back({NoteKind::merged, r->first_column});
        if (!rows.add(std::move(row))) return;
    }
}

}  // namespace escucha::sheets
