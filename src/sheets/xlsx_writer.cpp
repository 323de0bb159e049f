// .xlsx by libxlsxwriter, which wants a file: a temporary one, gone with the writer.
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "base/fold.hpp"
#include "sheets/writers.hpp"

namespace escucha::sheets {
namespace {

constexpr std::size_t kMostInCell = 32'767;  // UTF-16 units, Excel's own limit
constexpr double kWidth = 24;                // characters

class TemporaryFile {
  public:
    TemporaryFile() : path_((std::filesystem::temp_directory_path() / "escucha-XXXXXX").string()) {
        const int file = mkstemp(path_.data());
        if (file < 0) throw std::runtime_error("no temporary file could be made in " + path_);
        close(file);
    }
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// Excel takes 31 characters, and none of []:*?/\ .
std::string sheet_name(std::string_view wanted) {
    std::string name = one_line(wanted);
    for (char& c : name)
        if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = ' ';
    name = shorten(one_line(name), 31);
    return name.empty() ? "1" : name;
}

std::optional<double> as_number(std::string_view text) {
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

// "2026-03-01" or "2026-03-01T17:30:00…"; Excel's calendar begins with 1900.
std::optional<lxw_datetime> as_date(const std::string& text, bool& with_time) {
    lxw_datetime d{};
    int hour = 0, minute = 0, second = 0;
    const int got = std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &d.year, &d.month, &d.day, &hour,
                                &minute, &second);
    if ((got != 3 || text.size() != 10) && got < 5) return std::nullopt;
    if (d.year < 1900 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31) return std::nullopt;
    with_time = got >= 5;
    d.hour = hour, d.min = minute, d.sec = second;
    return d;
}

class XlsxWriter final : public Writer {
  public:
    XlsxWriter(WriteOptions options, Sink sink) : options_(std::move(options)), sink_(std::move(sink)) {
        lxw_workbook_options how{};
        how.constant_memory = LXW_TRUE;
        book_ = workbook_new_opt(file_.path().c_str(), &how);
        if (!book_) throw std::runtime_error("libxlsxwriter could not begin a file");
        sheet_ = workbook_add_worksheet(book_, sheet_name(options_.sheet).c_str());
        if (!sheet_) throw std::runtime_error("libxlsxwriter could not begin a sheet");
        prepare();
    }
    ~XlsxWriter() override {
        if (book_) workbook_close(book_);
    }
    XlsxWriter(const XlsxWriter&) = delete;
    XlsxWriter& operator=(const XlsxWriter&) = delete;

    void row(std::span<const std::string> cells) override {
        const std::size_t columns = std::min(cells.size(), options_.columns.size());
        for (std::size_t c = 0; c < columns; ++c)
            if (!cells[c].empty()) put(static_cast<lxw_col_t>(c), cells[c], options_.columns[c].type);
        ++row_;
    }

    void finish() override {
        const lxw_error error = workbook_close(std::exchange(book_, nullptr));
        if (error != LXW_NO_ERROR)
            throw std::runtime_error(std::string("libxlsxwriter: ") + lxw_strerror(error));
        std::ifstream in(file_.path(), std::ios::binary);
        std::array<char, 64 * 1024> piece;
        while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
            sink_({piece.data(), static_cast<std::size_t>(in.gcount())});
    }

  private:
    void prepare() {
        lxw_format* bold = workbook_add_format(book_);
        format_set_bold(bold);
        date_ = workbook_add_format(book_);
        format_set_num_format_index(date_, 14);  // as the reader's country writes dates
        time_ = workbook_add_format(book_);
        format_set_num_format_index(time_, 22);
        if (!options_.columns.empty())
            worksheet_set_column(sheet_, 0, static_cast<lxw_col_t>(options_.columns.size() - 1), kWidth,
                                 nullptr);
        worksheet_freeze_panes(sheet_, 1, 0);
        for (std::size_t c = 0; c < options_.columns.size(); ++c)
            worksheet_write_string(sheet_, 0, static_cast<lxw_col_t>(c), options_.columns[c].heading.c_str(),
                                   bold);
    }

    void put(lxw_col_t column, const std::string& cell, ColumnType type) {
        bool with_time = false;
        if (type == ColumnType::number) {
            if (const auto number = as_number(cell))
                return void(worksheet_write_number(sheet_, row_, column, *number, nullptr));
        } else if (type == ColumnType::date) {
            if (auto date = as_date(cell, with_time))
                return void(
                    worksheet_write_datetime(sheet_, row_, column, &*date, with_time ? time_ : date_));
        }
        const std::string text = code_points(cell) > kMostInCell / 2 ? shorten(cell, kMostInCell / 2) : cell;
        worksheet_write_string(sheet_, row_, column, text.c_str(), nullptr);
    }

    WriteOptions options_;
    Sink sink_;
    TemporaryFile file_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* date_ = nullptr;
    lxw_format* time_ = nullptr;
    lxw_row_t row_ = 1;
};

}  // namespace

std::unique_ptr<Writer> xlsx_writer(WriteOptions options, Sink sink) {
    return std::make_unique<XlsxWriter>(std::move(options), std::move(sink));
}

}  // namespace escucha::sheets
