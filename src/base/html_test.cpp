#include "base/html.hpp"

#include <gtest/gtest.h>

namespace escucha::html {
namespace {

TEST(Html, TextIsNeverMarkup) {
    EXPECT_EQ(el("p", "<script>alert('1')</script> & \"more\"").bytes(),
              "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;</p>");
    EXPECT_EQ(el("p", {{"title", "\"><img src=x onerror=alert(1)>"}}).bytes(),
              "<p title=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\"></p>");
}

TEST(Html, MarkupIsNotEscapedTwice) {
    EXPECT_EQ(el("p", "a < ", el("b", "b & c")).bytes(), "<p>a &lt; <b>b &amp; c</b></p>");
    EXPECT_EQ(join("a", el("br"), std::vector{words("<"), words(">")}).bytes(), "a<br>&lt;&gt;");
}

TEST(Html, AddressesLeadOnlyWhereTheyMay) {
    const auto href = [](const char* to) { return el("a", {{"href", to}}, "x").bytes(); };
    EXPECT_EQ(href("/caso/ABC?nuevo=1"), "<a href=\"/caso/ABC?nuevo=1\">x</a>");
    EXPECT_EQ(href("mailto:ana@example.org"), "<a href=\"mailto:ana@example.org\">x</a>");
    for (const auto* bad : {"javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:1", "data:text/html,x",
                            "//evil.example", "/\\evil.example", "vbscript:x", ""}) {
        const auto link = href(bad);
        EXPECT_TRUE(link == "<a href=\"#\">x</a>" || link == "<a href>x</a>") << link;
    }
}

TEST(Html, BooleanAttributesAreThereOrNot) {
    EXPECT_EQ(el("input", {{"checked", true}, {"disabled", false}, {"value", ""}}).bytes(),
              "<input checked value=\"\">");
    EXPECT_EQ(el("input", {{"class", std::optional<std::string>{}}}).bytes(), "<input>");
}

TEST(Html, BytesThatAreNoTextAreReplaced) {
    EXPECT_EQ(escape(std::string("a\0b", 3)),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(escape("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(escape("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(escape("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(escape("ñandú 😀"), "ñandú 😀");
}

TEST(Html, ParagraphsFollowTheLinesWritten) {
    EXPECT_EQ(paragraphs("uno\ndos\r\n\r\n\n<tres>").bytes(), "<p>uno<br>dos</p><p>&lt;tres&gt;</p>");
    EXPECT_EQ(paragraphs("uno\n\n").bytes(), "<p>uno</p>");
    EXPECT_EQ(paragraphs("").bytes(), "");
    EXPECT_EQ(paragraphs("\n \nuno").bytes(), "<p>uno</p>");
}

TEST(Html, ADocumentHasItsLanguageAndItsScript) {
    EXPECT_EQ(document({{"lang", "es"}}, el("title", "T"), el("main", "x"), "/a.js").bytes(),
              "<!doctype html>\n<html lang=\"es\"><head><title>T</title><script defer "
              "src=\"/a.js\"></script></head>"
              "<body><main>x</main></body></html>\n");
}

}  // namespace
}  // namespace escucha::html
