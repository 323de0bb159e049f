// The API of mailboxes and messages: who may do what, what is refused, and that no secret comes out.
#include "modules/channels/email/house_test.hpp"
#include "support/api_caller.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class MailRoutes : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        add_routes(api_.api(), email());
    }
    test::ApiCaller& admin() { return api_.as(kMarta, Role::administrator); }
    test::ApiCaller& agent() { return api_.as(kRosa, Role::agent, kTeam); }
    static std::string body(std::string address, std::string more = R"("security": "tls")") {
        return R"({"address": ")" + address +
               R"(", "name": "Ventas", "kind": "question", "incoming": {"protocol": "imap", "host": "imap.x.pe",
                "user": "ventas", "secret": "muy secreto", )" +
               more + R"(}, "outgoing": {"host": "smtp.x.pe", "user": "ventas", "secret": "muy secreto"}})";
    }
    test::ApiAnswer put(std::string_view path, std::string body, const std::string& match) {
        return admin().call(http::Method::put, path, std::move(body),
                            {{"Content-Type", "application/json"}, {"If-Match", '"' + match + '"'}});
    }
    test::ApiCaller api_{now};
};
ESCUCHA_STORE_TEST(MailRoutes);

TEST_P(MailRoutes, an_administrator_adds_changes_and_removes_a_mailbox) {
    const auto added = admin().post("/mailboxes", body("ventas@colmena.pe"));
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_THAT(added.body, Not(HasSubstr("muy secreto")));
    EXPECT_EQ(added.at("/incoming/has_secret"), "true");
    const auto path = "/mailboxes/" + added.at("/id");
    EXPECT_THAT(admin().get("/mailboxes").body, Not(HasSubstr("muy secreto")));
    const auto changed = put(path, body("ventas@colmena.pe", R"("folder": "Entrada")"), added.at("/version"));
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.at("/incoming/folder"), "\"Entrada\"");
    EXPECT_EQ(put(path, body("ventas@colmena.pe"), added.at("/version")).status, 412)
        << "somebody changed it meanwhile";
    EXPECT_EQ(put(path, body("CASOS@colmena.pe"), changed.at("/version")).code(), "mailbox.address_taken");
    EXPECT_EQ(admin().call(http::Method::del, path, {}, {}).status, 204);
    EXPECT_EQ(admin().get(path).status, 404);
}

TEST_P(MailRoutes, is_for_administrators) {
    EXPECT_EQ(agent().get("/mailboxes").status, 403);
    EXPECT_EQ(agent().post("/mailboxes", body("ventas@colmena.pe")).status, 403);
    EXPECT_EQ(agent().get("/set-aside-messages").status, 403);
    EXPECT_EQ(agent().get("/mail-alarms").status, 200) << "everybody should know that mail stopped";
}

TEST_P(MailRoutes, names_everything_that_is_wrong_at_once) {
    const auto refused =
        admin().post("/mailboxes",
                     R"({"address": "casos+x@colmena.pe", "name": "Ventas", "kind": "question", "team_id": 99,
            "incoming": {"protocol": "imap", "security": "plain", "host": "imap.x.pe"}, "outgoing": {"host": "smtp x"}})");
    ASSERT_EQ(refused.status, 422) << refused.body;
    for (const std::string field :
         {"address", "team_id", "incoming.security", "incoming.user", "outgoing.host"})
        EXPECT_THAT(refused.body, HasSubstr('"' + field + '"')) << field;
    EXPECT_EQ(admin().post("/mailboxes", body("casos@colmena.pe")).code(), "mailbox.address_taken");
}

TEST_P(MailRoutes, a_secret_that_is_not_said_stays_but_goes_to_no_other_server) {
    const auto version = admin().get(fmt::format("/mailboxes/{}", box)).at("/version");
    const auto path = fmt::format("/mailboxes/{}", box);
    const std::string same =
        R"({"address": "casos@colmena.pe", "name": "X", "kind": "claim", "incoming": {"protocol": "imap", "host": "imap.colmena.pe", "user": "casos"}, "outgoing": {}})";
    const auto kept = put(path, same, version);
    EXPECT_EQ(kept.at("/incoming/has_secret"), "true");
    pass(1s);
    EXPECT_EQ(server.secret_seen, "secreto-de-casa");
    const std::string elsewhere =
        R"({"address": "casos@colmena.pe", "name": "X", "kind": "claim", "incoming": {"protocol": "imap", "host": "imap.ladron.pe", "user": "casos"}, "outgoing": {}})";
    EXPECT_EQ(put(path, elsewhere, kept.at("/version")).at("/incoming/has_secret"), "false");
}

TEST_P(MailRoutes, the_test_says_exactly_what_failed) {
    const auto path = fmt::format("/mailboxes/{}/test", box);
    const auto well = admin().post(path);
    ASSERT_EQ(well.status, 200) << well.body;
    EXPECT_EQ(well.at("/incoming/ok"), "true");
    EXPECT_EQ(well.at("/outgoing/ok"), "true");
    server.down = mail::Failure{mail::Trouble::certificate, "self-signed certificate", false};
    const auto badly = admin().post(path);
    EXPECT_EQ(badly.at("/incoming/trouble"), "\"certificate\"");
    EXPECT_EQ(badly.at("/outgoing/detail"), "\"self-signed certificate\"");
    EXPECT_THAT(badly.at("/incoming/text"), HasSubstr("certificado"));
    EXPECT_EQ(admin().post("/mailboxes/999/test").status, 404);
}

TEST_P(MailRoutes, knows_the_servers_of_common_providers) {
    const auto known = admin().get("/mail-providers?address=tienda%40gmail.com");
    EXPECT_EQ(known.at("/items/0/incoming/host"), "\"imap.gmail.com\"");
    EXPECT_EQ(admin().get("/mail-providers?address=casos%40nadie.invalid").body, R"({"items":[]})");
}

TEST_P(MailRoutes, a_mailbox_that_was_used_is_switched_off_instead_of_removed) {
    take({.id = "uno@correo.pe"});
    const auto refused = admin().call(http::Method::del, fmt::format("/mailboxes/{}", box), {}, {});
    EXPECT_EQ(refused.code(), "mailbox.in_use");
}

TEST_P(MailRoutes, what_was_set_aside_is_seen_downloaded_tried_and_dismissed) {
    email().take("Subject: sin remitente\r\n\r\nHola\r\n", box, now);
    const auto list = admin().get("/set-aside-messages");
    ASSERT_EQ(list.at("/items/0/subject"), "\"sin remitente\"") << list.body;
    const auto path = "/set-aside-messages/" + list.at("/items/0/id");
    EXPECT_THAT(admin().get(path + "/original").body, HasSubstr("sin remitente"));
    EXPECT_EQ(admin().post(path + "/retry").at("/set_aside"), "true");
    EXPECT_EQ(admin().post(path + "/dismissal").status, 204);
    EXPECT_EQ(admin().post(path + "/dismissal").code(), "set_aside.not_found");
}

TEST_P(MailRoutes, a_message_is_read_whole_safe_and_as_it_came) {
    const auto taken = take({.id = "uno@correo.pe"});
    const auto path = fmt::format("/mail/{}", taken.mail);
    const auto view = agent().get(path);
    EXPECT_EQ(view.at("/line/subject"), "\"No enfría\"") << view.body;
    EXPECT_EQ(view.at("/pieces/0/kind"), "\"said\"");
    const auto original = agent().get(path + "/original");
    EXPECT_EQ(original.body, Mail{.id = "uno@correo.pe"}.raw());
    EXPECT_THAT(original.disposition, HasSubstr("attachment"));
    EXPECT_EQ(agent().get(path + "/html").at("/remote_pictures"), "0");
    EXPECT_EQ(agent().get("/mail/999").status, 404);
    const auto list = agent().get(fmt::format("/cases/{}/mail", taken.case_id));
    EXPECT_EQ(list.at("/items/0/direction"), "\"in\"");
    EXPECT_EQ(list.at("/items/1/delivery/state"), "\"queued\"");
}

TEST_P(MailRoutes, a_letter_is_stopped_by_its_number) {
    const auto taken = take({.id = "uno@correo.pe"});
    solve(taken.case_id);
    const auto id = agent().get(fmt::format("/cases/{}/mail", taken.case_id)).at("/items/2/id");
    EXPECT_EQ(agent().post("/mail/" + id + "/cancellation").status, 204);
    EXPECT_EQ(agent().post("/mail/" + id + "/cancellation").code(), "mail.left_already");
    EXPECT_EQ(agent().post("/mail/" + id + "/retry").status, 204);
}

TEST_P(MailRoutes, what_a_machine_wrote_can_be_made_a_case) {
    const auto taken = take({.id = "uno@correo.pe", .more = "Precedence: bulk\r\n"});
    EXPECT_EQ(admin().get("/recorded-mail").at("/items/0/machine"), "\"precedence\"");
    const auto opened = admin().post(fmt::format("/recorded-mail/{}/case", taken.mail));
    EXPECT_EQ(opened.status, 200) << opened.body;
    EXPECT_EQ(opened.at("/set_aside"), "false");
    EXPECT_EQ(admin().get("/recorded-mail").body, R"({"items":[],"next":null})");
}

}  // namespace
}  // namespace escucha::email
