#include "modules/points/splitting.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/fold.hpp"
#include "modules/points/complaint_words.hpp"

namespace escucha::points {
namespace {

constexpr std::size_t kLongest = 20'000;    // bytes looked at; a case's words are no longer in the usual run
constexpr std::size_t kPointsText = 1'000;  // code points of a point

using Words = std::span<const std::string_view>;

// " ya no funciona ": words are found whole, whatever stood between them.
std::string folded(std::string_view text) {
    std::string out = " ";
    for (const auto& word : fold_words(text)) out += word + " ";
    return out;
}

bool has(const std::string& words, std::string_view phrase) {
    return words.find(" " + std::string(phrase) + " ") != std::string::npos;
}
bool has_any(const std::string& words, Words phrases) {
    return std::ranges::any_of(phrases, [&](std::string_view p) { return has(words, p); });
}
bool begins_with(const std::string& words, std::string_view phrase) {
    return words.starts_with(" " + std::string(phrase) + " ");
}
bool begins_with_any(const std::string& words, Words phrases) {
    return std::ranges::any_of(phrases, [&](std::string_view p) { return begins_with(words, p); });
}

// --- Lines -------------------------------------------------------------------------------------------------
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto from = text.find_first_not_of(kBlank);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// How long the mark of an item is at the beginning of this text: "1) ", "12. ", "a) ", "- ", "• "; 0: none.
std::size_t mark_of_item(std::string_view s) {
    for (const std::string_view bullet :
         {"-", "*", "\u2022", "\u00b7", "\u2013", "\u2014", "\u25aa", "\u2192"})
        if (s.starts_with(bullet) && s.size() > bullet.size() && s[bullet.size()] == ' ')
            return bullet.size() + 1;
    std::size_t n = s.starts_with("(") ? 1 : 0;
    const auto begin = n;
    while (n < s.size() && digit(s[n])) ++n;
    const bool number = n > begin && n - begin <= 2;
    if (!number) {
        n = begin;
        if (s.size() < 2 || !((s[n] >= 'a' && s[n] <= 'h') || (s[n] >= 'A' && s[n] <= 'H'))) return 0;
        ++n;
    }
    if (s.substr(n).starts_with("\u00ba")) n += 2;  // 1º
    if (n < s.size() &&
        (s[n] == ')' || (number && s[n] == '.') || (number && s[n] == '-') || (number && s[n] == ':')))
        ++n;
    else
        return 0;
    if (n < s.size() && s[n] == '-') ++n;  // "1.-"
    return n < s.size() && s[n] == ' ' ? n + 1 : 0;
}

// An enumeration inside a paragraph: "… 1) … 2) … 3) …". Where its items begin; fewer than two are none.
std::vector<std::size_t> items_within(std::string_view s) {
    std::vector<std::size_t> out;
    char expected = '1', letter = 'a';
    for (std::size_t i = 0; i + 2 < s.size(); ++i) {
        if (i != 0 && s[i - 1] != ' ' && s[i - 1] != '(') continue;
        const bool bracket = s[i + 1] == ')' || (s[i + 1] == '.' && s[i + 2] == ' ' && s[i] == expected);
        if (!bracket) continue;
        if (s[i] == expected) {
            out.push_back(i);
            ++expected;
        } else if (s[i] == letter && s[i + 1] == ')') {
            out.push_back(i);
            ++letter;
        }
    }
    if (out.size() < 2) out.clear();
    return out;
}

struct Piece {
    std::string text = {};
    bool item = false;       // of an enumeration
    bool paragraph = false;  // begins one
};

bool quoted(std::string_view line) {
    return line.starts_with(">");
}
bool ends_letter(std::string_view line) {
    return line == "--" || line == "-- " || line.starts_with("-----Original") || line.starts_with("_____");
}

void add_paragraph(std::vector<Piece>& out, std::string_view text) {
    const auto items = items_within(text);
    if (items.empty()) {
        if (!trimmed(text).empty()) out.push_back({std::string(trimmed(text)), false, true});
        return;
    }
    if (const auto lead = trimmed(text.substr(0, items[0])); !lead.empty())
        out.push_back({std::string(lead), false, true});
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto end = i + 1 < items.size() ? items[i + 1] : text.size();
        auto item = trimmed(text.substr(items[i], end - items[i]));
        item = trimmed(item.substr(std::min(item.size(), std::size_t{2})));
        if (item.ends_with("(")) item = trimmed(item.substr(0, item.size() - 1));
        if (!item.empty()) out.push_back({std::string(item), true, true});
    }
}

// A line that is not full goes on in the next one only where the writer's program broke it.
std::vector<Piece> pieces_of(std::string_view message) {
    constexpr std::size_t kWrapped = 60;
    std::vector<Piece> out;
    std::string paragraph;
    bool in_item = false;
    std::size_t last_line = 0;
    const auto close = [&] {
        if (in_item) {
            if (!trimmed(paragraph).empty()) out.push_back({std::string(trimmed(paragraph)), true, true});
        } else {
            add_paragraph(out, paragraph);
        }
        paragraph.clear();
        in_item = false;
    };
    while (!message.empty()) {
        const auto end = message.find('\n');
        const auto line = trimmed(message.substr(0, end));
        message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
        if (ends_letter(line)) break;
        if (quoted(line)) continue;
        const auto mark = mark_of_item(line);
        if (line.empty() || mark != 0 || (!paragraph.empty() && last_line < kWrapped)) close();
        if (mark != 0) in_item = true;
        if (!paragraph.empty()) paragraph += ' ';
        paragraph += line.substr(mark);
        last_line = line.size();
    }
    close();
    return out;
}

// --- Sentences ---------------------------------------------------------------------------------------------
// A point that ends no sentence: of an abbreviation, a number, an address.
bool ends_nothing(std::string_view s, std::size_t at) {
    if (s[at] != '.') return false;
    if (at + 1 < s.size() && s[at + 1] != ' ' && s[at + 1] != '"') return true;
    auto begin = at;
    while (begin > 0 && s[begin - 1] != ' ' && s[begin - 1] != '(') --begin;
    const auto word = fold(s.substr(begin, at - begin));
    constexpr std::string_view kShort[] = {
        "sr",  "sra", "srta", "dr",     "dra",  "ud", "uds", "vd",    "vds", "num", "n",   "no",
        "art", "pag", "tel",  "av",     "avda", "c",  "s/n", "aprox", "etc", "s.a", "s.l", "ee.uu",
        "mr",  "mrs", "ms",   "approx", "ref",  "st", "vs",  "p.ej",  "e.g", "i.e", "jr",  "s.a.c"};
    if (word == "no") return at + 2 < s.size() && digit(s[at + 2]);
    if (word == "etc") return at + 2 < s.size() && s[at + 2] >= 'a' && s[at + 2] <= 'z';
    return std::ranges::find(kShort, word) != std::end(kShort) && at + 1 < s.size();
}

// Where in a sentence another matter begins: "…, además …", "; también …", " y que " after a request.
std::size_t another_within(std::string_view s) {
    constexpr std::string_view kWithin[] = {
        "; adem\u00e1s",    "; ademas",        ", ademas ",        " y ademas ",        ", adem\u00e1s ",
        ", y adem\u00e1s ", " y adem\u00e1s ", "; tambi\u00e9n ",  ", y tambi\u00e9n ", " y tambi\u00e9n ",
        ", tambi\u00e9n ",  ", tambien ",      " y tambien ",      "; por otra parte",  ", por otra parte",
        ", por otro lado",  "; por otro lado", ", aparte de que ", ", encima ",         ", y encima ",
        " y encima ",       ", para colmo",    "; in addition",    ", in addition",     ", and also ",
        " and also ",       "; also ",         ", moreover",       "; moreover",        ", besides ",
        ", plus "};
    auto first = std::string_view::npos;
    for (const auto phrase : kWithin)
        if (const auto at = s.find(phrase, 1); at != std::string_view::npos) first = std::min(first, at);
    return first;
}
std::size_t next_wish(std::string_view s) {
    auto first = std::string_view::npos;
    for (const std::string_view phrase : {", y que ", " y que ", ", and that ", " and that you "})
        if (const auto at = s.find(phrase, 1); at != std::string_view::npos) first = std::min(first, at);
    return first;
}

void add_parts(std::vector<std::string>& out, std::string_view sentence) {
    sentence = trimmed(sentence);
    if (sentence.empty()) return;
    if (out.size() > 2 * kMostSuggestions) return out.emplace_back(sentence), void();  // enough of it
    const auto words = folded(sentence);
    auto at = another_within(sentence);
    if (at == std::string_view::npos && has_any(words, kRequests)) at = next_wish(sentence);
    const auto rest = at == std::string_view::npos ? std::string_view() : sentence.substr(at + 1);
    if (rest.empty() || fold_words(rest).size() < 4 || fold_words(sentence.substr(0, at)).size() < 3) {
        out.emplace_back(sentence);
        return;
    }
    out.emplace_back(trimmed(sentence.substr(0, at)));
    auto tail = trimmed(rest);
    for (const std::string_view and_ : {"y ", "and "})
        if (tail.starts_with(and_)) tail = trimmed(tail.substr(and_.size()));
    add_parts(out, tail);
}

std::vector<std::string> sentences_of(std::string_view s) {
    std::vector<std::string> out;
    std::size_t from = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool dots = s.substr(i).starts_with("\u2026");
        if (s[i] != '.' && s[i] != '!' && s[i] != '?' && s[i] != ';' && !dots) continue;
        if (ends_nothing(s, i)) continue;
        if (dots) i += 2;
        while (i + 1 < s.size() &&
               (s[i + 1] == '.' || s[i + 1] == '!' || s[i + 1] == '?' || s[i + 1] == '"' || s[i + 1] == ')'))
            ++i;
        add_parts(out, s.substr(from, i + 1 - from));
        from = i + 1;
    }
    add_parts(out, s.substr(from));
    return out;
}

// --- Sentences become points -------------------------------------------------------------------------------
enum class Kind { courtesy, circumstance, goes_on, matter };

Kind kind_of(const std::string& sentence) {
    const auto words = folded(sentence);
    const auto count = fold_words(sentence).size();
    if (count == 0) return Kind::courtesy;
    const bool question = sentence.find('?') != std::string::npos;
    const bool asks = has_any(words, kRequests);
    if (begins_with_any(words, kFarewells) && !question && count < 14) return Kind::courtesy;
    if (begins_with_any(words, kGreetings) && count < 8) return Kind::courtesy;
    if (question) return has_any(words, kRhetorical) ? Kind::goes_on : Kind::matter;
    if (begins_with_any(words, kPolite) && !has_any(words, kGrievances)) return Kind::circumstance;
    if (begins_with(words, "si no") || begins_with(words, "de lo contrario") ||
        begins_with(words, "if you do not") || begins_with(words, "otherwise") ||
        begins_with(words, "if i do not"))
        return Kind::goes_on;
    if (asks || sentence.starts_with("que ") || sentence.starts_with("that ")) return Kind::matter;
    if (begins_with_any(words, kGoesOn)) return Kind::goes_on;
    if (has_any(words, kGrievances) || begins_with_any(words, kAnother)) return Kind::matter;
    return Kind::circumstance;
}

// "Hola, buenas tardes, la caja llegó abierta": what follows the greeting is what was said.
std::string_view without_greeting(std::string_view text) {
    for (int n = 0; n < 3; ++n) {
        const auto comma = text.find_first_of(",:!.");
        if (comma == std::string_view::npos) return text;
        const auto first = folded(text.substr(0, comma));
        if (!begins_with_any(first, kGreetings) || fold_words(first).size() > 6) return text;
        text = trimmed(text.substr(comma + 1));
    }
    return text;
}

class Gathering {
  public:
    void item(const std::string& text) {
        if (kind_of(text) == Kind::courtesy) return;
        begin(text);
        open_ = false;
    }
    void sentence(const std::string& text, bool paragraph) {
        switch (kind_of(text)) {
            case Kind::courtesy:
                return;
            case Kind::matter:
                return begin(text);
            case Kind::goes_on:
                if (points_.empty() || !before_.empty()) return before(text);
                return go_on(text);
            case Kind::circumstance:
                if (paragraph || !open_ || points_.empty() || !before_.empty()) return before(text);
                return go_on(text);
        }
    }
    std::vector<std::string> done() && {
        if (points_.empty() && !before_.empty()) points_.push_back(std::move(before_));
        std::vector<std::string> out;
        std::vector<std::string> known;
        for (auto& p : points_) {
            auto key = fold(p);
            if (std::ranges::find(known, key) != known.end()) continue;
            known.push_back(std::move(key));
            out.push_back(shorten(p, kPointsText));
            if (out.size() == kMostSuggestions) break;
        }
        return out;
    }

  private:
    void begin(const std::string& text) {
        points_.push_back(before_.empty() ? text : before_ + " " + text);
        before_.clear();
        open_ = true;
    }
    void before(const std::string& text) { before_ += before_.empty() ? text : " " + text; }
    void go_on(const std::string& text) { points_.back() += " " + text; }

    std::vector<std::string> points_;
    std::string before_;  // circumstances told before the point they lead to
    bool open_ = false;   // a sentence may go on with the last point: not with an item of a list
};

// "Reclamo por lo siguiente:"
bool only_leads(const Piece& piece) {
    constexpr std::size_t kFew = 12;
    return !piece.item && piece.text.ends_with(":") && fold_words(piece.text).size() <= kFew;
}

bool signs(const Piece& piece) {
    const auto words = folded(piece.text);
    return begins_with_any(words, kFarewells) && fold_words(piece.text).size() < 14 &&
           piece.text.find('?') == std::string::npos;
}

}  // namespace

std::vector<std::string> split_into_points(std::string_view message) {
    Gathering points;
    bool signed_off = false;
    const auto pieces = pieces_of(message.substr(0, kLongest));
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const auto& piece = pieces[i];
        if (only_leads(piece) && i + 1 < pieces.size() && pieces[i + 1].item) continue;
        if (signed_off && fold_words(piece.text).size() < 6) continue;  // name, address, telephone
        if (signs(piece)) {
            signed_off = true;
            continue;
        }
        if (piece.item) {
            points.item(piece.text);
            continue;
        }
        bool first = true;
        for (const auto& sentence : sentences_of(without_greeting(piece.text))) {
            points.sentence(sentence, first);
            first = false;
        }
    }
    return std::move(points).done();
}

}  // namespace escucha::points
