#include "base/language.hpp"

#include <gtest/gtest.h>

namespace escucha {
namespace {

TEST(Texts, EveryKeyIsInEveryLanguage) {
    EXPECT_EQ(text_keys(Language::es), text_keys(Language::en));
    EXPECT_FALSE(text_keys(Language::es).empty());
}

TEST(Texts, AMissingKeyIsShownAndNothingBreaks) {
    EXPECT_EQ(text(Language::es, "no.such.key"), "no.such.key");
}

TEST(Negotiation, TakesTheBestOfOurs) {
    EXPECT_EQ(negotiate("fr, en;q=0.8, es-PE;q=0.9"), Language::es);
    EXPECT_EQ(negotiate("en-GB,en;q=0.9,es;q=0.1"), Language::en);
    EXPECT_EQ(negotiate("fr"), std::nullopt);
    EXPECT_EQ(negotiate("es;q=0"), std::nullopt);
}

}  // namespace
}  // namespace escucha
