// Following a case: what it says, what its customer can do, and who may not.
#include "portal/site.hpp"
#include "portal/testing/house.hpp"

namespace escucha::portal::testing {
namespace {

using Case = House;
using namespace std::chrono_literals;

std::string path(const PublicCase& c) {
    return "/caso/" + c.code.shown();
}

TEST_F(Case, SaysWhereItStandsInSentences) {
    auto& c = a_case();
    c.standing = Standing::received;
    c.first_answer_due = now + 2h;
    EXPECT_TRUE(browser.get(path(c)).says("Tendrá una primera respuesta a más tardar hoy a las 12:32."));
    c.first_answer_due = now - 2h;
    EXPECT_TRUE(browser.get(path(c)).says(
        "Debíamos haberle respondido hoy a las 8:32 y no lo hicimos. Le pedimos disculpas."));
    c.standing = Standing::in_hand;
    EXPECT_TRUE(browser.get(path(c)).says("Lo atiende Rosa Díaz."));
    c.standing = Standing::waiting;
    c.waiting_since = now - std::chrono::days(4);
    EXPECT_TRUE(browser.get(path(c)).says("Esperamos su respuesta desde el martes 17 a las 10:32."));
    EXPECT_TRUE(browser.get(path(c)).says("Lo atiende Rosa Díaz."));
    c.standing = Standing::solved;
    c.solution = PublicSolution{.outcome = Outcome::not_upheld,
                                .at = now - 1h,
                                .text = "T.",
                                .reason = "Razón.",
                                .alternative = "Otra cosa."};
    const auto page = browser.get(path(c));
    EXPECT_TRUE(page.says("hoy a las 9:32 le respondimos que no"));
    EXPECT_TRUE(page.says("Razón."));
    EXPECT_TRUE(page.says("Otra cosa."));
}

TEST_F(Case, IsFoundHoweverTheCodeIsWritten) {
    const auto& c = a_case();
    auto lower = c.code.text();
    std::ranges::transform(lower, lower.begin(), [](char x) { return static_cast<char>(std::tolower(x)); });
    EXPECT_EQ(browser.get("/caso/" + lower).status, 200);
    const auto sent = browser.get("/seguimiento?codigo=" + http::percent_encode(" " + c.code.shown() + " "));
    EXPECT_EQ(sent.status, 303);
    EXPECT_EQ(browser.follow(sent).status, 200);
    EXPECT_EQ(browser.get(path(c)).header("Cache-Control"), "no-store");
}

TEST_F(Case, AMistypedCodeIsExplainedAndKept) {
    auto text = a_case().code.text();
    text[3] = text[3] == '7' ? '8' : '7';
    for (const auto& page : {browser.get("/seguimiento?codigo=" + text), browser.get("/caso/" + text)}) {
        EXPECT_TRUE(page.status == 422 || page.status == 404);
        EXPECT_TRUE(page.says("Hay una letra o un número cambiado"));
        EXPECT_EQ(page.value("codigo"), text);
    }
    EXPECT_TRUE(browser.get("/seguimiento?codigo=hola").says("14 letras y números"));
    EXPECT_EQ(browser.get("/seguimiento?codigo=%22%3E%3Cscript%3E").value("codigo"),
              "&quot;&gt;&lt;script&gt;");
    const auto unknown = browser.get("/caso/" + TrackingCode::mint().shown());
    EXPECT_EQ(unknown.status, 404);
    EXPECT_TRUE(unknown.says("No encontramos ningún caso con ese código"));
}

TEST_F(Case, GuessingIsSlowedDownPerConnectionInWords) {
    const auto& c = a_case();
    Seen last;
    for (int i = 0; i < 40; ++i) last = browser.get("/caso/" + TrackingCode::mint().text());
    EXPECT_EQ(last.status, 429);
    EXPECT_TRUE(last.says("Demasiados intentos seguidos"));
    EXPECT_FALSE(last.header("Retry-After").empty());
    const auto looked_up = desk.looked_up;
    EXPECT_LE(looked_up, 20);
    EXPECT_EQ(browser.get(path(c)).status, 429);  // a hit among the guesses tells nothing either
    EXPECT_EQ(desk.looked_up, looked_up);

    browser.address = "200.1.2.3";
    EXPECT_EQ(browser.get(path(c)).status, 200);
    browser.address = "190.12.34.56";
    pass(2min);
    EXPECT_EQ(browser.get(path(c)).status, 200);
}

TEST_F(Case, AHouseholdsManyAddressesAreOneConnection) {
    EXPECT_EQ(network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2:bbbb::2"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_EQ(network_of("::ffff:190.1.2.3"), network_of("190.1.2.3"));
    EXPECT_NE(network_of("190.1.2.3"), network_of("190.1.2.4"));
}

TEST_F(Case, AnAnswerArrivesOnceWithItsFiles) {
    const auto& c = a_case();
    const auto token = browser.get(path(c)).token("id=\"responder\"");
    const Fields fields{{"action", "reply"}, {"f", token}, {"text", "Sigue <i>goteando</i>."}};
    for (int i = 0; i < 2; ++i) {
        const auto sent = browser.post(path(c), fields, {{"foto.png", "\x89PNG\r\n\x1A\n"}});
        EXPECT_EQ(sent.status, 303);
        EXPECT_EQ(sent.location, path(c) + "?hecho=reply#conversacion");
    }
    ASSERT_EQ(c.messages.size(), 2u);
    const auto page = browser.get(path(c) + "?hecho=reply");
    EXPECT_TRUE(page.says("Su mensaje ya está con nosotros."));
    EXPECT_TRUE(page.says("Sigue &lt;i&gt;goteando&lt;/i&gt;."));
    const auto file = browser.get(path(c) + "/archivo/1");
    EXPECT_EQ(file.status, 200);
    EXPECT_TRUE(file.header("Content-Disposition").starts_with("attachment"));
    EXPECT_EQ(browser.get(path(c) + "/archivo/99").status, 404);
    EXPECT_EQ(browser.get(path(a_case()) + "/archivo/1").status, 404);  // with another case's code
}

TEST_F(Case, ItsReceiptIsAPdfForWhoeverHoldsTheCode) {
    const auto& c = a_case();
    EXPECT_TRUE(browser.get(path(c)).says(path(c) + "/constancia.pdf"));
    const auto file = browser.get(path(c) + "/constancia.pdf");
    EXPECT_EQ(file.status, 200);
    EXPECT_TRUE(file.header("Content-Disposition").starts_with("inline"));  // its bytes are those of a PDF
    EXPECT_EQ(browser.get("/caso/" + TrackingCode::mint().shown() + "/constancia.pdf").status, 404);
}

TEST_F(Case, AnEmptyAnswerIsAskedForAgain) {
    const auto& c = a_case();
    const auto page = act(c, {{"action", "reply"}, {"text", "  "}});
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("id=\"text-error\""));
    EXPECT_EQ(c.messages.size(), 1u);
}

TEST_F(Case, WhatTheDeskRefusesKeepsTheAnswer) {
    const auto& c = a_case();
    desk.refuses = Error{.kind = ErrorKind::conflict, .code = "portal.not_understood"};
    const auto page = act(c, {{"action", "reply"}, {"text", "Mi respuesta"}});
    EXPECT_EQ(page.status, 409);
    EXPECT_TRUE(page.says("Mi respuesta</textarea>"));
}

TEST_F(Case, WhatWeUnderstoodIsConfirmedOrCorrected) {
    auto& c = a_case();
    c.said_back =
        PublicSaidBack{.text = "Usted espera una disculpa.", .by = "Rosa Díaz", .at = now, .version = 7};
    EXPECT_TRUE(browser.get(path(c)).says("Sí, eso es lo que espero"));
    EXPECT_EQ(act(c, {{"action", "confirm"}, {"version", "6"}}).status, 409);  // it was reworded meanwhile
    EXPECT_FALSE(c.said_back->confirmed_at);
    EXPECT_EQ(act(c, {{"action", "correct"}, {"version", "7"}, {"correction", ""}}).status, 422);
    EXPECT_EQ(act(c, {{"action", "correct"}, {"version", "7"}, {"correction", "Y que no se repita."}}).status,
              303);
    EXPECT_EQ(c.said_back->correction, "Y que no se repita.");
    EXPECT_TRUE(browser.get(path(c)).says("Y que no se repita."));
    c.said_back->correction.clear();
    EXPECT_EQ(act(c, {{"action", "confirm"}, {"version", "7"}}).location,
              path(c) + "?hecho=confirm#entendimos");
    EXPECT_TRUE(c.said_back->confirmed_at);
    EXPECT_FALSE(browser.get(path(c)).says("Sí, eso es lo que espero"));
}

TEST_F(Case, AnOptionIsChosen) {
    auto& c = a_case();
    c.options = {{.id = 4, .text = "Cambio", .recommended = true}, {.id = 5, .text = "Dinero"}};
    EXPECT_TRUE(browser.get(path(c)).says("La que le recomendamos"));
    EXPECT_EQ(act(c, {{"action", "option"}, {"option", "5"}}).status, 303);
    const auto page = browser.get(path(c));
    EXPECT_TRUE(page.says("La que usted eligió"));
    EXPECT_FALSE(page.says("Prefiero esta"));
    EXPECT_EQ(act(c, {{"action", "option"}, {"option", "77"}}).status, 404);
}

TEST_F(Case, APromiseIsJudgedOnceItsHourHasCome) {
    auto& c = a_case();
    c.promises = {{.id = 3, .what = "La llamamos", .maker = "Rosa Díaz", .promised_for = now + 1h}};
    EXPECT_TRUE(browser.get(path(c)).says("Para hoy a las 11:32."));
    EXPECT_FALSE(browser.get(path(c)).says("¿Cumplimos?"));
    pass(2h);
    EXPECT_TRUE(browser.get(path(c)).says("¿Cumplimos?"));
    EXPECT_EQ(act(c, {{"action", "promise"}, {"promise", "3"}, {"kept", "perhaps"}}).status, 422);
    EXPECT_EQ(act(c, {{"action", "promise"}, {"promise", "3"}, {"kept", "no"}}).status, 303);
    EXPECT_EQ(c.promises[0].verdict, false);
    EXPECT_TRUE(browser.get(path(c)).says("Usted nos dijo que no cumplimos."));
    EXPECT_FALSE(browser.get(path(c)).says("¿Cumplimos?"));
}

TEST_F(Case, SatisfactionIsAskedOnlyAfterTheSolution) {
    auto& c = a_case();
    EXPECT_FALSE(browser.get(path(c)).says("¿Quedó satisfecho"));
    EXPECT_EQ(act(c, {{"action", "rate"}, {"score", "5"}}).status, 409);
    EXPECT_FALSE(c.satisfaction);
    c.standing = Standing::solved;
    c.solution = PublicSolution{.at = now, .text = "Hecho."};
    EXPECT_TRUE(browser.get(path(c)).says("¿Quedó satisfecho con la solución?"));
    for (const auto* bad : {"", "0", "6", "5x", "-1", "99999999999999999999"}) {
        EXPECT_EQ(act(c, {{"action", "rate"}, {"score", bad}, {"words", "Mis razones"}}).status, 422) << bad;
    }
    EXPECT_EQ(act(c, {{"action", "rate"}, {"score", "2"}, {"words", "Tardó <mucho>."}}).status, 303);
    EXPECT_EQ(c.satisfaction->score, 2);
    const auto page = browser.get(path(c));
    EXPECT_TRUE(page.says("Usted respondió: Poco satisfecho."));
    EXPECT_TRUE(page.says("Tardó &lt;mucho&gt;."));
    EXPECT_TRUE(page.says("Escríbanos y abrimos su caso otra vez."));
}

TEST_F(Case, OurNotesOfCallsAreNotShown) {
    auto& c = a_case();
    c.messages.push_back(
        {.how = PublicMessage::How::call, .author = "Rosa Díaz", .at = now, .text = "nota interna"});
    const auto page = browser.get(path(c));
    EXPECT_TRUE(page.says("Hablamos por teléfono."));
    EXPECT_FALSE(page.says("nota interna"));
}

TEST_F(Case, PicturesStandWhereTheWordsNameThem) {
    auto& c = a_case();
    c.messages.push_back({.author = "Rosa Díaz",
                          .at = now,
                          .text = "Pulse aquí:\n[[captura.png]]\ny espere. [[otra.png]]",
                          .files = {{.id = 7, .name = "captura.png", .type = "image/png", .size = 900},
                                    {.id = 8, .name = "guía.pdf", .type = "application/pdf", .size = 900}}});
    const auto page = browser.get(path(c)).html;
    const auto at = [&](std::string_view words) { return page.find(words); };
    const auto picture = fmt::format(
        "<a href=\"{0}/archivo/7\" class=\"picture\"><img src=\"{0}/archivo/7\" "
        "alt=\"captura.png\" loading=\"lazy\"",
        path(c));
    EXPECT_LT(at("Pulse aquí:</p>"), at(picture));
    EXPECT_LT(at(picture), at("<p>y espere. [[otra.png]]</p>"));
    EXPECT_NE(at("guía.pdf</span>"), page.npos);
    EXPECT_EQ(at("captura.png</span>"), page.npos) << "once is enough";
    EXPECT_EQ(at("[[captura.png]]"), page.npos);
}

TEST_F(Case, NothingAnybodyWroteBecomesMarkup) {
    const std::string bad = "\"'><script>alert(1)</script>";
    auto& c = a_case();
    c.customer = c.looked_after_by = c.expectation = bad;
    c.said_back = PublicSaidBack{.text = bad, .by = bad, .at = now};
    c.options = {{.id = 1, .text = bad}};
    c.promises = {{.id = 1,
                   .what = bad,
                   .maker = bad,
                   .promised_for = now,
                   .state = PublicPromise::State::broken,
                   .reason = bad}};
    c.messages = {
        {.author = bad, .at = now, .text = bad, .files = {{.id = 1, .name = bad, .type = bad, .size = 1}}},
        {.author = bad,
         .at = now,
         .text = "[[" + bad + "]]",
         .files = {{.id = 1, .name = bad, .type = "image/png", .size = 1}}}};
    desk.house->name = bad;
    for (const auto* end : {"", "?nuevo=1", "?hecho=%22%3E%3Cscript%3E", "?x=%22%3E%3Cscript%3Ealert(1)"}) {
        const auto page = browser.get(path(c) + end);
        EXPECT_EQ(page.status, 200);
        EXPECT_FALSE(page.says("<script>")) << end;
        EXPECT_FALSE(page.says("\"'>")) << end;
    }
    c.standing = Standing::solved;
    c.solution = PublicSolution{
        .outcome = Outcome::not_upheld, .at = now, .text = bad, .reason = bad, .alternative = bad};
    c.satisfaction = PublicSatisfaction{.score = 1, .words = bad};
    EXPECT_FALSE(browser.get(path(c)).says("<script>"));
}

TEST_F(Case, UnknownActionsAndStaleFormsDoNothing) {
    const auto& c = a_case();
    for (const auto* action : {"", "open", "close"})
        EXPECT_EQ(act(c, {{"action", action}}).status, 422) << action;
    const auto page = send(path(c), {{"action", "reply"}, {"text", "Mi respuesta"}}, "forged.1.token");
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("Mi respuesta</textarea>"));
    EXPECT_EQ(c.messages.size(), 1u);
}

TEST_F(Case, OtherPagesAnswer) {
    EXPECT_TRUE(browser.get("/privacidad").says("Qué guarda Agua Clara"));
    EXPECT_TRUE(browser.get("/accesibilidad").says("WCAG 2.2"));
    const auto nowhere = browser.get("/no/hay/nada");
    EXPECT_EQ(nowhere.status, 404);
    EXPECT_TRUE(nowhere.says("Aquí no hay nada"));
    EXPECT_TRUE(nowhere.says("href=\"/seguimiento\""));
}

// Every text a page asks for exists, in both languages: a missing one is shown as its key.
TEST_F(Case, NoPageShowsTheKeyOfAText) {
    auto& c = a_case();
    c.first_answer_due = now - 1h;
    c.resolution_due = now - 1h;
    c.next_update_due = now + 1h;
    c.earlier_messages = 2;
    c.said_back = PublicSaidBack{.text = "a", .by = "b", .at = now};
    c.options = {{.id = 1, .text = "o", .recommended = true}};
    using enum PublicPromise::State;
    for (const auto state : {open, kept, kept_late, renegotiated, broken}) {
        c.promises.push_back({.id = 1, .what = "w", .maker = "m", .promised_for = now - 1h, .state = state});
    }
    std::vector<std::string> targets{"/",     "/seguimiento",      "/privacidad", "/accesibilidad",
                                     "/nada", path(c) + "?nuevo=1"};
    for (const auto* done : {"reply", "confirm", "correct", "option", "promise", "rate"}) {
        targets.push_back(path(c) + "?hecho=" + done);
    }
    for (const auto* slug : {"consulta", "peticion", "queja", "reclamo", "sugerencia", "felicitacion",
                             "devolucion", "solicitud"}) {
        targets.push_back("/contar?tipo=" + std::string(slug));
    }
    for (const auto* language : {"es", "en"}) {
        browser.language = language;
        for (const auto standing :
             {Standing::received, Standing::in_hand, Standing::waiting, Standing::solved}) {
            c.standing = standing;
            for (const auto outcome : {Outcome::solved, Outcome::partly, Outcome::not_upheld,
                                       Outcome::withdrawn, Outcome::customer_silent}) {
                c.solution = PublicSolution{
                    .outcome = outcome, .at = now, .text = "t", .reason = "r", .alternative = "a"};
                EXPECT_FALSE(browser.get(path(c)).says("portal.")) << language;
            }
        }
        for (const auto& target : targets) {
            const auto page = browser.get(target);
            EXPECT_FALSE(page.says("portal.")) << target;
            EXPECT_FALSE(page.says("field.")) << target;
        }
    }
}

}  // namespace
}  // namespace escucha::portal::testing
