// Any bytes as vCards: cards or a refusal, and never a property without a value.
#include <cstdlib>

#include "sheets/vcard.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace escucha::sheets;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cards = parse_cards(text, {});
    if (!cards) return 0;
    for (const Card& card : *cards)
        for (const auto& [property, value] : card.properties)
            if (property.empty() || value.empty()) std::abort();
    read_cards(text, Encoding::utf8, {}, [](const Head&, Row&&) { return true; });
    return 0;
}
