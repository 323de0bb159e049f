// Any text against the lists that ship, and against any pattern: hits lie in the text, in order, none
// overlapping.
#include <cstdint>
#include <cstdlib>

#include "modules/guidance/lists.hpp"

using namespace escucha::guidance;

namespace {

const Matcher& shipped() {
    static const Matcher matcher = [] {
        std::vector<Rule> rules;
        for (const Phrase& p : shipped_phrases()) {
            Rule rule{.code = p.code, .look = p.look, .names = p.group == Group::pet_name};
            for (const auto& written : p.patterns)
                for (auto& one : read_pattern(written).patterns) rule.patterns.push_back(std::move(one));
            rules.push_back(std::move(rule));
        }
        return Matcher(std::move(rules));
    }();
    return matcher;
}

void check(const Matcher& matcher, std::string_view text) {
    std::size_t last = 0;
    for (const Hit& hit : matcher.find(text)) {
        if (hit.from < last || hit.to <= hit.from || hit.to > text.size()) std::abort();
        last = hit.to;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(shipped(), bytes);
    const auto cut = bytes.find('\n');
    if (cut == std::string_view::npos) return 0;
    auto read = read_pattern(bytes.substr(0, cut));
    if (!read.problems.empty() || read.patterns.empty()) return 0;
    std::vector<Rule> rules;
    rules.push_back({.code = "x", .patterns = std::move(read.patterns)});
    check(Matcher(std::move(rules)), bytes.substr(cut + 1));
    return 0;
}
