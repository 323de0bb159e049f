// C8: somebody asks that their data be blocked, lived through: from the request to nobody seeing them, what
// still reaches us of them, the administrator's way to their record, and everything coming back.
#include "journeys/world.hpp"
#include "modules/privacy/events.hpp"
#include "work/events.hpp"

namespace escucha::journeys {
namespace {

class Blocked : public World {
  protected:
    void SetUp() override {
        lucia.post("/customers", {{"name", "Beto Salas"}});
        segment =
            admin
                .post("/segments", {{"name", "Con correo"},
                                    {"filter",
                                     {{"match", "all"},
                                      {"conditions", json::array{{{"field", "email"}, {"op", "present"}}}}}}})
                .number("/id");
        solved = opened(claim());
        rosa = view(solved).number("/case/customer/id");
        lucia.post(fmt::format("/customers/{}/notes", rosa), {{"text", "Vive en el tercer piso"}});
        make_solvable(solved);
        EXPECT_EQ(solve(solved).status, 200);
        node.house.search.catch_up();
    }
    std::string customer(std::string_view part = {}) const {
        return fmt::format("/customers/{}{}{}", rosa, part.empty() ? "" : "/", part);
    }
    std::string request(std::string_view kind = "restriction") {
        const auto made = admin.post("/rights-requests", {{"customer", rosa},
                                                          {"kind", kind},
                                                          {"channel", "email"},
                                                          {"identity", "Escribió desde su correo"},
                                                          {"received", "2026-11-16"}});
        EXPECT_EQ(made.status, 201) << made.body;
        return fmt::format("/rights-requests/{}", made.number("/id"));
    }
    Answer block() { return admin.post(request() + "/blocking"); }
    std::vector<std::string> listed(std::string_view more = {}) {
        return lucia.get(fmt::format("/customers?limit=50{}", more)).each("/items", "name");
    }
    std::size_t hits(std::string_view query) {
        node.house.search.catch_up();
        return lucia.get(fmt::format("/search?q={}", query)).at("/items").as_array().size();
    }
    std::int64_t in_segment() {
        return lucia.get(fmt::format("/segments/{}/count", segment)).number("/customers");
    }
    std::string exported() { return boss.raw("POST", "/customer-exports", R"({"format":"csv"})").body; }
    // The facts of the last event of that type.
    json::value fact(std::string_view type) {
        json::value found;
        // On PostgreSQL an event shows once no older transaction runs any more.
        for (int tries = 0; found.is_null() && tries < 200; ++tries) {
            if (tries > 0) std::this_thread::sleep_for(10ms);
            base().read([&](db::Tx& tx) {
                for (const auto& e : work::events_since(tx, {}, 10'000))
                    if (e.type == type) found = json::parse(e.data);
            });
        }
        return found;
    }

    std::int64_t solved = 0, rosa = 0, segment = 0;
};
ESCUCHA_STORE_TEST(Blocked);

TEST_P(Blocked, NobodySeesThemAnywhere) {
    ASSERT_THAT(listed(), Contains("Rosa Quispe"));
    ASSERT_EQ(in_segment(), 1);
    ASSERT_NE(hits("licuadora"), 0u);
    ASSERT_NE(exported().find("Rosa Quispe"), std::string::npos);
    const auto answered = block();
    ASSERT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(answered.text("/state"), "granted");
    EXPECT_THAT(answered.text("/decision"), testing::HasSubstr("bloqueados"));

    EXPECT_THAT(listed(), ElementsAre("Beto Salas"));
    EXPECT_THAT(listed("&q=rosa"), IsEmpty());
    EXPECT_THAT(listed(fmt::format("&segment={}", segment)), IsEmpty());
    EXPECT_EQ(in_segment(), 0);
    EXPECT_EQ(exported().find("Rosa Quispe"), std::string::npos);
    for (const std::string_view words : {"licuadora", "rosa", "tercer%20piso", "rosa@correo.pe", "tapa"})
        EXPECT_EQ(hits(words), 0u) << words;
    for (Console* who : {&lucia, &boss, &admin})
        for (const std::string_view part : {"", "profile", "timeline", "open", "duplicates"}) {
            const auto refused = who->get(customer(part));
            EXPECT_EQ(refused.status, 403) << part;
            EXPECT_EQ(refused.code(), "customer.blocked") << part;
            EXPECT_THAT(refused.text("/detail"), testing::HasSubstr("administra"));
        }
    EXPECT_EQ(lucia.post(customer("notes"), {{"text", "Llamó"}}).code(), "customer.blocked");
    EXPECT_EQ(lucia.patch(customer(), {{"notes", "x"}}, "1").code(), "customer.blocked");
    EXPECT_EQ(lucia.get(customer("contact-permission?channel=phone")).text("/may"), "blocked");
}

TEST_P(Blocked, TheirSolvedCasesAreSealedForEverybody) {
    block();
    for (Console* who : {&lucia, &boss, &admin}) {
        EXPECT_EQ(who->get(at(solved)).status, 403);
        EXPECT_EQ(who->get(at(solved)).code(), "case.sealed");
    }
    EXPECT_EQ(lucia.get("/cases/by-code/" + code_of(solved).shown()).code(), "case.sealed");
    EXPECT_EQ(lucia.post(at(solved, "reopening"), {{"reason", "x"}}).code(), "case.sealed");
    EXPECT_EQ(lucia.post(at(solved, "notes"), {{"text", "x"}}).code(), "case.sealed");
    EXPECT_THAT(lucia.get("/cases?state=solved").each("/items", "id"), IsEmpty());
    EXPECT_THAT(lucia.get("/cases?view=unchecked").each("/items", "id"), IsEmpty());
    for (const auto& line : lucia.get("/views").at("/items").as_array())
        EXPECT_EQ(line.at("count").as_int64(), 0) << line;
    EXPECT_FALSE(portal.find(code_of(solved), visitor()));
    EXPECT_FALSE(customer_writes(solved, "¿Siguen ahí?"));
}

TEST_P(Blocked, WhatIsOpenIsAttendedToFirst) {
    const auto id = opened(claim({{"what", "Otra vez sin tapa."}}));
    const auto path = request();
    EXPECT_EQ(admin.post(path + "/blocking").code(), "rights.open_cases");
    EXPECT_THAT(listed(), Contains("Rosa Quispe")) << "nothing is half done";
    lucia.post(at(id, "promises"), {{"what", "Le llamo"}, {"promised_for", in(26h)}});
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    EXPECT_EQ(admin.post(path + "/blocking").code(), "rights.open_promises");
    lucia.post(fmt::format("/promises/{}/keeping", view(id).number("/promises/0/id")), {{"how", "Hablamos"}});
    EXPECT_EQ(admin.post(path + "/blocking").status, 200);
    EXPECT_THAT(lucia.get("/promises?state=kept").each("/items", "id"), IsEmpty())
        << "not even by who made it";
}

TEST_P(Blocked, OnlyForWhoAsksForItAndOnlyByAnAdministrator) {
    EXPECT_EQ(admin.post(request("access") + "/blocking").code(), "rights.no_blocking");
    EXPECT_EQ(manager.post(request() + "/blocking").status, 403);
    EXPECT_EQ(manager.get("/blocked-customers").status, 403);
    ASSERT_EQ(block().status, 200);
    EXPECT_EQ(admin.post(request("objection") + "/blocking").code(), "customer.blocked");
    EXPECT_EQ(manager.post(customer("sealed-record"), {{"reason", "x"}, {"format", "json"}}).status, 403);
    EXPECT_EQ(manager.post(customer("unblocking"), {{"reason", "x"}}).status, 403);
}

TEST_P(Blocked, WhoWritesAgainIsHeardAndNothingElseOfThemIsShown) {
    block();
    const auto told = portal.open_case({.kind = CaseKind::complaint,
                                        .what = "Nadie me responde.",
                                        .expectation = "Una llamada",
                                        .name = "Rosa Quispe",
                                        .email = "rosa@correo.pe"},
                                       visitor());
    ASSERT_TRUE(told) << told.error().code;
    const auto page = lucia.get("/cases/by-code/" + told->shown());
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.text("/case/title"), "Nadie me responde.");
    EXPECT_EQ(page.number("/case/customer/id"), rosa) << "they are known again";
    EXPECT_EQ(page.text("/case/customer/name"), "Datos bloqueados");
    EXPECT_EQ(page.text("/customer/name"), "Datos bloqueados");
    EXPECT_TRUE(page.at("/customer/identifiers").as_array().empty());
    EXPECT_TRUE(page.at("/other_cases").as_array().empty());
    const auto id = page.number("/case/id");
    EXPECT_EQ(lucia.post(at(id, "replies"), {{"text", "Ya estamos con ello."}}).status, 200);
    EXPECT_THAT(listed(), ElementsAre("Beto Salas"));
}

TEST_P(Blocked, AnAdministratorTakesTheWholeRecordAndSaysWhy) {
    block();
    const auto list = admin.get("/blocked-customers");
    EXPECT_EQ(list.text("/items/0/customer/name"), "Rosa Quispe");
    EXPECT_EQ(list.number("/items/0/customer/id"), rosa);
    EXPECT_TRUE(list.has("/items/0/request"));
    EXPECT_EQ(admin.post(customer("sealed-record"), {{"reason", "  "}, {"format", "json"}}).status, 422);
    const auto record = admin.raw("POST", customer("sealed-record"),
                                  R"({"reason":"Lo pide la autoridad, escrito 12/2026","format":"json"})");
    ASSERT_EQ(record.status, 200) << record.body;
    EXPECT_NE(record.body.find("Rosa Quispe"), std::string::npos);
    EXPECT_NE(record.body.find("licuadora"), std::string::npos) << "sealed cases are part of it";
    EXPECT_NE(record.body.find("tercer piso"), std::string::npos);
    const auto kept = fact(privacy::SealedRecordMade::kType);
    EXPECT_EQ(kept.at("reason").as_string(), "Lo pide la autoridad, escrito 12/2026");
    EXPECT_EQ(kept.at("customer").as_int64(), rosa);
}

TEST_P(Blocked, UnblockingBringsEverythingBack) {
    block();
    node.house.search.catch_up();
    ASSERT_EQ(admin.post(customer("unblocking"), {{"reason", "La persona lo pidió"}}).status, 204);
    EXPECT_EQ(fact(privacy::PersonUnblocked::kType).at("reason").as_string(), "La persona lo pidió");
    EXPECT_THAT(listed(), Contains("Rosa Quispe"));
    EXPECT_EQ(in_segment(), 1);
    EXPECT_NE(exported().find("Rosa Quispe"), std::string::npos);
    EXPECT_EQ(lucia.get(customer()).status, 200);
    EXPECT_EQ(view(solved).status, 200);
    EXPECT_THAT(lucia.get("/cases?state=solved").each("/items", "id"), ElementsAre(std::to_string(solved)));
    EXPECT_NE(hits("licuadora"), 0u);
    EXPECT_NE(hits("tercer%20piso"), 0u);
    EXPECT_TRUE(portal.find(code_of(solved), visitor()));
    EXPECT_TRUE(admin.get("/blocked-customers").at("/items").as_array().empty());
    EXPECT_EQ(admin.post(customer("unblocking"), {{"reason", "otra vez"}}).code(), "customer.not_blocked");
}

TEST_P(Blocked, AnIndexMadeAnewLeavesThemOut) {
    block();
    node.house.search.begin_anew();
    EXPECT_EQ(hits("licuadora"), 0u);
    EXPECT_EQ(hits("rosa"), 0u);
    EXPECT_NE(hits("beto"), 0u);
}

TEST_P(Blocked, FiguresStayAndErasingIsStillPossible) {
    const auto before = manager.get("/quality/summary");
    ASSERT_EQ(before.status, 200);
    block();
    EXPECT_EQ(manager.get("/quality/summary").body, before.body);
    const auto path = request("erasure");
    ASSERT_EQ(admin.get(path + "/erasure").status, 200);
    EXPECT_EQ(admin.post(path + "/erasure", {{"understood", true}}).status, 200);
    EXPECT_EQ(lucia.get(customer()).code(), "customer.blocked");
    EXPECT_EQ(hits("licuadora"), 0u);
}

}  // namespace
}  // namespace escucha::journeys
