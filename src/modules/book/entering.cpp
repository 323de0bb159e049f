// A sheet is written: case, number, entry and act of the ledger in one transaction, or nothing at all.
#include "base/fold.hpp"
#include "base/human_time.hpp"
#include "db/database.hpp"
#include "http/text_rules.hpp"
#include "modules/book/book.hpp"
#include "modules/book/chaining.hpp"
#include "modules/book/events.hpp"
#include "modules/book/store.hpp"
#include "modules/cases/cases.hpp"
#include "modules/ledger/ledger.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::book {
namespace {

using std::chrono::year_month_day;

constexpr std::chrono::years kOldestPaper{2};
constexpr std::size_t kLongestPaperNumber = 40;

const Zone& zone_of(const Books::Parts& parts) {
    return *parts.team.organisation()->zone;
}

// Texts cleaned as the API's are; what no field of the sheet asked for is named.
Result<Answers> cleaned(const Sheet& sheet, const Answers& written) {
    Answers out;
    std::vector<FieldError> wrong;
    for (const auto& [key, text] : written) {
        const auto* field = sheet.field(key);
        std::string clean;
        if (!field) {
            wrong.push_back({key, "unknown"});
            continue;
        }
        if (auto bad = http::take_text(text, http::shape_of<http::Prose<20'000, 0>>(), clean))
            wrong.push_back({key, std::move(bad->code), std::move(bad->params)});
        else if (!clean.empty())
            out[key] = field->type == SheetFieldType::area ? clean : one_line(clean);
    }
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return out;
}

std::string_view wrong_paper_day(const Zone& zone, year_month_day day, Instant now) {
    const LocalDay written{std::chrono::sys_days(day).time_since_epoch()};
    const auto today = zone.day(now);
    if (!day.ok() || written > today) return "book_in_the_future";
    return written < today - kOldestPaper ? "book_too_old" : "";
}

Result<void> acceptable(const Book& book, const Filled& in, const Answers& answers, const Zone& zone,
                        Instant now) {
    auto wrong = problems(book.form(), answers, book.country, iso_date(zone.day(now)));
    if (!in.paper_date && !in.accepted) wrong.push_back({"accepted", "book_must_accept"});
    if (in.paper_date)
        if (const auto code = wrong_paper_day(zone, *in.paper_date, now); !code.empty())
            wrong.push_back({"paper_date", std::string(code)});
    if (code_points(in.paper_number) > kLongestPaperNumber)
        wrong.push_back({"paper_number", "too_long", {{"max", std::to_string(kLongestPaperNumber)}}});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    return {};
}

// Noon of the day on the paper: of the hour nobody knows, and days are counted from it.
Instant filed(const Filled& in, const Zone& zone, Instant now) {
    if (!in.paper_date) return now;
    const LocalDay day{std::chrono::sys_days(*in.paper_date).time_since_epoch()};
    return std::min(now, zone.instant(LocalTime{day} + std::chrono::hours(12)));
}

std::string answer(const Answers& answers, std::string_view key) {
    const auto found = answers.find(key);
    return found == answers.end() ? std::string() : found->second;
}

cases::NewCase case_of(const Filled& in, const Entry& e) {
    cases::NewCase c;
    c.kind = case_kind(e.kind);
    c.channel = in.channel;
    c.what = answer(e.answers, "detail");
    c.expectation = answer(e.answers, "request");
    c.who = {answer(e.answers, "consumer_name"), answer(e.answers, "consumer_email"),
             answer(e.answers, "consumer_phone"), answer(e.answers, "consumer_document")};
    c.team = in.team;
    c.language = in.language;
    c.files = in.files;
    c.sample = in.sample;
    c.said_at = e.filed_at;
    c.told_otherwise = true;
    return c;
}

// The sheet asks for them by its own names.
Error as_asked(Error error) {
    for (auto& f : error.fields) {
        if (f.field == "customer.name") f.field = "consumer_name";
        if (f.field == "customer.email") f.field = "consumer_email";
        if (f.field == "customer.phone") f.field = "consumer_phone";
        if (f.field == "customer.document") f.field = "consumer_document";
    }
    return error;
}

Entry begun(const Book& book, const Filled& in, Answers answers, const Zone& zone, Instant now) {
    Entry e{.book = book.id,
            .sheet = book.form().key,
            .answers = std::move(answers),
            .on_paper = in.paper_date.has_value(),
            .paper_number = one_line(in.paper_number),
            .at = now,
            .filed_at = filed(in, zone, now),
            .language = in.language,
            .sample = in.sample};
    e.kind = *db::parse_enum<EntryKind>(answer(e.answers, "kind"));
    return e;
}

Result<void> open_case(const Books::Parts& parts, db::Tx& tx, const Principal& by, const Filled& in, Entry& e,
                       Instant now) {
    const auto opened = parts.cases.open_in(tx, by, case_of(in, e), now);
    if (!opened) return Refused(as_asked(opened.error()));
    e.case_id = opened->id;
    e.case_code = opened->code;
    e.customer = opened->customer;
    e.due_at = opened->law_due ? opened->law_due : opened->resolution_due;
    return {};
}

void announce(const Books::Parts& parts, db::Tx& tx, const Entry& e, const Principal& by, Instant now) {
    auto event =
        work::event(EntryMade::kType, "book_entry", e.id, by, now, EntryMade{e.id, e.book, shown(e.number)});
    event.case_id = e.case_id;
    parts.events.append(tx, std::move(event));
}

}  // namespace

void Books::stand_in_line(db::Tx& tx) const {
    parts_.ledger.take_turn(tx);
}

Result<Receipt> Books::enter(const Principal& by, BookId id, const Filled& in, Instant now) {
    return parts_.db.write([&](db::Tx& tx) {
        stand_in_line(tx);
        return enter_in(tx, by, id, in, now);
    });
}

Result<Receipt> Books::enter_in(db::Tx& tx, const Principal& by, BookId id, const Filled& in,
                                Instant now) const {
    const auto book = store::find(tx, id);
    if (!book) return not_found("book.not_found");
    if (!book->open) return conflict("book.closed", {{"name", book->name}});
    auto answers = cleaned(book->form(), in.answers);
    if (!answers) return Refused(answers.error());
    const auto& zone = zone_of(parts_);
    if (const auto ok = acceptable(*book, in, *answers, zone, now); !ok) return Refused(ok.error());
    auto e = begun(*book, in, std::move(*answers), zone, now);
    if (const auto ok = open_case(parts_, tx, by, in, e, now); !ok) return Refused(ok.error());
    const year_month_day day{zone.day(now)};
    e.number = store::next_number(tx, book->id, static_cast<int>(day.year()));
    chain_first(*this, tx, *book, e);
    e.id = store::add(tx, e, static_cast<unsigned>(day.month()));
    Act act{.entry = e.id,
            .kind = ActKind::entered,
            .at = now,
            .by = by.is_person() ? by.person : 0,
            .ledger = e.ledger};
    act.id = store::add_act(tx, act);
    announce(parts_, tx, e, by, now);
    return Receipt{.book = *book, .entry = std::move(e), .acts = {act}};
}

}  // namespace escucha::book
