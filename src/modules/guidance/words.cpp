#include "modules/guidance/words.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/guidance/letters.hpp"

namespace escucha::guidance {
namespace {

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The end of a quotation that begins at `from`, if it ends before `limit` comes.
std::size_t closed(std::string_view text, std::size_t from, std::string_view close, std::string_view limit) {
    const auto end = text.find(close, from);
    const auto before = text.find(limit, from);
    return end == std::string_view::npos || end > before ? 0 : end + close.size();
}

// The end of what begins at `at` and is not the writer's; 0 when nothing does.
std::size_t end_of_stretch(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    if (rest.starts_with("«")) return closed(text, at + 2, "»", "\n\n");
    if (rest.starts_with("“")) return closed(text, at + 3, "”", "\n\n");
    if (rest.starts_with('"')) return closed(text, at + 1, "\"", "\n");
    if (rest.starts_with("[[")) return closed(text, at + 2, "]]", "\n");
    const bool begins = at == 0 || is_blank(text[at - 1]);
    if (!begins || is_blank(rest.front())) return 0;
    if (rest.front() == '>') {
        const auto line = text.rfind('\n', at == 0 ? 0 : at - 1);
        const auto start = at == 0 || line == std::string_view::npos ? 0 : line + 1;
        if (text.find_first_not_of(" \t", start) == at) return std::min(text.find('\n', at), text.size());
    }
    const auto chunk = rest.substr(0, rest.find_first_of(" \n\t\r"));
    const bool address = chunk.find("://") != std::string_view::npos ||
                         chunk.find('@') != std::string_view::npos || chunk.starts_with("www.");
    return address ? at + chunk.size() : 0;
}

Break break_of(char32_t c) {
    switch (c) {
        case '.':
        case '!':
        case '?':
        case '\n':
        case 0x2026:  // …
            return Break::sentence;
        case ',':
        case ';':
        case ':':
        case '(':
        case ')':
        case '[':
        case ']':
        case '/':
        case '"':
        case 0xA1:  // ¡
        case 0xBF:  // ¿
        case 0xAB:
        case 0xBB:
        case 0x2013:
        case 0x2014:
        case 0x201C:
        case 0x201D:
            return Break::clause;
        default:
            return Break::none;
    }
}

class Cutter {
  public:
    Cutter(std::string_view text, const std::vector<Stretch>& skip) : text_(text), skip_(skip) {}

    std::vector<Word> run() {
        while (at_ < text_.size()) {
            if (next_ < skip_.size() && at_ >= skip_[next_].from) {
                at_ = skip_[next_++].to;
                before_ = std::max(before_, Break::sentence);
                continue;
            }
            std::string_view rest = text_.substr(at_);
            const char32_t c = take_code_point(rest);
            if (is_letter(c))
                word();
            else
                before_ = std::max(before_, break_of(c)), at_ = text_.size() - rest.size();
        }
        return std::move(words_);
    }

  private:
    void word() {
        Word w{.from = at_, .to = at_, .before = before_, .capitals = true};
        bool any_upper = false;
        for (std::string_view rest = text_.substr(at_); !rest.empty();) {
            const char32_t c = take_code_point(rest);
            if (!is_letter(c) && !(is_apostrophe(c) && goes_on(rest))) break;
            if (is_letter(c)) {
                append_code_point(w.folded, c);
                ++w.letters;
                any_upper = any_upper || is_upper(c);
                w.capitals = w.capitals && !is_lower(c) && !(c >= '0' && c <= '9');
            }
            w.to = text_.size() - rest.size();
        }
        w.folded = fold(w.folded);
        w.capitals = w.capitals && any_upper;
        w.code = joint(w.from, true) || joint(w.to, false);
        at_ = w.to;
        before_ = Break::none;
        words_.push_back(std::move(w));
    }

    static bool goes_on(std::string_view rest) { return !rest.empty() && is_letter(take_code_point(rest)); }

    // A hyphen, a stroke … with something on its other side.
    bool joint(std::size_t at, bool before) const {
        constexpr std::string_view kJoints = "-_/#";
        if (before ? at < 1 : at >= text_.size()) return false;
        return kJoints.find(text_[before ? at - 1 : at]) != std::string_view::npos;
    }

    std::string_view text_;
    const std::vector<Stretch>& skip_;
    std::size_t at_ = 0, next_ = 0;
    Break before_ = Break::sentence;
    std::vector<Word> words_;
};

}  // namespace

std::vector<Stretch> not_their_words(std::string_view text) {
    std::vector<Stretch> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = end_of_stretch(text, at);
        if (end == 0) {
            ++at;
            continue;
        }
        out.push_back({at, end});
        at = end;
    }
    return out;
}

std::vector<Word> words_of(std::string_view text, const std::vector<Stretch>& not_theirs) {
    return Cutter(text, not_theirs).run();
}

}  // namespace escucha::guidance
