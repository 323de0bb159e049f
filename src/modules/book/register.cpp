// The book of a year or a month as a file.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "db/param.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/printing.hpp"
#include "modules/book/store.hpp"
#include "modules/book/views.hpp"
#include "sheets/writer.hpp"

namespace escucha::book {
namespace {

std::string say(const Press& press, std::string_view key, const TextParams& params = {}) {
    return text(press.language, fmt::format("book.print.{}", key), params);
}

// What is written of one entry, wherever to.
struct Seen {
    const Entry& entry;
    EntryLine line;
    bool open = false;  // for the reader's eyes
    std::span<const Act> acts;
};

// A part of a year or a month, in the order of the numbers.
struct Part {
    int year = 0, month = 0;  // month 0: the year
    EntryId after = 0;        // 0: from the first
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

class Reading {
  public:
    // Without a transaction each piece is read in one of its own: what is handed out meanwhile, to a disk or
    // into a table, holds nothing of the base.
    Reading(const Books& books, const Book& book, const Principal& who, const Press& press,
            db::Tx* tx = nullptr)
        : books_(books), book_(book), who_(who), press_(press), tx_(tx) {}

    void each(const Part& part, const std::function<void(const Seen&)>& take) const {
        constexpr std::int64_t kPiece = 500;
        EntryId after = part.after;
        for (auto left = part.most; left > 0;) {
            const auto wanted = std::min(left, kPiece);
            const auto piece =
                tx_ ? read(*tx_, part, after, wanted)
                    : books_.parts().db.read([&](db::Tx& tx) { return read(tx, part, after, wanted); });
            for (const auto& e : piece.entries) take(seen(e, piece));
            if (std::ssize(piece.entries) < wanted) return;
            after = piece.entries.back().id;
            left -= wanted;
        }
    }

  private:
    struct Piece {
        std::vector<Entry> entries;
        std::unordered_map<EntryId, std::vector<Act>> acts;
        Eyes eyes;
    };
    Piece read(db::Tx& tx, const Part& part, EntryId after, std::int64_t most) const {
        auto entries = books_.entries(tx,
                                      {.book = book_.id,
                                       .year = part.year,
                                       .month = part.month,
                                       .after = after,
                                       .oldest_first = true,
                                       .limit = static_cast<std::size_t>(most)},
                                      press_.now);
        std::vector<EntryId> ids;
        for (const auto& e : entries) ids.push_back(e.id);
        auto acts = books_.acts(tx, ids);
        Eyes eyes(tx, entries, who_);
        return {std::move(entries), std::move(acts), std::move(eyes)};
    }
    Seen seen(const Entry& e, const Piece& piece) const {
        const auto acts = piece.acts.find(e.id);
        const auto c = piece.eyes.of(e);
        return {.entry = e,
                .line = line(e, c, press_.language, press_.now),
                .open = c.has_value(),
                .acts = acts == piece.acts.end() ? std::span<const Act>{} : acts->second};
    }

    const Books& books_;
    const Book& book_;
    const Principal& who_;
    const Press& press_;
    db::Tx* tx_;
};

std::string told(const Entry& e, std::string_view key) {
    const auto found = e.answers.find(key);
    return found == e.answers.end() ? std::string() : found->second;
}

std::string value(const Entry& e, const SheetField& f, const Press& press) {
    const auto written = told(e, f.key);
    if (f.type == SheetFieldType::yes && !written.empty()) return text(press.language, "book.sheet.yes");
    const auto* choice = f.type == SheetFieldType::choice ? f.choice(written) : nullptr;
    return choice ? choice->label.in(press.language) : written;
}

std::string answers_given(const Seen& s) {
    std::string out;
    for (const auto& a : s.acts)
        if ((a.kind == ActKind::replied || a.kind == ActKind::resolved) && !a.text.empty())
            out += (out.empty() ? "" : "\n") + a.text;
    return out;
}

std::string hour(Instant at, const Press& press) {
    const auto local = press.zone->local(at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
    return fmt::format("{} {:02}:{:02}", iso_date(day), minutes / 60, minutes % 60);
}

// --- As a table --------------------------------------------------------------------------------------------
using sheets::ColumnType;

std::vector<const SheetField*> written_fields(const Sheet& sheet) {
    std::vector<const SheetField*> out;
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields) out.push_back(&f);
    return out;
}

std::vector<sheets::Column> columns(const Sheet& sheet, const Press& press) {
    std::vector<sheets::Column> out;
    for (const auto* key : {"number", "at", "filed", "on_paper", "kind"}) out.push_back({say(press, key)});
    for (const auto* f : written_fields(sheet))
        out.push_back({f->label.in(press.language),
                       f->type == SheetFieldType::amount ? ColumnType::number : ColumnType::text});
    for (const auto* key :
         {"other", "due_short", "answered", "standing", "answer", "follow_code", "verification_code"})
        out.push_back({say(press, key)});
    return out;
}

// What was written on another sheet than the book has now.
std::string other(const Entry& e, const Sheet& sheet, const Press& press) {
    const auto* its = find_sheet(e.sheet);
    std::string out;
    for (const auto& [key, written] : e.answers) {
        if (sheet.field(key) || written.empty() || tells_of_file(key)) continue;
        const auto* f = its ? its->field(key) : nullptr;
        out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", f ? f->label.in(press.language) : key,
                           f ? value(e, *f, press) : written);
    }
    for (const auto& f : files_of(e.answers))
        out += fmt::format("{}{}: {} (SHA-256 {})", out.empty() ? "" : "\n",
                           text(press.language, "book.sheet.files_title"), f.name, f.sha256);
    return out;
}

std::vector<std::string> cells(const Seen& s, const Sheet& sheet, const Press& press) {
    const auto& e = s.entry;
    std::vector<std::string> out{s.line.number, hour(e.at, press), hour(e.filed_at, press),
                                 e.on_paper ? text(press.language, "book.sheet.yes") : "", s.line.kind_label};
    for (const auto* f : written_fields(sheet)) out.push_back(s.open ? value(e, *f, press) : "");
    const auto code = TrackingCode::parse(e.case_code);
    for (auto& text_of :
         {s.open ? other(e, sheet, press) : std::string(), e.due_at ? hour(*e.due_at, press) : "",
          e.answered_at ? hour(*e.answered_at, press) : "",
          say(press, fmt::format("standing.{}", db::name(s.line.standing))),
          s.open ? answers_given(s) : std::string(),
          s.open ? (code ? code->shown() : e.case_code) : std::string(), e.verification})
        out.push_back(text_of);
    return out;
}

void write_table(const Reading& reading, const Book& book, sheets::Format format, const Part& part,
                 const Press& press, const print::Sink& sink) {
    const auto& sheet = book.form();
    const auto writer = sheets::make_writer(
        format, {.columns = columns(sheet, press), .sheet = fmt::format("{} {}", book.code, part.year)},
        sink);
    reading.each(part, [&](const Seen& s) { writer->row(cells(s, sheet, press)); });
    writer->finish();
}

// --- As PDF ------------------------------------------------------------------------------------------------
std::string asked(const Seen& s, const Press& press) {
    if (!s.open) return say(press, "hidden");
    if (s.entry.blanked) return text(press.language, "book.sheet.blanked");
    std::string out = told(s.entry, "detail");
    if (const auto request = told(s.entry, "request"); !request.empty())
        out += fmt::format("\n{}: {}", say(press, "request"), request);
    return out;
}

std::vector<std::string> printed(const Seen& s, const Press& press) {
    const auto& e = s.entry;
    auto when = hour(e.at, press);
    if (e.on_paper) when += fmt::format("\n{}: {}", say(press, "filed"), hour(e.filed_at, press));
    auto state = say(press, fmt::format("standing.{}", db::name(s.line.standing)));
    if (e.due_at) state += fmt::format("\n{}: {}", say(press, "due_short"), hour(*e.due_at, press));
    if (e.answered_at)
        state += fmt::format("\n{}: {}", say(press, "answered_short"), hour(*e.answered_at, press));
    return {fmt::format("{}\n{}", s.line.number, s.line.kind_label),
            when,
            s.line.consumer,
            asked(s, press),
            s.open ? answers_given(s) : "",
            state};
}

std::string period(int year, int month, const Press& press) {
    if (month == 0) return std::to_string(year);
    return fmt::format("{} {}", month_name(press.language, static_cast<unsigned>(month)), year);
}

// What one PDF holds: the whole, or a volume of it.
struct Volume {
    Part part;
    int n = 1, of = 1;
    std::int64_t entries = 0, all = 0;
    std::string first = {}, last = {};  // numbers
};

std::string title_of(const Book& book, const Volume& v, const Press& press) {
    auto title =
        fmt::format("{}: {}", book.form().name.in(press.language), period(v.part.year, v.part.month, press));
    if (v.of > 1)
        title += " · " + say(press, "volume", {{"n", std::to_string(v.n)}, {"of", std::to_string(v.of)}});
    return title;
}

std::string contents(const Volume& v, const Press& press) {
    if (v.of == 1) return say(press, "entries", {{"n", std::to_string(v.entries)}});
    return say(press, "volume_entries",
               {{"first", v.first},
                {"last", v.last},
                {"n", std::to_string(v.entries)},
                {"all", std::to_string(v.all)}});
}

void write_pdf(const Reading& reading, const Book& book, const Volume& v, const Press& press,
               const print::Sink& sink) {
    const auto title = title_of(book, v, press);
    const std::array columns{
        print::Column{say(press, "number"), 1.5},   print::Column{say(press, "at"), 1.3},
        print::Column{say(press, "consumer"), 1.5}, print::Column{say(press, "asked"), 3.4},
        print::Column{say(press, "answer"), 2.8},   print::Column{say(press, "standing"), 1.7}};
    print::render({.landscape = true,
                   .title = title,
                   .author = book.provider,
                   .language = press.language,
                   .created = press.now,
                   .header = fmt::format("{} · {}", title, book.name),
                   .footer = say(press, "printed",
                                 {{"when", full_moment_in_words(press.language, *press.zone, press.now)}}),
                   .page_number = say(press, "page"),
                   .margin = 40},
                  sink, [&](print::Document& d) {
                      d.heading(1, title);
                      d.paragraph(fmt::format("{} · {} {}\n{}", book.name, book.provider, book.tax_number,
                                              contents(v, press)));
                      d.begin_table(columns);
                      reading.each(v.part, [&](const Seen& s) { d.row(printed(s, press)); });
                      d.end_table();
                  });
}

Result<Volume> volume_of(db::Tx& tx, const Book& book, const BookPart& wanted) {
    Volume v{.part = {.year = wanted.year, .month = wanted.month}};
    v.all = store::count(tx, book.id, wanted.year, wanted.month);
    v.of = std::max(1, static_cast<int>((v.all + wanted.per_volume - 1) / wanted.per_volume));
    if (v.of > 1 && wanted.volume == 0)
        return refuse(ErrorKind::conflict, "book.too_many_to_print",
                      {{"n", std::to_string(v.all)},
                       {"most", std::to_string(wanted.per_volume)},
                       {"volumes", std::to_string(v.of)}});
    if (wanted.volume > v.of)
        return invalid_field("volume", "book_no_such_volume", {{"n", std::to_string(v.of)}});
    v.n = std::max(1, wanted.volume);
    const auto before = (v.n - 1) * wanted.per_volume;
    v.entries = std::min(wanted.per_volume, v.all - before);
    v.part.most = v.entries;
    if (v.of == 1) return v;
    const auto nth = [&](std::int64_t n) { return store::nth(tx, book.id, wanted.year, wanted.month, n); };
    if (before > 0) v.part.after = nth(before);
    const auto digits = book.form().digits;
    v.first = shown(store::entry(tx, nth(before + 1))->number, digits);
    v.last = shown(store::entry(tx, nth(before + v.entries))->number, digits);
    return v;
}

Result<WrittenBook> write_volume(const Books& books, const Book& book, const BookPart& wanted,
                                 const Principal& who, const Press& press, const print::Sink& sink) {
    // Drawn twice, to count the pages first: of one moment.
    return books.parts().db.read([&](db::Tx& tx) -> Result<WrittenBook> {
        const auto v = volume_of(tx, book, wanted);
        if (!v) return Refused(v.error());
        write_pdf(Reading(books, book, who, press, &tx), book, *v, press, sink);
        return WrittenBook{.volume = v->n, .of = v->of};
    });
}

}  // namespace

Result<WrittenBook> write_book(const Books& books, const Book& book, const BookPart& wanted,
                               const Principal& who, const Press& press, const print::Sink& sink) {
    if (wanted.format == BookFormat::pdf) return write_volume(books, book, wanted, who, press, sink);
    const auto table = wanted.format == BookFormat::xlsx ? sheets::Format::xlsx : sheets::Format::csv;
    write_table(Reading(books, book, who, press), book, table, {.year = wanted.year, .month = wanted.month},
                press, sink);
    return WrittenBook{};
}

}  // namespace escucha::book
