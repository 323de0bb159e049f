// Any bytes as a template: read in one pass, filled without braces of its own where nothing was wrong, and
// what is missing stands in the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "modules/templates/wording.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace escucha;
    using namespace escucha::templates;
    static const std::vector<Vocabulary::Own> own{{"talla", "Talla"}};
    static const Vocabulary vocabulary{own};
    static const Values known{{"name", "Ana"}, {"own.talla", "38"}};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = parse(text, vocabulary, Language::es);
    for (const Treatment t : {Treatment::tu, Treatment::usted, Treatment::vos}) {
        const auto filled = fill(parsed.parts, known, vocabulary, t, Language::es);
        if (parsed.problems.empty() && filled.text.find_first_of("{}") != std::string::npos) std::abort();
        for (const auto& what : filled.missing)
            if (filled.text.find(what) == std::string::npos) std::abort();
        const double again = found_again(parsed.parts, filled.text);
        if (again < 0 || again > 1) std::abort();
    }
    return 0;
}
