// The book of a year or a month as a file.
#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "db/param.hpp"
#include "modules/book/printing.hpp"
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

class Reading {
  public:
    Reading(db::Tx& tx, const Books& books, const Book& book, const Principal& who, const Press& press)
        : tx_(tx), books_(books), book_(book), who_(who), press_(press) {}

    // Month after month, so that no more than one is held.
    void each(int year, int month, const std::function<void(const Seen&)>& take) const {
        for (int m = month == 0 ? 1 : month; m <= (month == 0 ? 12 : month); ++m) {
            const auto entries =
                books_.entries(tx_, {.book = book_.id, .year = year, .month = m, .limit = 0}, press_.now);
            std::vector<EntryId> ids;
            for (const auto& e : entries) ids.push_back(e.id);
            const auto acts = books_.acts(tx_, ids);
            for (const auto& e : entries) take(seen(e, acts));
        }
    }

  private:
    Seen seen(const Entry& e, const std::unordered_map<EntryId, std::vector<Act>>& acts) const {
        const auto found = acts.find(e.id);
        return {.entry = e,
                .line = line(books_, tx_, e, who_, press_.language, press_.now),
                .open = may_see(books_, tx_, e, who_),
                .acts = found == acts.end() ? std::span<const Act>{} : found->second};
    }

    db::Tx& tx_;
    const Books& books_;
    const Book& book_;
    const Principal& who_;
    const Press& press_;
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
        if (sheet.field(key) || written.empty()) continue;
        const auto* f = its ? its->field(key) : nullptr;
        out += fmt::format("{}{}: {}", out.empty() ? "" : "\n", f ? f->label.in(press.language) : key,
                           f ? value(e, *f, press) : written);
    }
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

void write_table(const Reading& reading, const Book& book, sheets::Format format, int year, int month,
                 const Press& press, const print::Sink& sink) {
    const auto& sheet = book.form();
    const auto writer = sheets::make_writer(
        format, {.columns = columns(sheet, press), .sheet = fmt::format("{} {}", book.code, year)}, sink);
    reading.each(year, month, [&](const Seen& s) { writer->row(cells(s, sheet, press)); });
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

void write_pdf(const Reading& reading, const Book& book, std::int64_t n, int year, int month,
               const Press& press, const print::Sink& sink) {
    const auto& sheet = book.form();
    const auto title = fmt::format("{}: {}", sheet.name.in(press.language), period(year, month, press));
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
                                              say(press, "entries", {{"n", std::to_string(n)}})));
                      d.begin_table(columns);
                      reading.each(year, month, [&](const Seen& s) { d.row(printed(s, press)); });
                      d.end_table();
                  });
}

std::int64_t count(db::Tx& tx, const Books& books, const Book& b, int year, int month, Instant now) {
    std::int64_t n = 0;
    for (const auto& m : books.months(tx, b.id, now))
        if (m.year == year && (month == 0 || m.month == month)) n += m.entries;
    return n;
}

}  // namespace

Result<void> write_book(db::Tx& tx, const Books& books, const Book& book, BookFormat format, int year,
                        int month, const Principal& who, const Press& press, const print::Sink& sink) {
    const Reading reading(tx, books, book, who, press);
    if (format != BookFormat::pdf) {
        const auto table = format == BookFormat::xlsx ? sheets::Format::xlsx : sheets::Format::csv;
        write_table(reading, book, table, year, month, press, sink);
        return {};
    }
    const auto n = count(tx, books, book, year, month, press.now);
    if (n > kMostPrinted)
        return refuse(ErrorKind::conflict, "book.too_many_to_print",
                      {{"n", std::to_string(n)}, {"most", std::to_string(kMostPrinted)}});
    write_pdf(reading, book, n, year, month, press, sink);
    return {};
}

}  // namespace escucha::book
