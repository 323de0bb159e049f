// HTML of strangers: what is shown of it, and what never is.
#include "mail/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string shown(std::string_view html) {
    return sanitised(html).html;
}

TEST(SafeHtml, WhatLettersAreMadeOfStays) {
    EXPECT_EQ(shown("<p>Hola <b>Ana</b>,<br>adi&oacute;s &amp; gracias</p>"),
              "<p>Hola <b>Ana</b>,<br>adiós &amp; gracias</p>");
    EXPECT_EQ(
        shown("<TABLE border=1><tr><td colspan=2 bgcolor=#ff0000>x</table>"),
        "<table border=\"1\"><tbody><tr><td colspan=\"2\" bgcolor=\"#ff0000\">x</td></tr></tbody></table>");
    EXPECT_EQ(shown("<ul><li>uno<li>dos</ul>"), "<ul><li>uno</li><li>dos</li></ul>");
    EXPECT_EQ(shown("<blockquote>antes</blockquote>"), "<blockquote>antes</blockquote>");
    EXPECT_EQ(shown("<section><x-own>a</x-own></section>"), "<div>a</div>");
    EXPECT_EQ(shown("1 < 2"), "1 &lt; 2");
}

TEST(SafeHtml, NothingRuns) {
    for (const std::string_view html : {"<script>alert(1)</script>",
                                        "<ScRiPt src=//x></sCrIpT>",
                                        "<img src=x onerror=alert(1)>",
                                        "<body onload=alert(1)>",
                                        "<svg onload=alert(1)><script>alert(1)</script></svg>",
                                        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
                                        "<iframe srcdoc='<script>alert(1)</script>'>",
                                        "<object data=x></object><embed src=x>",
                                        "<a href='javascript:alert(1)'>x</a>",
                                        "<a href=' java\nscript:alert(1)'>x</a>",
                                        "<a href='&#106;avascript:alert(1)'>x</a>",
                                        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
                                        "<a href='vbscript:x'>x</a>",
                                        "<div style='background:url(javascript:alert(1))'>x</div>",
                                        "<div style='width:expression(alert(1))'>x</div>",
                                        "<style>*{background:url(//x)}</style>",
                                        "<link rel=stylesheet href=//x>",
                                        "<meta http-equiv=refresh content='0;//x'>",
                                        "<base href=//x>",
                                        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
                                        "<template><script>alert(1)</script></template>",
                                        "<xmp><script>alert(1)</script></xmp>",
                                        "<textarea></textarea><script>alert(1)</script>",
                                        "<!--[if mso]><script>alert(1)</script><![endif]-->",
                                        "<p title='\"><script>alert(1)</script>'>x</p>",
                                        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
                                        "<video src=//x autoplay></video><audio src=//x></audio>"}) {
        const std::string safe = shown(html);
        for (const std::string_view bad :
             {"<script",   "onerror=", "onload=",    "javascript:", "vbscript:", "<svg",  "<iframe",
              "<style",    "url(",     "expression", "srcdoc",      "<link",     "<meta", "<base",
              "data:text", "<object",  "<embed",     "<video",      "<audio",    "<xmp",  "<template"}) {
            // As text it harms nobody; in a tag it would.
            if (safe.find(bad) != std::string::npos && bad.front() != '<')
                EXPECT_THAT(safe, HasSubstr("&")) << html << "\n" << safe;
            else
                EXPECT_THAT(safe, Not(HasSubstr(std::string(bad)))) << html;
        }
    }
    EXPECT_EQ(shown("<a href='javascript:alert(1)'>x</a>"), "<a>x</a>");
    EXPECT_EQ(shown("<p onclick=alert(1) title='a\"b'>x</p>"), "<p title=\"a&quot;b\">x</p>");
}

TEST(SafeHtml, NoFormsToTypeSecretsInto) {
    EXPECT_EQ(
        shown(
            "<form action=https://malo.pe><input name=clave><button>Entrar</button><select><option>x</select>"
            "<textarea>y</textarea></form>"),
        "<div>Entrar</div>");
}

TEST(SafeHtml, NothingCoversThePage) {
    EXPECT_EQ(shown("<div style='position:fixed;top:0;left:0;z-index:9999;width:100%;color:red' class=modal "
                    "id=x>x</div>"),
              "<div style=\"width: 100%; color: red\">x</div>");
    EXPECT_EQ(shown("<div style='margin-top:-500px;height:100vh;width:99999px;padding:5px'>x</div>"),
              "<div style=\"padding: 5px\">x</div>");
    EXPECT_EQ(shown("<div "
                    "style='transform:scale(9);opacity:0;background-image:url(https://x/"
                    "y);color:rgb(1,2,3)'>x</div>"),
              "<div style=\"color: rgb(1,2,3)\">x</div>");
    EXPECT_EQ(shown("<div style='color:r\\65 d;background:u\\72l(x)'>x</div>"), "<div>x</div>");
    EXPECT_EQ(shown("<span style='font-family:\"Segoe UI\",Arial'>x</span>"),
              "<span style=\"font-family: &quot;segoe ui&quot;,arial\">x</span>");
    EXPECT_EQ(shown("<div style='display:none'>oculto</div><p hidden>oculto</p>ver"), "ver");
}

TEST(SafeHtml, LinksTellNobodyWhereFrom) {
    EXPECT_EQ(
        shown("<a href=\"https://empresa.pe/?a=1&amp;b=2\" onclick=x>ver</a>"),
        "<a href=\"https://empresa.pe/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\" "
        "referrerpolicy=\"no-referrer\">ver</a>");
    EXPECT_THAT(shown("<a href='mailto:ana@example.pe'>x</a>"), HasSubstr("mailto:ana@example.pe"));
    EXPECT_THAT(shown("<a href='tel:+51999'>x</a>"), HasSubstr("tel:+51999"));
    EXPECT_EQ(shown("<a href='/api/v1/sessions'>x</a>"), "<a>x</a>") << "our own site least of all";
    EXPECT_EQ(shown("<a href='//malo.pe'>x</a>"), "<a>x</a>");
    EXPECT_EQ(shown("<a href='ftp://malo.pe'>x</a>"), "<a>x</a>");
}

TEST(SafeHtml, RemotePicturesWaitUntilAskedFor) {
    const std::string_view html =
        "<img src='https://x.pe/a.png' alt='Logo' width=10><img src='http://x.pe/b.png'><img "
        "src='//x.pe/c.png'>"
        "<table background='https://x.pe/d.png'></table>";
    const Sanitised blocked = sanitised(html);
    EXPECT_EQ(blocked.remote_pictures, 3);
    EXPECT_THAT(blocked.html, Not(HasSubstr("x.pe")));
    EXPECT_THAT(blocked.html, HasSubstr("Logo"));
    const Sanitised asked = sanitised(html, {.remote_pictures = true});
    EXPECT_EQ(asked.remote_pictures, 3);
    EXPECT_THAT(
        asked.html,
        HasSubstr(
            "<img src=\"https://x.pe/a.png\" referrerpolicy=\"no-referrer\" alt=\"Logo\" width=\"10\">"));
    EXPECT_THAT(asked.html, Not(HasSubstr("http://x.pe"))) << "https only";
    EXPECT_THAT(asked.html, Not(HasSubstr("d.png")));
}

TEST(SafeHtml, PicturesOfTheMessageAreServedByUs) {
    const HowShown how{.picture = [](std::string_view id) { return id == "logo@x" ? "/f/1?a&b" : ""; }};
    const Sanitised page = sanitised("<img src='cid:logo%40x'><img src=\"CID:otra\" alt='Otra'>", how);
    EXPECT_THAT(page.html, HasSubstr("<img src=\"/f/1?a&amp;b\""));
    EXPECT_THAT(page.html, HasSubstr("Otra"));
    EXPECT_THAT(page.content_ids, ElementsAre("logo@x", "otra"));
    EXPECT_EQ(page.remote_pictures, 0);
    EXPECT_EQ(sanitised("<img src='cid:logo'>").html, "") << "nobody serves it";
}

TEST(SafeHtml, OnlyPicturesMayStandInThePageItself) {
    EXPECT_THAT(shown("<img src='data:image/png;base64,iVBORw0='>"),
                HasSubstr("data:image/png;base64,iVBORw0="));
    EXPECT_EQ(shown("<img src='data:image/svg+xml;base64,PHN2Zz4='>"), "");
    EXPECT_EQ(shown("<img src='data:text/html,x'>"), "");
}

TEST(SafeHtml, BombsEndAsText) {
    const auto many = [](std::string_view what, int times) {
        std::string all;
        for (int i = 0; i < times; ++i) all += what;
        return all;
    };
    std::string attributes = "<p ";
    for (int i = 0; i < 20'000; ++i) attributes += "a" + std::to_string(i) + " ";
    std::string bold;
    for (int i = 0; i < 20'000; ++i) bold += "<b id=" + std::to_string(i) + ">";
    for (const std::string& bomb :
         {many("<div>", 40'000) + "hola", many("<span></x>", 20'000) + "hola", attributes + ">hola</p>",
          bold + many("<p>", 20'000) + "hola", many("<b>", 300) + many("<p>", 20'000) + "hola",
          many("<!--", 40'000), many("<table><td>", 20'000) + "hola", many("<a href='", 100'000),
          many("</p>", 40'000) + "hola", many("<style>", 100'000), many("<", 90'000)}) {
        const std::string safe = shown(bomb);
        EXPECT_LT(safe.size(), bomb.size() * 6 + 1000);
        if (bomb.ends_with("hola")) EXPECT_THAT(safe, HasSubstr("hola")) << bomb.substr(0, 40);
        plain_text(bomb);
    }
}

// --- as text ---

TEST(PlainText, ParagraphsListsAndLinks) {
    EXPECT_EQ(plain_text("<html><head><title>no</title><style>p{}</style></head><body><h1>Hola</h1><p>Uno\n  "
                         "dos</p><p>tres<br>cuatro</p>"
                         "<ul><li>a</li><li>b</li></ul><ol><li>x<li>y</ol><div>fin</div></body>"),
              "Hola\n\nUno dos\n\ntres\ncuatro\n\n- a\n- b\n\n1. x\n2. y\n\nfin\n");
    EXPECT_EQ(
        plain_text("Vea <a href='https://x.pe/a'>el aviso</a> y <a href='https://www.x.pe/'>www.x.pe</a>"),
        "Vea el aviso (https://x.pe/a) y www.x.pe\n");
    EXPECT_EQ(plain_text("<a href='mailto:a@x.pe'>a@x.pe</a>"), "a@x.pe\n");
    EXPECT_EQ(plain_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a\tb\nc\n");
    EXPECT_EQ(plain_text("a&nbsp;b&lt;c&gt; &ntilde;"), "a b<c> ñ\n");
    EXPECT_EQ(plain_text("<pre>a\n  b</pre>"), "a\n  b\n");
    EXPECT_EQ(plain_text("<p>a</p><script>x</script><p style='display: none'>oculto</p>"), "a\n");
    EXPECT_EQ(plain_text("<img alt='Foto'>"), "[Foto]\n");
    EXPECT_EQ(plain_text(""), "");
}

TEST(PlainText, APictureIsWhatWeCallItOrWhatThePageCallsIt) {
    const auto picture = [](std::string_view id) { return id == "a b@x" ? "[foto]" : ""; };
    EXPECT_EQ(plain_text("<p>Mire <img src=\"CID:a%20b@x\" alt=Nevera> esto</p>", picture),
              "Mire [foto] esto\n");
    EXPECT_EQ(plain_text("<p><img src=cid:otra@x alt=Nevera><img src=https://x.pe/a.png></p>", picture),
              "[Nevera]\n");
    EXPECT_EQ(plain_text("<p><img src=\"cid:a b@x\" alt=Nevera></p>"), "[Nevera]\n");
}

TEST(PlainText, QuotesAreMarked) {
    EXPECT_EQ(plain_text("<div>Sí</div><div>El lunes, Ana escribió:</div><blockquote><p>¿Va?</p><p>Ana</p>"
                         "<blockquote>antes</blockquote></blockquote><p>fin</p>"),
              "Sí\nEl lunes, Ana escribió:\n\n> ¿Va?\n>\n> Ana\n>\n>> antes\n\nfin\n");
}

}  // namespace
}  // namespace escucha::mail
