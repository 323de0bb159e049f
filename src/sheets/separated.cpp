#include "sheets/separated.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sheets/assembling.hpp"

namespace escucha::sheets {
namespace {

constexpr std::size_t kSample = 64 * 1024;  // bytes looked at to find out how a file is written
constexpr std::size_t kSampleRecords = 40;
constexpr std::array kSeparators{';', ',', '\t', '|'};

class Cutter {
  public:
    Cutter(std::string_view text, char separator, const Limits& limits)
        : text_(text), separator_(separator), limits_(limits) {}

    bool at_end() const { return at_ >= text_.size(); }
    bool open_quote() const { return open_quote_; }
    bool too_large() const { return too_large_; }

    std::vector<std::string> record() {
        std::vector<std::string> fields;
        do {
            std::string next = field();
            // Beyond the last column only what is filled is kept: the first is one too many.
            if (fields.size() >= limits_.columns && next.empty()) continue;
            fields.push_back(std::move(next));
            if (fields.size() > limits_.columns) break;
        } while (!too_large_ && !open_quote_ && take(separator_));
        take('\r');
        take('\n');
        return fields;
    }

  private:
    bool take(char c) {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    std::string field() {
        std::string out;
        if (take('"')) out = quoted();
        const std::string stops{separator_, '\r', '\n'};
        const std::size_t end = std::min(text_.find_first_of(stops, at_), text_.size());
        out += text_.substr(at_, end - at_);
        at_ = end;
        too_large_ = too_large_ || out.size() > limits_.cell_bytes;
        return out;
    }

    std::string quoted() {
        std::string out;
        while (true) {
            const std::size_t quote = text_.find('"', at_);
            if (quote == std::string_view::npos) {
                open_quote_ = true;
                at_ = text_.size();
                return out;
            }
            out += text_.substr(at_, quote - at_);
            at_ = quote + 1;
            if (!take('"')) return out;
            out += '"';
        }
    }

    std::string_view text_;
    char separator_;
    const Limits& limits_;
    std::size_t at_ = 0;
    bool open_quote_ = false, too_large_ = false;
};

// Excel's own way of saying it: a first line "sep=;".
std::optional<char> said(std::string_view& text) {
    if (text.size() < 5 || !text.starts_with("sep=")) return std::nullopt;
    const char separator = text[4];
    std::string_view rest = text.substr(5);
    if (rest.starts_with('\r')) rest.remove_prefix(1);
    if (!rest.starts_with('\n')) return std::nullopt;
    text = rest.substr(1);
    return separator;
}

double evenness(std::string_view sample, char separator) {
    constexpr Limits kNone{.columns = kSample, .cell_bytes = kSample};
    Cutter cutter(sample, separator, kNone);
    std::map<std::size_t, std::size_t> widths;
    std::size_t records = 0;
    while (!cutter.at_end() && records < kSampleRecords) {
        const std::size_t width = cutter.record().size();
        if (cutter.open_quote()) break;
        ++records;
        ++widths[width];
    }
    double best = 0;
    for (const auto& [width, times] : widths)
        if (width > 1)
            best = std::max(
                best, static_cast<double>(times) / static_cast<double>(std::max<std::size_t>(records, 1)) +
                          0.001 * static_cast<double>(std::min<std::size_t>(width, 100)));
    return best;
}

// What writers put before a text that a spreadsheet would take for a formula (ours, too: text_writers.cpp).
void unguard(std::string& field) {
    if (field.size() > 1 && field[0] == '\'' &&
        std::string_view("=+-@\t\r\n").find(field[1]) != std::string_view::npos)
        field.erase(0, 1);
}

bool digits_only(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// For or against a decimal comma: "12,5" and "1.234,00" say yes, "12.5" and "1,234.00" no, "1,234" nothing.
int vote(std::string_view cell) {
    const auto comma = cell.rfind(','), point = cell.rfind('.');
    const bool has_comma = comma != std::string_view::npos, has_point = point != std::string_view::npos;
    if (has_comma == has_point && !has_comma) return 0;
    const std::size_t mark = has_comma && (!has_point || comma > point) ? comma : point;
    const std::string_view after = cell.substr(mark + 1);
    std::string before;
    for (const char c : cell.substr(0, mark))
        if (c != '.' && c != ',') before += c;
    if (!digits_only(after) || !digits_only(before) || (after.size() == 3 && has_comma != has_point))
        return 0;
    return mark == comma ? 1 : -1;
}

bool detect_decimal_comma(std::string_view sample, char separator) {
    constexpr Limits kNone{.columns = kSample, .cell_bytes = kSample};
    Cutter cutter(sample, separator, kNone);
    int votes = 0;
    for (std::size_t n = 0; !cutter.at_end() && n < kSampleRecords; ++n)
        for (const std::string& cell : cutter.record()) votes += vote(cell);
    return votes > 0 || (votes == 0 && separator == ';');
}

}  // namespace

Result<void> each_record(std::string_view utf8, char separator, const Limits& limits,
                         const OnRecord& on_record) {
    Cutter cutter(utf8, separator, limits);
    for (std::size_t number = 1; !cutter.at_end(); ++number) {
        auto fields = cutter.record();
        if (cutter.too_large())
            return Refused(at("sheet.cell_too_large", number, fields.size() - 1, limits.cell_bytes));
        if (cutter.open_quote()) return Refused(at("sheet.open_quote", number, fields.size() - 1));
        if (!on_record(number, std::move(fields))) break;
    }
    return {};
}

char detect_separator(std::string_view utf8) {
    const std::string_view sample = utf8.substr(0, kSample);
    char best = ',';
    double most = 0;
    for (const char separator : kSeparators)
        if (const double even = evenness(sample, separator); even > most) most = even, best = separator;
    return best;
}

Result<Head> read_separated(std::string_view utf8, Encoding encoding, const ReadOptions& options,
                            const OnRow& on_row) {
    const auto own = said(utf8);
    Head head{.format = Format::csv, .encoding = encoding};
    head.separator = options.separator ? *options.separator : own ? *own : detect_separator(utf8);
    head.decimal_comma =
        options.decimal_comma.value_or(detect_decimal_comma(utf8.substr(0, kSample), head.separator));
    Assembler rows(head, options, on_row);
    const std::size_t skipped = own ? 1 : 0;
    const auto done = each_record(
        utf8, head.separator, options.limits, [&](std::size_t number, std::vector<std::string>&& fields) {
            std::ranges::for_each(fields, unguard);
            return rows.add({.number = number + skipped, .cells = std::move(fields)});
        });
    if (!done) rows.fail(done.error());
    return rows.finish();
}

}  // namespace escucha::sheets
