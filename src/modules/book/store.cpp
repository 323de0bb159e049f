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
const db::Statement kTurn{
    "SELECT b.version, (SELECT e.entered_at FROM book_entries e WHERE e.book_id = b.id "
    "ORDER BY e.year DESC, e.number DESC LIMIT 1) FROM books b WHERE b.id = $1"};
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

std::optional<Turn> turn_of(db::Tx& tx, BookId id) {
    const auto row = tx.one(kTurn, id);
    if (!row) return std::nullopt;
    return Turn{.version = row->get<std::int64_t>(0), .last = row->get<std::optional<Instant>>(1)};
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
    "blanked, sample, book_name, provider, tax_number, address, due_by_law, entered_by"

const db::Statement kAdd{
    "INSERT INTO book_entries (book_id, year, number, month, kind, sheet, answers, on_paper, paper_number, "
    "entered_at, filed_at, due_at, case_id, case_code, customer_id, language, sample, verification, "
    "ledger_act, book_name, provider, tax_number, address, due_by_law, entered_by, opened_case) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
    "$21, $22, $23, $24, $25, $13) "
    "RETURNING id"};
const db::Statement kReclassify{"UPDATE book_entries SET kind = $2 WHERE id = $1"};
const db::Statement kAnswered{
    "UPDATE book_entries SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL"};
const db::Statement kDue{"UPDATE book_entries SET due_at = $2, due_by_law = $3 WHERE id = $1"};
const db::Statement kBlank{
    "UPDATE book_entries SET answers = $2, paper_number = '', blanked = 1 WHERE id = $1"};
const db::Statement kEntry{"SELECT " ENTRY " FROM book_entries WHERE id = $1"};
const db::Statement kByNumber{"SELECT " ENTRY
                              " FROM book_entries WHERE book_id = $1 AND year = $2 AND number = $3"};
const db::Statement kOfCase{"SELECT " ENTRY " FROM book_entries WHERE case_id = $1 ORDER BY id"};
const db::Statement kPlace{"SELECT year, month, number FROM book_entries WHERE id = $1"};

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
            .by = row.get<PersonId>(26),
            .filed_at = row.get<Instant>(10),
            .due_at = row.get<std::optional<Instant>>(11),
            .due_by_law = row.get<bool>(25),
            .answered_at = row.get<std::optional<Instant>>(12),
            .case_id = row.get<std::int64_t>(13),
            .case_code = row.get<std::string>(14),
            .customer = row.get<std::int64_t>(15),
            .verification = row.get<std::string>(16),
            .ledger = row.get<std::int64_t>(17),
            .language = row.get<Language>(18),
            .blanked = row.get<bool>(19),
            .sample = row.get<bool>(20),
            .keeper = {.book_name = row.get<std::string>(21),
                       .provider = row.get<std::string>(22),
                       .tax_number = row.get<std::string>(23),
                       .address = row.get<std::string>(24)}};
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
            return "answered_at > due_at";
    }
    return "1 = 1";
}

// A parameter that nothing names would be one too many.
void add_standing(std::string& sql, db::Params& p, EntryStanding s, Instant now) {
    const auto wanted = condition(s);
    sql += " AND ";
    sql += wanted.contains("{0}") ? fmt::format(fmt::runtime(wanted), p.add(now)) : std::string(wanted);
}

// "12", or "12-2026" of another year than the page's. Years are named so that the number's index is used.
void add_number(std::string& sql, db::Params& p, BookId book, const std::string& typed) {
    const auto number = parse_number(typed);
    sql += " AND number = " + p.add(number ? number->n : -1) + " AND year ";
    sql += number && number->year != 0
               ? "= " + p.add(number->year)
               : fmt::format("IN (SELECT y.year FROM book_years y WHERE y.book_id = {})", p.add(book));
}

}  // namespace

std::string as_kept(const Answers& answers) {
    boost::json::object all;
    for (const auto& [key, value] : answers) all[key] = value;
    return boost::json::serialize(all);
}

EntryId add(db::Tx& tx, const Entry& e, std::string_view answers_kept, unsigned month) {
    return tx.insert(kAdd, e.book, e.number.year, e.number.n, month, e.kind, e.sheet, answers_kept,
                     e.on_paper, e.paper_number, e.at, e.filed_at, e.due_at, e.case_id, e.case_code,
                     e.customer, e.language, e.sample, e.verification, e.ledger, e.keeper.book_name,
                     e.keeper.provider, e.keeper.tax_number, e.keeper.address, e.due_by_law, e.by);
}
void reclassify(db::Tx& tx, EntryId id, EntryKind kind) {
    tx.execute(kReclassify, id, kind);
}
void answered(db::Tx& tx, EntryId id, Instant at) {
    tx.execute(kAnswered, id, at);
}
void due(db::Tx& tx, EntryId id, std::optional<Instant> at, bool by_law) {
    tx.execute(kDue, id, at, by_law);
}
void blank(db::Tx& tx, EntryId id, const Answers& kept) {
    tx.execute(kBlank, id, as_kept(kept));
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

std::vector<Entry> opened_as(db::Tx& tx, std::span<const std::int64_t> cases) {
    db::Params p;
    const auto list = p.add(db::id_list(tx, cases));
    return read_all(
        tx.query(fmt::format("SELECT " ENTRY " FROM book_entries WHERE opened_case {} ORDER BY id",
                             db::among(tx, list)),
                 p));
}

namespace {

// Only what the filter leaves open: a column said twice would keep an index from being read in its order.
void add_place(std::string& sql, db::Params& p, const EntryFilter& f, const db::Row& place, char sign) {
    const bool one_year = f.year != 0 && f.number.empty();
    std::string columns, values;
    const auto add = [&](std::string_view column, std::int64_t value) {
        columns += (columns.empty() ? "" : ", ") + std::string(column);
        values += (values.empty() ? "" : ", ") + p.add(value);
    };
    if (!one_year) add("year", place.get<int>(0));
    if (!one_year || f.month == 0) add("month", place.get<int>(1));
    add("number", place.get<std::int64_t>(2));
    sql += fmt::format(" AND ({}) {} ({})", columns, sign, values);
}

}  // namespace

std::vector<Entry> entries(db::Tx& tx, const EntryFilter& f, Instant now) {
    db::Params p;
    std::string sql = "SELECT " ENTRY " FROM book_entries WHERE book_id = " + p.add(f.book);
    if (f.year != 0 && f.number.empty()) sql += " AND year = " + p.add(f.year);
    if (f.year != 0 && f.month != 0 && f.number.empty()) sql += " AND month = " + p.add(f.month);
    if (!f.number.empty()) add_number(sql, p, f.book, f.number);
    if (f.kind) sql += " AND kind = " + p.add(*f.kind);
    if (f.standing) add_standing(sql, p, *f.standing, now);
    const bool oldest_first = f.oldest_first || f.limit == 0;
    if (const auto from = oldest_first ? f.after : f.before; from != 0) {
        const auto place = tx.one(kPlace, from);
        if (!place) return {};
        add_place(sql, p, f, *place, oldest_first ? '>' : '<');
    }
    sql += oldest_first ? " ORDER BY year, month, number" : " ORDER BY year DESC, month DESC, number DESC";
    if (f.limit != 0) sql += " LIMIT " + std::to_string(f.limit);
    return read_all(tx.query(sql, p));
}

// --- As they stand -----------------------------------------------------------------------------------------
namespace {

const db::Statement kStanding{"SELECT " ENTRY
                              ", month FROM book_entries WHERE (book_id, year, number) > ($1, $2, $3) "
                              "ORDER BY book_id, year, number LIMIT $4"};
const db::Statement kOneStanding{
    "SELECT " ENTRY ", month FROM book_entries WHERE book_id = $1 AND year = $2 AND number = $3"};
const db::Statement kLastNumbers{
    "SELECT y.book_id, y.year, y.last, COALESCE((SELECT MAX(e.number) FROM book_entries e "
    "WHERE e.book_id = y.book_id AND e.year = y.year), 0), b.sample "
    "FROM book_years y JOIN books b ON b.id = y.book_id ORDER BY y.book_id, y.year"};

// Nothing: what stands there was not written by us.
template <class Read>
auto readable(Read read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const db::BadValue&) {
        return std::nullopt;
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    } catch (const boost::system::system_error&) {
        return std::nullopt;
    }
}

Standing read_standing(const db::Row& row) {
    Standing s{.id = row.get<EntryId>(0),
               .book = row.get<BookId>(1),
               .number = {.year = row.get<int>(2), .n = row.get<std::int64_t>(3)}};
    s.entry = readable([&] {
        s.month = row.get<int>(27);
        return read_entry(row);
    });
    return s;
}

void add_acts(db::Tx& tx, std::vector<Standing>& all);

}  // namespace

std::vector<Standing> as_they_stand(db::Tx& tx, const Standing& after, std::size_t limit) {
    std::vector<Standing> out;
    for (const auto& row : tx.query(kStanding, after.book, after.number.year, after.number.n, limit))
        out.push_back(read_standing(row));
    add_acts(tx, out);
    return out;
}

std::optional<Standing> as_it_stands(db::Tx& tx, BookId book, Number number) {
    const auto row = tx.one(kOneStanding, book, number.year, number.n);
    if (!row) return std::nullopt;
    std::vector<Standing> one{read_standing(*row)};
    add_acts(tx, one);
    return std::move(one.front());
}

std::vector<LastNumber> last_numbers(db::Tx& tx) {
    std::vector<LastNumber> out;
    for (const auto& row : tx.query(kLastNumbers))
        out.push_back({.book = row.get<BookId>(0),
                       .year = row.get<int>(1),
                       .counted = row.get<std::int64_t>(2),
                       .highest = row.get<std::int64_t>(3),
                       .sample = row.get<bool>(4)});
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
    "DELETE FROM book_years WHERE NOT EXISTS (SELECT 1 FROM book_entries e WHERE e.book_id = "
    "book_years.book_id AND e.year = book_years.year)"};
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

namespace {

db::Rows rows_of(db::Tx& tx, std::span<const EntryId> entries) {
    db::Params p;
    const auto list = p.add(db::id_list(tx, entries));
    return tx.query(fmt::format("SELECT " ACT " FROM book_acts WHERE entry_id {} ORDER BY entry_id, id",
                                db::among(tx, list)),
                    p);
}

void add_acts(db::Tx& tx, std::vector<Standing>& all) {
    std::vector<EntryId> ids;
    std::unordered_map<EntryId, Standing*> by_id;
    for (auto& s : all) {
        s.acts.emplace();
        ids.push_back(s.id);
        by_id[s.id] = &s;
    }
    for (const auto& row : rows_of(tx, ids)) {
        auto& acts = by_id.at(row.get<EntryId>(1))->acts;
        auto act = acts ? readable([&] { return read_act(row); }) : std::nullopt;
        act ? acts->push_back(std::move(*act)) : acts.reset();
    }
}

}  // namespace

std::vector<Act> acts(db::Tx& tx, std::span<const EntryId> entries) {
    std::vector<Act> out;
    for (const auto& row : rows_of(tx, entries)) out.push_back(read_act(row));
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
