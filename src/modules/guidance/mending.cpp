#include "modules/guidance/mending.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/guidance/letters.hpp"
#include "modules/guidance/words.hpp"
#include "modules/templates/templates.hpp"

namespace escucha::guidance {
namespace {

std::string with_capital(std::string_view text) {
    if (text.empty()) return {};
    std::string out;
    append_code_point(out, upper(take_code_point(text)));
    return out + std::string(text);
}

std::string lowered(std::string_view text) {
    std::string out;
    while (!text.empty()) append_code_point(out, lower(take_code_point(text)));
    return out;
}

bool begins_with_capital(std::string_view text) {
    return !text.empty() && is_upper(take_code_point(text));
}

// Nothing, the end of a sentence or a line stands before it, but for blanks.
bool begins_sentence(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, at).find_last_not_of(" \t");
    if (before == std::string_view::npos) return true;
    const auto head = text.substr(0, before + 1);
    return std::string_view(".!?\n").find(head.back()) != std::string_view::npos || head.ends_with("¡") ||
           head.ends_with("¿");
}

bool may_stand(const Rule& rule, const std::string& word) {
    return std::ranges::any_of(rule.patterns, [&](const Compiled& pattern) {
        return std::ranges::any_of(pattern, [&](const std::string& element) {
            return ("|" + element + "|").find("|" + word + "|") != std::string::npos;
        });
    });
}

// In small letters, but for abbreviations.
std::string quiet(std::string_view text, const Hit& hit, const Rule& rule) {
    const auto said = text.substr(hit.from, hit.to - hit.from);
    std::string out;
    std::size_t at = 0;
    for (const Word& word : words_of(said, {})) {
        const auto written = said.substr(word.from, word.to - word.from);
        out += said.substr(at, word.from - at);
        out += may_stand(rule, word.folded) ? std::string(written) : lowered(written);
        at = word.to;
    }
    out += said.substr(at);
    return begins_sentence(text, hit.from) ? with_capital(out) : out;
}

std::string one_mark(std::string_view marks) {
    for (const std::string_view mark : {"?", "!", "¿", "¡"})
        if (marks.find(mark) != std::string_view::npos) return std::string(mark);
    return {};
}

}  // namespace

std::vector<std::string> in_treatment(const Phrase& phrase, Treatment treatment, const std::string& name) {
    static const templates::Vocabulary vocabulary;
    const templates::Values values{{"name", name}};
    std::vector<std::string> out;
    for (const auto& better : phrase.better) {
        if (better == "-" || better == "=") {
            out.push_back(better);
            continue;
        }
        const auto read = templates::parse(better, vocabulary, phrase.language);
        out.push_back(templates::fill(read.parts, values, vocabulary, treatment, phrase.language).text);
    }
    return out;
}

std::string instead(std::string_view text, const Hit& hit, const Rule& rule, const std::string& better) {
    const auto said = text.substr(hit.from, hit.to - hit.from);
    if (better == "-") return {};
    if (better == "=") return rule.look == Look::storm ? one_mark(said) : quiet(text, hit, rule);
    return begins_with_capital(said) ? with_capital(better) : better;
}

}  // namespace escucha::guidance
