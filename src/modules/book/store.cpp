#include "modules/book/store.hpp"

#include <boost/json.hpp>

#include "base/sort_key.hpp"
#include "db/id_list.hpp"

namespace escucha::book::store {
namespace {

#define BOOK                                                                                      \
    "id, code, name, provider, tax_number, address, country, sheet, notice, open, logo, sample, " \
    "created_at, version"

const db::Statement kAddBook{
    "INSERT INTO books (code, name, name_key, provider, tax_number, address, country, sheet, notice, open, "
    "sample, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id"};
const db::Statement kSaveBook{
    "UPDATE books SET name = $3, name_key = $4, provider = $5, tax_number = $6, address = $7, country = $8, "
    "sheet = $9, notice = $10, open = $11, logo = $12, sample = $13, version = version + 1 "
    "WHERE id = $1 AND version = $2"};
const db::Statement kBook{"SELECT " BOOK " FROM books WHERE id = $1"};
const db::Statement kBookByCode{"SELECT " BOOK " FROM books WHERE code = $1"};
const db::Statement kBooks{"SELECT " BOOK " FROM books ORDER BY name_key, id"};

Book read_book(const db::Row& row) {
    return {.id = row.get<BookId>(0),
            .code = row.get<std::string>(1),
            .name = row.get<std::string>(2),
            .provider = row.get<std::string>(3),
            .tax_number = row.get<std::string>(4),
            .address = row.get<std::string>(5),
            .country = row.get<std::string>(6),
            .sheet = row.get<std::string>(7),
            .notice = row.get<std::string>(8),
            .open = row.get<bool>(9),
            .logo = row.get<std::int64_t>(10),
            .sample = row.get<bool>(11),
            .created_at = row.get<Instant>(12),
            .version = row.get<std::int64_t>(13)};
}

// One statement both raises and locks: who comes second waits, and finds what the first left or took back.
const db::Statement kNext{
    "INSERT INTO book_years (book_id, year, last) VALUES ($1, $2, 1) "
    "ON CONFLICT (book_id, year) DO UPDATE SET last = book_years.last + 1 RETURNING last"};

}  // namespace

BookId add(db::Tx& tx, const Book& b) {
    return tx.insert(kAddBook, b.code, b.name, sort_key(b.name), b.provider, b.tax_number, b.address,
                     b.country, b.sheet, b.notice, b.open, b.sample, b.created_at);
}

bool save(db::Tx& tx, const Book& b) {
    return tx.execute(kSaveBook, b.id, b.version, b.name, sort_key(b.name), b.provider, b.tax_number,
                      b.address, b.country, b.sheet, b.notice, b.open, b.logo, b.sample) == 1;
}

std::optional<Book> find(db::Tx& tx, BookId id) {
    const auto row = tx.one(kBook, id);
    return row ? std::optional(read_book(*row)) : std::nullopt;
}

std::optional<Book> by_code(db::Tx& tx, std::string_view code) {
    const auto row = tx.one(kBookByCode, code);
    return row ? std::optional(read_book(*row)) : std::nullopt;
}

std::vector<Book> all(db::Tx& tx) {
    std::vector<Book> out;
    for (const auto& row : tx.query(kBooks)) out.push_back(read_book(row));
    return out;
}

Number next_number(db::Tx& tx, BookId book, int year) {
    return {.year = year, .n = tx.one(kNext, book, year)->get<std::int64_t>(0)};
}

// --- Entries -----------------------------------------------------------------------------------------------
namespace {

#define ENTRY                                                                                         \
    "id, book_id, year, number, kind, sheet, answers, on_paper, paper_number, entered_at, filed_at, " \
    "due_at, answered_at, case_id, case_code, customer_id, verification, ledger_act, language, "      \
    "blanked, sample"

const db::Statement kAdd{
    "INSERT INTO book_entries (book_id, year, number, month, kind, sheet, answers, on_paper, paper_number, "
    "entered_at, filed_at, due_at, case_id, case_code, customer_id, language, sample, verification, "
    "ledger_act) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) "
    "RETURNING id"};
const db::Statement kReclassify{"UPDATE book_entries SET kind = $2 WHERE id = $1"};
const db::Statement kAnswered{
    "UPDATE book_entries SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL"};
const db::Statement kDue{"UPDATE book_entries SET due_at = $2 WHERE id = $1"};
const db::Statement kBlank{"UPDATE book_entries SET answers = $2, blanked = 1 WHERE id = $1"};
const db::Statement kEntry{"SELECT " ENTRY " FROM book_entries WHERE id = $1"};
const db::Statement kByNumber{"SELECT " ENTRY
                              " FROM book_entries WHERE book_id = $1 AND year = $2 AND number = $3"};
const db::Statement kOfCase{"SELECT " ENTRY " FROM book_entries WHERE case_id = $1 ORDER BY id"};
const db::Statement kAnsweredBefore{"SELECT " ENTRY
                                    " FROM book_entries WHERE blanked = 0 AND answered_at < $1 AND id > $2 "
                                    "ORDER BY id LIMIT $3"};
const db::Statement kMonths{
    "SELECT year, month, count(*), "
    "count(CASE WHEN due_at < COALESCE(answered_at, $2) THEN 1 END), "
    "count(CASE WHEN answered_at IS NULL THEN 1 END) "
    "FROM book_entries WHERE book_id = $1 GROUP BY year, month ORDER BY year DESC, month DESC"};

std::string json_of(const Answers& answers) {
    boost::json::object all;
    for (const auto& [key, value] : answers) all[key] = value;
    return boost::json::serialize(all);
}

Answers answers_in(std::string_view json) {
    Answers out;
    const auto all = boost::json::parse(json);
    for (const auto& [key, value] : all.as_object()) out.emplace(key, value.as_string());
    return out;
}

Entry read_entry(const db::Row& row) {
    return {.id = row.get<EntryId>(0),
            .book = row.get<BookId>(1),
            .number = {.year = row.get<int>(2), .n = row.get<std::int64_t>(3)},
            .kind = row.get<EntryKind>(4),
            .sheet = row.get<std::string>(5),
            .answers = answers_in(row.get<std::string_view>(6)),
            .on_paper = row.get<bool>(7),
            .paper_number = row.get<std::string>(8),
            .at = row.get<Instant>(9),
            .filed_at = row.get<Instant>(10),
            .due_at = row.get<std::optional<Instant>>(11),
            .answered_at = row.get<std::optional<Instant>>(12),
            .case_id = row.get<std::int64_t>(13),
            .case_code = row.get<std::string>(14),
            .customer = row.get<std::int64_t>(15),
            .verification = row.get<std::string>(16),
            .ledger = row.get<std::int64_t>(17),
            .language = row.get<Language>(18),
            .blanked = row.get<bool>(19),
            .sample = row.get<bool>(20)};
}

template <class Rows>
std::vector<Entry> read_all(const Rows& rows) {
    std::vector<Entry> out;
    for (const auto& row : rows) out.push_back(read_entry(row));
    return out;
}

std::string_view condition(EntryStanding s) {
    switch (s) {
        case EntryStanding::open:
            return "answered_at IS NULL AND (due_at IS NULL OR due_at >= {0})";
        case EntryStanding::late:
            return "answered_at IS NULL AND due_at < {0}";
        case EntryStanding::answered:
            return "answered_at IS NOT NULL AND (due_at IS NULL OR due_at >= answered_at)";
        case EntryStanding::answered_late:
            return "answered_at IS NOT NULL AND due_at < answered_at";
    }
    return "1 = 1";
}

// "12", or "12-2026" of another year than the page's.
void add_number(std::string& sql, db::Params& p, const std::string& typed) {
    const auto number = parse_number(typed);
    sql += " AND number = " + p.add(number ? number->n : -1);
    if (number && number->year != 0) sql += " AND year = " + p.add(number->year);
}

}  // namespace

EntryId add(db::Tx& tx, const Entry& e, unsigned month) {
    return tx.insert(kAdd, e.book, e.number.year, e.number.n, month, e.kind, e.sheet, json_of(e.answers),
                     e.on_paper, e.paper_number, e.at, e.filed_at, e.due_at, e.case_id, e.case_code,
                     e.customer, e.language, e.sample, e.verification, e.ledger);
}
void reclassify(db::Tx& tx, EntryId id, EntryKind kind) {
    tx.execute(kReclassify, id, kind);
}
void answered(db::Tx& tx, EntryId id, Instant at) {
    tx.execute(kAnswered, id, at);
}
void due(db::Tx& tx, EntryId id, std::optional<Instant> at) {
    tx.execute(kDue, id, at);
}
void blank(db::Tx& tx, EntryId id, const Answers& kept) {
    tx.execute(kBlank, id, json_of(kept));
}

std::optional<Entry> entry(db::Tx& tx, EntryId id) {
    const auto row = tx.one(kEntry, id);
    return row ? std::optional(read_entry(*row)) : std::nullopt;
}
std::optional<Entry> by_number(db::Tx& tx, BookId book, Number number) {
    const auto row = tx.one(kByNumber, book, number.year, number.n);
    return row ? std::optional(read_entry(*row)) : std::nullopt;
}
std::vector<Entry> of_case(db::Tx& tx, std::int64_t case_id) {
    return read_all(tx.query(kOfCase, case_id));
}

std::vector<Entry> of_customers(db::Tx& tx, std::span<const std::int64_t> customers) {
    db::Params p;
    const auto list = p.add(db::id_list(tx, customers));
    return read_all(
        tx.query(fmt::format("SELECT " ENTRY " FROM book_entries WHERE customer_id {} ORDER BY id",
                             db::among(tx, list)),
                 p));
}

std::vector<Entry> entries(db::Tx& tx, const EntryFilter& f, Instant now) {
    db::Params p;
    std::string sql = "SELECT " ENTRY " FROM book_entries WHERE book_id = " + p.add(f.book);
    if (f.year != 0 && f.number.empty()) sql += " AND year = " + p.add(f.year);
    if (f.year != 0 && f.month != 0 && f.number.empty()) sql += " AND month = " + p.add(f.month);
    if (!f.number.empty()) add_number(sql, p, f.number);
    if (f.kind) sql += " AND kind = " + p.add(*f.kind);
    if (f.standing) sql += " AND " + fmt::format(fmt::runtime(condition(*f.standing)), p.add(now));
    if (f.before != 0) sql += " AND id < " + p.add(f.before);
    sql += f.limit == 0 ? " ORDER BY year, number" : " ORDER BY id DESC LIMIT " + std::to_string(f.limit);
    return read_all(tx.query(sql, p));
}

std::vector<Entry> answered_before(db::Tx& tx, Instant before, EntryId after, std::size_t limit) {
    return read_all(tx.query(kAnsweredBefore, before, after, limit));
}

std::vector<MonthCount> months(db::Tx& tx, BookId book, Instant now) {
    std::vector<MonthCount> out;
    for (const auto& row : tx.query(kMonths, book, now))
        out.push_back({.year = row.get<int>(0),
                       .month = row.get<int>(1),
                       .entries = row.get<std::int64_t>(2),
                       .late = row.get<std::int64_t>(3),
                       .unanswered = row.get<std::int64_t>(4)});
    return out;
}

// --- Acts --------------------------------------------------------------------------------------------------
namespace {

#define ACT "id, entry_id, kind, at, person_id, text, from_kind, to_kind, ledger_act"

const db::Statement kAddAct{
    "INSERT INTO book_acts (entry_id, kind, at, person_id, text, from_kind, to_kind, ledger_act) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"};
const db::Statement kBlankActs{"UPDATE book_acts SET text = '' WHERE entry_id = $1"};
const db::Statement kRemoveActs{
    "DELETE FROM book_acts WHERE entry_id IN (SELECT id FROM book_entries WHERE sample = 1)"};
const db::Statement kRemoveEntries{"DELETE FROM book_entries WHERE sample = 1"};
const db::Statement kRemoveYears{
    "DELETE FROM book_years WHERE book_id IN (SELECT id FROM books WHERE sample = 1) AND book_id NOT IN "
    "(SELECT book_id FROM book_entries)"};
const db::Statement kRemoveBooks{
    "DELETE FROM books WHERE sample = 1 AND id NOT IN (SELECT book_id FROM book_entries)"};

Act read_act(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .entry = row.get<EntryId>(1),
            .kind = row.get<ActKind>(2),
            .at = row.get<Instant>(3),
            .by = row.get<PersonId>(4),
            .text = row.get<std::string>(5),
            .from = row.get<std::string>(6),
            .to = row.get<std::string>(7),
            .ledger = row.get<std::int64_t>(8)};
}

}  // namespace

std::int64_t add_act(db::Tx& tx, const Act& a) {
    return tx.insert(kAddAct, a.entry, a.kind, a.at, a.by, a.text, a.from, a.to, a.ledger);
}
void blank_acts(db::Tx& tx, EntryId id) {
    tx.execute(kBlankActs, id);
}

std::vector<Act> acts(db::Tx& tx, std::span<const EntryId> entries) {
    db::Params p;
    const auto list = p.add(db::id_list(tx, entries));
    std::vector<Act> out;
    for (const auto& row :
         tx.query(fmt::format("SELECT " ACT " FROM book_acts WHERE entry_id {} ORDER BY entry_id, id",
                              db::among(tx, list)),
                  p))
        out.push_back(read_act(row));
    return out;
}

// A book of the sample in which somebody wrote a real entry stays, with its counter.
void remove_sample(db::Tx& tx) {
    tx.execute(kRemoveActs);
    tx.execute(kRemoveEntries);
    tx.execute(kRemoveYears);
    tx.execute(kRemoveBooks);
}

}  // namespace escucha::book::store
