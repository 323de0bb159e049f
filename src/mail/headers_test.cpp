// What stands in headers: encoded words (RFC 2047), addresses, names of files (RFC 2231).
#include "mail/message_test.hpp"

namespace escucha::mail {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

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

}  // namespace
}  // namespace escucha::mail
