// How many sheets a book has, by month: read from indexes alone (migrations/0053_book.sql).
#include <map>
#include <utility>

#include "modules/book/store.hpp"

namespace escucha::book::store {
namespace {

// The newest month before (year, month), with its first and last number.
const db::Statement kMonthBefore{
    "SELECT l.year, l.month, (SELECT f.number FROM book_entries f WHERE f.book_id = l.book_id AND f.year = "
    "l.year AND f.month = l.month ORDER BY f.number LIMIT 1), l.number FROM book_entries l "
    "WHERE l.book_id = $1 AND (l.year, l.month) < ($2, $3) ORDER BY l.year DESC, l.month DESC, l.number DESC "
    "LIMIT 1"};
const db::Statement kCounted{
    "SELECT count(*) FROM book_entries WHERE book_id = $1 AND year = $2 AND month = $3"};
const db::Statement kUnanswered{
    "SELECT year, month, count(*), count(CASE WHEN due_at < $2 THEN 1 END) FROM book_entries "
    "WHERE book_id = $1 AND answered_at IS NULL GROUP BY year, month"};
const db::Statement kAnsweredLate{
    "SELECT year, month, count(*) FROM book_entries WHERE book_id = $1 AND answered_at > due_at "
    "GROUP BY year, month"};
const db::Statement kOfYear{"SELECT count(*) FROM book_entries WHERE book_id = $1 AND year = $2"};
const db::Statement kNthOfYear{
    "SELECT id FROM book_entries WHERE book_id = $1 AND year = $2 ORDER BY year, month, number LIMIT 1 "
    "OFFSET $3"};
const db::Statement kNthOfMonth{
    "SELECT id FROM book_entries WHERE book_id = $1 AND year = $2 AND month = $3 ORDER BY year, month, "
    "number LIMIT 1 OFFSET $4"};

struct Month {
    MonthCount count;
    std::int64_t first = 0, last = 0;
};

std::vector<Month> months_of(db::Tx& tx, BookId book) {
    constexpr int kEnd = 10'000;
    std::vector<Month> out;
    for (auto row = tx.one(kMonthBefore, book, kEnd, 0); row;
         row = tx.one(kMonthBefore, book, out.back().count.year, out.back().count.month))
        out.push_back({.count = {.year = row->get<int>(0), .month = row->get<int>(1)},
                       .first = row->get<std::int64_t>(2),
                       .last = row->get<std::int64_t>(3)});
    return out;
}

// Numbers have no gap, so that the first and the last of a month tell how many it has; unless a clock that
// was wrong once mixed the months.
void count_entries(db::Tx& tx, BookId book, std::vector<Month>& months) {
    for (std::size_t i = 0; i < months.size(); ++i) {
        auto& m = months[i];
        const bool after = i == 0 || months[i - 1].count.year != m.count.year || months[i - 1].first > m.last;
        const bool before = i + 1 == months.size() || months[i + 1].count.year != m.count.year ||
                            months[i + 1].last < m.first;
        m.count.entries = after && before
                              ? m.last - m.first + 1
                              : tx.one(kCounted, book, m.count.year, m.count.month)->get<std::int64_t>(0);
    }
}

}  // namespace

std::vector<MonthCount> months(db::Tx& tx, BookId book, Instant now) {
    auto months = months_of(tx, book);
    count_entries(tx, book, months);
    std::map<std::pair<int, int>, MonthCount*> by_month;
    for (auto& m : months) by_month.emplace(std::pair(m.count.year, m.count.month), &m.count);
    for (const auto& row : tx.query(kUnanswered, book, now))
        if (const auto m = by_month.find({row.get<int>(0), row.get<int>(1)}); m != by_month.end()) {
            m->second->unanswered = row.get<std::int64_t>(2);
            m->second->late += row.get<std::int64_t>(3);
        }
    for (const auto& row : tx.query(kAnsweredLate, book))
        if (const auto m = by_month.find({row.get<int>(0), row.get<int>(1)}); m != by_month.end())
            m->second->late += row.get<std::int64_t>(2);
    std::vector<MonthCount> out;
    for (const auto& m : months) out.push_back(m.count);
    return out;
}

std::int64_t count(db::Tx& tx, BookId book, int year, int month) {
    const auto row = month == 0 ? tx.one(kOfYear, book, year) : tx.one(kCounted, book, year, month);
    return row->get<std::int64_t>(0);
}

EntryId nth(db::Tx& tx, BookId book, int year, int month, std::int64_t n) {
    const auto row =
        month == 0 ? tx.one(kNthOfYear, book, year, n - 1) : tx.one(kNthOfMonth, book, year, month, n - 1);
    return row ? row->get<EntryId>(0) : 0;
}

}  // namespace escucha::book::store
