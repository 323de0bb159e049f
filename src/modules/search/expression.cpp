#include "modules/search/expression.hpp"

#include <fmt/format.h>

#include "base/fold.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kLastPosition = 16'383;  // PostgreSQL counts no further
constexpr std::size_t kMostSpellings = 8;

using Type = Expression::Type;

std::string fts5_columns(std::uint8_t columns) {
    constexpr std::pair<Column, std::string_view> kNames[] = {
        {kWords, "words"}, {kOthers, "others"}, {kWho, "who"}, {kFacts, "facts"}};
    std::string out;
    for (const auto& [column, name] : kNames)
        if (columns & column) out += fmt::format("{}{}", out.empty() ? "" : " ", name);
    return out;
}

std::string weights(std::uint8_t columns) {
    std::string out;
    if (columns & kWords) out += 'A';
    if (columns & kWho) out += 'B';
    if (columns & kFacts) out += 'C';
    if (columns & kOthers) out += 'D';
    return out;
}

class Writer {
  public:
    explicit Writer(db::Backend backend) : sqlite_(backend == db::Backend::sqlite) {}

    std::string write(const Expression& e) const {
        switch (e.type) {
            case Type::all:
                return joined(e.parts, sqlite_ ? " AND " : " & ");
            case Type::any:
                return joined(e.parts, sqlite_ ? " OR " : " | ");
            default:
                return sqlite_ ? fts5(e) : tsquery(e);
        }
    }
    std::string without(const std::string& must, const std::string& none) const {
        return sqlite_ ? fmt::format("({}) NOT ({})", must, none) : fmt::format("({}) & !({})", must, none);
    }

  private:
    std::string joined(const std::vector<Expression>& parts, std::string_view by) const {
        std::string out;
        for (const Expression& part : parts) out += fmt::format("{}{}", out.empty() ? "" : by, write(part));
        return parts.size() == 1 ? out : "(" + out + ")";
    }
    static std::string fts5(const Expression& e) {
        return fmt::format("{{{}}} : \"{}\"{}", fts5_columns(e.columns), fmt::join(e.words, " "),
                           e.beginning ? " *" : "");
    }
    static std::string tsquery(const Expression& e) {
        std::string out;
        for (std::size_t i = 0; i < e.words.size(); ++i)
            out += fmt::format("{}'{}':{}{}", i == 0 ? "" : " <-> ", e.words[i],
                               e.beginning && i + 1 == e.words.size() ? "*" : "", weights(e.columns));
        return e.words.size() == 1 ? out : "(" + out + ")";
    }
    bool sqlite_;
};

// Somebody who types n may mean ñ: "nune" begins "nuñez".
std::vector<std::string> spellings(const std::string& word) {
    std::vector<std::string> out{""};
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto count = word[i] == 'n' && out.size() < kMostSpellings ? out.size() : 0;
        for (std::size_t k = 0; k < count; ++k) out.push_back(out[k] + "ñ");
        for (std::size_t k = 0; k < out.size() - count; ++k) out[k] += word[i];
    }
    return out;
}

// Names are folded, without ñ; the words of texts keep it.
void add_name(std::vector<Expression>& ways, const Word& word, std::uint8_t also, bool beginning) {
    if (also != 0) ways.push_back(term(fold(word.word), also, beginning));
}

Expression expression_of(const Word& word, Closeness how, std::uint8_t also) {
    const bool beginning = how == Closeness::beginning && word.unfinished;
    std::vector<Expression> ways;
    if (beginning)
        for (auto& spelling : spellings(word.word)) ways.push_back(term(std::move(spelling), kWords, true));
    else
        ways.push_back(term(word.word, kWords));
    if (how == Closeness::forms || how == Closeness::beginning)
        for (const auto& stem : word.stems) ways.push_back(term(stem, kWords | kOthers));
    add_name(ways, word, also, beginning);
    return any_of(std::move(ways));
}

Expression phrase_of(const Clause& clause, Closeness how) {
    Expression e{.type = Type::phrase, .columns = kWords};
    for (const Word& word : clause.words) e.words.push_back(word.word);
    e.beginning = how == Closeness::beginning && clause.words.back().unfinished;
    return e;
}

}  // namespace

Expression all_of(std::vector<Expression> parts) {
    return {.type = Type::all, .parts = std::move(parts)};
}
Expression any_of(std::vector<Expression> parts) {
    return {.type = Type::any, .parts = std::move(parts)};
}
Expression term(std::string word, std::uint8_t columns, bool beginning) {
    return {.type = Type::term, .words = {std::move(word)}, .columns = columns, .beginning = beginning};
}
Expression fact(std::string word) {
    return term(std::move(word), kFacts);
}

Expression expression_of(const Clause& clause, Closeness how, std::uint8_t also) {
    if (clause.phrase) return phrase_of(clause, how);
    std::vector<Expression> words;
    for (const Word& word : clause.words) words.push_back(expression_of(word, how, also));
    auto parts = all_of(std::move(words));
    if (clause.wholes.empty()) return parts;
    std::vector<Expression> ways{std::move(parts)};
    const bool beginning = clause.unfinished && how == Closeness::beginning;
    for (const auto& whole : clause.wholes) ways.push_back(term(whole, kWords | kOthers, beginning));
    return any_of(std::move(ways));
}

std::string text_of(const Match& match, db::Backend backend) {
    const Writer writer(backend);
    auto must = match.must;
    if (must.type == Type::all && must.parts.empty()) must = fact("d");  // which every document has
    const auto text = writer.write(must);
    return match.none.empty() ? text : writer.without(text, writer.write(any_of(match.none)));
}

std::string tsvector_of(std::string_view words, std::string_view others, std::string_view who,
                        std::string_view facts) {
    std::string out;
    const auto add = [&out](std::string_view column, char weight) {
        for (std::size_t position = 1; !column.empty(); ++position) {
            const auto blank = std::min(column.find(' '), column.size());
            if (blank > 0)
                out += fmt::format("'{}':{}{} ", column.substr(0, blank), std::min(position, kLastPosition),
                                   weight);
            column.remove_prefix(std::min(blank + 1, column.size()));
        }
    };
    add(words, 'A');
    add(who, 'B');
    add(facts, 'C');
    add(others, 'D');
    return out;
}

}  // namespace escucha::search
