#include "base/fold.hpp"

#include <gmock/gmock.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha {

TEST(Fold, takes_accents_and_capitals_away) {
    EXPECT_EQ(fold("ÁÉÍÓÚ Ñandú Müller ÇA"), "aeiou nandu muller ca");
    EXPECT_EQ(fold("Straße Æsop Œuvre Łódź Đorđe Ørsted"), "strasse aesop oeuvre lodz dorde orsted");
    EXPECT_EQ(fold("Việt Nguyễn"), "viet nguyen");
}

TEST(Fold, composed_and_decomposed_are_the_same) {
    EXPECT_EQ(fold("Jos\u0065\u0301"), fold("José"));
}

TEST(Fold, keeps_other_scripts_findable) {
    EXPECT_EQ(fold("Москва"), "москва");
    EXPECT_EQ(fold("ΑΘΗΝΑ"), "αθηνα");
    EXPECT_EQ(fold("東京"), "東京");
}

TEST(FoldWords, splits_at_everything_that_is_no_letter_or_digit) {
    EXPECT_THAT(fold_words("O'Higgins, María-José  (2)"), ElementsAre("o", "higgins", "maria", "jose", "2"));
    EXPECT_THAT(fold_words("«¿Qué?» — 3×4"), ElementsAre("que", "3", "4"));
    EXPECT_THAT(fold_words(" ¡…! "), IsEmpty());
    EXPECT_THAT(fold_words("東京 タワー"), ElementsAre("東京", "タワー"));
}

TEST(Utf8, malformed_bytes_are_one_replacement_each) {
    for (std::string_view bad :
         {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"}) {
        std::string_view rest = bad;
        EXPECT_EQ(take_code_point(rest), U'\uFFFD');
        EXPECT_EQ(rest.size(), bad.size() - 1);
    }
}

TEST(Utf8, every_code_point_survives_the_way_there_and_back) {
    for (char32_t c : {U'a', U'ñ', U'€', U'😀', U'\U0010FFFF'}) {
        std::string text;
        append_code_point(text, c);
        std::string_view rest = text;
        EXPECT_EQ(take_code_point(rest), c);
        EXPECT_TRUE(rest.empty());
    }
}

TEST(Shorten, cuts_between_characters) {
    EXPECT_EQ(shorten("año nuevo", 9), "año nuevo");
    EXPECT_EQ(shorten("año nuevo", 5), "año…");
    EXPECT_EQ(shorten("ñññ", 2), "ñ…");
    EXPECT_EQ(shorten("a", 0), "");
}

TEST(OneLine, blanks_and_controls_become_single_spaces) {
    EXPECT_EQ(one_line("  Ana\r\n\tMaría\u00A0\u2028Torres "), "Ana María Torres");
    EXPECT_EQ(one_line(std::string_view("a\0b", 3)), "a b");
}

TEST(PrefixEnd, bounds_every_text_with_the_prefix) {
    EXPECT_EQ(prefix_end("ana"), "anb");
    EXPECT_EQ(prefix_end("a\xFF"), "b");
    EXPECT_EQ(prefix_end("\xFF"), "");
    EXPECT_LT(std::string("añz"), prefix_end("añ"));
}

}  // namespace escucha
