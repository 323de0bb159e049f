// Telling us something, as a browser without JavaScript does it.
#include "portal/testing/house.hpp"

namespace escucha::portal::testing {
namespace {

using Tell = House;
using namespace std::chrono_literals;

TEST_F(Tell, TheFirstPageAsksWhatAndShowsAllEightKinds) {
    const auto page = browser.get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.says("¿Qué quiere contarnos?"));
    EXPECT_TRUE(page.says("Agua Clara"));
    for (const auto* slug : {"consulta", "peticion", "queja", "reclamo", "sugerencia", "felicitacion",
                             "devolucion", "solicitud"}) {
        const auto link = "href=\"/contar?tipo=" + std::string(slug) + "\"";
        EXPECT_TRUE(page.says(link)) << slug;
        EXPECT_EQ(browser.get("/contar?tipo=" + std::string(slug)).status, 200) << slug;
    }
    EXPECT_TRUE(page.says("href=\"/seguimiento\""));
}

TEST_F(Tell, AStoryBecomesACaseAndLeadsToItsReceipt) {
    const auto sent = tell(a_story());
    ASSERT_EQ(sent.status, 303);
    ASSERT_EQ(desk.intakes.size(), 1u);
    const auto& intake = desk.intakes[0];
    EXPECT_EQ(intake.kind, CaseKind::complaint);
    EXPECT_EQ(intake.what, "Me gritaron en la tienda.");
    EXPECT_EQ(intake.expectation, "Una disculpa.");
    EXPECT_EQ(intake.name, "Ana Ruiz");
    EXPECT_EQ(intake.phone, "999 111 222");
    EXPECT_EQ(desk.visitors[0].address, "190.12.34.56");
    EXPECT_EQ(desk.visitors[0].language, Language::es);

    const auto receipt = browser.follow(sent);
    const auto& c = desk.cases.begin()->second;
    EXPECT_EQ(sent.location, "/caso/" + c.code.shown() + "?nuevo=1");
    EXPECT_TRUE(receipt.says("Gracias, Ana. Ya lo tenemos."));
    EXPECT_TRUE(receipt.says(c.code.shown()));
    EXPECT_TRUE(receipt.says("Guárdelo."));
    EXPECT_TRUE(receipt.says("Sábado 21 de noviembre de 2026 a las 10:32"));  // date AND hour, in Lima
    EXPECT_TRUE(receipt.says("A más tardar el martes 24 de noviembre de 2026 a las 10:32"));
    EXPECT_TRUE(receipt.says("Una persona de Agua Clara lo tomará"));
    desk.cases.begin()->second.customer.clear();  // written down by one of ours: no name was typed
    EXPECT_TRUE(browser.get(sent.location).says("Gracias. Ya lo tenemos."));
}

TEST_F(Tell, FilesComeAlongWithoutTheirPaths) {
    const auto token = browser.get("/contar?tipo=devolucion").token();
    pass(30s);
    auto fields = a_story();
    fields.emplace_back("f", token);
    const auto sent =
        browser.post("/contar?tipo=devolucion", fields,
                     {{"../../etc/passwd", "root"}, {"C:\\fakepath\\foto.jpg", "\xFF\xD8\xFF\xE0 jpg"}});
    ASSERT_EQ(sent.status, 303);
    const auto& files = desk.intakes.at(0).files;
    ASSERT_EQ(files.size(), 2u);
    for (const auto& f : files) {
        EXPECT_EQ(f.name.find_first_of("/\\"), f.name.npos) << f.name;
        EXPECT_FALSE(f.name.starts_with(".")) << f.name;
    }
    EXPECT_EQ(files[1].type, "image/jpeg");
}

TEST_F(Tell, WhatIsMissingIsSaidBesideTheQuestionAndNothingIsRetyped) {
    const auto page = tell({{"what", "Algo <b>largo</b> \"que\" contar"},
                            {"expectation", "E"},
                            {"name", " "},
                            {"document", "12345678"}});
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("Algo &lt;b&gt;largo&lt;/b&gt; &quot;que&quot; contar</textarea>"));
    EXPECT_EQ(page.value("document"), "12345678");
    EXPECT_TRUE(page.says("id=\"name-error\""));
    EXPECT_TRUE(page.says("href=\"#email\""));
    EXPECT_TRUE(page.says("Déjenos un correo o un teléfono"));
    EXPECT_FALSE(page.says("id=\"what-error\""));
    EXPECT_TRUE(desk.intakes.empty());
    // Mended, it goes through, as the same sending.
    EXPECT_EQ(send("/contar?tipo=queja", a_story(), page.token()).status, 303);
}

TEST_F(Tell, WhatTheDeskRefusesIsSaidInWordsToo) {
    desk.refuses = Error{.kind = ErrorKind::invalid,
                         .code = "invalid_fields",
                         .fields = {{.field = "email", .code = "one_of_two"}}};
    auto story = a_story();
    story.emplace_back("email", "ana@@");
    const auto page = tell(story);
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("id=\"email-error\""));
    EXPECT_EQ(page.value("email"), "ana@@");
}

TEST_F(Tell, FilesThatMustBeChosenAgainAreNamed) {
    const auto token = browser.get("/contar?tipo=queja").token();
    pass(30s);
    const auto page = browser.post("/contar?tipo=queja", {{"what", "x"}, {"f", token}},
                                   {{"boleta & foto.pdf", "%PDF-1.4"}});
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("Elíjalos otra vez: boleta &amp; foto.pdf"));
}

TEST_F(Tell, ADoubleClickOpensOneCase) {
    const auto token = browser.get("/contar?tipo=queja").token();
    const auto first = send("/contar?tipo=queja", a_story(), token);
    const auto second = send("/contar?tipo=queja", a_story(), token);
    EXPECT_EQ(second.status, 303);
    EXPECT_EQ(first.location, second.location);
    EXPECT_EQ(desk.intakes.size(), 1u);
}

TEST_F(Tell, ARobotIsStoppedAndAHastyPersonIsNot) {
    auto fields = a_story();
    fields.emplace_back("f", browser.get("/contar?tipo=queja").token());
    const auto hasty = browser.post("/contar?tipo=queja", fields);  // in no time at all
    EXPECT_EQ(hasty.status, 422);
    EXPECT_TRUE(hasty.says("Si usted es una persona"));
    EXPECT_TRUE(hasty.says("Me gritaron en la tienda."));
    EXPECT_EQ(send("/contar?tipo=queja", a_story(), hasty.token()).status, 303);

    auto trapped = a_story();
    trapped.emplace_back("segundo_asunto", "http://spam.example");
    EXPECT_EQ(tell(trapped).status, 422);
    EXPECT_EQ(desk.intakes.size(), 1u);
}

TEST_F(Tell, AFormThatIsNotOursOrTooOldIsShownAgain) {
    for (const std::string token : {"", "x.1.y"}) {
        const auto page = send("/contar?tipo=queja", a_story(), token);
        EXPECT_EQ(page.status, 422);
        EXPECT_TRUE(page.says("Me gritaron en la tienda."));
    }
    const auto token = browser.get("/contar?tipo=queja").token();
    pass(std::chrono::days(8));
    const auto page = send("/contar?tipo=queja", a_story(), token);
    EXPECT_EQ(page.status, 422);
    EXPECT_TRUE(page.says("llevaba mucho tiempo abierta"));
    EXPECT_EQ(send("/contar?tipo=queja", a_story(), page.token()).status, 303);
}

TEST_F(Tell, AFloodFromOneConnectionIsSlowedWithoutLosingTheText) {
    int opened = 0;
    Seen last;
    for (int i = 0; i < 80; ++i) {
        const auto token = browser.get("/contar?tipo=queja").token();
        pass(4s);
        auto fields = a_story();
        fields.emplace_back("f", token);
        last = browser.post("/contar?tipo=queja", fields);
        if (last.status == 303) ++opened;
    }
    EXPECT_LT(opened, 60);
    EXPECT_EQ(last.status, 429);
    EXPECT_TRUE(last.says("Me gritaron en la tienda."));
    browser.address = "190.12.34.57";
    EXPECT_EQ(tell(a_story()).status, 303);
}

TEST_F(Tell, NothingSomebodyWritesBecomesMarkup) {
    const std::string bad = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
    const auto page =
        tell({{"what", bad}, {"expectation", bad}, {"name", bad}, {"document", bad}});  // refused: no address
    EXPECT_EQ(page.status, 422);
    EXPECT_FALSE(page.says("<script>alert"));
    EXPECT_FALSE(page.says("<img"));
    const auto sent = tell({{"what", bad}, {"expectation", bad}, {"name", bad}, {"email", bad}});
    for (const auto& seen :
         {browser.follow(sent), browser.get(sent.location.substr(0, sent.location.find('?')))}) {
        EXPECT_EQ(seen.status, 200);
        EXPECT_FALSE(seen.says("<script>alert"));
        EXPECT_FALSE(seen.says("<img"));
        EXPECT_TRUE(seen.says("&lt;script&gt;"));
    }
}

TEST_F(Tell, ATooLargeFileIsRefusedInWords) {
    const auto token = browser.get("/contar?tipo=queja").token();
    pass(30s);
    auto fields = a_story();
    fields.emplace_back("f", token);
    const auto page =
        browser.post("/contar?tipo=queja", fields, {{"video.mp4", std::string(21 * 1024 * 1024, 'x')}});
    EXPECT_EQ(page.status, 413);
    EXPECT_TRUE(page.says("20 MB"));
    EXPECT_TRUE(page.says("lo que escribió suele seguir allí"));
    EXPECT_TRUE(desk.intakes.empty());
}

TEST_F(Tell, AnUnknownKindLeadsBackToTheChoice) {
    EXPECT_EQ(browser.get("/contar").location, "/");
    EXPECT_EQ(browser.get("/contar?tipo=interno").location, "/");
    EXPECT_EQ(send("/contar?tipo=nada", a_story(), "").location, "/");
}

TEST_F(Tell, SpeaksTheLanguageAskedForAndRemembersIt) {
    browser.language = "en-GB";
    EXPECT_TRUE(browser.get("/").says("What would you like to tell us?"));
    browser.language = "es-PE";
    const auto english = browser.get("/contar?tipo=queja&lang=en");
    EXPECT_TRUE(english.says("<html lang=\"en\">"));
    EXPECT_TRUE(english.says("href=\"/contar?tipo=queja&amp;lang=es\""));
    browser.cookies = english.header("Set-Cookie").substr(0, english.header("Set-Cookie").find(';'));
    EXPECT_TRUE(browser.get("/seguimiento").says("<html lang=\"en\">"));
    EXPECT_EQ(tell(a_story()).status, 303);
    EXPECT_EQ(desk.visitors.at(0).language, Language::en);
}

// The server asks a signed-in browser's forms for a token of the session; an agent may be a customer too.
TEST_F(Tell, AColleagueSignedInIsACustomerHere) {
    api.authenticate_with([](const http::Credentials&) {
        http::Caller caller{.csrf = "token of the session"};
        caller.principal.kind = ActorKind::person;
        caller.principal.person = 17;
        return std::optional(caller);
    });
    browser.cookies = "escucha_session=x";
    const auto page = browser.get("/contar?tipo=queja");
    EXPECT_EQ(page.value("csrf"), "token of the session");
    auto story = a_story();
    story.emplace_back("csrf", page.value("csrf"));
    EXPECT_EQ(send("/contar?tipo=queja", story, page.token()).status, 303);
    EXPECT_EQ(send("/contar?tipo=queja", a_story(), page.token()).status, 403);
}

TEST_F(Tell, BeforeTheFirstVisitItSaysItIsNotReady) {
    desk.house.reset();
    const auto page = browser.get("/");
    EXPECT_EQ(page.status, 503);
    EXPECT_TRUE(page.says("Aún no estamos listos"));
}

// What a telephone fetches for the first page, packed as it is sent (fonts and pictures are as small as they
// get).
TEST_F(Tell, TheFirstVisitWeighsUnder60KB) {
    std::size_t bytes = 0;
    for (const auto* target :
         {"/contar?tipo=queja", "/portal/site.css", "/portal/site.js", "/portal/icons.svg",
          "/portal/icon.svg", "/portal/fonts/atkinson-next-latin.woff2"}) {
        http::Request request{.method = http::Method::get, .target = target};
        request.headers = {{"Accept-Encoding", "gzip, br"}};
        const auto reply = api.handle(request);
        EXPECT_EQ(reply.status, 200) << target;
        bytes += reply.body.bytes().size();
    }
    EXPECT_LT(bytes, 60u * 1024);
    RecordProperty("bytes", static_cast<int>(bytes));
}

}  // namespace
}  // namespace escucha::portal::testing
