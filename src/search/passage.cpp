#include "search/passage.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "search/analyser.hpp"

namespace escucha::search {
namespace {

struct Range {
    std::size_t begin = 0, end = 0;
};

bool fits(const Token& token, const Word& word) {
    if (token.word == word.word || std::ranges::find(word.stems, token.stem) != word.stems.end()) return true;
    return word.unfinished && fold(token.word).starts_with(fold(word.word));
}

bool fits(const Token& token, const Clause& clause) {
    // A number typed in one piece fits one written in groups.
    if (!token.whole || (clause.words.size() == 1 && fits(token, clause.words.front())))
        return std::ranges::any_of(clause.words, [&](const Word& w) { return fits(token, w); });
    return std::ranges::any_of(clause.wholes, [&](const std::string& whole) {
        return clause.unfinished ? token.word.starts_with(whole) : token.word == whole;
    });
}

// Where something was found, in order, without overlaps.
std::vector<Range> found_in(std::string_view text, const Query& query, Language language) {
    std::vector<Range> ranges;
    for (const Token& token : analyse(text, language)) {
        const auto here = [&](const Clause& c) { return fits(token, c); };
        if (!std::ranges::any_of(query.all, here)) continue;
        while (!ranges.empty() && ranges.back().begin >= token.begin) ranges.pop_back();
        if (ranges.empty() || ranges.back().end <= token.begin) ranges.push_back({token.begin, token.end});
    }
    return ranges;
}

bool inside_character(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// The next place from `at` on where one may cut: after a blank, or at least between characters.
std::size_t cut_after(std::string_view text, std::size_t at) {
    constexpr std::size_t kFar = 24;
    for (std::size_t i = at; i < text.size() && i < at + kFar; ++i)
        if (text[i] == ' ' || text[i] == '\n') return i + 1;
    while (inside_character(text, at)) ++at;
    return std::min(at, text.size());
}

Range window(std::string_view text, const std::vector<Range>& found, std::size_t most) {
    const std::size_t before = most / 4;
    Range w{0, text.size()};
    if (text.size() <= most) return w;
    if (!found.empty() && found.front().end > most)
        w.begin = std::min(cut_after(text, found.front().begin - before), found.front().begin);
    if (text.size() - w.begin > most) w.end = cut_after(text, w.begin + most);
    return w;
}

class Pieces {
  public:
    void add(std::string_view text, bool found) {
        if (text.empty()) return;
        std::string clean(text);
        std::ranges::replace_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
        if (!out_.empty() && out_.back().found == found)
            out_.back().text += clean;
        else
            out_.push_back({std::move(clean), found});
    }
    std::vector<Marked> take() { return std::move(out_); }

  private:
    std::vector<Marked> out_;
};

}  // namespace

std::vector<Marked> passage(std::string_view text, const Query& query, Language language, std::size_t most) {
    const auto found = found_in(text, query, language);
    const auto w = window(text, found, most);
    Pieces pieces;
    if (w.begin > 0) pieces.add("…", false);
    auto at = w.begin;
    for (const Range& r : found) {
        if (r.begin < w.begin || r.end > w.end) continue;
        pieces.add(text.substr(at, r.begin - at), false);
        pieces.add(text.substr(r.begin, r.end - r.begin), true);
        at = r.end;
    }
    pieces.add(text.substr(at, w.end - at), false);
    if (w.end < text.size()) pieces.add("…", false);
    return pieces.take();
}

}  // namespace escucha::search
