// Letters to somebody outside: what goes along, what never does, and where their answers land.
#include "modules/channels/email/forwarding.hpp"

#include "modules/channels/email/forward_store.hpp"
#include "modules/channels/email/forwarding_out.hpp"
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class ForwardingHouse : public EmailHouse {
  protected:
    void SetUp() override {
        EmailHouse::SetUp();
        first = take({.id = "uno@correo.pe"});
        pass(1s);
        answer(first.case_id, "Preguntamos al taller.");
        pass(1min);
        server.sent.clear();
    }
    std::string entry(std::size_t i) { return fmt::format("c{}", said(first.case_id).at(i).id); }
    Forwarding wish() {
        return {.to = {"taller@frio.pe"},
                .subject = "¿La pueden revisar?",
                .text = "Buenos días: ¿pueden ver esta nevera?",
                .entries = {entry(0)}};
    }
    Result<Forwarded> forward(const Forwarding& w) { return email().forward(rosa(), first.case_id, w, now); }
    Forwarded forwarded() {
        auto done = forward(wish());
        EXPECT_TRUE(done) << wrong(done);
        pass(20s);
        return done ? *done : Forwarded{};
    }
    // What the workshop answers.
    Mail from_workshop(std::string text, std::string id) {
        const auto letter = last_sent();
        return {.from = "Taller Frío <taller@frio.pe>",
                .to = letter.reply_to.at(0).email,
                .subject = "Re: " + letter.subject,
                .text = std::move(text),
                .id = std::move(id),
                .more = "In-Reply-To: <" + letter.message_id + ">\r\n"};
    }
    cases::LogEntry newest_log() {
        return read([&](db::Tx& tx) { return house_->cases.log(tx, first.case_id, INT64_MAX, 1).at(0); });
    }
    std::int64_t note(std::string text) {
        EXPECT_TRUE(house_->cases.note(rosa(), first.case_id,
                                       {.text = std::move(text), .mentions = {}, .files = {}}, now));
        return newest_log().id;
    }
    std::int64_t file(std::string_view owner, std::int64_t id, std::string name, std::string bytes = "fría") {
        return base().write([&](db::Tx& tx) {
            return house_->files
                .keep_in(tx,
                         {.name = std::move(name),
                          .type = "text/plain",
                          .bytes = std::move(bytes),
                          .owner = nullptr},
                         {.type = std::string(owner), .id = id, .case_id = first.case_id}, rosa(), now)
                .id;
        });
    }
    std::string code() { return TrackingCode::parse(find(first.case_id).code)->shown(); }
    std::int64_t notices(std::string_view kind, PersonId person) {
        return count(fmt::format("notices WHERE kind = '{}' AND person_id = {}", kind, person));
    }
    static std::string wrong(const Result<Forwarded>& r) {
        if (r) return "nothing";
        return r.error().fields.empty() ? r.error().code
                                        : r.error().fields[0].field + ":" + r.error().fields[0].code;
    }
    Taken first;
};
ESCUCHA_STORE_TEST(ForwardingHouse);

TEST_P(ForwardingHouse, goes_out_signed_with_what_was_ticked_and_an_address_of_its_own) {
    const auto done = forward(wish());
    ASSERT_TRUE(done) << done.error().code;
    pass(5s);
    EXPECT_THAT(server.sent, IsEmpty()) << "it can still be taken back";
    pass(15s);
    ASSERT_THAT(server.sent, SizeIs(1));
    EXPECT_THAT(server.sent[0].envelope.to, ElementsAre("taller@frio.pe"));
    const auto m = last_sent();
    EXPECT_EQ(m.subject, "¿La pueden revisar?");
    EXPECT_THAT(m.text, AllOf(StartsWith("Buenos días"), HasSubstr("La Colmena, atención al cliente"),
                              HasSubstr("Ana Núñez escribió el lunes 16 de noviembre de 2026"),
                              HasSubstr("> La nevera que compré no enfría."),
                              Not(HasSubstr("Preguntamos al taller"))));
    ASSERT_EQ(m.reply_to.size(), 1U);
    EXPECT_THAT(m.reply_to[0].email, AllOf(StartsWith("casos+"), Not(HasSubstr("ana"))));
    EXPECT_THAT(m.references, IsEmpty()) << "the customer's thread is none of theirs";
    EXPECT_EQ(newest_log().what, "forwarded");
    EXPECT_EQ(find(first.case_id).last_from, cases::LastFrom::us);
}

TEST_P(ForwardingHouse, the_code_and_the_link_of_the_customers_page_stay_in_the_house) {
    take({.text = "Mi caso es " + code() + ", vea https://ayuda.colmena.pe/caso/" + code() + " por favor.",
          .id = "dos@correo.pe",
          .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    auto w = wish();
    w.subject = "RV: No enfría [" + code() + "]";
    w.entries = {entry(0), entry(2)};
    ASSERT_TRUE(forward(w));
    pass(20s);
    const auto& bytes = server.sent.back().bytes;
    const auto bare = find(first.case_id).code;
    EXPECT_EQ(last_sent().subject, "RV: No enfría");
    EXPECT_THAT(last_sent().text, HasSubstr("> Mi caso es …, vea … por favor."));
    for (const auto& secret : {code(), bare, std::string("ayuda.colmena.pe")})
        EXPECT_THAT(bytes, Not(HasSubstr(secret)));
    auto small = bare;
    for (char& c : small) c = static_cast<char>(std::tolower(c));
    EXPECT_THAT(bytes, Not(HasSubstr(small))) << "nor in the address they answer to";
}

TEST_P(ForwardingHouse, an_internal_note_goes_along_only_when_somebody_says_so) {
    const auto secret = note("El cliente es primo del jefe.");
    auto w = wish();
    w.entries.push_back(fmt::format("n{}", secret));
    EXPECT_EQ(wrong(forward(w)), "entries:internal_note");
    auto with_file = wish();
    with_file.files = {file("note", secret, "interno.txt")};
    EXPECT_EQ(wrong(forward(with_file)), "files:internal_note");
    EXPECT_EQ(count("mail_forwards"), 0) << "nothing is half done";
    w.internal_too = true;
    ASSERT_TRUE(forward(w));
    pass(20s);
    EXPECT_THAT(last_sent().text, HasSubstr("> El cliente es primo del jefe."));
}

TEST_P(ForwardingHouse, files_of_the_case_go_along_when_ticked_and_those_of_others_never) {
    auto w = wish();
    w.files = {file("contact", said(first.case_id)[0].id, "factura.txt", "S/ 900")};
    ASSERT_TRUE(forward(w));
    pass(20s);
    const auto m = last_sent();
    ASSERT_EQ(m.attachments.size(), 1U);
    EXPECT_EQ(m.attachments[0].name, "factura.txt");
    EXPECT_EQ(m.attachments[0].bytes, "S/ 900");
    const auto other = take({.from = "Otro <otro@correo.pe>", .subject = "Otra cosa", .id = "o@correo.pe"});
    w.files = {base().write([&](db::Tx& tx) {
        return house_->files
            .keep_in(tx, {.name = "ajeno.txt", .type = "text/plain", .bytes = "x", .owner = nullptr},
                     {.type = "contact", .id = 999, .case_id = other.case_id}, rosa(), now)
            .id;
    })};
    EXPECT_EQ(wrong(forward(w)), "files:not_of_the_case");
    auto foreign = wish();
    foreign.entries = {fmt::format("c{}", said(other.case_id)[0].id)};
    EXPECT_EQ(wrong(forward(foreign)), "entries:not_of_the_case");
}

TEST_P(ForwardingHouse, nobody_forwards_to_the_customer_to_ourselves_or_to_where_nothing_arrives) {
    auto w = wish();
    w.to = {"Ana@correo.pe"};
    EXPECT_EQ(wrong(forward(w)), "to:customers_own");
    w = wish();
    w.cc = {"ana@correo.pe"};
    EXPECT_EQ(wrong(forward(w)), "cc:customers_own");
    w.to = {"casos@colmena.pe"};
    EXPECT_EQ(wrong(forward(w)), "to:required");
    base().write([&](db::Tx& tx) { store::mark_bounced(tx, "taller@frio.pe", "5.1.1", "no", now); });
    EXPECT_EQ(wrong(forward(wish())), "to:address_lost");
    w = wish();
    w.anyway = true;
    EXPECT_TRUE(forward(w));
}

TEST_P(ForwardingHouse, their_answer_is_internal_wakes_whoever_has_the_case_and_moves_nothing) {
    forwarded();
    base().write([&](db::Tx& tx) { tx.script("UPDATE cases SET unread = 0"); });
    const auto before = find(first.case_id);
    const auto talk = said(first.case_id).size();
    auto reply = from_workshop("Es el motor. 300 soles.", "t1@frio.pe");
    reply.more += "X-Nada: 1\r\n";
    const auto taken = take(reply);
    EXPECT_EQ(taken.how, Taking::joined);
    EXPECT_EQ(taken.case_id, first.case_id);
    EXPECT_EQ(said(first.case_id).size(), talk) << "the conversation with the customer has nothing new";
    const auto entry = newest_log();
    EXPECT_EQ(entry.what, "third_party");
    EXPECT_EQ(entry.text, "Es el motor. 300 soles.");
    EXPECT_THAT(entry.data, HasSubstr("Taller Frío <taller@frio.pe>"));
    const auto after = find(first.case_id);
    EXPECT_TRUE(after.unread);
    EXPECT_EQ(after.state, before.state);
    EXPECT_EQ(after.last_from, before.last_from);
    EXPECT_EQ(after.due, before.due);
    EXPECT_EQ(notices("third_party_replied", kRosa), 1);
    EXPECT_EQ(notices("customer_replied", kRosa), 0);
    pass(1min);
    EXPECT_THAT(server.sent, SizeIs(1)) << "no acknowledgement goes to them";
    EXPECT_EQ(mails(first.case_id).front().fate, Fate::third_party);
}

TEST_P(ForwardingHouse, the_signed_address_alone_brings_it_back_and_further_answers_too) {
    forwarded();
    auto reply = from_workshop("Mañana vamos.", "t1@frio.pe");
    reply.more.clear();
    EXPECT_EQ(take(reply).case_id, first.case_id);
    EXPECT_EQ(newest_log().what, "third_party");
    auto second = reply;
    second.text = "Pasado mañana, perdón.";
    second.id = "t2@frio.pe";
    second.to = "casos@colmena.pe";
    second.more = "References: <t1@frio.pe>\r\n";
    EXPECT_EQ(take(second).case_id, first.case_id);
    EXPECT_EQ(newest_log().text, "Pasado mañana, perdón.");
    EXPECT_EQ(take(second).how, Taking::known);
}

TEST_P(ForwardingHouse, a_solved_case_stays_solved_and_its_owner_is_told) {
    forwarded();
    const auto reply = from_workshop("Ya está.", "t1@frio.pe");
    solve(first.case_id);
    pass(1min);
    now += std::chrono::days(90);
    take(reply);
    const auto c = find(first.case_id);
    EXPECT_EQ(c.state, cases::State::solved);
    EXPECT_TRUE(c.unread);
    EXPECT_EQ(newest_log().what, "third_party");
    EXPECT_EQ(notices("third_party_replied", kRosa), 1);
    EXPECT_EQ(count("cases"), 1);
}

TEST_P(ForwardingHouse, the_customers_words_are_the_customers_wherever_they_arrive) {
    forwarded();
    auto reply = from_workshop("¿Y esto? Me lo pasó el taller.", "a2@correo.pe");
    reply.from = "Ana Núñez <ana@correo.pe>";
    const auto talk = said(first.case_id).size();
    EXPECT_EQ(take(reply).how, Taking::joined);
    EXPECT_EQ(said(first.case_id).size(), talk + 1);
    EXPECT_EQ(find(first.case_id).last_from, cases::LastFrom::customer);
}

TEST_P(ForwardingHouse, a_stranger_at_that_address_is_internal_and_called_one) {
    forwarded();
    auto reply = from_workshop("Compre mis motores.", "s1@otro.pe");
    reply.from = "Vendedor <ventas@otro.pe>";
    EXPECT_EQ(take(reply).case_id, first.case_id);
    EXPECT_EQ(newest_log().what, "third_party_unknown");
    EXPECT_EQ(count("cases"), 1);
}

TEST_P(ForwardingHouse, whoever_it_went_to_does_not_take_part_in_the_case) {
    forwarded();
    const auto stray = take({.from = "Taller Frío <taller@frio.pe>",
                             .subject = "Sobre " + code(),
                             .text = "Una pregunta.",
                             .id = "t9@frio.pe"});
    EXPECT_EQ(stray.how, Taking::opened);
    EXPECT_NE(stray.case_id, first.case_id);
}

TEST_P(ForwardingHouse, an_automatic_answer_is_recorded_and_shown_to_nobody_outside) {
    forwarded();
    auto away = from_workshop("Estamos de vacaciones.", "v1@frio.pe");
    away.more += "Auto-Submitted: auto-replied\r\n";
    EXPECT_EQ(take(away).how, Taking::recorded);
    EXPECT_NE(mails(first.case_id).front().forward, 0);
    EXPECT_EQ(newest_log().what, "forwarded");
}

TEST_P(ForwardingHouse, what_does_not_arrive_is_told_to_whoever_forwarded_it) {
    base().write([&](db::Tx& tx) {
        tx.script(
            "INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES (2, 'Luis', "
            "'agent', 1, 'es', 0, 1)");
    });
    server.refuses["taller@frio.pe"] = {mail::Trouble::refused_recipient, "550 no such user", false};
    const auto done = email().forward(person(2, Role::agent), first.case_id, wish(), now);
    ASSERT_TRUE(done) << done.error().code;
    pass(20s);
    EXPECT_EQ(notices("mail_not_delivered", 2), 1);
    EXPECT_EQ(notices("mail_not_delivered", kRosa), 0);
}

TEST_P(ForwardingHouse, one_goes_on_writing_in_the_same_thread) {
    const auto done = forwarded();
    take(from_workshop("¿De qué año es?", "t1@frio.pe"));
    const auto list = email().forwardings(rosa(), first.case_id);
    ASSERT_TRUE(list);
    ASSERT_EQ(list->items.size(), 1U);
    EXPECT_TRUE(list->items[0].answered);
    ASSERT_EQ(list->items[0].to.size(), 1U);
    EXPECT_EQ(list->items[0].to[0].email, "taller@frio.pe");
    EXPECT_EQ(list->items[0].to[0].name, "Taller Frío");
    auto stranger = from_workshop("Yo también.", "s1@otro.pe");
    stranger.from = "Vendedor <ventas@otro.pe>";
    take(stranger);
    EXPECT_EQ(email().forwardings(rosa(), first.case_id)->items[0].to[0].email, "taller@frio.pe");
    const auto address = last_sent().reply_to.at(0).email;
    const auto again = forward({.to = {"taller@frio.pe"},
                                .subject = "Re: ¿La pueden revisar?",
                                .text = "De 2024.",
                                .forward = done.forward});
    ASSERT_TRUE(again) << again.error().code;
    pass(20s);
    const auto m = last_sent();
    EXPECT_EQ(m.in_reply_to, std::vector<std::string>{"t1@frio.pe"}) << "what they wrote, no stranger";
    EXPECT_EQ(m.reply_to.at(0).email, address);
    EXPECT_EQ(wrong(forward({.to = {"x@y.pe"}, .subject = "a", .text = "b", .forward = 999})),
              "forward.not_found");
}

TEST_P(ForwardingHouse, can_be_taken_back_and_says_who_sent_what_to_whom) {
    const auto done = forward(wish());
    ASSERT_TRUE(done);
    ASSERT_TRUE(email().cancel(rosa(), done->mail, now));
    pass(1min);
    EXPECT_THAT(server.sent, IsEmpty());
    const auto event = read([&](db::Tx& tx) {
        return tx.one("SELECT data, actor_id FROM events WHERE type = 'mail.forwarded'")
            ->as<std::string, std::int64_t>();
    });
    EXPECT_THAT(std::get<0>(event), AllOf(HasSubstr("taller@frio.pe"), HasSubstr(entry(0))));
    EXPECT_EQ(std::get<1>(event), kRosa);
}

TEST_P(ForwardingHouse, erasing_the_customer_leaves_nothing_of_it) {
    forwarded();
    take(from_workshop("Es el motor.", "t1@frio.pe"));
    const auto customer = find(first.case_id).customer;
    base().write([&](db::Tx& tx) { email().forget(tx, std::array{customer}); });
    EXPECT_EQ(count("mail_forwards"), 0);
    EXPECT_EQ(count("mail_messages"), 0);
    EXPECT_EQ(count("mail_forwarded_files"), 0);
}

}  // namespace
}  // namespace escucha::email
