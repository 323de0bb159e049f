// The gate for Postfix and Exim: what it answers them, and that nothing is lost while the base is away.
#include <sysexits.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"
#include "app/house.hpp"
#include "modules/channels/email/spool.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kMessage =
    "From: Ana <ana@correo.pe>\r\nTo: casos@colmena.pe\r\nSubject: Hola\r\nMessage-ID: "
    "<uno@correo.pe>\r\n\r\n"
    "La nevera no enfría.\r\n";

class Mailgate : public test::StoreTest {
  protected:
    void SetUp() override {
        config.database.url = opened().url();
        config.database.schema = opened().options().schema;
        config.mail.spool = (folder.path() / "spool").string();
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1))");
        });
        House house(base(), config, system_now);
        email::MailboxWish wish;
        wish.mailbox.address = "casos@colmena.pe";
        wish.mailbox.name = "La Colmena";
        wish.mailbox.incoming.protocol = email::Incoming::pipe;
        ASSERT_TRUE(house.email.add_mailbox(system_principal(), wish, system_now()));
    }
    static int pipe(const Config& config, const std::string& mailbox, const std::string& message) {
        std::istringstream in(message);
        auto* before = std::cin.rdbuf(in.rdbuf());
        const int status = mailgate(config, mailbox);
        std::cin.rdbuf(before);
        return status;
    }
    std::int64_t cases() {
        return base().read(
            [](db::Tx& tx) { return tx.one("SELECT count(*) FROM cases")->get<std::int64_t>(0); });
    }
    Config config;
    test::TemporaryFolder folder;
};
ESCUCHA_STORE_TEST(Mailgate);

TEST_P(Mailgate, takes_a_message_at_once_and_the_same_only_once) {
    EXPECT_EQ(pipe(config, "Casos@colmena.pe", kMessage), EX_OK);
    EXPECT_EQ(pipe(config, "casos@colmena.pe", kMessage), EX_OK);
    EXPECT_EQ(cases(), 1);
}

TEST_P(Mailgate, says_what_a_mail_server_understands) {
    EXPECT_EQ(pipe(config, "nadie@colmena.pe", kMessage), EX_NOUSER);
    EXPECT_EQ(pipe(config, "casos@colmena.pe", ""), EX_DATAERR);
    EXPECT_EQ(pipe(config, "casos@colmena.pe", "no es un mensaje\r\n"), EX_OK) << "kept, and set aside";
}

TEST_P(Mailgate, keeps_what_comes_while_the_base_is_away_for_the_server) {
    auto away = config;
    away.database.url = "sqlite:" + (folder.path() / "nowhere" / "escucha.db").string();
    EXPECT_EQ(pipe(away, "casos@colmena.pe", kMessage), EX_OK);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "nowhere"));
    EXPECT_THAT(email::spooled(config.mail.spool), SizeIs(1));
    House house(base(), config, system_now);
    house.email.drain_spool({.now = system_now()});
    EXPECT_EQ(cases(), 1);
    EXPECT_THAT(email::spooled(config.mail.spool), IsEmpty());
}

TEST_P(Mailgate, refuses_what_is_too_large_in_words_for_its_sender) {
    testing::internal::CaptureStdout();
    const auto status = pipe(config, "casos@colmena.pe", kMessage + std::string(51 * 1024 * 1024, 'x'));
    EXPECT_EQ(status, EX_DATAERR);
    EXPECT_THAT(testing::internal::GetCapturedStdout(), testing::HasSubstr("50 MB"));
    EXPECT_EQ(cases(), 0);
}

TEST_P(Mailgate, asks_to_try_again_when_nothing_is_safe) {
    auto away = config;
    away.database.url = "sqlite:" + (folder.path() / "nowhere" / "escucha.db").string();
    std::ofstream(folder.path() / "file") << "x";
    away.mail.spool = (folder.path() / "file" / "spool").string();
    EXPECT_EQ(pipe(away, "casos@colmena.pe", kMessage), EX_TEMPFAIL);
}

}  // namespace
}  // namespace escucha::app
