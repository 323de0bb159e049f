#include "modules/templates/wording.hpp"

#include <algorithm>

#include "base/fold.hpp"

namespace escucha::templates {
namespace {

constexpr std::size_t kShown = 40;
constexpr std::size_t kLongestGap = 80;  // code points

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// The blanks around the bars of a block are there for the eye.
Parts trimmed(Parts parts) {
    if (!parts.empty() && parts.front().kind == Part::Kind::words) {
        auto& first = parts.front().text;
        first.erase(0, first.find_first_not_of(" \t\n"));
    }
    if (!parts.empty() && parts.back().kind == Part::Kind::words) {
        auto& last = parts.back().text;
        last.erase(last.find_last_not_of(" \t\n") + 1);
    }
    std::erase_if(parts, [](const Part& p) { return p.kind == Part::Kind::words && p.text.empty(); });
    return parts;
}

struct Head {  // what stands after a brace
    std::string_view text = {};
    char end = '\0';  // '}' a variable, ':' or '|' a block, '\0' neither
};

// One pass over the text; `at_` only ever moves forward.
class Reader {
  public:
    Reader(std::string_view text, const Vocabulary& vocabulary, Language language)
        : text_(text), vocabulary_(vocabulary), language_(language) {}

    Parsed run() {
        Parsed out{.parts = parts(0), .problems = {}};
        std::ranges::sort(problems_, {}, &Found::at);
        for (Found& f : problems_) {
            if (out.problems.size() == kMostProblems) break;
            out.problems.push_back(placed(std::move(f)));
        }
        return out;
    }

  private:
    struct Found {
        std::size_t at = 0;
        Problem problem = {};
    };

    // Up to the bar or brace that ends a way of a block; at depth 0 up to the end.
    Parts parts(std::size_t depth) {
        Parts out;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (depth > 0 && (c == '|' || c == '}')) break;
            if (c == '{')
                brace(out, depth);
            else if (c == '}')
                stray(out);
            else
                words(out, depth);
        }
        return out;
    }

    void words(Parts& out, std::size_t depth) {
        const auto end = std::min(text_.find_first_of(depth > 0 ? "{}|" : "{}", at_), text_.size());
        add_words(out, text_.substr(at_, end - at_));
        at_ = end;
    }

    void stray(Parts& out) {
        report(at_, "stray_close", text_.substr(at_, 1));
        add_words(out, "}");
        ++at_;
    }

    void brace(Parts& out, std::size_t depth) {
        const std::size_t from = at_;
        if (text_.substr(at_).starts_with("{{")) return doubled(out);
        const Head head = this->head();
        if (head.end == '\0') {
            report(from, "unclosed", head.text);
            add_words(out, text_.substr(from, at_ - from));
        } else if (head.end == '}') {
            variable(out, from, head.text);
        } else {
            block(out, from, head.text, depth);
        }
    }

    // "{{nombre}}" as elsewhere: said once, and passed over as a whole.
    void doubled(Parts& out) {
        const std::size_t from = at_;
        const auto end = text_.find_first_of("}\n", from);
        at_ = end == std::string_view::npos ? text_.size() : end;
        while (at_ < text_.size() && text_[at_] == '}') ++at_;
        const auto written = text_.substr(from, at_ - from);
        report(from, "double_brace", written);
        add_words(out, written);
    }

    // Moves past the brace and what ends its head; where nothing does, to where reading goes on.
    Head head() {
        const std::size_t from = ++at_;
        const auto end = std::min(text_.find_first_of("{}:|\n", from), text_.size());
        const auto text = trimmed(text_.substr(from, end - from));
        at_ = end;
        if (end == text_.size() || text_[end] == '{' || text_[end] == '\n') return {text, '\0'};
        ++at_;
        return {text, text_[end]};
    }

    void variable(Parts& out, std::size_t from, std::string_view name) {
        if (name.empty()) return report(from, "empty_braces", "{}");
        const Variable* known = vocabulary_.find(name);
        if (!known) {
            unknown(from, name);
            return out.push_back(gap_for(name));
        }
        count(from);
        out.push_back({.kind = Part::Kind::variable, .text = known->key, .ways = {}});
    }

    void block(Parts& out, std::size_t from, std::string_view head, std::size_t depth) {
        const auto word = fold(head);
        if (word == "completar" || word == "write") return gap(out, from, head);
        Part part = opened(from, head);
        if (depth == kDeepest) {
            report(from, "too_deep", head);
            return skip(out, from);
        }
        for (;;) {
            part.ways.push_back(trimmed(parts(depth + 1)));
            if (at_ == text_.size()) return report(from, "unclosed", head);
            if (text_[at_++] == '}') break;
        }
        if (part.kind == Part::Kind::words || !ways_fit(from, head, part)) return;
        if (part.kind == Part::Kind::gap) part.ways.clear();
        out.push_back(std::move(part));
    }

    // An own field may go after a template was written: its place must not go to a customer unseen.
    static Part gap_for(std::string_view what) {
        return {.kind = Part::Kind::gap, .text = shorten(what, kLongestGap), .ways = {}};
    }

    void unknown(std::size_t from, std::string_view name) {
        report(from, "unknown_variable", name, vocabulary_.nearest(name, language_));
    }

    // To the brace that ends it: a gap holds words and nothing else.
    void gap(Parts& out, std::size_t from, std::string_view head) {
        const auto end = std::min(text_.find_first_of("{}|\n", at_), text_.size());
        const auto what = trimmed(text_.substr(at_, end - at_));
        at_ = end;
        if (end == text_.size() || text_[end] != '}') return report(from, "unclosed", head);
        ++at_;
        if (what.empty()) return report(from, "empty_braces", head);
        out.push_back(gap_for(what));
    }

    // What kind of block it is; words where nobody knows.
    Part opened(std::size_t from, std::string_view head) {
        const auto words = fold_words(head);
        if (words.size() == 1 && (words[0] == "trato" || words[0] == "treatment"))
            return {.kind = Part::Kind::treatment};
        if (words.size() > 1 && (words[0] == "si" || words[0] == "if")) {
            const auto name =
                trimmed(head.substr(head.find(' ') == std::string_view::npos ? 0 : head.find(' ')));
            if (const Variable* known = vocabulary_.find(name)) {
                count(from);
                return {.kind = Part::Kind::known, .text = known->key};
            }
            unknown(from, name);
            return gap_for(name);
        }
        report(from, "unknown_block", head);
        return {};
    }

    bool ways_fit(std::size_t from, std::string_view head, Part& part) {
        if (part.kind == Part::Kind::gap) return true;
        const bool treatment = part.kind == Part::Kind::treatment;
        if (treatment && part.ways.size() == 1) return report(from, "one_way_only", head), false;
        if (part.ways.size() > (treatment ? 3U : 2U)) return report(from, "too_many_ways", head), false;
        if (treatment && part.ways.size() == 2) part.ways.push_back(part.ways.front());
        if (!treatment && part.ways.size() == 1) part.ways.emplace_back();
        return true;
    }

    // To the end of a block that is not read, counting braces only.
    void skip(Parts& out, std::size_t from) {
        for (std::size_t open = 1; at_ < text_.size() && open > 0; ++at_) {
            if (text_[at_] == '{') ++open;
            if (text_[at_] == '}') --open;
        }
        add_words(out, text_.substr(from, at_ - from));
    }

    void count(std::size_t from) {
        if (++variables_ == kMostVariables + 1) report(from, "too_many_variables", {});
    }

    static void add_words(Parts& out, std::string_view words) {
        if (!out.empty() && out.back().kind == Part::Kind::words)
            out.back().text += words;
        else
            out.push_back({.kind = Part::Kind::words, .text = std::string(words), .ways = {}});
    }

    void report(std::size_t at, std::string code, std::string_view written, std::string suggestion = {}) {
        if (problems_.size() >= kMostProblems * 4) return;
        problems_.push_back({at,
                             {.code = std::move(code),
                              .written = shorten(one_line(written), kShown),
                              .suggestion = std::move(suggestion)}});
    }

    Problem placed(Found found) const {
        const auto before = text_.substr(0, found.at);
        const auto line = before.rfind('\n');
        found.problem.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
        found.problem.column =
            1 + code_points(line == std::string_view::npos ? before : before.substr(line + 1));
        return std::move(found.problem);
    }

    std::string_view text_;
    const Vocabulary& vocabulary_;
    Language language_;
    std::size_t at_ = 0;
    std::size_t variables_ = 0;
    std::vector<Found> problems_;
};

}  // namespace

Parsed parse(std::string_view text, const Vocabulary& vocabulary, Language language) {
    return Reader(text, vocabulary, language).run();
}

}  // namespace escucha::templates
