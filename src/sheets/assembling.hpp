// From raw rows to what `read` hands out: finds the row of the headings, names every column once, keeps the
// limits. Every format feeds one of these.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "sheets/reader.hpp"

namespace escucha::sheets {

// A refusal that says where. `column` is 0-based, `row` as shown; nothing: leave it out.
Error at(std::string code, std::size_t row, std::optional<std::size_t> column, std::size_t most = 0);

// More than the file may become: params "row", and "most" in megabytes.
Error too_large_inside(std::size_t row, const Limits& limits);

class Assembler {
  public:
    Assembler(Head head, const ReadOptions& options, const OnRow& on_row);

    // Rows in their order, blank ones too. False: stop, because of an error or because nobody wants more.
    bool add(Row&& row);
    // After the last one.
    Result<Head> finish();
    void fail(Error error) { error_ = std::move(error); }

  private:
    bool within_limits(const Row& row);
    void settle();  // the headings are decided, the rows waiting go out
    void name_columns(const std::vector<std::string>& cells);
    bool hand_out(Row&& row);

    Head head_;
    const ReadOptions& options_;
    const OnRow& on_row_;
    std::deque<Row> waiting_;
    std::optional<Error> error_;
    std::size_t rows_ = 0, cells_ = 0, bytes_ = 0;
    std::size_t width_ = 0;  // of the headings
    bool settled_ = false, stopped_ = false;
};

}  // namespace escucha::sheets
