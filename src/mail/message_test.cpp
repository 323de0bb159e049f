// What arrives, however badly written, as a person gets to read it: letters, their parts, what is broken in
// them, and where reading ends.
#include "mail/message_test.hpp"

namespace escucha::mail {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kWithFile =
    "--b1\r\nContent-Type: multipart/alternative; boundary=\"b2\"\r\n\r\n"
    "--b2\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Buenos d=C3=ADas, adjunto la =\r\nfoto.\r\n"
    "--b2\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Buenos d\xC3\xAD"
    "as, adjunto la foto.</p>\r\n"
    "--b2--\r\n"
    "--b1\r\nContent-Type: image/jpeg; name=\"foto.jpg\"\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Disposition: attachment; filename=\"foto.jpg\"\r\n\r\n/9j/4AAQ\r\n--b1--\r\n";

TEST(Messages, ALetterWithAFileIsReadWhole) {
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", kWithFile));
    EXPECT_EQ(m.from, (Address{"Ana Rojas", "ana@example.pe"}));
    EXPECT_THAT(m.to, ElementsAre(Address{"", "casos@empresa.pe"}));
    EXPECT_EQ(m.message_id, "uno@example.pe");
    EXPECT_EQ(m.subject, "Mi pedido");
    EXPECT_EQ(m.date, instant(1'793'632'500'000'000));
    EXPECT_EQ(m.text, "Buenos días, adjunto la foto.");
    EXPECT_EQ(m.html, "<p>Buenos días, adjunto la foto.</p>");
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].name, "foto.jpg");
    EXPECT_EQ(m.attachments[0].type, "image/jpeg");
    EXPECT_EQ(m.attachments[0].bytes, "\xFF\xD8\xFF\xE0\x00\x10"s.substr(0, 6));
    EXPECT_FALSE(m.attachments[0].shown_inline);
    EXPECT_THAT(m.oddities, IsEmpty());
}

// What only the page says, with a picture in it and a logo below.
TEST(Messages, TextMadeOfAPageSaysWherePicturesStand) {
    const auto png = [](std::string_view size) {
        return "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <" +
               std::string(size == "/g" ? "foto" : "logo") + "@x>\r\n\r\niVBORw0KGgoAAAANSUhEUgAAA" +
               std::string(size == "/g" ? "+gAAAJYCAIAAAA=" : "FoAAAAoCAIAAAA=") + "\r\n";
    };
    const Message m = read(letter("Content-Type: multipart/related; boundary=\"b1\"\r\n",
                                  "--b1\r\nContent-Type: text/html\r\n\r\n<p>Se ve <img src=\"cid:foto@x\" "
                                  "alt=\"foto.png\"> y</p><p><img src=\"cid:logo@x\" alt=\"Logo\"></p>\r\n"
                                  "--b1\r\n" +
                                      png("/g") + "--b1\r\n" + png("") + "--b1--\r\n"));
    EXPECT_EQ(m.text, "Se ve [cid:foto@x] y\n\n[Logo]\n");
    ASSERT_THAT(m.attachments, SizeIs(2));
    EXPECT_TRUE(m.attachments[1].shown_inline);
}

TEST(Messages, LineEndsWithoutReturnsAreAsGood) {
    std::string raw = letter("Content-Type: multipart/mixed; boundary=\"b1\"\r\n", kWithFile);
    std::erase(raw, '\r');
    const Message m = read(raw);
    EXPECT_EQ(m.text, "Buenos días, adjunto la foto.");
    EXPECT_THAT(m.attachments, SizeIs(1));
    EXPECT_THAT(m.oddities, IsEmpty());
}

TEST(Messages, AllHeadersAreKeptUnfoldedInTheirOrder) {
    const Message m = read(
        "Received: from a\r\n\tby b;\r\n Mon, 2 Nov 2026 10:15:00 -0500\r\nX-Own: =?utf-8?Q?a=C3=B1o?=\r\n"
        "From: a@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n\r\nHola");
    ASSERT_THAT(m.headers, SizeIs(4));
    EXPECT_EQ(m.headers[0].name, "Received");
    EXPECT_EQ(m.headers[0].value, "from a by b; Mon, 2 Nov 2026 10:15:00 -0500");
    EXPECT_EQ(m.headers[1].value, "año");
}

TEST(Messages, IdsAreReadFromWhateverHoldsThem) {
    const Message m = read(
        "From: a@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\nMessage-Id:  < tres@x >\r\n"
        "In-Reply-To: <dos@x> (your message of Monday)\r\nReferences: <uno@x>\r\n <dos@x>\r\n\r\nHola");
    EXPECT_EQ(m.message_id, "tres@x");
    EXPECT_THAT(m.in_reply_to, ElementsAre("dos@x"));
    EXPECT_THAT(m.references, ElementsAre("uno@x", "dos@x"));
    EXPECT_EQ(read("From: a@b\nMessage-ID: bare@x\n\nHola").message_id, "bare@x");
    EXPECT_EQ(read("From: a@b\nMessage-ID: <open@x\n\nHola").message_id, "open@x");
}

TEST(Messages, WhereItReallyWentAndWhereBouncesGo) {
    const Message m = read(
        "Return-Path: <>\r\nDelivered-To: casos@empresa.pe\r\nX-Original-To: casos+abc@empresa.pe\r\n"
        "From: a@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n\r\nHola");
    EXPECT_EQ(m.return_path, "");
    EXPECT_THAT(m.delivered_to,
                ElementsAre(Address{"", "casos@empresa.pe"}, Address{"", "casos+abc@empresa.pe"}));
    EXPECT_EQ(read("Return-Path: <ana@example.pe>\nFrom: a@b.pe\n\nHola").return_path, "ana@example.pe");
    EXPECT_EQ(read("From: a@b.pe\n\nHola").return_path, std::nullopt);
}

// --- structure ---

TEST(Structure, PicturesInTheTextAreToldFromFiles) {
    const Message m = read(letter(
        "Content-Type: multipart/related; boundary=r\r\n",
        "--r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Mire: <img src=\"cid:logo%40x\"></p>\r\n"
        "--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\niVBORw==\r\n"
        "--r\r\nContent-Type: image/png; name=\"otra.png\"\r\nContent-ID: <otra@x>\r\n\r\nx\r\n--r--\r\n"));
    ASSERT_THAT(m.attachments, SizeIs(2));
    EXPECT_EQ(m.attachments[0].content_id, "logo@x");
    EXPECT_TRUE(m.attachments[0].shown_inline);
    EXPECT_EQ(m.attachments[0].name, "adjunto-1.png");
    EXPECT_FALSE(m.attachments[1].shown_inline) << "nothing in the text shows it";
    EXPECT_EQ(m.text, "Mire:\n");
}

TEST(Structure, OnePictureIsFoundByItsIdWithoutTheRest) {
    const auto raw = letter(
        "Content-Type: multipart/related; boundary=r\r\n",
        "--r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Mire: <img src=\"cid:logo%40x\"></p>\r\n"
        "--r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\niVBORw==\r\n"
        "--r\r\nContent-Type: image/gif\r\nContent-ID: <otra@x>\r\n\r\nGIF89a\r\n--r--\r\n");
    const auto message = read(raw);
    ASSERT_FALSE(message.attachments.empty());
    for (const auto& part : message.attachments) {
        if (part.content_id.empty()) continue;
        const auto alone = part_with_id(raw, part.content_id);
        ASSERT_TRUE(alone) << part.content_id;
        EXPECT_EQ(alone->bytes, part.bytes);
        EXPECT_EQ(alone->type, part.type);
    }
    EXPECT_FALSE(part_with_id(raw, "ninguna@example.pe"));
    EXPECT_FALSE(part_with_id(raw, ""));
}

TEST(Structure, TextBeforeAndBehindAFileIsAllThere) {
    const Message m =
        read(letter("Content-Type: multipart/mixed; boundary=b\r\n",
                    "--b\r\n\r\nPrimero\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n"
                    "--b\r\nContent-Type: text/html\r\n\r\n<p>Despu&eacute;s</p>\r\n--b--\r\n"));
    EXPECT_EQ(m.text, "Primero\nDespués\n");
    EXPECT_THAT(m.html, HasSubstr("Primero"));
    EXPECT_THAT(m.html, HasSubstr("Despu&eacute;s"));
}

TEST(Structure, AMessageInsideIsAFileAndSpeaksWhereNothingElseDoes) {
    const std::string inner =
        "From: otro@example.pe\r\nSubject: =?utf-8?Q?La_queja?=\r\n\r\nMe quejo de todo.\r\n";
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=b\r\n",
                                  "--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n"));
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].name, "La queja.eml");
    EXPECT_EQ(m.attachments[0].type, "message/rfc822");
    EXPECT_EQ(m.attachments[0].bytes, inner);
    EXPECT_THAT(m.text, HasSubstr("Me quejo de todo."));
    const Message with_words = read(letter(
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "--b\r\n\r\nVean abajo\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b--\r\n"));
    EXPECT_EQ(with_words.text, "Vean abajo");
}

TEST(Structure, AnInvitationIsAFile) {
    const Message m = read(letter(
        "Content-Type: multipart/alternative; boundary=b\r\n",
        "--b\r\nContent-Type: text/plain\r\n\r\nReunión\r\n--b\r\n"
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n"));
    EXPECT_EQ(m.text, "Reunión");
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].name, "adjunto-1.ics");
}

TEST(Structure, FlowedTextIsPutTogether) {
    const Message m = read(
        letter("Content-Type: text/plain; format=flowed\r\n",
               "Esta frase es \r\nuna sola.\r\n> citada \r\n> en dos\r\n -- no firma\r\n-- \r\nAna\r\n"));
    EXPECT_EQ(m.text, "Esta frase es una sola.\n> citada en dos\n-- no firma\n-- \nAna\n");
}

TEST(Structure, UuencodedFilesAreDecoded) {
    const Message m = read(
        letter("Content-Type: multipart/mixed; boundary=b\r\n",
               "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: x-uuencode\r\n"
               "Content-Disposition: attachment; filename=a.txt\r\n\r\nbegin 644 a.txt\r\n$:&]L80  "
               "\r\n`\r\nend\r\n--b--\r\n"));
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].bytes, "hola");
}

// --- broken structure ---

TEST(Broken, APartNeverClosedIsRead) {
    const Message m =
        read(letter("Content-Type: multipart/mixed; boundary=b\r\n",
                    "--b\r\n\r\nHola\r\n--b\r\nContent-Type: application/pdf\r\n\r\n%PDF cortado"));
    EXPECT_EQ(m.text, "Hola");
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].bytes, "%PDF cortado");
    EXPECT_EQ(odd(m), Oddity::broken_structure);
}

TEST(Broken, ABoundaryThatIsNotTheDeclaredOneIsSeen) {
    for (const std::string_view type : {"multipart/mixed; boundary=otro", "multipart/mixed"}) {
        const Message m = read(letter("Content-Type: " + std::string(type) + "\r\n",
                                      "--real\r\nContent-Type: text/plain\r\n\r\nHola\r\n--real\r\n"
                                      "Content-Type: application/pdf\r\n\r\nx\r\n--real--\r\n"));
        EXPECT_EQ(m.text, "Hola") << type;
        EXPECT_THAT(m.attachments, SizeIs(1)) << type;
        EXPECT_EQ(odd(m), Oddity::broken_structure) << type;
    }
}

TEST(Broken, WithoutAnyPartItsTextIsShown) {
    const Message m =
        read(letter("Content-Type: multipart/mixed; boundary=b\r\n", "Hola, no me llegó nada.\r\n"));
    EXPECT_EQ(m.text, "Hola, no me llegó nada.\n");
    EXPECT_THAT(m.oddities, Contains(Oddity::broken_structure));
}

TEST(Broken, ABoundaryThatBeginsAnotherIsNotTaken) {
    const Message m =
        read(letter("Content-Type: multipart/mixed; boundary=ab\r\n",
                    "--ab\r\nContent-Type: multipart/alternative; boundary=abc\r\n\r\n--abc\r\n\r\nHola\r\n"
                    "--abc--\r\n--ab\r\nContent-Type: image/png\r\n\r\nx\r\n--ab--\r\n"));
    EXPECT_EQ(m.text, "Hola");
    EXPECT_THAT(m.attachments, SizeIs(1));
    EXPECT_THAT(m.oddities, IsEmpty());
}

TEST(Broken, HeadersAreFoundAmongLinesThatAreNone) {
    const Message m = read(
        "From MAILER Mon Nov  2 10:15:00 2026\nFrom: ana@example.pe\nestá mal\nSubject: Hola\n"
        "Date: Mon, 2 Nov 2026 10:15:00 -0500\nSin línea en blanco\nsigue el texto\n");
    EXPECT_EQ(m.from.email, "ana@example.pe");
    EXPECT_EQ(m.subject, "Hola");
    EXPECT_EQ(m.text, "Sin línea en blanco\nsigue el texto\n");
    EXPECT_THAT(m.oddities, Contains(Oddity::bad_header));
}

TEST(Broken, MissingHeadersAreSaid) {
    const Message m = read("Subject: Hola\n\nNo sé quién soy\n");
    EXPECT_EQ(m.text, "No sé quién soy\n");
    EXPECT_THAT(m.oddities, Contains(Oddity::no_date));
    EXPECT_THAT(m.oddities, Contains(Oddity::no_sender));
    EXPECT_EQ(m.message_id, "");
    EXPECT_EQ(m.date, std::nullopt);
}

TEST(Broken, TextWithoutAnyHeaderIsRead) {
    const Message m = read("Hola: quiero reclamar.\nNadie contesta.\n");
    EXPECT_EQ(m.text, "Hola: quiero reclamar.\nNadie contesta.\n");
    EXPECT_THAT(m.oddities, Contains(Oddity::bad_header));
}

TEST(Broken, OnlyWhatHoldsNoMessageIsRefused) {
    EXPECT_EQ(parse("").error().code, "mail.empty");
    EXPECT_EQ(parse(" \r\n\r\n").error().code, "mail.empty");
    EXPECT_EQ(parse("\x01\x02\x03\x04\xFF\x00\x05"s).error().code, "mail.not_a_message");
    EXPECT_TRUE(parse("From: ana@example.pe\n\n")) << "an empty letter is a letter";
}

TEST(Broken, DatesNobodyCanReadAreLeftOut) {
    for (const std::string_view date : {"ayer", "Mon, 99 Foo 2026", "Thu, 01 Jan 1970 00:00:00 +0000"}) {
        const Message m = read("From: a@b.pe\nDate: " + std::string(date) + "\n\nHola");
        EXPECT_EQ(m.date, std::nullopt) << date;
        EXPECT_THAT(m.oddities, Contains(Oddity::no_date)) << date;
    }
    EXPECT_TRUE(read("From: a@b.pe\nDate: 2 Nov 26 10:15 EST\n\nHola").date);
}

TEST(Broken, TypesNobodyCanReadAreText) {
    const Message m = read(letter("Content-Type: text\r\n", "Hola"));
    EXPECT_EQ(m.text, "Hola");
    EXPECT_EQ(odd(m), Oddity::bad_header);
}

// --- limits ---

TEST(Limits, AThousandPartsWithinEachOtherEnd) {
    std::string body;
    for (int i = 0; i < 1000; ++i)
        body += "--b" + std::to_string(i) + "\r\nContent-Type: multipart/mixed; boundary=b" +
                std::to_string(i + 1) + "\r\n\r\n";
    body += "--b1000\r\n\r\nel fondo\r\n";
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=b0\r\n", "Hola\r\n" + body));
    EXPECT_THAT(m.oddities, Contains(Oddity::too_deep));
    EXPECT_EQ(m.subject, "Mi pedido");
}

TEST(Limits, AThousandMessagesWithinEachOtherEnd) {
    std::string body;
    for (int i = 0; i < 1000; ++i)
        body += "Content-Type: message/rfc822\r\nSubject: " + std::to_string(i) + "\r\n\r\n";
    const Message m = read("From: a@example.pe\r\n" + body + "el fondo");
    EXPECT_THAT(m.attachments, SizeIs(1));
}

TEST(Limits, OfManyPartsTheFirstAreKept) {
    std::string body;
    for (int i = 0; i < 5'000; ++i) body += "--b\r\nContent-Type: image/png\r\n\r\nx\r\n";
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=b\r\n", body + "--b--\r\n"));
    EXPECT_LE(m.attachments.size(), 200u);
    EXPECT_GE(m.attachments.size(), 190u);
    EXPECT_EQ(odd(m), Oddity::too_many_parts);
}

TEST(Limits, LongTextsAndLargeFilesAreCut) {
    const Limits small{.text = 10, .attachment = 5, .attachments = 8};
    const std::string file = "--b\r\nContent-Type: image/png\r\n\r\n0123456789\r\n";
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=b\r\n",
                                  "--b\r\n\r\naaaaaaaaañañ\r\n" + file + file + file + "--b--\r\n"),
                           small);
    EXPECT_EQ(m.text, "aaaaaaaaa") << "never half a letter";
    ASSERT_THAT(m.attachments, SizeIs(2));
    EXPECT_EQ(m.attachments[0].bytes, "01234");
    EXPECT_EQ(m.attachments[1].bytes, "012");
    EXPECT_THAT(m.oddities, Contains(Oddity::too_large));
}

TEST(Limits, ASubjectWithoutEndIsCut) {
    const Message m = with_subject(std::string(5'000, 'x'));
    EXPECT_THAT(m.subject, SizeIs(998));
    EXPECT_EQ(odd(m), Oddity::too_large);
}

TEST(Limits, HeadersWithoutEndAreCut) {
    std::string raw = "From: a@example.pe\n";
    for (int i = 0; i < 2'000; ++i) raw += "X-" + std::to_string(i) + ": y\n";
    const Message m = read(raw + "\nHola");
    EXPECT_THAT(m.headers, SizeIs(500));
    EXPECT_EQ(m.text, "Hola");
    EXPECT_THAT(m.oddities, Contains(Oddity::bad_header));
}

}  // namespace
}  // namespace escucha::mail
