// The tables of complaint books: books, book_years, book_entries, book_acts.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/book/book.hpp"

namespace escucha::book::store {

BookId add(db::Tx& tx, const Book& b);
bool save(db::Tx& tx, const Book& b);  // one version further, if it is still the one given
std::optional<Book> find(db::Tx& tx, BookId id);
// How a book stands when it is a sheet's turn, and when the last one was entered in it.
struct Turn {
    std::int64_t version = 0;
    std::optional<Instant> last = {};
};
std::optional<Turn> turn_of(db::Tx& tx, BookId id);
std::optional<Book> by_code(db::Tx& tx, std::string_view code);
std::vector<Book> all(db::Tx& tx);

// The next number of the book's year. Whoever asks holds the book's counter until the transaction ends.
Number next_number(db::Tx& tx, BookId book, int year);

std::string as_kept(const Answers& answers);
EntryId add(db::Tx& tx, const Entry& e, std::string_view answers_kept, unsigned month);
void reclassify(db::Tx& tx, EntryId id, EntryKind kind);
void answered(db::Tx& tx, EntryId id, Instant at);
void due(db::Tx& tx, EntryId id, std::optional<Instant> at, bool by_law);
void blank(db::Tx& tx, EntryId id, const Answers& kept);
std::optional<Entry> entry(db::Tx& tx, EntryId id);
std::optional<Entry> by_number(db::Tx& tx, BookId book, Number number);
std::vector<Entry> of_case(db::Tx& tx, std::int64_t case_id);
std::vector<Entry> opened_as(db::Tx& tx,
                             std::span<const std::int64_t> cases);  // whatever they were joined to
std::vector<Entry> entries(db::Tx& tx, const EntryFilter& filter, Instant now);

// --- Counting (counting.cpp)
std::vector<MonthCount> months(db::Tx& tx, BookId book, Instant now);
std::int64_t count(db::Tx& tx, BookId book, int year, int month);  // month 0: of the year
// The n-th (from 1) of a year, or of one of its months; 0: there are fewer.
EntryId nth(db::Tx& tx, BookId book, int year, int month, std::int64_t n);

void remove_sample(db::Tx& tx);

// As it stands in the table, where somebody else may have written: an entry that cannot be read, or one of
// its acts, is none.
struct Standing {
    EntryId id = 0;
    BookId book = 0;
    Number number = {};
    int month = 0;
    std::optional<Entry> entry = {};
    std::optional<std::vector<Act>> acts = {};
};
// By book, year and number, from after `after` on.
std::vector<Standing> as_they_stand(db::Tx& tx, const Standing& after, std::size_t limit);
std::optional<Standing> as_it_stands(db::Tx& tx, BookId book, Number number);
struct LastNumber {
    BookId book = 0;
    int year = 0;
    std::int64_t counted = 0, highest = 0;
    bool sample = false;
};
std::vector<LastNumber> last_numbers(db::Tx& tx);

std::int64_t add_act(db::Tx& tx, const Act& a);
void blank_acts(db::Tx& tx, EntryId id);
std::vector<Act> acts(db::Tx& tx, std::span<const EntryId> entries);  // oldest first

}  // namespace escucha::book::store
