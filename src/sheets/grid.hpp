// The cells of one sheet as they come out of a file, compactly: what is merged comes after everything else,
// so a sheet is only read out in rows when all of it is there. What goes beyond a limit is kept as an error.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

struct Merged {
    std::uint32_t first_row = 0, first_column = 0, last_row = 0;
};

// What all sheets of a file share.
struct Workbook {
    std::vector<std::string> shared;       // texts, by their number
    std::vector<NumberFormat> formats{1};  // by cell format ("xf")
    long origin_days = -25'569;            // 1899-12-30
};

class Grid {
  public:
    explicit Grid(const Limits& limits) : limits_(limits) {}

    void text(long row, long column, std::string_view text);
    void shared(long row, long column, std::uint32_t id);
    void number(long row, long column, double value, std::uint32_t format);
    void without_result(long row, long column);
    void merge(Merged merged) {
        if (merged_.size() < 100'000) merged_.push_back(merged);
    }

    std::size_t size() const { return cells_.size(); }
    void fail(Error error) { error_ = std::move(error); }
    bool empty() const { return cells_.empty() && !error_; }
    bool full() const { return error_.has_value(); }  // nothing more is taken
    // Every row in turn, to the end of the sheet or until it is enough.
    void hand_out(const Workbook& book, Assembler& rows);

  private:
    Cell* add(long row, long column, CellKind kind);
    bool fits(const Cell& cell, const Workbook& book, std::size_t& row_bytes);
    std::string render(const Cell& cell, const Workbook& book) const;

    const Limits& limits_;
    std::vector<Cell> cells_;
    std::string texts_;
    std::vector<Merged> merged_;
    std::optional<Error> error_;
    long row_ = -1;              // the last one with a text of its own,
    std::size_t row_bytes_ = 0;  // and how much there is in it
};

}  // namespace escucha::sheets
