// A file comes in: kept in pieces, read once, its columns guessed or remembered.
#include <algorithm>

#include "base/fold.hpp"
#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/imports/file.hpp"
#include "modules/imports/guessing.hpp"
#include "modules/imports/record.hpp"
#include "modules/imports/view.hpp"

namespace escucha::imports {
namespace {

constexpr std::size_t kPiece = 256 * 1024;  // bytes
constexpr std::size_t kPiecesAtOnce = 4;    // in one transaction
constexpr std::size_t kSamples = 4;         // of each column
constexpr std::size_t kSampleLength = 60;   // code points

void take_samples(store::Record& r, const sheets::Row& row) {
    r.samples.resize(std::max(r.samples.size(), row.cells.size()));
    for (std::size_t c = 0; c < row.cells.size(); ++c)
        if (std::string text = shorten(one_line(row.cells[c]), kSampleLength);
            !text.empty() && r.samples[c].size() < kSamples)
            r.samples[c].push_back(std::move(text));
}

// Is it the month that comes first? Where one cell proves it and none the contrary. Only columns of nothing
// but dates are asked: what looks like one among phones and notes is none.
class DateOrder {
  public:
    void look(const sheets::Row& row) {
        columns_.resize(std::max(columns_.size(), row.cells.size()));
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            if (const std::string& cell = row.cells[c]; !cell.empty() && columns_[c].dates)
                look(columns_[c], cell);
    }
    bool month_first() const {
        const auto any = [&](bool Column::* proof) {
            return std::ranges::any_of(columns_, [&](const Column& c) { return c.dates && c.*proof; });
        };
        return any(&Column::month) && !any(&Column::day);
    }

  private:
    struct Column {
        bool dates = true, month = false, day = false;
    };
    static void look(Column& column, const std::string& cell) {
        const int proof = proves_month_first(cell);
        column.month = column.month || proof > 0;
        column.day = column.day || proof < 0;
        column.dates = proof != 0 || looks_like_a_date(cell);
    }
    std::vector<Column> columns_;
};

// Reads the whole file: what is broken in its last row is said now, not in the middle of the import.
Result<void> look_into(store::Record& r, std::string_view bytes) {
    r.samples.clear();
    r.total = 0;
    DateOrder dates;
    const auto head = sheets::read(bytes, options_of(r.reading), [&](const sheets::Head&, sheets::Row&& row) {
        if (r.total++ < 50) take_samples(r, row);
        if (!r.reading.month_first) dates.look(row);
        return true;
    });
    if (!head) return Refused(head.error());
    r.found = {.format = head->format,
               .encoding = head->encoding,
               .separator = head->separator != 0 ? std::string(1, head->separator) : "",
               .decimal_comma = head->decimal_comma,
               .month_first = r.reading.month_first.value_or(dates.month_first()),
               .sheet = head->sheet,
               .sheets = head->sheets,
               .heading_row = static_cast<int>(head->heading_row)};
    r.headings = head->headings;
    r.samples.resize(r.headings.size());
    r.heading_key = token_hash(heading_key(r.headings));  // thousands of headings are too long for an index
    return {};
}

void choose_targets(db::Tx& tx, const Hooks& hooks, store::Record& r) {
    const auto known = store::mapping(tx, r.heading_key);
    r.remembered = known && known->size() == r.headings.size();
    r.targets = r.remembered ? *known
                             : guess_targets(r.headings,
                                             hooks.fields ? hooks.fields(tx) : std::vector<ImportTarget>{});
}

}  // namespace

sheets::ReadOptions options_of(const ReadingWish& w) {
    return {.encoding = w.encoding,
            .separator = w.separator,
            .decimal_comma = w.decimal_comma,
            .heading_row = w.heading_row,
            .sheet = w.sheet,
            .limits = {.bytes = kLargestFile}};
}

std::string bytes_of(db::Database& base, ImportId id, std::int64_t size) {
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(size));
    for (std::size_t first = 0; bytes.size() < static_cast<std::size_t>(size); first += kPiecesAtOnce) {
        const std::string more =
            base.read([&](db::Tx& tx) { return store::pieces(tx, id, first, kPiecesAtOnce); });
        if (more.empty()) break;  // discarded meanwhile
        bytes += more;
    }
    return bytes;
}

Result<Import> Imports::upload(std::string_view name, std::string_view bytes, const Principal& by,
                               Instant now, const ReadingWish& wish) {
    store::Record r{.name = shorten(one_line(name), 200),
                    .size = static_cast<std::int64_t>(bytes.size()),
                    .checksum = token_hash(bytes),
                    .at = now,
                    .by_id = by.person,
                    .by_name = by.name,
                    .by_role = by.role,
                    .reading = wish};
    if (const auto ok = look_into(r, bytes); !ok) return Refused(ok.error());
    const std::size_t pieces = (bytes.size() + kPiece - 1) / kPiece;
    ImportId id = 0;
    for (std::size_t first = 0; first < pieces; first += kPiecesAtOnce) {
        const ImportId written = base_.write([&](db::Tx& tx) {
            store::Record mine = r;
            if (first == 0) choose_targets(tx, hooks_, mine);
            const ImportId import = first == 0 ? store::add(tx, mine) : id;
            for (std::size_t n = first; n < std::min(first + kPiecesAtOnce, pieces); ++n)
                store::add_piece(tx, import, n, bytes.substr(n * kPiece, kPiece));
            if (first + kPiecesAtOnce >= pieces) store::complete(tx, import);
            return import;
        });
        id = written;
    }
    return *find(id);
}

Result<Import> Imports::read_anew(ImportId id, const ReadingWish& wish) {
    auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r) return not_found("import.not_found");
    r->reading = wish;
    if (const auto ok = look_into(*r, bytes_of(base_, id, r->size)); !ok) return Refused(ok.error());
    return base_.write([&](db::Tx& tx) -> Result<Import> {
        const auto now = store::get(tx, id);
        if (!now) return not_found("import.not_found");
        if (now->state != ImportState::uploaded && now->state != ImportState::ready)
            return conflict("import.wrong_state");
        store::Record mine = *r;
        mine.left_out = now->left_out;  // who was erased is not shown again
        if (!mine.left_out.empty()) mine.samples.assign(mine.samples.size(), {});
        mine.state = ImportState::uploaded;
        mine.counts = {};
        mine.handled = 0;
        mine.generation = now->generation + 1;
        choose_targets(tx, hooks_, mine);
        store::save(tx, mine);
        store::clear_rows(tx, id);
        return view(tx, mine, Language::es);
    });
}

}  // namespace escucha::imports
