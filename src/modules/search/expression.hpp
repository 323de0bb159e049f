// What is asked of a text index, in one tree for both back ends: SQLite's FTS5 reads it as
// `words : "horno" AND …`, PostgreSQL as `'horno':A & …`. Columns of the one are weights of the other:
// words A, names B, facts C, stems and wholes D.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/statement.hpp"
#include "search/query.hpp"

namespace escucha::search {

enum Column : std::uint8_t { kWords = 1, kOthers = 2, kWho = 4, kFacts = 8 };

struct Expression {
    enum class Type { all, any, term, phrase } type = Type::all;
    std::vector<Expression> parts = {};   // all, any
    std::vector<std::string> words = {};  // term: one; phrase: one after the other
    std::uint8_t columns = kWords;
    bool beginning = false;  // the (last) word may go on
};

Expression all_of(std::vector<Expression> parts);
Expression any_of(std::vector<Expression> parts);
Expression term(std::string word, std::uint8_t columns, bool beginning = false);
Expression fact(std::string word);

// Found is what fits `must` and none of `not_`. An empty `must` fits everything.
struct Match {
    Expression must = {};
    std::vector<Expression> none = {};
};
std::string text_of(const Match& match, db::Backend backend);

// How closely the words of a question have to be met.
enum class Closeness { phrase, words, forms, beginning };
// `also`: columns besides the words' own in which a word counts, too (names, for cases).
Expression expression_of(const Clause& clause, Closeness how, std::uint8_t also = 0);

// What a tsvector is made of; for PostgreSQL's CAST($1 AS tsvector).
std::string tsvector_of(std::string_view words, std::string_view others, std::string_view who,
                        std::string_view facts);

}  // namespace escucha::search
