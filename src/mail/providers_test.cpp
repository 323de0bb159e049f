#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/transport.hpp"

namespace escucha::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string host_of(std::string_view address, std::vector<std::string> mail_hosts = {}) {
    const auto provider = provider_of(address, mail_hosts);
    return provider ? provider->incoming.host : "";
}

TEST(Providers, ByTheDomainOfTheAddress) {
    const auto gmail = provider_of("ana.perez@GMail.com");
    ASSERT_TRUE(gmail);
    EXPECT_EQ(gmail->name, "Gmail");
    EXPECT_EQ(gmail->incoming.protocol, Protocol::imap);
    EXPECT_EQ(gmail->incoming.host, "imap.gmail.com");
    EXPECT_EQ(gmail->incoming.port, 993);
    EXPECT_EQ(gmail->incoming.security, Security::tls);
    EXPECT_EQ(gmail->incoming.user, "ana.perez@GMail.com");
    EXPECT_EQ(gmail->outgoing.protocol, Protocol::smtp);
    EXPECT_EQ(gmail->outgoing.host, "smtp.gmail.com");
    EXPECT_EQ(gmail->outgoing.port, 465);
    EXPECT_TRUE(gmail->wants_token);
    EXPECT_TRUE(gmail->plus);
    EXPECT_FALSE(provider_of("x@yahoo.com.pe")->plus) << "its addresses have no plus";
    EXPECT_EQ(host_of("x@hotmail.es"), "outlook.office365.com");
    EXPECT_EQ(host_of("x@live.com.mx"), "outlook.office365.com");
    EXPECT_EQ(host_of("x@yahoo.com.pe"), "imap.mail.yahoo.com");
    EXPECT_EQ(host_of("x@icloud.com"), "imap.mail.me.com");
    EXPECT_EQ(host_of("x@gmx.es"), "imap.gmx.com");
}

TEST(Providers, MicrosoftTakesNothingButTokens) {
    const auto outlook = provider_of("ana@outlook.cl");
    ASSERT_TRUE(outlook);
    EXPECT_EQ(outlook->incoming.login, Login::xoauth2);
    EXPECT_EQ(outlook->outgoing.port, 587);
    EXPECT_EQ(outlook->outgoing.security, Security::starttls);
}

TEST(Providers, OfAFirmByWhoTakesItsMail) {
    EXPECT_EQ(host_of("info@empresa.pe"), "");
    EXPECT_EQ(host_of("info@empresa.pe", {"aspmx.l.google.com"}), "imap.gmail.com");
    EXPECT_EQ(host_of("info@empresa.pe", {"empresa-pe.mail.protection.outlook.com."}),
              "outlook.office365.com");
    EXPECT_EQ(host_of("info@empresa.es", {"mx00.ionos.es", "mx01.ionos.es"}), "imap.ionos.es");
    EXPECT_EQ(host_of("info@empresa.es", {"mx1.mail.ovh.net"}), "ssl0.ovh.net");
    EXPECT_EQ(host_of("info@empresa.es", {"ex4.mail.ovh.net"}), "") << "OVH's Exchange has other servers";
    EXPECT_EQ(host_of("info@empresa.es", {"mx.serviciodecorreo.es"}), "imap.serviciodecorreo.es");
    EXPECT_EQ(host_of("info@empresa.es", {"nogoogle.com"}), "");
    EXPECT_EQ(host_of("info@empresa.es", {"mail.empresa.es", "mx.zoho.eu"}), "imappro.zoho.eu");
}

TEST(Providers, NoneForWhatIsNoAddress) {
    for (const auto* none : {"", "gmail.com", "@", "ana@", "ana@gmail.com.evil.test", "ana@notgmail.com"})
        EXPECT_FALSE(provider_of(none)) << none;
    EXPECT_THAT(mail_hosts_of("sin-arroba"), IsEmpty());
}

// An answer as RFC 1035 writes it: two MX records, whose names point back into the question.
TEST(Providers, ReadsMailHostsOutOfAnAnswer) {
    const auto bytes = [](std::string_view text) {
        return std::vector<unsigned char>(text.begin(), text.end());
    };
    using namespace std::string_view_literals;
    const auto answer = bytes(
        "\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00"  // one question, two answers
        "\x07"
        "empresa\x02pe\x00\x00\x0f\x00\x01"  // empresa.pe MX IN
        "\xc0\x0c\x00\x0f\x00\x01\x00\x00\x0e\x10\x00\x08\x00\x14\x03"
        "mx2\xc0\x0c"  // 20 mx2.empresa.pe
        "\xc0\x0c\x00\x0f\x00\x01\x00\x00\x0e\x10\x00\x08\x00\x0a\x03"
        "MX1\xc0\x0c"sv);  // 10 MX1.empresa.pe
    EXPECT_THAT(read_mail_hosts(answer), ElementsAre("mx1.empresa.pe", "mx2.empresa.pe"));
    for (std::size_t size = 0; size < answer.size(); ++size)  // cut off anywhere: never more than there is
        EXPECT_LE(read_mail_hosts(std::span(answer).first(size)).size(), 2U);
}

}  // namespace
}  // namespace escucha::mail
