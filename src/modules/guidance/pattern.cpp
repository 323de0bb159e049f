// Reading a written pattern: what its words look for, or what is wrong with it.
#include <algorithm>
#include <ranges>

#include "base/fold.hpp"
#include "modules/guidance/letters.hpp"
#include "modules/guidance/matching.hpp"

namespace escucha::guidance {
namespace {

constexpr std::string_view kBlanks = " \t\n";

// Words between blanks, groups in one piece: "no (se puede|cabe)*" → no, (se puede|cabe)*.
std::vector<std::string_view> items_of(std::string_view written) {
    std::vector<std::string_view> out;
    for (;;) {
        const auto from = written.find_first_not_of(kBlanks);
        if (from == std::string_view::npos) return out;
        written.remove_prefix(from);
        const auto close = written.front() == '('   ? written.find(')')
                           : written.front() == '[' ? written.find(']')
                                                    : 0;
        const auto to = std::min(written.find_first_of(kBlanks, close == std::string_view::npos ? 0 : close),
                                 written.size());
        out.push_back(written.substr(0, to));
        written.remove_prefix(to);
    }
}

// "imposib*": the letters of a word, folded; nothing when something else stands in it.
std::string word_in(std::string_view written) {
    std::string out;
    for (std::string_view rest = written; !rest.empty();) {
        const bool star = rest == "*";
        const char32_t c = take_code_point(rest);
        if (star && !out.empty())
            out += '*';
        else if (is_letter(c))
            append_code_point(out, c);
        else if (!is_apostrophe(c) || out.empty())
            return {};
    }
    return fold(out);
}

// One item: the rows of elements it may stand for.
using Ways = std::vector<Compiled>;

class Reader {
  public:
    Read run(std::string_view written) {
        if (code_points(written) > kMostLetters) return problem("too_long", written), std::move(read_);
        ways_.emplace_back();
        for (const auto item : items_of(written)) follow(ways_of(item), item);
        if (read_.problems.empty()) check(written);
        if (read_.problems.empty()) read_.patterns = std::move(ways_);
        return std::move(read_);
    }

  private:
    void problem(const char* code, std::string_view written) {
        if (read_.problems.empty()) read_.problems.push_back({code, shorten(written, 40)});
    }

    // Every way so far, followed by every way of the next item.
    void follow(const Ways& next, std::string_view item) {
        if (ways_.size() * next.size() > kMostWays) return problem("too_many_ways", item);
        Ways all;
        for (const Compiled& before : ways_)
            for (const Compiled& after : next) {
                all.push_back(before);
                all.back().insert(all.back().end(), after.begin(), after.end());
            }
        ways_ = std::move(all);
    }

    Ways ways_of(std::string_view item) {
        if (item == "^" || item == "$" || item == "<") return {{std::string(item)}};
        if (item == "..." || item == "…") return {{"~"}};
        if (item.front() == '[' || item.front() == '(') return choice(item);
        return {words(item)};
    }

    Compiled words(std::string_view written) {
        Compiled out;
        for (const auto item : items_of(written)) {
            out.push_back(word_in(item));
            if (out.back().empty()) problem("stray_character", item);
        }
        if (out.empty()) problem("stray_character", written);
        return out;
    }

    // Single words stay together in one element; where one of the choices has several words each is a way.
    Ways choice(std::string_view item) {
        const bool optional = item.front() == '[';
        auto inside = item.substr(1);
        const bool star = !optional && inside.ends_with(")*");
        if (star) inside.remove_suffix(1);
        if (inside.empty() || inside.back() != (optional ? ']' : ')'))
            return problem("unclosed", item), Ways{{}};
        inside.remove_suffix(1);
        Ways ways;
        for (const auto part : std::views::split(inside, '|')) {
            ways.push_back(words(std::string_view(part.begin(), part.end())));
            if (star && !ways.back().empty() && !ways.back().back().ends_with('*')) ways.back().back() += '*';
        }
        if (ways.empty()) return problem("stray_character", item), Ways{{}};
        if (std::ranges::all_of(ways, [](const Compiled& w) { return w.size() == 1; }))
            return {{together(ways, optional)}};
        if (optional) ways.emplace_back();
        return ways;
    }

    static std::string together(const Ways& ways, bool optional) {
        std::string element = optional ? "?" : "";
        for (const Compiled& way : ways) element += (&way == &ways.front() ? "" : "|") + way.front();
        return element;
    }

    void check(std::string_view written) {
        for (const Compiled& way : ways_) check(way, written);
    }

    // Something must be there to look for, at both ends: else a pattern would match everywhere.
    void check(const Compiled& p, std::string_view written) {
        const auto is_bound = [](const std::string& e) { return e == "^" || e == "$" || e == "<"; };
        const auto is_word = [&](const std::string& e) { return !is_bound(e) && e != "~" && e[0] != '?'; };
        if (p.empty()) return problem("empty", written);
        if (p.size() > kMostElements || static_cast<std::size_t>(std::ranges::count(p, "~")) > kMostGaps)
            return problem("too_many_words", written);
        if (std::ranges::none_of(p, is_word)) return problem("no_word", written);
        const auto first = std::ranges::find_if_not(p, is_bound);
        const auto last = std::find_if_not(p.rbegin(), p.rend(), is_bound);
        if (*first == "~" || *last == "~") problem("gap_at_the_edge", written);
    }

    Ways ways_;
    Read read_;
};

}  // namespace

Read read_pattern(std::string_view written) {
    return Reader().run(written);
}

}  // namespace escucha::guidance
