#include "search/query.hpp"

#include <algorithm>
#include <span>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/fold.hpp"

#include "search/analyser.hpp"
#include "search/values.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kQuestionDigits = 4;
constexpr std::string_view kQuotes[] = {"\"", "“", "”", "«", "»"};

// Words that say nothing by themselves: asked for only within phrases, or when there is nothing else.
constexpr std::string_view kSmall[] = {"a",   "al", "con", "de", "del", "el",  "en", "es",   "la",
                                       "las", "lo", "los", "me", "mi",  "no",  "o",  "para", "por",
                                       "que", "se", "su",  "un", "una", "y",   "an", "and",  "for",
                                       "in",  "is", "my",  "of", "on",  "the", "to"};

std::string_view quote_at(std::string_view text) {
    for (const auto quote : kQuotes)
        if (text.starts_with(quote)) return quote;
    return {};
}
bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A part of the query as it stands there: [-][key:]value, the value perhaps in quotes.
struct Part {
    std::string_view whole = {}, key = {}, value = {};
    bool excluded = false, quoted = false, closed = true;
};

class Parts {
  public:
    explicit Parts(std::string_view text) : rest_(text) {}

    std::optional<Part> next() {
        while (!rest_.empty() && blank(rest_.front())) rest_.remove_prefix(1);
        if (rest_.empty()) return std::nullopt;
        const auto start = rest_;
        Part part;
        if (rest_.size() > 1 && rest_.front() == '-' && !blank(rest_[1]) &&
            !(rest_[1] >= '0' && rest_[1] <= '9'))
            part.excluded = true, rest_.remove_prefix(1);
        part.key = take_key();
        take_value(part);
        part.whole = start.substr(0, start.size() - rest_.size());
        return part;
    }

  private:
    // Letters before a colon; not of an address (https://…).
    std::string_view take_key() {
        std::size_t length = 0;
        while (length < rest_.size() && !blank(rest_[length]) && rest_[length] != ':' &&
               quote_at(rest_.substr(length)).empty())
            ++length;
        if (length == 0 || length >= rest_.size() || rest_[length] != ':') return {};
        const auto key = rest_.substr(0, length);
        if (rest_.substr(length).starts_with("://")) return {};
        for (const char c : key)
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80))
                return {};
        rest_.remove_prefix(length + 1);
        return key;
    }
    void take_value(Part& part) {
        const auto quote = quote_at(rest_);
        if (!quote.empty()) {
            rest_.remove_prefix(quote.size());
            std::size_t length = 0;
            while (length < rest_.size() && quote_at(rest_.substr(length)).empty()) ++length;
            part.quoted = true;
            part.value = rest_.substr(0, length);
            rest_.remove_prefix(length);
            part.closed = !rest_.empty();
            rest_.remove_prefix(quote_at(rest_).size());
            return;
        }
        std::size_t length = 0;
        while (length < rest_.size() && !blank(rest_[length])) ++length;
        part.value = rest_.substr(0, length);
        rest_.remove_prefix(length);
    }

    std::string_view rest_;
};

Word as_word(const Token& token) {
    Word word{.word = token.word, .stems = {token.stem}};
    if (auto english = stem(token.word, Language::en); english != token.stem && english.starts_with("0e"))
        word.stems.push_back(std::move(english));
    return word;
}

Clause phrase_of(std::string_view text) {
    Clause clause{.phrase = true};
    for (const Token& token : analyse(text, Language::es, kQuestionDigits))
        if (!token.whole) clause.words.push_back(as_word(token));
    return clause;
}

// Each word a clause of its own; those that make a whole, one together.
std::vector<Clause> clauses_of(std::string_view text) {
    std::vector<Clause> clauses;
    std::vector<std::size_t> begins;
    for (const Token& token : analyse(text, Language::es, kQuestionDigits)) {
        if (!token.whole) {
            clauses.push_back({.words = {as_word(token)}});
            begins.push_back(token.begin);
            continue;
        }
        while (clauses.size() > 1 && begins.back() > token.begin) {
            auto last = std::move(clauses.back());
            clauses.pop_back(), begins.pop_back();
            std::ranges::move(last.words, std::back_inserter(clauses.back().words));
        }
        clauses.back().wholes.push_back(token.word);
    }
    return clauses;
}

bool small(const Clause& clause) {
    return !clause.phrase && clause.words.size() == 1 && clause.wholes.empty() &&
           !clause.words.front().unfinished &&
           std::ranges::find(kSmall, clause.words.front().word) != std::end(kSmall);
}

class Reader {
  public:
    explicit Reader(const Reading& how) : how_(how) {}

    Query read(std::string_view text) {
        Parts parts(text);
        std::vector<Part> all;
        while (const auto part = parts.next()) all.push_back(*part);
        const bool going_on = how_.typing && !text.empty() && !blank(text.back());
        for (std::size_t i = 0; i < all.size(); ++i) one(all[i], going_on && i + 1 == all.size());
        flush(going_on && !all.empty() && is_plain(all.back()));
        drop_small();
        if (query_.from && query_.before && *query_.from >= *query_.before) {
            query_.problems.push_back({part_of("until"), "from_after_to"});
            query_.before.reset();
            std::erase_if(query_.filters, [](const Filter& f) { return f.key == "until"; });
        }
        return std::move(query_);
    }

  private:
    static bool is_plain(const Part& part) {
        return !part.excluded && !part.quoted && (part.key.empty() || !key_named(fold(part.key)));
    }

    void one(const Part& part, bool last) {
        const auto key = part.key.empty() ? std::nullopt : key_named(fold(part.key));
        if (key && !part.excluded) return filter(*key, part, last);
        if (!part.key.empty() && !part.value.empty())
            query_.problems.push_back({std::string(part.whole), key ? "not_excludable" : "unknown_filter"});
        if (part.excluded || part.quoted) return quoted_or_excluded(part, last);
        if (!plain_.empty()) plain_ += ' ';
        plain_ += part.whole;
    }

    void quoted_or_excluded(const Part& part, bool last) {
        flush(false);
        auto clauses = part.quoted ? std::vector{phrase_of(part.value)} : clauses_of(part.value);
        for (Clause& clause : clauses) {
            if (clause.words.empty()) continue;
            if (part.quoted && last && !part.closed) clause.words.back().unfinished = true;
            if (!part.excluded && !query_.words.empty()) query_.words += ' ';
            if (!part.excluded) query_.words += part.value;
            (part.excluded ? query_.none : query_.all).push_back(std::move(clause));
        }
    }

    // What was gathered of words that stand beside each other: together, because a number may have blanks.
    void flush(bool unfinished) {
        if (plain_.empty()) return;
        auto clauses = clauses_of(plain_);
        if (unfinished && !clauses.empty()) {
            clauses.back().unfinished = true;
            clauses.back().words.back().unfinished = true;
        }
        std::ranges::move(clauses, std::back_inserter(query_.all));
        if (!query_.words.empty()) query_.words += ' ';
        query_.words += plain_;
        plain_.clear();
    }

    void drop_small() {
        if (std::ranges::all_of(query_.all, small)) return;
        std::erase_if(query_.all, small);
    }

    void problem(const Part& part, std::string_view code) {
        query_.problems.push_back({std::string(part.whole), std::string(code)});
    }
    void understood(std::string_view key, std::string value, const Part& part) {
        query_.filters.push_back({std::string(key), std::move(value), std::string(part.whole)});
    }
    std::string part_of(std::string_view key) const {
        const auto found = std::ranges::find(query_.filters, key, &Filter::key);
        return found == query_.filters.end() ? std::string() : found->part;
    }

    void filter(Key key, const Part& part, bool last) {
        flush(false);
        const auto value = fold(one_line(part.value));
        if (value.empty()) {
            if (!last) problem(part, "empty_filter");
            return;
        }
        switch (key) {
            case Key::by:
                return named("by", query_.by, part);
            case Key::owner:
                return named("owner", query_.owners, part);
            case Key::team:
                return named("team", query_.teams, part);
            case Key::code:
                return named("code", query_.codes, part);
            case Key::since:
            case Key::until:
                return date(key, value, part, last);
            default:
                return choose(key, value, part, last);
        }
    }

    void named(std::string_view key, std::vector<std::string>& into, const Part& part) {
        if (fold_words(part.value).empty()) return problem(part, "empty_filter");
        into.push_back(one_line(part.value));
        understood(key, into.back(), part);
    }

    void choose(Key key, std::string_view value, const Part& part, bool last) {
        const auto name = choice(key, value, last);
        if (name.empty()) return problem(part, "unknown_value");
        switch (key) {
            case Key::state:
                query_.states.push_back(*parse_name<StateAsked>(name));
                return understood("state", std::string(name), part);
            case Key::kind:
                query_.kinds.push_back(*parse_name<CaseKind>(name));
                return understood("kind", std::string(name), part);
            case Key::channel:
                query_.channels.push_back(*parse_name<Channel>(name));
                return understood("channel", std::string(name), part);
            default:
                query_.in.push_back(*parse_name<In>(name));
                return understood("in", std::string(name), part);
        }
    }

    void date(Key key, std::string_view value, const Part& part, bool last) {
        const auto found = days_named(value, how_.today);
        if (!found) {
            if (!last) problem(part, "not_a_date");
            return;
        }
        if (key == Key::since) {
            query_.from = found->first;
            return understood("since", iso_date(found->first), part);
        }
        query_.before = found->after;
        understood("until", iso_date(found->after - std::chrono::days(1)), part);
    }

    template <class E>
    static std::optional<E> parse_name(std::string_view name) {
        std::optional<E> out;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](const auto& d) {
            std::string_view own = d.name;
            if (own.ends_with('_')) own.remove_suffix(1);
            if (own == name) out = d.value;
        });
        return out;
    }

    const Reading how_;
    Query query_;
    std::string plain_;
};

}  // namespace

Query read_query(std::string_view text, const Reading& how) {
    return Reader(how).read(text);
}

}  // namespace escucha::search
