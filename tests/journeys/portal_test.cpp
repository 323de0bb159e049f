// A customer's whole way through the pages, as a browser without JavaScript goes it, beside the agent's.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

class Pages : public World {
  protected:
    test::HttpClient browser{node.port()};

    // The value of the first <input name="…"> after `from`.
    static std::string input(const std::string& html, std::string_view name, std::string_view from = "") {
        const auto start = html.find(from);
        const auto at = html.find(fmt::format(" name=\"{}\"", name), start == html.npos ? 0 : start);
        const auto tag = html.substr(at, html.find('>', at) - at);
        const auto value = tag.find("value=\"");
        return value == tag.npos ? "" : tag.substr(value + 7, tag.find('"', value + 7) - value - 7);
    }
    std::string page(const std::string& target) {
        const auto answer = browser.get(target, {{"Accept-Language", "es-PE"}});
        EXPECT_EQ(answer.status, 200) << target;
        return answer.body;
    }
    // Fills in the form of the page and takes a person's time for it.
    test::HttpAnswer send(const std::string& target, Fields fields) {
        fields.emplace_back("f", input(page(target), "f"));
        clock.advance(20s);
        return browser.form(target, fields, {{"Accept-Language", "es-PE"}});
    }
    // What was done on the page of the case: 303 to it.
    void done(const std::string& where, Fields fields) {
        const auto answer = send(where, fields);
        EXPECT_EQ(answer.status, 303) << fields.front().second << ": " << answer.body.substr(0, 3000);
    }
    static Fields complaint() {
        return {{"what", "Esperé dos horas y nadie me atendió."},
                {"expectation", "Que me llamen hoy"},
                {"name", "Rosa Quispe"},
                {"email", "rosa@correo.pe"},
                {"phone", ""},
                {"document", ""}};
    }
};
ESCUCHA_STORE_TEST(Pages);

TEST_P(Pages, TheWholeWayOfAComplaint) {
    EXPECT_NE(page("/").find("/contar?tipo=queja"), std::string::npos);
    const auto told = send("/contar?tipo=queja", complaint());
    ASSERT_EQ(told.status, 303) << told.body.substr(0, 3000);
    const auto receipt = told.header("Location");
    ASSERT_TRUE(receipt.ends_with("?nuevo=1"));
    const auto where = receipt.substr(0, receipt.find('?'));
    const auto code = where.substr(where.rfind('/') + 1);
    const auto first = page(receipt);
    EXPECT_NE(first.find(TrackingCode::parse(code)->shown()), std::string::npos);
    EXPECT_THAT(new_events(), ElementsAre("customer.added", "case.opened"));

    const auto id = lucia.get("/cases/by-code/" + code).number("/case/id");
    ASSERT_NE(id, 0);
    EXPECT_EQ(view(id).text("/case/kind"), "complaint");
    EXPECT_EQ(view(id).text("/case/expectation/source"), "customer");
    lucia.post(at(id, "replies"), {{"text", "Buenos días, Rosa. Le pido disculpas."}, {"apology", true}});
    EXPECT_NE(page(where).find("Le pido disculpas"), std::string::npos);
    EXPECT_NE(page(where).find("Lucía Herrera"), std::string::npos);

    done(where, {{"action", "reply"}, {"text", "Gracias por responder"}});
    EXPECT_TRUE(view(id).is_true("/case/unread"));
    lucia.post(at(id, "said-back"), {{"text", "Espera una llamada hoy"}});
    auto html = page(where);
    done(where,
         {{"action", "correct"}, {"version", input(html, "version")}, {"correction", "Antes de las seis"}});
    EXPECT_EQ(view(id).text("/case/said_back/correction"), "Antes de las seis");
    clock.advance(1min);
    lucia.post(at(id, "said-back"), {{"text", "Espera una llamada hoy antes de las seis"}});
    html = page(where);
    done(where, {{"action", "confirm"}, {"version", input(html, "version")}});
    EXPECT_EQ(view(id).text("/case/said_back/confirmed_by"), "customer");

    const auto offered = lucia.post(
        at(id, "options"), {{"options", json::array{{{"text", "Le llama Lucía"}, {"recommended", true}},
                                                    {{"text", "Le llama Inés"}, {"recommended", false}}}}});
    done(where, {{"action", "option"}, {"option", std::to_string(offered.number("/options/1/id"))}});
    EXPECT_TRUE(view(id).has("/options/1/chosen_at"));

    const auto promised =
        lucia.post(at(id, "promises"), {{"what", "Inés le llama"}, {"promised_for", in(3h)}});
    const auto promise = std::to_string(promised.number("/promises/0/id"));
    EXPECT_NE(page(where).find("Inés le llama"), std::string::npos);
    clock.advance(2h);
    lucia.post("/promises/" + promise + "/keeping", {{"how", "Hablaron diez minutos"}});
    done(where, {{"action", "promise"}, {"promise", promise}, {"kept", "yes"}});
    EXPECT_EQ(view(id).text("/promises/0/verdict"), "kept");

    EXPECT_EQ(page(where).find("name=\"score\""), std::string::npos) << "not asked before the solution";
    ASSERT_EQ(solve(id, {{"done_how", "Rosa lo confirmó por teléfono"}}).status, 200);
    EXPECT_NE(page(where).find("Le entregamos la tapa nueva."), std::string::npos);
    done(where, {{"action", "rate"}, {"score", "5"}, {"words", "Así da gusto"}});
    const auto end = view(id);
    EXPECT_EQ(end.number("/case/satisfaction/score"), 5);
    for (const auto& state : end.each("/steps", "state")) EXPECT_EQ(state, "done");
    EXPECT_THAT(new_events(),
                IsSupersetOf({"case.replied", "case.customer_replied", "case.said_back", "case.corrected",
                              "case.confirmed", "case.options_offered", "case.option_chosen", "promise.made",
                              "promise.settled", "promise.judged", "case.solved", "case.rated"}));
}

TEST_P(Pages, TheSameFormSentAgainLeadsToTheSameCase) {
    auto fields = complaint();
    fields.emplace_back("f", input(page("/contar?tipo=queja"), "f"));
    clock.advance(20s);
    const auto one = browser.form("/contar?tipo=queja", fields),
               two = browser.form("/contar?tipo=queja", fields);
    EXPECT_EQ(one.status, 303);
    EXPECT_EQ(one.header("Location"), two.header("Location"));
    EXPECT_THAT(new_events(), Contains("case.opened").Times(1));
}

TEST_P(Pages, WhatIsMissingIsAskedForAndWhatWasTypedStays) {
    auto fields = complaint();
    fields[3].second = "";
    const auto again = send("/contar?tipo=queja", fields);
    EXPECT_EQ(again.status, 422);
    EXPECT_NE(again.body.find("Esperé dos horas y nadie me atendió."), std::string::npos);
    const auto hasty = [&] {
        auto f = complaint();
        f.emplace_back("f", input(page("/contar?tipo=queja"), "f"));
        return browser.form("/contar?tipo=queja", f);
    }();
    EXPECT_EQ(hasty.status, 422) << "no person tells a story in no time";
    EXPECT_THAT(new_events(), IsEmpty());
}

TEST_P(Pages, NothingOfOursIsOnTheCustomersPage) {
    const auto id = opened(claim());
    const auto where = "/caso/" + code_of(id).shown();
    lucia.post(at(id, "notes"), {{"text", "Ojo: cliente difícil"}});
    lucia.post(at(id, "calls"),
               {{"direction", "out"}, {"answered", true}, {"mood", "negative"}, {"text", "Gritó"}});
    lucia.post(at(id, "promises"), {{"what", "Le llamo"}, {"promised_for", in(28h)}, {"target", in(24h)}});
    lucia.post(at(id, "compensations"),
               {{"kind", "courtesy"}, {"amount_cents", 900'000}, {"description", "Secreto"}});
    const auto html = page(where);
    for (const auto* ours : {"Ojo: cliente", "Gritó", "Secreto", "negative"})
        EXPECT_EQ(html.find(ours), std::string::npos) << ours;
    EXPECT_NE(html.find("Le llamo"), std::string::npos);
    EXPECT_LT(html.size(), 60'000u);
}

TEST_P(Pages, ACaseInAnotherLanguageKeepsIt) {
    const auto told = [&] {
        auto fields = complaint();
        fields.emplace_back("f", input(page("/contar?tipo=queja"), "f"));
        clock.advance(20s);
        return browser.form("/contar?tipo=queja", fields, {{"Accept-Language", "en"}});
    }();
    ASSERT_EQ(told.status, 303);
    const auto where = told.header("Location");
    const auto code = where.substr(6, where.find('?') - 6);
    EXPECT_EQ(lucia.get("/cases/by-code/" + code).text("/case/language"), "en");
}

}  // namespace
}  // namespace escucha::journeys
