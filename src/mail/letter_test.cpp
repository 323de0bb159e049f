// The page beside our words: that it says the same, and that nothing anybody writes becomes markup.
#include "mail/letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/html.hpp"
#include "mail/links.hpp"

namespace escucha::mail {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<LetterPicture> kPictures{
    {.name = "captura.png", .content_id = "p1.x@empresa.pe", .width = 1920},
    {.name = "año \"1\".jpg", .content_id = "p2.x@empresa.pe"}};

std::string page(std::string_view text, const LetterLook& look = {}) {
    return letter_page(text, look, kPictures);
}
// What is inside the page's frame, with styles left out.
std::string body(std::string_view text) {
    auto all = page(text);
    all = all.substr(all.find("word\">\n") + 7);
    all.resize(all.rfind("</div></body>"));
    for (auto at = all.find(" style=\""); at != all.npos; at = all.find(" style=\""))
        all.erase(at, all.find('"', at + 8) + 1 - at);
    for (auto at = all.find(" dir=\"auto\""); at != all.npos; at = all.find(" dir=\"auto\""))
        all.erase(at, 11);
    std::erase(all, '\n');
    return all;
}

struct Case {
    std::string_view text, html;
};
class Letter : public testing::TestWithParam<Case> {};
TEST_P(Letter, BecomesAPage) {
    EXPECT_EQ(body(GetParam().text), GetParam().html);
}
INSTANTIATE_TEST_SUITE_P(
    Words, Letter,
    testing::Values(Case{"", ""},
                    Case{"Buenos días, Ana:\n\nYa está.", "<p>Buenos días, Ana:</p><p>Ya está.</p>"},
                    Case{"uno\r\ndos\r\n\r\n\r\ntres\r\n", "<p>uno<br>dos</p><p>tres</p>"},
                    Case{"a  b\tc", "<p>a&nbsp; b&nbsp;&nbsp;&nbsp; c</p>"},
                    Case{"   movida", "<p>&nbsp;&nbsp;&nbsp;movida</p>"},
                    Case{"Marque *611* o 2 * 3 * 4, y _no_ más.",
                         "<p>Marque *611* o 2 * 3 * 4, y _no_ más.</p>"},
                    Case{"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
                    Case{"\" onload=x '&amp;", "<p>&quot; onload=x &#39;&amp;amp;</p>"},
                    Case{"sin UTF-8: \xff\xfe", "<p>sin UTF-8: \uFFFD\uFFFD</p>"},
                    Case{"Gracias 🙂👨‍👩‍👧 مرحبا",
                         "<p>Gracias 🙂👨‍👩‍👧 مرحبا</p>"}));
INSTANTIATE_TEST_SUITE_P(
    Lists, Letter,
    testing::Values(
        Case{"Traiga:\n- la boleta\n- su DNI\nGracias.",
             "<p>Traiga:</p><ul><li>la boleta</li><li>su DNI</li></ul><p>Gracias.</p>"},
        Case{"1. Apague\n2) Espere\n4. Encienda",
             "<ol><li value=\"1\">Apague</li><li value=\"2\">Espere</li><li value=\"4\">Encienda</li></ol>"},
        Case{"- uno\n  que sigue\n- dos", "<ul><li>uno<br>que sigue</li><li>dos</li></ul>"},
        Case{"- Rosa", "<p>- Rosa</p>"}, Case{"1. solo", "<p>1. solo</p>"},
        Case{"2026. Un año", "<p>2026. Un año</p>"}, Case{"- \n- ", "<p>- <br>- </p>"},
        Case{"- <b>\n- [[captura.png]]",
             "<ul><li>&lt;b&gt;</li><li><img src=\"cid:p1.x@empresa.pe\" alt=\"captura.png\" "
             "width=\"560\"></li></ul>"}));
INSTANTIATE_TEST_SUITE_P(
    Quotes, Letter,
    testing::Values(
        Case{"> ¿Cuándo?\n>> antes\n> ahora\nHoy.",
             "<blockquote type=\"cite\"><p>¿Cuándo?</p><blockquote type=\"cite\"><p>antes</p></blockquote>"
             "<p>ahora</p></blockquote><p>Hoy.</p>"},
        Case{">>>>>>>> hondo",
             "<blockquote type=\"cite\"><blockquote type=\"cite\"><blockquote "
             "type=\"cite\"><blockquote type=\"cite\"><blockquote type=\"cite\"><blockquote "
             "type=\"cite\"><p>&gt;&gt; hondo</p></blockquote></blockquote></blockquote>"
             "</blockquote></blockquote></blockquote>"}));
INSTANTIATE_TEST_SUITE_P(
    Pictures, Letter,
    testing::Values(Case{"Mire:\n[[captura.png]]\nAhí.",
                         "<p>Mire:<br><img src=\"cid:p1.x@empresa.pe\" "
                         "alt=\"captura.png\" width=\"560\"><br>Ahí.</p>"},
                    Case{"[[año \"1\".jpg]]",
                         "<p><img src=\"cid:p2.x@empresa.pe\" alt=\"año &quot;1&quot;.jpg\"></p>"},
                    Case{"[[otra.png]]", "<p>[[otra.png]]</p>"}));
INSTANTIATE_TEST_SUITE_P(
    Links, Letter,
    testing::Values(
        Case{"Vea https://empresa.pe/a?b=1&c=2.",
             "<p>Vea <a href=\"https://empresa.pe/a?b=1&amp;c=2\">https://empresa.pe/a?b=1&amp;c=2</a>.</p>"},
        Case{"(www.empresa.pe)", "<p>(<a href=\"http://www.empresa.pe\">www.empresa.pe</a>)</p>"},
        Case{"a ana@empresa.pe.", "<p>a <a href=\"mailto:ana@empresa.pe\">ana@empresa.pe</a>.</p>"},
        Case{"https://x.pe/\"onclick=\"y",
             "<p><a href=\"https://x.pe/\">https://x.pe/</a>&quot;onclick=&quot;y</p>"},
        Case{"javascript:alert(1) data:text/html,x", "<p>javascript:alert(1) data:text/html,x</p>"}));

TEST(LinksInWords, EndWhereTheAddressEnds) {
    const auto found = [](std::string_view word) {
        const auto link = link_in(word);
        return link ? std::string(link->scheme) + std::string(word.substr(link->at, link->length)) : "";
    };
    EXPECT_EQ(found("«https://empresa.pe»,"), "https://empresa.pe");
    EXPECT_EQ(found("https://es.wikipedia.org/wiki/Lima_(ciudad)"),
              "https://es.wikipedia.org/wiki/Lima_(ciudad)");
    EXPECT_EQ(found("(https://x.pe/a_(b))."), "https://x.pe/a_(b)");
    EXPECT_EQ(found("HTTPS://X.PE/…"), "HTTPS://X.PE/");
    EXPECT_EQ(found("<https://x.pe>"), "https://x.pe");
    EXPECT_EQ(found("https://ñandú.pe"), "https://ñandú.pe");
    EXPECT_EQ(found("ana.nunez+casa@correo.empresa.pe,"), "mailto:ana.nunez+casa@correo.empresa.pe");
    for (const auto none : {"https://", "http://.", "www.", "www.x", "a@b", "@empresa.pe", "ana@", "a@b@c.pe",
                            "xhttps://x.pe", "ana@empresa.p1", "ftp://x.pe"})
        EXPECT_EQ(found(none), "") << none;
    EXPECT_EQ(found(std::string(10'000, 'w') + "www.x.pe"), "");
}

TEST(LetterPage, SetsTheSignatureApart) {
    const auto html = page("Ya está.\n\n-- \nLa Colmena\nSu caso: ABC · https://x.pe/caso/ABC\n");
    EXPECT_LT(html.find("Ya está."), html.find("border-top"));
    EXPECT_LT(html.find("border-top"), html.find("La Colmena"));
    EXPECT_THAT(html, AllOf(Not(HasSubstr("-- ")), Not(HasSubstr("<table")),
                            HasSubstr("<a href=\"https://x.pe/caso/ABC\">https://x.pe/caso/ABC</a>")));
}

TEST(LetterPage, MakesTheAddressOfTheCaseAButton) {
    const LetterLook look{.language = "es",
                          .heading = "La <Colmena>",
                          .code = "ABC-1",
                          .link = "https://x.pe/caso/ABC-1",
                          .button = "Ver mi caso"};
    const auto html =
        page("Código: ABC-1\n\nVea aquí:\nhttps://x.pe/caso/ABC-1\n\nUn saludo,\nLa Colmena\n", look);
    EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"es\">"), HasSubstr("La &lt;Colmena&gt;</p>"),
                            HasSubstr(">ABC-1</strong>"), HasSubstr(">Ver mi caso</a></td>"),
                            Not(HasSubstr(">https://x.pe/caso/ABC-1<"))));
    EXPECT_LT(html.find("Vea aquí:</p>"), html.find("<table"));
    EXPECT_LT(html.find("</table>"), html.find("Un saludo,"));
    const auto below = page("Hecho.\n\n-- \nRosa\nSu caso: ABC-1 · https://x.pe/caso/ABC-1\n", look);
    EXPECT_LT(below.find("Hecho."), below.find("<table"));
    EXPECT_LT(below.find("</table>"), below.find("Rosa"));
    EXPECT_THAT(below, HasSubstr("Su caso: <strong"));
}

TEST(LetterPage, IsKeptWholeByOurOwnSanitiser) {
    const auto html = page("Hola:\n\n- uno\n- https://x.pe\n\n> antes\n\n[[captura.png]]\n\n-- \nRosa\n");
    const auto shown =
        sanitised(html, {.picture = [](std::string_view id) { return "/p/" + std::string(id); }});
    EXPECT_EQ(shown.remote_pictures, 0);
    EXPECT_THAT(shown.html,
                AllOf(HasSubstr("<li dir=\"auto\">uno</li>"), HasSubstr("src=\"/p/p1.x@empresa.pe\""),
                      HasSubstr("<blockquote"), HasSubstr("Rosa")));
    EXPECT_THAT(plain_text(html), StartsWith("Hola:\n\n- uno\n- https://x.pe\n\n> antes\n"));
}

TEST(LetterPage, OfHardTextsIsWrittenAllTheSame) {
    for (const std::string& text :
         {std::string(20'000, 'x'), std::string(20'000, '['), std::string(20'000, '>'),
          std::string(20'000, '\n'), std::string(20'000, '-'), std::string(20'000, '@'),
          std::string(20'000, ' ')}) {
        EXPECT_THAT(page(text), EndsWith("</html>\n"));
    }
}

TEST(LetterText, SaysWhichPictureStoodThere) {
    EXPECT_EQ(letter_text("Mire:\n[[captura.png]]\n[[otra.png]]", kPictures),
              "Mire:\n[captura.png]\n[[otra.png]]");
}

}  // namespace
}  // namespace escucha::mail
