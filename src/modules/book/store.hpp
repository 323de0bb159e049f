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
std::optional<Book> by_code(db::Tx& tx, std::string_view code);
std::vector<Book> all(db::Tx& tx);

// The next number of the book's year. Whoever asks holds the book's counter until the transaction ends.
Number next_number(db::Tx& tx, BookId book, int year);

EntryId add(db::Tx& tx, const Entry& e, unsigned month);
void reclassify(db::Tx& tx, EntryId id, EntryKind kind);
void answered(db::Tx& tx, EntryId id, Instant at);
void due(db::Tx& tx, EntryId id, std::optional<Instant> at);
void blank(db::Tx& tx, EntryId id, const Answers& kept);
std::optional<Entry> entry(db::Tx& tx, EntryId id);
std::optional<Entry> by_number(db::Tx& tx, BookId book, Number number);
std::vector<Entry> of_case(db::Tx& tx, std::int64_t case_id);
std::vector<Entry> of_customers(db::Tx& tx, std::span<const std::int64_t> customers);
// Answered before that moment and not blanked, by number, from after `after` on.
std::vector<Entry> answered_before(db::Tx& tx, Instant before, EntryId after, std::size_t limit);
std::vector<Entry> entries(db::Tx& tx, const EntryFilter& filter, Instant now);
std::vector<MonthCount> months(db::Tx& tx, BookId book, Instant now);
void remove_sample(db::Tx& tx);

std::int64_t add_act(db::Tx& tx, const Act& a);
void blank_acts(db::Tx& tx, EntryId id);
std::vector<Act> acts(db::Tx& tx, std::span<const EntryId> entries);  // oldest first

}  // namespace escucha::book::store
