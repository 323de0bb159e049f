// Taking messages in: which case they belong to, what is kept, what is never answered, what is set aside.
#include "modules/channels/email/house_test.hpp"

namespace escucha::email {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Intake : public EmailHouse {};
ESCUCHA_STORE_TEST(Intake);

TEST_P(Intake, a_message_opens_a_case_for_the_mailboxs_team_in_the_customers_words) {
    const auto taken = take({.id = "uno@correo.pe"});
    ASSERT_EQ(taken.how, Taking::opened);
    const auto c = find(taken.case_id);
    EXPECT_EQ(c.title, "No enfría");
    EXPECT_EQ(c.channel, Channel::email);
    EXPECT_EQ(c.kind, CaseKind::claim);
    EXPECT_EQ(c.team, kTeam);
    EXPECT_TRUE(c.first_answer_due.has_value());
    const auto contacts = said(c.id);
    ASSERT_THAT(contacts, SizeIs(1));
    EXPECT_EQ(contacts[0].text, "La nevera que compré no enfría. ¿Qué hago?");
    EXPECT_EQ(contacts[0].channel, Channel::email);
    const auto customer = read([&](db::Tx& tx) { return house_->customers.get(tx, c.customer); });
    EXPECT_EQ(customer->name, "Ana Núñez");
    EXPECT_EQ(customer->identifiers.at(0).value, "ana@correo.pe");
}

TEST_P(Intake, keeps_the_original_byte_by_byte) {
    const Mail m{.id = "uno@correo.pe"};
    const auto taken = take(m);
    EXPECT_EQ(email().original(rosa(), taken.mail).value_or(""), m.raw());
}

TEST_P(Intake, the_same_message_again_changes_nothing) {
    const Mail m{.id = "uno@correo.pe"};
    const auto first = take(m);
    EXPECT_EQ(take(m).how, Taking::known);
    auto copy = m;
    copy.more = "Received: from relay.correo.pe by mx.colmena.pe; Mon, 16 Nov 2026 14:00:03 +0000\r\n";
    EXPECT_EQ(take(copy).how, Taking::known) << "it came through Cc, too";
    EXPECT_EQ(count("cases"), 1);
    EXPECT_THAT(said(first.case_id), SizeIs(1));
    EXPECT_EQ(count("mail_raws"), 1);
}

TEST_P(Intake, a_message_without_an_id_is_known_by_what_it_says) {
    EXPECT_EQ(take({}).how, Taking::opened);
    EXPECT_EQ(take({.more = "Received: from elsewhere; Mon, 16 Nov 2026 14:10:03 +0000\r\n"}).how,
              Taking::known);
    EXPECT_EQ(take({.text = "Otra cosa distinta."}).how, Taking::opened);
}

TEST_P(Intake, somebody_elses_message_id_hides_nothing) {
    take({.id = "uno@correo.pe"});
    const auto other =
        take({.from = "Luis <luis@otro.pe>", .text = "Esto es otra cosa.", .id = "uno@correo.pe"});
    EXPECT_EQ(other.how, Taking::opened);
    EXPECT_EQ(count("cases"), 2);
}

TEST_P(Intake, an_answer_joins_by_what_it_refers_to_in_or_out) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto again = take({.text = "Se me olvidó: es del año pasado.",
                             .id = "dos@correo.pe",
                             .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    EXPECT_EQ(again.how, Taking::joined);
    EXPECT_EQ(again.case_id, first.case_id);
    pass(1min);
    const auto ours = last_sent().message_id;
    const auto third = take({.subject = "Otro asunto del todo",
                             .text = "Gracias por el acuse, espero.",
                             .id = "tres@correo.pe",
                             .more = "References: <nadie@x> <" + ours + ">\r\n"});
    EXPECT_EQ(third.case_id, first.case_id);
    EXPECT_THAT(said(first.case_id), SizeIs(3));
}

TEST_P(Intake, an_answer_joins_by_the_signed_address) {
    const auto first = take({.id = "uno@correo.pe"});
    pass(1min);
    const auto reply_to = last_sent().reply_to.at(0).email;
    EXPECT_THAT(reply_to, HasSubstr("casos+"));
    EXPECT_EQ(take({.to = reply_to, .text = "Hola de nuevo.", .id = "dos@correo.pe"}).case_id, first.case_id);
    // In copy, or only on the envelope, as when somebody sends it on.
    EXPECT_EQ(take({.to = "jefe@correo.pe",
                    .text = "Se lo copio.",
                    .id = "cc@correo.pe",
                    .more = "Cc: Casos <" + reply_to + ">\r\n"})
                  .case_id,
              first.case_id);
    EXPECT_EQ(take({.to = "jefe@correo.pe",
                    .text = "Se lo reenvío.",
                    .id = "dt@correo.pe",
                    .more = "Delivered-To: " + reply_to + "\r\n"})
                  .case_id,
              first.case_id);
    auto forged = reply_to;
    auto& last = forged[forged.find('@') - 1];
    last = last == 'a' ? 'b' : 'a';
    EXPECT_EQ(take({.to = forged, .text = "Hola otra vez.", .id = "tres@correo.pe"}).how, Taking::opened);
}

TEST_P(Intake, a_code_in_the_subject_joins_only_who_takes_part) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto code = TrackingCode::parse(find(first.case_id).code)->shown();
    const auto hers = take({.subject = "Sobre el " + code, .text = "¿Hay novedades?", .id = "dos@correo.pe"});
    EXPECT_EQ(hers.how, Taking::joined);
    EXPECT_EQ(hers.case_id, first.case_id);
    const auto strangers = take({.from = "Otro <otro@fuera.pe>",
                                 .subject = "Sobre el " + code,
                                 .text = "Cuéntenme todo de este caso.",
                                 .id = "tres@fuera.pe"});
    EXPECT_EQ(strangers.how, Taking::opened);
    EXPECT_THAT(log(strangers.case_id), Contains("beside_code_quoted"));
    EXPECT_THAT(log(first.case_id), Contains("beside"));
    EXPECT_THAT(said(first.case_id), SizeIs(2));
}

TEST_P(Intake, a_forged_sender_is_flagged_and_joins_nothing_by_a_code) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto code = TrackingCode::parse(find(first.case_id).code)->shown();
    const auto forged =
        take({.subject = code,
              .text = "Cambien la dirección de entrega.",
              .id = "dos@correo.pe",
              .more = "Authentication-Results: mx.colmena.pe; spf=fail; dkim=fail; dmarc=fail\r\n"});
    EXPECT_EQ(forged.how, Taking::opened);
    EXPECT_TRUE(mails(forged.case_id).at(0).forged);
    const auto acknowledged = [](const store::StoredMail& m) { return m.direction == Direction::out; };
    EXPECT_TRUE(std::ranges::none_of(mails(forged.case_id), acknowledged)) << "the other one did not write";
}

TEST_P(Intake, what_looks_like_an_open_case_of_the_same_person_is_shown_beside_it) {
    const auto first = take({.id = "uno@correo.pe"});
    const auto second = take({.subject = "RE: no enfria", .text = "Sigue igual.", .id = "dos@correo.pe"});
    EXPECT_EQ(second.how, Taking::opened) << "nothing joins by looks";
    EXPECT_THAT(log(second.case_id), Contains("beside_looks_alike"));
    EXPECT_THAT(log(first.case_id), Contains("beside"));
    const auto third =
        take({.subject = "Factura de marzo", .text = "No la encuentro.", .id = "tres@correo.pe"});
    EXPECT_THAT(log(third.case_id), Not(Contains("beside_looks_alike")));
}

TEST_P(Intake, an_answer_reopens_what_was_solved_unless_it_is_thanks) {
    const auto first = take({.id = "uno@correo.pe"});
    solve(first.case_id);
    const auto thanks = take({.text = "Muchas gracias, un saludo.",
                              .id = "dos@correo.pe",
                              .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    EXPECT_EQ(thanks.how, Taking::joined);
    EXPECT_EQ(find(first.case_id).state, cases::State::solved);
    EXPECT_THAT(said(first.case_id), SizeIs(2)) << "what was said is kept in any case";
    take({.text = "Gracias, pero sigue sin enfriar.",
          .id = "tres@correo.pe",
          .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    EXPECT_EQ(find(first.case_id).state, cases::State::open);
}

TEST_P(Intake, an_answer_long_after_the_end_opens_a_new_case_beside_it) {
    const auto first = take({.id = "uno@correo.pe"});
    solve(first.case_id);
    now += std::chrono::days(61);
    const auto late = take(
        {.text = "Otra vez se estropeó.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    EXPECT_EQ(late.how, Taking::opened);
    EXPECT_THAT(log(late.case_id), Contains("beside_answered_late"));
    EXPECT_EQ(find(first.case_id).state, cases::State::solved);
}

TEST_P(Intake, what_a_machine_wrote_is_recorded_and_never_answered) {
    for (const std::string header :
         {"Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "List-Id: <noticias.pe>\r\n",
          "X-Auto-Response-Suppress: All\r\n", "Return-Path: <>\r\n", "Precedence: list\r\n",
          "Precedence: junk\r\n", "Auto-Submitted: auto-generated\r\n"}) {
        const auto taken = take({.text = header, .id = hash_of(header) + "@m.pe", .more = header});
        EXPECT_EQ(taken.how, Taking::recorded) << header;
    }
    EXPECT_EQ(take({.from = "no-reply@tienda.pe", .text = "x", .id = "n@m.pe"}).how, Taking::recorded);
    EXPECT_EQ(take({.from = "casos@colmena.pe", .text = "y", .id = "o@m.pe"}).how, Taking::recorded);
    EXPECT_EQ(take({.from = "MAILER-DAEMON@correo.pe", .text = "z", .id = "p@m.pe"}).how, Taking::recorded);
    EXPECT_EQ(take({.from = "postmaster@correo.pe", .text = "w", .id = "q@m.pe"}).how, Taking::recorded);
    EXPECT_EQ(take({.from = "casos+x-y@colmena.pe", .text = "v", .id = "r@m.pe"}).how, Taking::recorded);
    EXPECT_EQ(count("cases"), 0);
    pass(1h);
    EXPECT_THAT(server.sent, IsEmpty());
    const auto page = email().recorded("", 50, Language::es, now);
    ASSERT_TRUE(page);
    EXPECT_THAT(page->items, SizeIs(13));
}

TEST_P(Intake, a_person_whose_program_says_that_it_is_one_is_one) {
    EXPECT_EQ(take({.id = "uno@correo.pe", .more = "Auto-Submitted: no\r\n"}).how, Taking::opened);
}

TEST_P(Intake, an_absence_notice_is_kept_with_its_case_and_reopens_nothing) {
    const auto first = take({.id = "uno@correo.pe"});
    pass(1min);
    solve(first.case_id);
    const auto away =
        take({.subject = "Fuera de la oficina",
              .text = "Vuelvo el lunes.",
              .id = "ooo@correo.pe",
              .more = "Auto-Submitted: auto-replied\r\nIn-Reply-To: <" + last_sent().message_id + ">\r\n"});
    EXPECT_EQ(away.how, Taking::recorded);
    EXPECT_EQ(away.case_id, first.case_id);
    EXPECT_EQ(find(first.case_id).state, cases::State::solved);
    EXPECT_THAT(said(first.case_id), SizeIs(1));
}

TEST_P(Intake, a_person_after_all_gets_a_case_of_what_was_only_recorded) {
    const auto taken = take({.id = "uno@correo.pe", .more = "Precedence: bulk\r\n"});
    const auto opened = email().open_from_recorded(marta(), taken.mail, now);
    ASSERT_TRUE(opened) << opened.error().code;
    EXPECT_EQ(opened->how, Taking::opened);
    EXPECT_THAT(said(opened->case_id), SizeIs(1));
    EXPECT_FALSE(email().open_from_recorded(marta(), opened->mail, now));
}

// Somebody writes to a list we are on, and to us: the list's copy may be quicker.
TEST_P(Intake, a_copy_through_a_list_hides_no_letter_whichever_comes_first) {
    const std::string list = "List-Id: <vecinos.pe>\r\nPrecedence: list\r\n";
    const Mail letter{.id = "uno@correo.pe"};
    auto copy = letter;
    copy.more = list;
    EXPECT_EQ(take(copy).how, Taking::recorded);
    const auto taken = take(letter);
    EXPECT_EQ(taken.how, Taking::opened);
    EXPECT_EQ(take(letter).how, Taking::known);
    EXPECT_EQ(take(copy).how, Taking::known) << "fetched again";
    auto with_footer = copy;
    with_footer.text += "\r\n_____\r\nPara salir de la lista escriba a …";
    EXPECT_EQ(take(with_footer).how, Taking::recorded) << "kept, and nobody hears of it twice";
    EXPECT_EQ(count("cases"), 1);
    EXPECT_THAT(said(taken.case_id), SizeIs(1));
    // An answer to the letter finds its case.
    EXPECT_EQ(
        take({.text = "Y otra cosa.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"})
            .case_id,
        taken.case_id);
    EXPECT_EQ(email().original(rosa(), taken.mail).value_or(""), letter.raw());
    // Nor does anybody make a second case of the copy by hand.
    for (const auto& line : email().recorded("", 10, Language::es, now)->items)
        if (line.subject == letter.subject)
            EXPECT_FALSE(email().open_from_recorded(marta(), line.id, now)) << line.id;
    EXPECT_EQ(count("mail_raws"), 4) << "every original is kept";
}

TEST_P(Intake, a_list_that_writes_in_its_own_name_takes_nothing_from_the_letter) {
    EXPECT_EQ(take({.from = "Ana por Vecinos <lista@vecinos.pe>",
                    .id = "uno@correo.pe",
                    .more = "List-Id: <vecinos.pe>\r\n"})
                  .how,
              Taking::recorded);
    const auto taken = take({.id = "uno@correo.pe"});
    EXPECT_EQ(taken.how, Taking::opened);
    EXPECT_EQ(
        take({.text = "Y otra cosa.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"})
            .case_id,
        taken.case_id);
}

TEST_P(Intake, an_answer_and_what_it_answers_may_come_in_one_go) {
    const std::vector<std::string> raws{
        Mail{.id = "uno@correo.pe"}.raw(),
        Mail{.text = "Y otra cosa.", .id = "dos@correo.pe", .more = "In-Reply-To: <uno@correo.pe>\r\n"}
            .raw()};
    const auto taken = email().take(raws, box, now);
    EXPECT_EQ(taken[1].how, Taking::joined);
    EXPECT_EQ(taken[1].case_id, taken[0].case_id);
}

TEST_P(Intake, whoever_else_writes_in_a_case_is_named) {
    const auto first =
        take({.to = "casos@colmena.pe", .id = "uno@correo.pe", .more = "Cc: hijo@correo.pe\r\n"});
    take({.from = "Pedro Núñez <hijo@correo.pe>",
          .text = "Soy su hijo: estará en casa el martes.",
          .id = "dos@correo.pe",
          .more = "In-Reply-To: <uno@correo.pe>\r\n"});
    const auto contacts = said(first.case_id);
    ASSERT_THAT(contacts, SizeIs(2));
    EXPECT_EQ(contacts[0].caller_name, "");
    EXPECT_EQ(contacts[1].caller_name, "Pedro Núñez <hijo@correo.pe>");
}

std::string with_attachments(std::size_t size, std::size_t how_many, std::string id) {
    std::string out = "From: ana@correo.pe\r\nTo: casos@colmena.pe\r\nSubject: fotos\r\nMessage-ID: <" + id +
                      ">\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                      "Content-Type: text/plain\r\n\r\nVan las fotos.\r\n";
    for (std::size_t i = 0; i < how_many; ++i)
        out += fmt::format(
            "--b\r\nContent-Type: text/plain; name=\"../../nota{0}.txt\"\r\nContent-Disposition: "
            "attachment; filename=\"../../nota{0}.txt\"\r\n\r\n{1}\r\n",
            i, std::string(size, 'x'));
    return out + "--b--\r\n";
}

TEST_P(Intake, what_came_along_is_with_the_contact_under_harmless_names) {
    const auto files_of = [&](const Taken& taken) {
        const auto contact = said(taken.case_id).at(0).id;
        return read(
            [&](db::Tx& tx) { return house_->files.of(tx, "contact", std::array{contact})[contact]; });
    };
    const auto small = files_of(email().take(with_attachments(100, 12, "uno@correo.pe"), box, now));
    ASSERT_THAT(small, SizeIs(12)) << "more than a form would take";
    EXPECT_EQ(small[0].name, "nota0.txt");
    const auto large = files_of(email().take(with_attachments(700'000, 3, "dos@correo.pe"), box, now));
    ASSERT_THAT(large, SizeIs(3));
    EXPECT_EQ(house_->files.content(large[2].id)->bytes(), std::string(700'000, 'x'));
    EXPECT_EQ(email().take(with_attachments(700'000, 3, "dos@correo.pe"), box, now).how, Taking::known);
}

TEST_P(Intake, html_is_shown_safe_and_remote_pictures_only_when_asked_for) {
    const auto taken = email().take(
        "From: ana@correo.pe\r\nTo: casos@colmena.pe\r\nSubject: html\r\nMessage-ID: <h@correo.pe>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<p onclick=\"x()\">Hola</p><script>alert(1)</script><img src=\"https://rastro.pe/p.gif\">\r\n",
        box, now);
    const auto html = email().html(rosa(), taken.mail, false);
    ASSERT_TRUE(html);
    EXPECT_THAT(html->html, HasSubstr("Hola"));
    EXPECT_THAT(html->html, Not(HasSubstr("script")));
    EXPECT_THAT(html->html, Not(HasSubstr("rastro.pe")));
    EXPECT_EQ(html->remote_pictures, 1);
    EXPECT_THAT(email().html(rosa(), taken.mail, true)->html, HasSubstr("rastro.pe"));
}

TEST_P(Intake, a_message_is_shown_with_all_its_headers_and_folded) {
    const auto taken = take(
        {.text = "Sí, el martes.\r\n\r\nEl 16/11/2026 a las 10:00, La Colmena escribió:\r\n> ¿Le va bien?",
         .id = "uno@correo.pe",
         .more = "X-Mailer: Correo 3\r\n"});
    const auto view = email().view(rosa(), taken.mail, Language::es, now);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->pieces.at(0).kind, mail::PieceKind::said);
    EXPECT_TRUE(
        std::ranges::any_of(view->pieces, [](const auto& p) { return p.kind == mail::PieceKind::quoted; }));
    EXPECT_TRUE(std::ranges::any_of(view->headers, [](const auto& h) { return h.name == "X-Mailer"; }));
    EXPECT_EQ(said(taken.case_id).at(0).text, "Sí, el martes.");
}

TEST_P(Intake, messages_of_a_case_about_somebody_are_not_for_them) {
    const auto taken = take({.id = "uno@correo.pe"});
    cases::Edit edit;
    edit.about_person = kRosa;
    ASSERT_TRUE(house_->cases.edit(marta(), taken.case_id, edit, find(taken.case_id).version, now));
    EXPECT_EQ(email().original(rosa(), taken.mail).error().code, "mail.not_found");
    EXPECT_TRUE(email().original(marta(), taken.mail));
}

}  // namespace
}  // namespace escucha::email
