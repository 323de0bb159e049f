// What programs put around messages: PGP, S/MIME, winmail.dat.
#include "mail/message_test.hpp"

namespace escucha::mail {
namespace {

using namespace std::string_literals;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

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
