// One statement for many rows. SQLite, where a statement costs little, runs it for each; PostgreSQL, where
// each is a journey there and back, takes all of them at once:
//
//     const db::Many kAddWords{"INSERT INTO words (word, customer_id)", "TEXT, BIGINT", "ON CONFLICT DO
//     NOTHING"}; kAddWords.write(tx, words, [](const Word& w) { return std::tuple(w.word, w.customer); });
//
// What is no INSERT says both texts; that of PostgreSQL takes the rows from "{rows}", which has their values
// as c1, c2…, and their order as n:
//
//     const db::Many kRename{{.sqlite = "UPDATE people SET name = $2 WHERE id = $1",
//                             .postgres = "UPDATE people SET name = c2 FROM {rows} WHERE id = c1"},
//                            "BIGINT, TEXT"};
#pragma once
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>

#include "db/tx.hpp"

namespace escucha::db {

class Many {
  public:
    // `into`: table and columns; `types`: of PostgreSQL, one for each column; `rest`: what follows the
    // values.
    Many(std::string_view into, std::string_view types, std::string_view rest = {},
         std::source_location where = std::source_location::current());
    Many(Sql sql, std::string_view types, std::source_location where = std::source_location::current());
    Many(const Many&) = delete;

    // `values_of` answers a row's values, as a tuple. Rows changed, all together.
    template <class Rows, class F>
    std::int64_t write(Tx& tx, const Rows& rows, F values_of) const {
        std::int64_t changed = 0;
        if (tx.backend() == Backend::sqlite) {
            for (const auto& row : rows)
                changed += std::apply([&](const auto&... v) { return tx.execute(statement_, v...); },
                                      values_of(row));
            return changed;
        }
        std::string list;
        for (const auto& row : rows) {
            std::apply([&](const auto&... v) { append(list, {to_param(v)...}); }, values_of(row));
            if (list.size() > kMostAtOnce) changed += hand_over(tx, list);
        }
        if (!list.empty()) changed += hand_over(tx, list);
        return changed;
    }
    // The same for INSERT … RETURNING and the like: `on_row` is given each row that is answered, in order.
    template <class Rows, class F, class G>
    void write(Tx& tx, const Rows& rows, F values_of, G on_row) const {
        if (tx.backend() == Backend::sqlite) {
            for (const auto& row : rows)
                for (const Row& answer :
                     std::apply([&](const auto&... v) { return tx.query(statement_, v...); }, values_of(row)))
                    on_row(answer);
            return;
        }
        std::string list;
        for (const auto& row : rows)
            std::apply([&](const auto&... v) { append(list, {to_param(v)...}); }, values_of(row));
        if (list.empty()) return;
        for (const Row& answer : tx.query(statement_, closed(list))) on_row(answer);
    }

  private:
    static constexpr std::size_t kMostAtOnce = 1024 * 1024;  // bytes of one statement, and one row more
    static void append(std::string& list, std::initializer_list<Param> values);
    static std::string closed(std::string& list);
    std::int64_t hand_over(Tx& tx, std::string& list) const { return tx.execute(statement_, closed(list)); }

    std::string sqlite_, postgres_;
    Statement statement_;
};

}  // namespace escucha::db
