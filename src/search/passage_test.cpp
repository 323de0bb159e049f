#include "search/passage.hpp"

#include <gmock/gmock.h>

namespace escucha::search {
namespace {

// [what was found] in brackets.
std::string shown(std::string_view text, std::string_view query, bool typing = false, std::size_t most = 80) {
    std::string out;
    for (const auto& piece : passage(text, read_query(query, {.typing = typing}), Language::es, most))
        out += piece.found ? "[" + piece.text + "]" : piece.text;
    return out;
}

TEST(Passage, MarksEveryFormOfWhatWasAskedFor) {
    EXPECT_EQ(shown("Dos Reclamaciones de Núñez", "reclamación nunez"), "Dos [Reclamaciones] de [Núñez]");
    EXPECT_EQ(shown("Mi teléfono es 987 654 321.", "987654321"), "Mi teléfono es [987 654 321].");
    EXPECT_EQ(shown("Rosa Quispe", "qui", true), "Rosa [Quispe]");
    EXPECT_EQ(shown("<b>horno</b>", "horno"), "<b>[horno]</b>") << "mark-up is text like any other";
}

TEST(Passage, CutsBetweenWordsAroundTheFirst) {
    const std::string text =
        "Compré el equipo hace dos semanas y dejó de funcionar ayer por la mañana, cuando mi hija lo "
        "encendió. "
        "El horno se quedó frío y nadie contesta en la tienda desde entonces, aunque llamé tres veces.";
    const auto cut = shown(text, "horno");
    EXPECT_TRUE(cut.starts_with("…")) << cut;
    EXPECT_TRUE(cut.ends_with("…")) << cut;
    EXPECT_NE(cut.find("[horno]"), cut.npos);
    EXPECT_LT(cut.size(), 130u);
    EXPECT_TRUE(shown(text, "lavadora").starts_with("Compré el equipo"));
}

TEST(Passage, OfAnyBytes) {
    EXPECT_EQ(shown("", "x"), "");
    EXPECT_EQ(shown("a\nb", "b"), "a [b]");
}

}  // namespace
}  // namespace escucha::search
