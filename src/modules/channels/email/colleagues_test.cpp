// Letters of the house to its own people.
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Colleagues : public EmailHouse {
  protected:
    Email::Posted post() {
        return base().write([&](db::Tx& tx) {
            return email().post_to_colleague(tx,
                                             {.name = "Rosa",
                                              .address = "rosa@colmena.pe",
                                              .subject = "Su día",
                                              .text = "Vencen hoy (1):\n\n- La suela\n\nhttps://x.pe/consola",
                                              .look = {.language = "es",
                                                       .heading = "Su día",
                                                       .link = "https://x.pe/consola",
                                                       .button = "Abrir la bandeja"}},
                                             now);
        });
    }
};
ESCUCHA_STORE_TEST(Colleagues);

TEST_P(Colleagues, get_their_letter_in_words_and_as_a_page_answered_to_no_case) {
    ASSERT_EQ(post(), Email::Posted::queued);
    pass(1s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_THAT(server.sent[0].envelope.to, ElementsAre("rosa@colmena.pe"));
    const auto m = last_sent();
    EXPECT_EQ(m.subject, "Su día");
    EXPECT_THAT(m.text, HasSubstr("- La suela"));
    EXPECT_THAT(server.sent[0].bytes,
                AllOf(HasSubstr("text/html"), HasSubstr("Auto-Submitted: auto-generated")));
    EXPECT_THAT(m.reply_to, IsEmpty());
    now += std::chrono::days{8};
    base().write([&](db::Tx& tx) { email().sweep_colleagues(tx, now); });
    EXPECT_EQ(count("mail_messages"), 0);
    EXPECT_EQ(count("mail_deliveries"), 0);
}

TEST_P(Colleagues, get_none_without_a_mailbox_that_sends) {
    auto off = wish();
    off.mailbox.active = false;
    const auto version = email().mailbox(box, marta(), now)->version;
    ASSERT_TRUE(email().change_mailbox(marta(), box, version, off, now));
    EXPECT_EQ(post(), Email::Posted::no_mailbox);
    EXPECT_FALSE(read([&](db::Tx& tx) { return email().can_send(tx); }));
    EXPECT_EQ(count("mail_messages"), 0);
}

TEST_P(Colleagues, lose_all_letters_when_a_customer_is_forgotten) {
    ASSERT_EQ(post(), Email::Posted::queued);
    std::vector<std::string> withdrawn;
    email().letters_withdrawn = [&](db::Tx&, std::span<const std::string> all) {
        withdrawn.assign(all.begin(), all.end());
    };
    base().write([&](db::Tx& tx) { email().forget(tx, std::array{std::int64_t{77}}); });
    EXPECT_EQ(count("mail_messages"), 0);
    EXPECT_THAT(withdrawn, ElementsAre("rosa@colmena.pe")) << "whoever wrote it may write it again";
}

TEST_P(Colleagues, are_not_written_to_where_letters_come_back) {
    base().write([&](db::Tx& tx) {
        store::mark_bounced(tx, "rosa@colmena.pe", "5.1.1", "No such user", now);
        EXPECT_FALSE(email().reaches_colleague(tx, "rosa@colmena.pe"));
    });
    EXPECT_EQ(post(), Email::Posted::bounced);
    EXPECT_EQ(count("mail_messages"), 0);
}

}  // namespace
}  // namespace escucha::email
