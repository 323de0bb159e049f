// What passes between us and somebody outside is seen by those who handle the case, and by nobody else: not
// on the customer's page, not in their record; and a case that we began counts nowhere as one that waited for
// us.
#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "app/portal_desk.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class OutsideMail : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'ES', 'Europe/Madrid', 'EUR', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(9, 'Marta', 'administrator', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now; });
        calendar::Seed seed{.country = "ES", .zone = "Europe/Madrid", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        base().write([&](db::Tx& tx) { EXPECT_TRUE(house_->calendars.seed_defaults(tx, seed, {}, now)); });
        email::MailboxWish w;
        w.mailbox.address = "casos@colmena.es";
        w.mailbox.name = "La Colmena";
        w.mailbox.incoming.protocol = email::Incoming::pipe;
        w.mailbox.outgoing.host = "smtp.colmena.es";
        w.mailbox.outgoing.user = "casos";
        w.outgoing_secret = "de casa";
        const auto added = house_->email.add_mailbox(marta, w, now);
        ASSERT_TRUE(added) << added.error().code;
        box = added->id;
    }
    email::Taken take(std::string_view from, std::string_view to, std::string_view text, std::string_view id,
                      std::string_view more = {}) {
        return house_->email.take(
            fmt::format("From: {}\r\nTo: {}\r\nSubject: La nevera\r\nMessage-ID: <{}>\r\n{}MIME-Version: "
                        "1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
                        from, to, id, more, text),
            box, now);
    }
    // The Message-ID of the letter of ours that was written for this.
    std::string sent(std::string_view purpose) {
        return base().read([&](db::Tx& tx) {
            return tx.one(fmt::format("SELECT message_id FROM mail_messages WHERE purpose = '{}'", purpose))
                ->get<std::string>(0);
        });
    }
    // Ana's case, forwarded to the workshop, which has answered.
    std::int64_t answered() {
        const auto taken = take("Ana <ana@correo.es>", "casos@colmena.es", "No enfría.", "a1@correo.es");
        const auto contact = base().read(
            [&](db::Tx& tx) { return house_->contacts.for_case(tx, taken.case_id, 0, 1).at(0).id; });
        const auto done = house_->email.forward(marta, taken.case_id,
                                                {.to = {"taller@frio.es"},
                                                 .subject = "Una nevera",
                                                 .text = "¿La ven ustedes?",
                                                 .entries = {fmt::format("c{}", contact)}},
                                                now);
        EXPECT_TRUE(done) << done.error().code;
        const auto back = take("Taller <taller@frio.es>", "casos@colmena.es", "El cliente la rompió.",
                               "t1@frio.es", "In-Reply-To: <" + sent("forward") + ">\r\n");
        EXPECT_EQ(back.case_id, taken.case_id);
        return taken.case_id;
    }
    cases::Case find(std::int64_t id) {
        return *base().read([&](db::Tx& tx) { return house_->cases.find(tx, id); });
    }
    std::vector<desk::Entry> timeline(std::int64_t id) {
        return base().read([&](db::Tx& tx) {
            return desk::case_view(house_->desk, tx, {.who = marta, .language = Language::es, .now = now}, id)
                ->entries;
        });
    }

    Instant now = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 18}} + std::chrono::hours(10);
    Principal marta = [] {
        Principal p;
        p.kind = ActorKind::person;
        p.person = 9;
        p.role = Role::administrator;
        p.team = 1;
        p.name = "Marta";
        return p;
    }();
    std::unique_ptr<House> house_;
    email::MailboxId box = 0;
};
ESCUCHA_STORE_TEST(OutsideMail);

TEST_P(OutsideMail, an_answer_from_outside_is_in_the_case_and_marked) {
    const auto entries = timeline(answered());
    const auto back = std::ranges::find(entries, desk::EntryType::third_party, &desk::Entry::type);
    ASSERT_NE(back, entries.end());
    EXPECT_EQ(back->text, "El cliente la rompió.");
    EXPECT_EQ(back->change->text, "Respuesta de Taller <taller@frio.es> (interna; el cliente no la ve)");
    ASSERT_TRUE(back->mail);
    EXPECT_TRUE(back->mail->forward);
    const auto out = std::ranges::find(entries, desk::EntryType::forward, &desk::Entry::type);
    ASSERT_NE(out, entries.end());
    EXPECT_EQ(out->by.name, "Marta");
    ASSERT_TRUE(out->mail);
    EXPECT_EQ(out->mail->to.at(0).email, "taller@frio.es");
}

TEST_P(OutsideMail, the_customers_page_shows_nothing_of_it) {
    const auto c = find(answered());
    PortalDesk portal(*house_);
    const auto page = portal.find(*TrackingCode::parse(c.code), {.now = now});
    ASSERT_TRUE(page);
    ASSERT_THAT(page->messages, SizeIs(1));
    EXPECT_EQ(page->messages[0].text, "No enfría.");
    EXPECT_EQ(page->earlier_messages, 0);
}

TEST_P(OutsideMail, their_record_says_to_whom_and_when_and_none_of_the_words_of_others) {
    const auto customer = find(answered()).customer;
    const auto request = house_->privacy.record(marta,
                                                {.customer = customer,
                                                 .kind = privacy::RightKind::access,
                                                 .identity = "Mostró su DNI",
                                                 .received = std::chrono::year{2026} / 11 / 18},
                                                now);
    ASSERT_TRUE(request);
    const auto file = house_->privacy.record_of(marta, request->id, privacy::RecordFormat::html, now);
    ASSERT_TRUE(file);
    const std::string page(file->content.bytes());
    EXPECT_THAT(page, HasSubstr("Reenviado a"));
    EXPECT_THAT(page, HasSubstr("taller@frio.es"));
    EXPECT_THAT(page, Not(HasSubstr("El cliente la rompió.")));
    EXPECT_THAT(page, Not(HasSubstr("¿La ven ustedes?")));
}

TEST_P(OutsideMail, a_case_that_we_began_is_no_first_answer_and_none_that_waits) {
    const auto begun = house_->email.begin(marta,
                                           {.name = "Berta",
                                            .to = "berta@correo.es",
                                            .mailbox = box,
                                            .subject = "Su pedido",
                                            .text = "Llega mañana.",
                                            .kind = CaseKind::claim},
                                           now);
    ASSERT_TRUE(begun) << begun.error().code;
    const auto minutes = [&] {
        return base().read([&](db::Tx& tx) {
            return tx.one("SELECT answer_minutes FROM quality_cases")->get<std::int64_t>(0);
        });
    };
    EXPECT_EQ(minutes(), -2);
    now += std::chrono::hours(5);
    take("Berta <berta@correo.es>", "casos@colmena.es", "Gracias, ¿a qué hora?", "b1@correo.es",
         "In-Reply-To: <" + sent("answer") + ">\r\n");
    house_->cases.reply(marta, begun->case_id, {.text = "A las diez."}, now);
    EXPECT_EQ(minutes(), -2) << "what they asked later is no first answer either";
}

}  // namespace
}  // namespace escucha::app
