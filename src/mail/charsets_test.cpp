// Texts in whatever charset they are, and whatever they say of it.
#include "mail/message_test.hpp"

namespace escucha::mail {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Charsets, WhatIsSaidIsBelievedWhereTheBytesAgree) {
    EXPECT_EQ(read(text_as("utf-8",
                           "ma\xC3\xB1"
                           "ana"))
                  .text,
              "mañana");
    EXPECT_EQ(read(text_as("iso-8859-1",
                           "ma\xF1"
                           "ana"))
                  .text,
              "mañana");
    EXPECT_EQ(read(text_as("\"ISO-8859-15\"", "10 \xA4")).text, "10 €");
    EXPECT_EQ(read(text_as("koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4")).text, "Привет");
    EXPECT_EQ(read(text_as("iso-2022-jp", "\x1B$B$3$s\x1B(B")).text, "こん");
    EXPECT_EQ(read(text_as("gb2312", "\xC4\xE3\xBA\xC3")).text, "你好");
    EXPECT_EQ(read(text_as("utf-16le", std::string_view("H\0o\0l\0a\0", 8))).text, "Hola");
    EXPECT_THAT(read(text_as("iso-8859-1",
                             "ma\xF1"
                             "ana"))
                    .oddities,
                IsEmpty());
}

TEST(Charsets, WindowsCalledLatin1HasItsQuotesAndEuros) {
    EXPECT_EQ(read(text_as("iso-8859-1", "\x93hola\x94 \x80 5")).text, "“hola” € 5");
}

TEST(Charsets, WindowsCalledUtf8IsReadAsWhatItIs) {
    const Message m = read(text_as("utf-8", "El ni\xF1o y la se\xF1ora, \x93s\xED\x94"));
    EXPECT_EQ(m.text, "El niño y la señora, “sí”");
    EXPECT_EQ(odd(m), Oddity::charset_guessed);
}

TEST(Charsets, Utf8CalledLatin1IsReadAsWhatItIs) {
    const Message m = read(text_as("iso-8859-1", "Se\xC3\xB1ora, el cami\xC3\xB3n"));
    EXPECT_EQ(m.text, "Señora, el camión");
    EXPECT_EQ(odd(m), Oddity::charset_guessed);
}

TEST(Charsets, UnknownOnesAreGuessed) {
    for (const std::string_view name : {"x-unknown", "utf-8//TRANSLIT/../x", "default_charset", "\"\""}) {
        const Message m = read(text_as(name,
                                       "ma\xF1"
                                       "ana"));
        EXPECT_EQ(m.text, "mañana") << name;
        EXPECT_EQ(odd(m), Oddity::charset_guessed) << name;
    }
    EXPECT_EQ(read(letter("",
                          "ma\xC3\xB1"
                          "ana"))
                  .text,
              "mañana")
        << "none said";
}

TEST(Charsets, APageThatSaysItsOwnIsBelieved) {
    const Message m =
        read(letter("Content-Type: text/html\r\n",
                    "<html><meta charset=\"windows-1251\"><body>\xCF\xF0\xE8\xE2\xE5\xF2</body></html>"));
    EXPECT_EQ(m.text, "Привет\n");
}

TEST(Charsets, TextIsAlwaysCleanUtf8) {
    const Message m = read(text_as("utf-8", "a\0b\x01\x7F\xED\xA0\x80\xFF\r\nc\rd\xEF\xBB\xBF"s));
    EXPECT_THAT(m.text, Not(HasSubstr("\r")));
    EXPECT_TRUE(std::ranges::none_of(m.text, [](char c) { return c == '\0' || c == '\x01' || c == '\x7F'; }));
    EXPECT_THAT(m.text, testing::StartsWith("ab"));
    EXPECT_THAT(m.text, testing::EndsWith("c\nd"));
}

}  // namespace
}  // namespace escucha::mail
