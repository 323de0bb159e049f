// Any bytes as a question and as a text: read without a fault, every token inside the text, and the same
// question again when it is read twice.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "search/analyser.hpp"
#include "search/query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace escucha::search;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& token : analyse(text)) {
        if (token.word.empty() || token.begin >= token.end || token.end > text.size()) std::abort();
        if (token.word.size() > kLongestWord) std::abort();
    }
    for (const bool typing : {false, true}) {
        const auto query = read_query(text, {.today = {}, .typing = typing});
        for (const auto& clause : query.all)
            if (clause.words.empty()) std::abort();
        for (const auto& clause : query.none)
            if (clause.words.empty()) std::abort();
        if (query.problems.size() > text.size()) std::abort();
    }
    return 0;
}
