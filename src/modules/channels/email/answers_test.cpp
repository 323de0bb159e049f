// To whom an answer goes, what its writer may change of that, and a letter's HTML as a page of its own.
#include "modules/channels/email/house_test.hpp"
#include "support/api_caller.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class Answers : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        add_routes(api_.api(), email());
    }
    test::ApiCaller& agent() { return api_.as(kRosa, Role::agent, kTeam); }
    Taken with_copies() {
        const auto taken =
            take({.id = "uno@correo.pe",
                  .more = "Cc: Luis <luis@correo.pe>, La Colmena <casos@colmena.pe>, eva@correo.pe\r\n"});
        pass(1s);  // the acknowledgement
        server.sent.clear();
        return taken;
    }
    // What left after an answer through the API, with these words about copies in its body.
    const FakeServer::Sent& answered(std::int64_t case_id, const std::string& copies) {
        const auto done = agent().post(fmt::format("/cases/{}/mail-replies", case_id),
                                       R"({"text": "Se la cambiamos hoy.")" + copies + "}");
        EXPECT_EQ(done.status, 204) << done.body;
        pass(16s);
        EXPECT_THAT(server.sent, SizeIs(1));
        return server.sent.at(0);
    }
    http::Reply page(const std::string& target, bool signed_in = true) {
        http::Request request;
        request.target = target;
        if (signed_in) request.headers = {{"Cookie", std::string(http::kSessionCookie) + "=here"}};
        agent();
        return api_.api().handle(request);
    }
    test::ApiCaller api_{now};
};
ESCUCHA_STORE_TEST(Answers);

TEST_P(Answers, say_beforehand_to_whom_they_go) {
    const auto taken = with_copies();
    const auto way = agent().get(fmt::format("/cases/{}/mail-way", taken.case_id));
    ASSERT_EQ(way.status, 200) << way.body;
    EXPECT_EQ(way.at("/mail/mailbox"), "\"casos@colmena.pe\"");
    EXPECT_EQ(way.at("/mail/to/email"), "\"ana@correo.pe\"");
    EXPECT_EQ(way.at("/mail/cc/0/email"), "\"luis@correo.pe\"");
    EXPECT_EQ(way.at("/mail/cc/1/email"), "\"eva@correo.pe\"");
    EXPECT_THAT(way.at("/mail/cc"), Not(HasSubstr("casos@colmena.pe"))) << "never to ourselves";
}

TEST_P(Answers, say_that_they_do_not_go_by_mail) {
    auto w = wish();
    w.mailbox.outgoing = {};
    ASSERT_TRUE(email().change_mailbox(marta(), box, std::nullopt, w, now));
    const auto taken = with_copies();
    EXPECT_EQ(agent().get(fmt::format("/cases/{}/mail-way", taken.case_id)).at("/mail"), "null");
}

TEST_P(Answers, go_to_no_copy_that_was_taken_out) {
    const auto taken = with_copies();
    EXPECT_THAT(answered(taken.case_id, "").envelope.to, ElementsAre("ana@correo.pe"));
    EXPECT_THAT(last_sent().cc, IsEmpty());
    // What goes without such words keeps them.
    answer(taken.case_id, "Una cosa más.");
    pass(16s);
    EXPECT_THAT(server.sent.back().envelope.to,
                UnorderedElementsAre("ana@correo.pe", "luis@correo.pe", "eva@correo.pe"));
}

TEST_P(Answers, go_to_chosen_copies_once_each_and_hide_the_blind_ones) {
    const auto taken = with_copies();
    const auto& sent = answered(
        taken.case_id,
        R"(, "cc": ["LUIS@correo.pe", "casos@colmena.pe"], "bcc": ["jefa@otra.pe", "luis@correo.pe"])");
    EXPECT_THAT(sent.envelope.to, UnorderedElementsAre("ana@correo.pe", "luis@correo.pe", "jefa@otra.pe"));
    EXPECT_THAT(sent.bytes, AllOf(HasSubstr("Luis <luis@correo.pe>"), Not(HasSubstr("jefa@otra.pe"))));
}

TEST_P(Answers, that_were_overtaken_are_refused_as_everywhere) {
    const auto taken = with_copies();
    const auto seen = said(taken.case_id).back().id;
    take(
        {.text = "Y también hace ruido.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    const auto refused = agent().post(fmt::format("/cases/{}/mail-replies", taken.case_id),
                                      fmt::format(R"({{"text": "Tarde.", "seen": "c{}", "cc": []}})", seen));
    EXPECT_EQ(refused.code(), "case.changed_meanwhile");
    EXPECT_THAT(said(taken.case_id), SizeIs(2));
}

TEST_P(Answers, the_html_of_a_letter_is_a_page_without_script_that_only_we_may_frame) {
    const std::string raw =
        "From: Ana <ana@correo.pe>\r\nTo: casos@colmena.pe\r\nSubject: Hola\r\nMessage-ID: <h@correo.pe>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<p style=\"color:red\">Se rompi\xC3\xB3</p><script>alert(1)</script>"
        "<img src=\"https://espia.pe/x.png\">\r\n";
    const auto taken = email().take(raw, box, now);
    const auto target = fmt::format("/correo/{}", taken.mail);
    const auto shown = page(target);
    ASSERT_EQ(shown.status, 200);
    const std::string body(shown.body.bytes());
    EXPECT_THAT(body, AllOf(HasSubstr("Se rompi\xC3\xB3"), HasSubstr("remote-pictures\" content=\"1\""),
                            Not(HasSubstr("<script")), Not(HasSubstr("espia.pe"))));
    const std::string policy(shown.header("Content-Security-Policy"));
    EXPECT_THAT(policy, AllOf(HasSubstr("default-src 'none'"), HasSubstr("sandbox"),
                              HasSubstr("frame-ancestors 'self'"), Not(HasSubstr("allow-scripts")),
                              Not(HasSubstr("script-src")), Not(HasSubstr("https:"))));
    const auto asked = page(target + "?imagenes=1");
    EXPECT_THAT(std::string(asked.body.bytes()), HasSubstr("https://espia.pe/x.png"));
    EXPECT_THAT(std::string(asked.header("Content-Security-Policy")),
                HasSubstr("img-src 'self' data: https:;"));
    EXPECT_EQ(page("/correo/999").status, 404);
    EXPECT_EQ(page("/correo/nada").status, 404);
    EXPECT_NE(page(target, false).status, 200) << "nobody who is not signed in";
}

}  // namespace
}  // namespace escucha::email
