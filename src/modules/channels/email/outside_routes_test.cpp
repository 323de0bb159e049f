// The API of letters to somebody outside and of cases that begin with one of ours.
#include "modules/channels/email/house_test.hpp"
#include "support/api_caller.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class OutsideRoutes : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        add_routes(api_.api(), email());
    }
    test::ApiCaller& agent() { return api_.as(kRosa, Role::agent, kTeam); }
    std::string beginning(std::string_view to, std::string_view more = {}) {
        return fmt::format(
            R"({{"to": "{}", "mailbox_id": {}, "subject": "Su pedido", "text": "Llega mañana."{}}})", to, box,
            more);
    }
    test::ApiCaller api_{now};
};
ESCUCHA_STORE_TEST(OutsideRoutes);

TEST_P(OutsideRoutes, a_letter_goes_to_somebody_outside_and_is_listed) {
    const auto taken = take({.id = "uno@correo.pe"});
    const auto path = fmt::format("/cases/{}/forwards", taken.case_id);
    const auto before = agent().get(path);
    EXPECT_EQ(before.at("/mailbox"), "\"casos@colmena.pe\"");
    EXPECT_EQ(before.at("/subject"), "\"Consulta: No enfría\"");
    const auto entry = fmt::format("c{}", said(taken.case_id)[0].id);
    const auto sent = agent().post(
        path,
        fmt::format(
            R"({{"to": ["taller@frio.pe"], "subject": "Una nevera", "text": "¿La ven?", "entries": ["{}"]}})",
            entry));
    ASSERT_EQ(sent.status, 201) << sent.body;
    EXPECT_THAT(sent.at("/entry"), HasSubstr("n"));
    EXPECT_THAT(agent().get(path).body, HasSubstr("taller@frio.pe"));
    EXPECT_EQ(agent().post(fmt::format("/mail/{}/cancellation", sent.at("/mail_id")), "").status, 204);
    pass(1min);
    for (const auto& m : server.sent) EXPECT_THAT(m.bytes, Not(HasSubstr("taller@frio.pe")));
}

TEST_P(OutsideRoutes, names_what_is_wrong) {
    const auto taken = take({.id = "uno@correo.pe"});
    const auto path = fmt::format("/cases/{}/forwards", taken.case_id);
    const auto wrong = agent().post(path, R"({"to": ["taller"], "subject": "", "text": ""})");
    EXPECT_EQ(wrong.status, 422);
    for (const auto* field : {"to[0]", "subject", "text"})
        EXPECT_THAT(wrong.body, HasSubstr(fmt::format("\"{}\"", field)));
    const auto own = agent().post(path, R"({"to": ["ana@correo.pe"], "subject": "x", "text": "x"})");
    EXPECT_EQ(own.status, 422);
    EXPECT_THAT(own.body, HasSubstr("Esa dirección es del propio cliente"));
    EXPECT_EQ(agent().get("/cases/999/forwards").status, 404);
}

TEST_P(OutsideRoutes, a_case_begins_with_a_letter_of_ours) {
    EXPECT_THAT(agent().get("/mail-ways-out").body, HasSubstr("casos@colmena.pe"));
    EXPECT_EQ(agent().get("/mail-recipient?email=berta@correo.pe").at("/customer_id"), "null");
    const auto begun = agent().post("/mail-cases", beginning("berta@correo.pe", R"(, "name": "Berta")"));
    ASSERT_EQ(begun.status, 201) << begun.body;
    EXPECT_EQ(agent().get("/mail-recipient?email=berta@correo.pe").at("/name"), "\"Berta\"");
    pass(1min);
    ASSERT_EQ(server.sent.size(), 1U);
    EXPECT_EQ(server.sent[0].envelope.to, std::vector<std::string>{"berta@correo.pe"});
    EXPECT_EQ(agent().post("/mail-cases", beginning("casos@colmena.pe")).status, 422);
    EXPECT_EQ(agent().post("/mail-cases", beginning("nadie")).status, 422);
}

}  // namespace
}  // namespace escucha::email
