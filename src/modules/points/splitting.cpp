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

// After the first sentence and what closes it.
std::size_t end_of_sentence(std::string_view s) {
    for (std::size_t i = 0; i < s.size(); ++i) {
        if ((s[i] != '.' && s[i] != '!' && s[i] != '?') || ends_nothing(s, i)) continue;
        while (i + 1 < s.size() && s.substr(i + 1).find_first_of(".!?\")") == 0) ++i;
        return i + 1;
    }
    return s.size();
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
        const bool last = i + 1 == items.size();
        const auto after = last ? end_of_sentence(item) : item.size();
        if (!item.empty()) out.push_back({std::string(trimmed(item.substr(0, after))), true, true});
        if (const auto rest = trimmed(item.substr(after)); !rest.empty())
            out.push_back({std::string(rest), false, true});
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

bool is_one_of(Words words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// "me envíen", "revisen": another verb of what they are asked to do.
bool bids(const std::vector<std::string>& words) {
    const bool pronoun = !words.empty() && is_one_of(kPronouns, words[0]);
    const std::size_t at = pronoun ? 1 : 0;
    if (words.size() <= at) return false;
    const auto& verb = words[at];
    return verb.size() > 4 && (verb.ends_with("en") || verb.ends_with("an"));
}

// The place after the first verb that asks for things by their names ("exijo la …"); npos: there is none.
std::size_t things_asked_for(std::string_view s) {
    for (std::size_t at = 0; at != std::string_view::npos; at = s.find(' ', at + 1)) {
        const auto from = at == 0 ? 0 : at + 1;
        const auto words = fold_words(s.substr(from, 60));
        for (const std::size_t n : {1U, 2U}) {
            if (words.size() <= n) break;
            const auto verb = n == 1 ? words[0] : words[0] + " " + words[1];
            if (is_one_of(kAskFor, verb) && is_one_of(kArticles, words[n])) return from;
        }
    }
    return std::string_view::npos;
}

// Where the next of several things asked for begins: ", que …", " y me envíen …", ", la baja …" (after
// `things`, the place from which they are named).
std::size_t next_wish(std::string_view s, std::size_t things) {
    for (std::size_t i = 1; i + 2 < s.size(); ++i) {
        const auto rest = s.substr(i);
        const auto skip = rest.starts_with(", y ")     ? 4U
                          : rest.starts_with(", and ") ? 6U
                          : rest.starts_with(" y ")    ? 3U
                          : rest.starts_with(" e ")    ? 3U
                          : rest.starts_with(" and ")  ? 5U
                          : rest.starts_with(", ")     ? 2U
                                                       : 0U;
        if (skip == 0) continue;
        const auto words = fold_words(rest.substr(skip, 60));
        if (words.empty()) continue;
        const bool clause = words[0] == "que" || words[0] == "that" || bids(words);
        const bool thing = things < i && is_one_of(kArticles, words[0]);
        if (clause || thing) return i;
    }
    return std::string_view::npos;
}

// ", quiero que …": a request at the end of a breathless sentence.
std::size_t request_within(std::string_view s) {
    for (auto at = s.find(", "); at != std::string_view::npos; at = s.find(", ", at + 1))
        if (begins_with_any(folded(s.substr(at + 2, 60)), kAskFor) && fold_words(s.substr(0, at)).size() > 4)
            return at;
    return std::string_view::npos;
}

// Without what only led from one item to the next, and beginning as a sentence does.
std::string as_a_point(std::string_view s) {
    s = trimmed(s);
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view end : {",", ";", " y", " e", " and"}) {
            if (s == trimmed(end)) return {};
            if (s.ends_with(end)) s = trimmed(s.substr(0, s.size() - end.size())), again = true;
        }
    }
    std::string out(s);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    // á é í ó ú ñ: two bytes that differ from their capitals in one bit
    if (out.size() > 1 && out[0] == '\xC3' && static_cast<unsigned char>(out[1]) >= 0xA0)
        out[1] = static_cast<char>(static_cast<unsigned char>(out[1]) - 0x20);
    return out;
}

struct Sentence {
    std::string text = {};
    bool asked_for = false;  // one of several things asked for in one sentence
};
// What the part before it asked for: an article begins another thing only after things.
enum class Asking { nothing, clauses, things };

struct Cut {
    std::size_t at = std::string_view::npos;
    Asking asking = Asking::nothing;  // cut among what is asked for
};
Cut cut_of(std::string_view s, Asking asking) {
    const auto another = std::min(another_within(s), request_within(s));
    if (another != std::string_view::npos) return {another, Asking::nothing};
    if (asking == Asking::nothing && !has_any(folded(s), kRequests)) return {};
    const auto things = asking == Asking::things ? 0 : things_asked_for(s);
    return {next_wish(s, things), things == std::string_view::npos ? Asking::clauses : Asking::things};
}

std::string_view without_and(std::string_view s) {
    for (const std::string_view and_ : {"y ", "e ", "and "})
        if (s.starts_with(and_)) s = trimmed(s.substr(and_.size()));
    return s;
}

void add_parts(std::vector<Sentence>& out, std::string_view s, Asking asking = Asking::nothing) {
    s = trimmed(s);
    if (s.empty()) return;
    const bool asked_for = asking != Asking::nothing;
    if (out.size() > 2 * kMostSuggestions) return out.push_back({std::string(s), asked_for});  // enough of it
    const auto [at, among] = cut_of(s, asking);
    const auto head = s.substr(0, at);
    const auto tail =
        at == std::string_view::npos ? std::string_view() : without_and(trimmed(s.substr(at + 1)));
    if (fold_words(tail).size() < 3 || fold_words(head).size() < 3)
        return out.push_back({std::string(s), asked_for});
    if (among == Asking::nothing)
        add_parts(out, head, asking);
    else
        out.push_back({std::string(trimmed(head)), true});
    add_parts(out, tail, among);
}

std::vector<Sentence> sentences_of(std::string_view s) {
    std::vector<Sentence> out;
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
    if (begins_with_any(words, kAttaches) && !question) return Kind::courtesy;
    if (has_any(words, kAnnounces) && !question && count < 16) return Kind::courtesy;
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
    if (begins_with(folded(text.substr(0, 12)), "hola") && text.size() > 5 && text[4] == ' ')
        text = trimmed(text.substr(5));
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
        if (fold_words(before_).size() < kTellsSomething) before_.clear();  // a title, the number of an order
        begin(text);
        open_ = false;
    }
    void sentence(const Sentence& said, bool paragraph) {
        const auto& text = said.text;
        switch (said.asked_for ? Kind::matter : kind_of(text)) {
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
            auto point = shorten(as_a_point(p), kPointsText);
            if (point.empty()) continue;  // nothing but an "and"
            out.push_back(std::move(point));
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

    static constexpr std::size_t kTellsSomething = 8;  // words

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
