// What arrives, however badly written, as a person gets to read it.
#include "mail/message.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Message read(std::string_view raw, const Limits& limits = {}) {
    auto message = parse(raw, limits);
    EXPECT_TRUE(message) << (message ? "" : message.error().code);
    return message ? std::move(*message) : Message{};
}

std::string fixture(const std::string& name) {
    std::ifstream in(std::string(ESCUCHA_FIXTURES) + "/mail/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

// With the headers every mail has.
std::string letter(std::string_view more_headers, std::string_view body) {
    return "From: Ana Rojas <ana@example.pe>\r\nTo: casos@empresa.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 "
           "-0500\r\n"
           "Message-ID: <uno@example.pe>\r\nSubject: Mi pedido\r\nMIME-Version: 1.0\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}
std::string text_as(std::string_view charset, std::string_view body) {
    return letter("Content-Type: text/plain; charset=" + std::string(charset) + "\r\n", body);
}
Message with_subject(std::string_view subject) {
    return read("From: ana@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\nSubject: " +
                std::string(subject) + "\r\n\r\nHola\r\n");
}
Message with_from(std::string_view from) {
    return read("From: " + std::string(from) + "\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n\r\nHola\r\n");
}

Oddity odd(const Message& message) {
    EXPECT_THAT(message.oddities, SizeIs(1));
    return message.oddities.empty() ? Oddity::tnef : message.oddities.front();
}

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

// --- charsets ---

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

// --- words in headers (RFC 2047) ---

TEST(EncodedWords, AreReadAsMailersWriteThem) {
    EXPECT_EQ(with_subject("=?UTF-8?Q?Reclamaci=C3=B3n_urgente?=").subject, "Reclamación urgente");
    EXPECT_EQ(with_subject("=?utf-8?B?UmVjbGFtYWNpw7Nu?=").subject, "Reclamación");
    EXPECT_EQ(with_subject("=?iso-8859-1?Q?Ma=F1ana?= =?iso-8859-1?Q?_mismo?=").subject, "Mañana mismo");
    EXPECT_EQ(with_subject("Re: =?windows-1252?Q?=93hola=94?= y\r\n adi=?utf-8?Q?=C3=B3s?=").subject,
              "Re: “hola” y adiós");
}

TEST(EncodedWords, OnesThatBreakTheRulesAreReadToo) {
    EXPECT_EQ(with_subject("=?utf-8?Q?a=C3?= =?utf-8?Q?=B1o?=").subject, "año") << "a letter cut in two";
    EXPECT_EQ(with_subject("=?utf-8?Q?con espacios=C3=A1?=").subject, "con espaciosá");
    EXPECT_EQ(with_subject("=?utf-8?B?UmVjbGFtYWNpw7Nu").subject, "=?utf-8?B?UmVjbGFtYWNpw7Nu")
        << "never closed";
    EXPECT_EQ(with_subject("=?iso-8859-1?Q?Wi=92fi?=").subject, "Wi’fi");
    EXPECT_EQ(with_subject("=?UTF-8?Q?ma=F1ana?=").subject, "mañana") << "Windows-1252 called UTF-8";
    EXPECT_EQ(with_subject("=?x-none?Q?hola?=").subject, "hola");
    EXPECT_EQ(with_subject("=?utf-8*es?Q?a=C3=B1o?=").subject, "año") << "with a language (RFC 2231)";
}

TEST(EncodedWords, NamesAreRepairedAsSubjectsAre) {
    const Message m = with_from("=?UTF-8?Q?Ana_N=FA=F1ez?= =?UTF-8?Q?,_Ventas?= <ana@example.pe>");
    EXPECT_EQ(m.from, (Address{"Ana Núñez, Ventas", "ana@example.pe"}));
    EXPECT_THAT(m.oddities, ElementsAre(Oddity::charset_guessed));
}

TEST(EncodedWords, RawBytesInHeadersAreRead) {
    EXPECT_EQ(with_subject("Reclamaci\xC3\xB3n").subject, "Reclamación");
    const Message m = with_subject("Reclamaci\xF3n");
    EXPECT_EQ(m.subject, "Reclamación");
    EXPECT_EQ(odd(m), Oddity::charset_guessed);
}

TEST(EncodedWords, NoLineEndComesOutOfThem) {
    const Message m = with_subject("=?utf-8?Q?a=0D=0ABcc:_otro@example.pe?=");
    EXPECT_THAT(m.subject, Not(HasSubstr("\n")));
    EXPECT_THAT(m.bcc, IsEmpty());
}

// --- addresses ---

TEST(Addresses, AreReadAsPeopleWriteThem) {
    EXPECT_EQ(with_from("\"Rojas, Ana\" <ana@example.pe>").from, (Address{"Rojas, Ana", "ana@example.pe"}));
    EXPECT_EQ(with_from("=?utf-8?Q?Ana_N=C3=BA=C3=B1ez?= <ana@example.pe>").from.name, "Ana Núñez");
    EXPECT_EQ(with_from("\"=?utf-8?Q?Ana_N=C3=BA=C3=B1ez?=\" <ana@example.pe>").from.name, "Ana Núñez");
    EXPECT_EQ(with_from("ana@example.pe (Ana Rojas)").from, (Address{"Ana Rojas", "ana@example.pe"}));
    EXPECT_EQ(with_from("Ana Rojas ana@example.pe").from.email, "ana@example.pe");
    EXPECT_EQ(with_from("<mailto:ana@example.pe>").from.email, "ana@example.pe");
    EXPECT_EQ(with_from("=?utf-8?Q?Ana_=3Cana=40example.pe=3E?=").from, (Address{"Ana", "ana@example.pe"}));
    EXPECT_EQ(with_from("Ana <ana@example.pe").from.email, "ana@example.pe");
    EXPECT_EQ(with_from("Ana.Rojas <Ana.Rojas@Example.PE>").from.email, "Ana.Rojas@Example.PE");
}

TEST(Addresses, ManyInOneHeaderAndInGroups) {
    const Message m = read(
        "From: a@example.pe\nDate: Mon, 2 Nov 2026 10:15:00 -0500\nTo: uno@x.pe,\n dos@x.pe; tres@x.pe\n"
        "Cc: Equipo: cuatro@x.pe, cinco@x.pe;, seis@x.pe\nTo: siete@x.pe\nBcc: "
        "undisclosed-recipients:;\n\nHola");
    EXPECT_THAT(m.to, Contains(Address{"", "uno@x.pe"}));
    EXPECT_THAT(m.to, Contains(Address{"", "dos@x.pe"}));
    EXPECT_THAT(m.to, Contains(Address{"", "siete@x.pe"})) << "a second To counts as well";
    EXPECT_THAT(m.cc,
                ElementsAre(Address{"", "cuatro@x.pe"}, Address{"", "cinco@x.pe"}, Address{"", "seis@x.pe"}));
    EXPECT_THAT(m.bcc, IsEmpty());
    EXPECT_THAT(m.oddities, IsEmpty());
}

TEST(Addresses, WithoutAFromTheSenderIsWhoWrote) {
    const Message m = read("Sender: ana@example.pe\nDate: Mon, 2 Nov 2026 10:15:00 -0500\n\nHola");
    EXPECT_EQ(m.from.email, "ana@example.pe");
    EXPECT_THAT(m.oddities, IsEmpty());
    EXPECT_THAT(with_from("nadie").oddities, Contains(Oddity::no_sender));
}

TEST(Addresses, TwoFromsAreSaid) {
    const Message m =
        read("From: ana@example.pe\nFrom: otra@example.pe\nDate: Mon, 2 Nov 2026 10:15:00 -0500\n\nHola");
    EXPECT_EQ(m.from.email, "ana@example.pe");
    EXPECT_EQ(odd(m), Oddity::bad_header);
}

TEST(Addresses, OfTenThousandRecipientsTheFirstAreKept) {
    std::string to = "To: ";
    for (int i = 0; i < 10'000; ++i) to += "cliente" + std::to_string(i) + "@example.pe,\r\n ";
    const Message m =
        read("From: a@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n" + to + "fin@x.pe\r\n\r\nHola");
    EXPECT_THAT(m.to, SizeIs(200));
    EXPECT_EQ(m.to[199].email, "cliente199@example.pe");
    EXPECT_EQ(m.text, "Hola");
    EXPECT_EQ(odd(m), Oddity::too_many_addresses);
}

TEST(Addresses, OfAThousandHeadersTheFirstAreKept) {
    std::string raw = "From: a@example.pe\nDate: Mon, 2 Nov 2026 10:15:00 -0500\n";
    for (int i = 0; i < 400; ++i) raw += "To: cliente" + std::to_string(i) + "@example.pe\n";
    const Message m = read(raw + "\nHola");
    EXPECT_THAT(m.to, SizeIs(200));
    EXPECT_EQ(odd(m), Oddity::too_many_addresses);
}

TEST(Addresses, AreTheSameWithoutCaseBlanksAndBrackets) {
    EXPECT_TRUE(same_address(" <Ana@Example.PE> ", "ana@example.pe"));
    EXPECT_FALSE(same_address("ana@example.pe", "ana@example.com"));
}

// --- names of files ---

std::string name_of_file(std::string_view disposition,
                         std::string_view type = "Content-Type: application/pdf") {
    const Message m = read(letter("Content-Type: multipart/mixed; boundary=b\r\n",
                                  "--b\r\n\r\nHola\r\n--b\r\n" + std::string(type) +
                                      "\r\nContent-Disposition: " + std::string(disposition) +
                                      "\r\n\r\nbytes\r\n--b--\r\n"));
    EXPECT_THAT(m.attachments, SizeIs(1));
    return m.attachments.empty() ? "" : m.attachments[0].name;
}

TEST(FileNames, AreReadInEveryWayTheyAreWritten) {
    EXPECT_EQ(name_of_file("attachment; filename*=utf-8''presupuesto%20a%C3%B1o.pdf"), "presupuesto año.pdf");
    EXPECT_EQ(name_of_file("attachment; filename*0*=utf-8''presu;\r\n filename*1*=puesto%20a%C3%B1o.pdf"),
              "presupuesto año.pdf");
    EXPECT_EQ(name_of_file("attachment; filename*0=\"muy \"; filename*1=\"largo.pdf\""), "muy largo.pdf");
    EXPECT_EQ(name_of_file("attachment; filename=\"=?utf-8?Q?a=C3=B1o.pdf?=\""), "año.pdf")
        << "as Outlook does";
    EXPECT_EQ(name_of_file("attachment; filename=\"a\xF1o.pdf\""), "año.pdf") << "raw Windows-1252";
    EXPECT_EQ(name_of_file("attachment; filename=sin comillas.pdf"), "sin comillas.pdf");
    EXPECT_EQ(name_of_file("attachment", "Content-Type: application/pdf; name=\"a.pdf\""), "a.pdf");
    EXPECT_EQ(name_of_file("attachment; filename*=iso-8859-1'es'a%F1o.pdf"), "año.pdf");
}

TEST(FileNames, HaveNoPath) {
    EXPECT_EQ(name_of_file("attachment; filename=\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(name_of_file("attachment; filename=\"C:\\\\Users\\\\ana\\\\boleta.pdf\""), "boleta.pdf");
    EXPECT_EQ(name_of_file("attachment; filename=\"/\""), "adjunto-1.pdf");
    EXPECT_EQ(name_of_file("attachment; filename=\"..\""), "adjunto-1.pdf");
    EXPECT_EQ(name_of_file("attachment; filename=\".htaccess\""), "htaccess");
}

TEST(FileNames, HideNothing) {
    EXPECT_EQ(name_of_file("attachment; filename*=utf-8''foto%E2%80%AEgpj.exe"), "fotogpj.exe")
        << "written the other way round it would read fotoexe.jpg";
    EXPECT_EQ(name_of_file("attachment; filename*=utf-8''a%0D%0Ab.pdf"), "a b.pdf");
    const std::string name = name_of_file("attachment; filename=\"" + std::string(400, 'x') + ".pdf\"");
    EXPECT_LE(name.size(), 150u);
    EXPECT_THAT(name, testing::EndsWith("x.pdf"));
}

TEST(FileNames, AreMadeWhereThereIsNone) {
    EXPECT_EQ(name_of_file("attachment"), "adjunto-1.pdf");
    EXPECT_EQ(name_of_file("attachment", "Content-Type: application/x-odd"), "adjunto-1");
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

// --- protected ones ---

TEST(Protected, EncryptedOnesAreKeptAndSaid) {
    const Message pgp = read(
        letter("Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n",
               "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
               "--b\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\r\n"
               "-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"));
    EXPECT_EQ(odd(pgp), Oddity::encrypted);
    EXPECT_THAT(pgp.attachments, SizeIs(2));
    const Message smime =
        read(letter("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
                    "Content-Transfer-Encoding: base64\r\n",
                    "MIIB\r\n"));
    EXPECT_EQ(odd(smime), Oddity::encrypted);
    ASSERT_THAT(smime.attachments, SizeIs(1));
    EXPECT_EQ(smime.attachments[0].name, "smime.p7m");
    EXPECT_EQ(odd(read(letter("", "-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n"))),
              Oddity::encrypted);
}

TEST(Protected, WhatIsSignedInAnEnvelopeIsTakenOut) {
    for (const std::string name : {"smime_signed.eml", "smime_signed_streamed.eml"}) {
        const Message m = read(fixture(name));
        EXPECT_EQ(m.text, "Firmado y legible: mañana.") << name;
        ASSERT_THAT(m.attachments, SizeIs(1)) << name;
        EXPECT_EQ(m.attachments[0].name, "a.png");
        EXPECT_EQ(odd(m), Oddity::signed_message);
    }
    const Message closed = read(fixture("smime_encrypted.eml"));
    EXPECT_EQ(odd(closed), Oddity::encrypted);
    ASSERT_THAT(closed.attachments, SizeIs(1));
    EXPECT_EQ(closed.attachments[0].name, "smime.p7m");
}

TEST(Protected, SignedOnesAreReadAndSaid) {
    const Message m = read(
        letter("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\r\n",
               "--b\r\nContent-Type: text/plain\r\n\r\nFirmado\r\n"
               "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n"));
    EXPECT_EQ(m.text, "Firmado");
    EXPECT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(odd(m), Oddity::signed_message);
}

// --- winmail.dat ---

std::string number(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
    return out;
}
std::string attribute(char level, std::uint32_t id, const std::string& value) {
    return std::string(1, level) + number(id, 4) + number(static_cast<std::uint32_t>(value.size()), 4) +
           value + number(0, 2);
}
std::string property(std::uint32_t type, std::uint32_t id, std::string value) {
    const auto size = static_cast<std::uint32_t>(value.size());
    value.resize((value.size() + 3) / 4 * 4);
    return number(type, 2) + number(id, 2) + number(1, 4) + number(size, 4) + value;
}
std::string winmail() {
    return number(0x223E9F78, 4) + number(1, 2) + attribute(1, 0x00069007, number(1252, 4) + number(0, 4)) +
           attribute(1, 0x0002800C, "Adjunto la cotizaci\xF3n\0"s) +
           attribute(2, 0x00069002, std::string(14, '\0')) + attribute(2, 0x00018010, "COTIZA~1.PDF\0"s) +
           attribute(2, 0x0006800F, "%PDF-1.4 bytes") +
           attribute(2, 0x00069005,
                     number(2, 4) + property(0x001F, 0x3707, "c\0o\0t\0i\0z\0a\0.\0p\0d\0f\0\0\0"s) +
                         property(0x001E, 0x370E, "application/pdf\0"s));
}
Message with_winmail(const std::string& bytes) {
    return read(letter(
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "--b\r\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\r\n\r\n" + bytes + "\r\n--b--\r\n"));
}

TEST(Winmail, ItsFilesAndItsTextAreTakenOut) {
    const Message m = with_winmail(winmail());
    EXPECT_EQ(m.text, "Adjunto la cotización");
    ASSERT_THAT(m.attachments, SizeIs(1));
    EXPECT_EQ(m.attachments[0].name, "cotiza.pdf");
    EXPECT_EQ(m.attachments[0].type, "application/pdf");
    EXPECT_EQ(m.attachments[0].bytes, "%PDF-1.4 bytes");
    EXPECT_EQ(odd(m), Oddity::tnef);
}

TEST(Winmail, ABrokenOneIsKeptBesideWhatCouldBeTakenOut) {
    const std::string whole = winmail();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Message m = with_winmail(whole.substr(0, size));
        if (size > 300) EXPECT_THAT(m.attachments, Not(IsEmpty())) << size;
        EXPECT_THAT(m.oddities, Contains(Oddity::tnef));
    }
    const Message noise = with_winmail("this is no winmail");
    ASSERT_THAT(noise.attachments, SizeIs(1));
    EXPECT_EQ(noise.attachments[0].name, "winmail.dat");
}

}  // namespace
}  // namespace escucha::mail
