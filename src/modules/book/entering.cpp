// A sheet is written: case, number, entry and act of the ledger in one transaction, or nothing at all.
#include "modules/book/entering.hpp"
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

// Whoever stood in line asked before it was their turn: hours go up with the numbers, and after midnight no
// sheet of the old year follows on one of the new. A clock that was wrong for once (beyond any line) does not
// set the hour of all that come after.
constexpr std::chrono::minutes kLongestLine{10};
Instant in_turn(Instant asked, std::optional<Instant> last) {
    return last && *last > asked && *last - asked < kLongestLine ? *last : asked;
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

cases::NewCase case_of(const Filled& in, const Entry& e, const Answers& answers) {
    cases::NewCase c;
    c.kind = case_kind(e.kind);
    c.channel = in.channel;
    c.what = answer(answers, "detail");
    c.expectation = answer(answers, "request");
    c.who = {answer(answers, "consumer_name"), answer(answers, "consumer_email"),
             answer(answers, "consumer_phone"), answer(answers, "consumer_document")};
    c.team = in.team;
    c.language = in.language;
    c.files = in.files;
    c.sample = e.sample;
    if (e.on_paper) c.said_at = e.filed_at;  // else: the hour it is entered
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

Entry begun(const Book& book, const Filled& in, const Answers& answers, const Zone& zone, Instant now) {
    return {.book = book.id,
            .kind = *db::parse_enum<EntryKind>(answer(answers, "kind")),
            .sheet = book.form().key,
            .on_paper = in.paper_date.has_value(),
            .paper_number = one_line(in.paper_number),
            .at = now,
            .filed_at = filed(in, zone, now),
            .language = in.language,
            .sample = book.sample,
            .keeper = {book.name, book.provider, book.tax_number, book.address}};
}

Result<void> open_case(const Books::Parts& parts, db::Tx& tx, const Principal& by, const Draft& draft,
                       Entry& e) {
    const auto opened = parts.cases.open_in(tx, by, draft.wanted, e.at);
    if (!opened) return Refused(as_asked(opened.error()));
    e.case_id = opened->id;
    e.case_code = opened->code;
    e.customer = opened->customer;
    e.due_by_law = opened->law_due.has_value();
    e.due_at = e.due_by_law ? opened->law_due : opened->resolution_due;
    return {};
}

void announce(const Books::Parts& parts, db::Tx& tx, const Entry& e, const Principal& by) {
    auto event =
        work::event(EntryMade::kType, "book_entry", e.id, by, e.at, EntryMade{e.id, e.book, shown(e.number)});
    event.case_id = e.case_id;
    parts.events.append(tx, std::move(event));
}

// What the transaction wrote has no answers: they stay with the draft.
Receipt receipt_of(const Draft& draft, Entry written) {
    written.answers = draft.answers;
    auto first = entering(written);
    return {.book = draft.book, .entry = std::move(written), .acts = {std::move(first)}};
}

Result<Entry> write(const Books& books, db::Tx& tx, const Principal& by, const Draft& draft, Instant now) {
    const auto& parts = books.parts();
    Entry e = draft.entry;
    e.at = now;
    e.by = by.is_person() ? by.person : 0;
    if (!e.on_paper) e.filed_at = now;
    if (const auto ok = open_case(parts, tx, by, draft, e); !ok) return Refused(ok.error());
    const year_month_day day{zone_of(parts).day(now)};
    e.number = store::next_number(tx, e.book, static_cast<int>(day.year()));
    chain_first(books, tx, draft, e);
    e.id = store::add(tx, e, draft.kept, static_cast<unsigned>(day.month()));
    announce(parts, tx, e, by);
    return e;
}

// The draft as it stands for the book of this moment, which somebody may have edited since; and the hour.
struct InTurn {
    Prepared draft;
    Instant now;
};
Result<InTurn> in_turn(const Books& books, db::Tx& tx, const Prepared& draft, Instant asked) {
    const auto at = store::turn_of(tx, draft->book.id);
    if (!at) return not_found("book.not_found");
    const auto now = in_turn(asked, at->last);
    if (at->version == draft->book.version) return InTurn{draft, now};
    auto anew = books.prepare(*store::find(tx, draft->book.id), draft->in, now);
    if (!anew) return Refused(anew.error());
    return InTurn{std::move(*anew), now};
}

}  // namespace

void Books::stand_in_line(db::Tx& tx) const {
    parts_.ledger.take_turn(tx);
}

Result<Prepared> Books::prepare(const Book& book, const Filled& in, Instant now) const {
    if (!book.open) return conflict("book.closed", {{"name", book.name}});
    auto answers = cleaned(book.form(), in.answers);
    if (!answers) return Refused(answers.error());
    const auto& zone = zone_of(parts_);
    if (const auto ok = acceptable(book, in, *answers, zone, now); !ok) return Refused(ok.error());
    if (!in.attached.empty()) answers->insert(in.attached.begin(), in.attached.end());
    auto draft = std::make_shared<Draft>(Draft{.book = book, .in = in, .answers = std::move(*answers)});
    draft->kept = store::as_kept(draft->answers);
    draft->entry = begun(book, in, draft->answers, zone, now);
    draft->fields = written_fields(*draft);
    draft->wanted = case_of(in, draft->entry, draft->answers);
    return draft;
}

// Refused only by the book as it stands: what is remembered of it may be old.
Result<Prepared> Books::prepare_for(BookId id, const Filled& in, Instant now) const {
    std::optional<Book> book;
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = lately_.find(id); known != lately_.end()) book = known->second;
    }
    if (book)
        if (auto draft = prepare(*book, in, now)) return draft;
    book = parts_.db.read([&](db::Tx& tx) { return store::find(tx, id); });
    if (!book) return not_found("book.not_found");
    return prepare(*book, in, now);
}

void Books::remember(const Book& book) const {
    const std::lock_guard lock(mutex_);
    const auto known = lately_.find(book.id);
    if (known == lately_.end() || known->second.version != book.version)
        lately_.insert_or_assign(book.id, book);
}

Result<Receipt> Books::enter(const Principal& by, BookId id, const Filled& in, Instant now) {
    const auto draft = prepare_for(id, in, now);
    if (!draft) return Refused(draft.error());
    Prepared entered;
    auto written = parts_.db.write([&](db::Tx& tx) -> Result<Entry> {
        stand_in_line(tx);
        const auto turn = in_turn(*this, tx, *draft, now);
        if (!turn) return Refused(turn.error());
        entered = turn->draft;
        return write(*this, tx, by, *entered, turn->now);
    });
    if (!written) return Refused(written.error());
    remember(entered->book);
    return receipt_of(*entered, std::move(*written));
}

Result<Receipt> Books::enter_in(db::Tx& tx, const Principal& by, BookId id, const Filled& in,
                                Instant now) const {
    const auto book = store::find(tx, id);
    if (!book) return not_found("book.not_found");
    const auto draft = prepare(*book, in, now);
    if (!draft) return Refused(draft.error());
    return enter_in(tx, by, *draft, now);
}

Result<Receipt> Books::enter_in(db::Tx& tx, const Principal& by, const Prepared& draft, Instant now) const {
    const auto turn = in_turn(*this, tx, draft, now);
    if (!turn) return Refused(turn.error());
    auto written = write(*this, tx, by, *turn->draft, turn->now);
    if (!written) return Refused(written.error());
    return receipt_of(*turn->draft, std::move(*written));
}

}  // namespace escucha::book
