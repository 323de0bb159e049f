// .csv and .vcf: texts, handed on in pieces.
#include <algorithm>
#include <string>

#include "base/fold.hpp"
#include "sheets/writers.hpp"

namespace escucha::sheets {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

class Pieces {
  public:
    explicit Pieces(Sink sink) : sink_(std::move(sink)) {}
    void add(std::string_view text) {
        waiting_ += text;
        if (waiting_.size() >= kPiece) flush();
    }
    void flush() {
        if (!waiting_.empty()) sink_(waiting_);
        waiting_.clear();
    }

  private:
    Sink sink_;
    std::string waiting_;
};

// "-12.5", "+51 987 654 321": what a spreadsheet may read as a formula comes to the same number.
bool harmless(std::string_view cell) {
    const std::string_view rest = cell.substr(1);
    return (cell[0] == '+' || cell[0] == '-') && !rest.empty() &&
           rest.find_first_not_of("0123456789 .,()") == std::string_view::npos &&
           rest.find_first_of("0123456789") != std::string_view::npos;
}

std::string guarded(std::string_view cell) {
    const bool formula =
        !cell.empty() && std::string_view("=+-@\t\r\n").find(cell[0]) != std::string_view::npos;
    return (formula && !harmless(cell) ? "'" : "") + std::string(cell);
}

class CsvWriter final : public Writer {
  public:
    CsvWriter(WriteOptions options, Sink sink) : options_(std::move(options)), out_(std::move(sink)) {
        out_.add("\xEF\xBB\xBF");
        std::vector<std::string> headings;
        for (const Column& column : options_.columns) headings.push_back(column.heading);
        row(headings);
    }
    void row(std::span<const std::string> cells) override {
        for (std::size_t c = 0; c < options_.columns.size(); ++c) {
            if (c > 0) out_.add(std::string(1, options_.separator));
            const bool is_number = c < cells.size() && options_.columns[c].type == ColumnType::number;
            out_.add(quoted(guarded(is_number ? number(cells[c]) : c < cells.size() ? cells[c] : "")));
        }
        out_.add("\r\n");
    }
    void finish() override { out_.flush(); }

  private:
    // "12.5" as the reader's spreadsheet writes it; what is none stays as it is.
    std::string number(const std::string& cell) const {
        const bool plain = cell.find_first_not_of("-0123456789.") == std::string::npos;
        if (options_.separator != ';' || !plain) return cell;
        std::string out = cell;
        std::ranges::replace(out, '.', ',');
        return out;
    }
    std::string quoted(const std::string& cell) const {
        if (cell.find_first_of(std::string("\"\r\n") + options_.separator) == std::string::npos) return cell;
        std::string out = "\"";
        for (const char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
        return out += '"';
    }
    WriteOptions options_;
    Pieces out_;
};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\\' || c == ',' || c == ';') out += '\\';
        out += c == '\n' ? "\\n" : std::string(1, c);
    }
    return out;
}

// At most 75 bytes a line, never inside a character (RFC 6350, 3.2).
std::string folded(const std::string& line) {
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t n = 1;
        while (i + n < line.size() && (static_cast<unsigned char>(line[i + n]) >> 6) == 2) ++n;
        if (width + n > 75) {
            out += "\r\n ";
            width = 1;
        }
        out.append(line, i, n);
        width += n;
        i += n;
    }
    return out + "\r\n";
}

class VcardWriter final : public Writer {
  public:
    VcardWriter(WriteOptions options, Sink sink) : options_(std::move(options)), out_(std::move(sink)) {}
    void row(std::span<const std::string> cells) override {
        out_.add("BEGIN:VCARD\r\nVERSION:4.0\r\n");
        bool named = false;
        for (std::size_t c = 0; c < options_.columns.size() && c < cells.size(); ++c) {
            const std::string& property = options_.columns[c].vcard;
            if (property.empty() || cells[c].empty()) continue;
            named = named || property == "FN";
            out_.add(folded(property + ":" + value(property, cells[c])));
        }
        if (!named) out_.add("FN:\r\n");  // every card has one (RFC 6350, 6.2.1)
        out_.add("END:VCARD\r\n");
    }
    void finish() override { out_.flush(); }

  private:
    static std::string value(const std::string& property, const std::string& cell) {
        if (property != "BDAY") return escaped(cell);
        std::string digits = cell;
        std::erase(digits, '-');
        return escaped(cell.starts_with("--") ? "--" + digits : digits);  // without the year: RFC 6350, 4.3.1
    }
    WriteOptions options_;
    Pieces out_;
};

}  // namespace

std::unique_ptr<Writer> csv_writer(WriteOptions options, Sink sink) {
    return std::make_unique<CsvWriter>(std::move(options), std::move(sink));
}
std::unique_ptr<Writer> vcard_writer(WriteOptions options, Sink sink) {
    return std::make_unique<VcardWriter>(std::move(options), std::move(sink));
}

}  // namespace escucha::sheets
