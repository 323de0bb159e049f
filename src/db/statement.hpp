// An SQL statement of the program, declared at namespace scope directly above the code that reads its rows:
//
//     const db::Statement kFindCase{"SELECT id, title FROM cases WHERE code = $1"};
//     const db::Statement kSearch{db::Sql{.sqlite = "… MATCH $1", .postgres = "… @@ $1::tsquery"}};
//
// One text serves both back ends wherever it can:
// * parameters are $1, $2…, each usable several times; no `::casts` in a common text (SQLite reads `$1::int`
// as a
//   name): write CAST($1 AS BIGINT). PostgreSQL infers a parameter's type from its first use: where that use
//   tells nothing (`$1 IS NULL`, `SELECT $1`) a CAST is needed.
// * times are BIGINT microseconds, booleans BIGINT 0/1, JSON is TEXT.
// * row values `(a, b) > ($1, $2)`, `ON CONFLICT … DO UPDATE`, `RETURNING`, CTEs, window functions, `FILTER`,
//   `NULLS LAST` work on both.
//
// Every Statement registers itself, so that one test prepares all of them against both back ends. Prepared
// statements are kept per connection, found by the Statement's number. The text must live as long as the
// program (a literal).
#pragma once
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::db {

enum class Backend { sqlite, postgres };

// `common`, or a text for each back end; one without a text is not for that back end.
struct Sql {
    std::string_view common = {};
    std::string_view sqlite = {};
    std::string_view postgres = {};
};

class Statement {
  public:
    explicit Statement(const char* common, std::source_location where = std::source_location::current());
    explicit Statement(Sql sql, std::source_location where = std::source_location::current());
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    std::string_view text(Backend backend) const;
    std::uint32_t number() const { return number_; }  // dense, from 0, in order of construction
    std::string place() const;                        // "cases/store.cpp:42", for messages

  private:
    Sql sql_;
    std::source_location where_;
    std::uint32_t number_;
};

std::vector<const Statement*> all_statements();

}  // namespace escucha::db
