// The cells of one sheet as they come out of a file, compactly: formulas come after everything else, and
// formats after values, so a sheet is only read out in rows when all of it is there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sheets/assembling.hpp"
#include "sheets/number_format.hpp"

namespace escucha::sheets {

enum class CellKind : std::uint8_t { shared, text, number, without_result };

struct Cell {
    std::uint32_t row = 0, column = 0;
    CellKind kind = CellKind::text;
    std::uint32_t format = 0;  // of numbers
    union {
        double number = 0;
        struct {
            std::uint32_t offset, size;
        } text;
        std::uint32_t shared;
    };
};

struct Range {
    std::uint32_t first_row = 0, first_column = 0, last_row = 0, last_column = 0;
};

// What all sheets of a file share.
struct Workbook {
    std::vector<std::string> shared;       // texts, by their number
    std::vector<NumberFormat> formats{1};  // by cell format ("xf")
    long origin_days = -25'569;            // 1899-12-30
};

class Grid {
  public:
    Grid(std::string name, const Limits& limits) : name_(std::move(name)), limits_(limits) {}

    void text(long row, long column, std::string_view text);
    void shared(long row, long column, std::uint32_t id);
    void number(long row, long column, double value);
    void without_result(long row, long column);
    void format(long row, long column, std::uint32_t xf, const Workbook& book);
    void fill_down(long row, long column, long count);
    void merge(Range range) {
        if (merged_.size() < 100'000) merged_.push_back(range);
    }

    const std::string& name() const { return name_; }
    bool empty() const { return cells_.empty(); }
    // Every row in turn, to the end of the sheet or until it is enough.
    void hand_out(const Workbook& book, Assembler& rows);

  private:
    Cell* add(long row, long column, CellKind kind);
    std::string render(const Cell& cell, const Workbook& book) const;

    std::string name_;
    const Limits& limits_;
    std::vector<Cell> cells_;
    std::string texts_;
    std::vector<Range> merged_;
    std::unordered_map<std::uint64_t, std::uint32_t> waiting_formats_;  // of cells whose value comes later
    std::optional<Error> error_;
};

}  // namespace escucha::sheets
