// C2, C3, C7, C8: the customer's page, lived through: what is known of one, what was said, what is open.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class CustomerPage : public World {
  protected:
    std::int64_t customer_of(std::int64_t id) { return view(id).number("/case/customer/id"); }
    static std::string page(std::int64_t customer, std::string_view part) {
        return fmt::format("/customers/{}/{}", customer, part);
    }
    // A token of Lucía's, with these scopes; and what it is answered.
    test::HttpAnswer by_token(const json::array& scopes, const std::string& path) {
        const auto made = lucia.post("/api-tokens", {{"name", "informes"}, {"scopes", scopes}});
        EXPECT_EQ(made.status, 201) << made.body;
        test::HttpClient client(node.port());
        return client.get("/api/v1" + path, {{"Authorization", "Bearer " + made.text("/token")}});
    }
    // One of everything, an hour apart.
    std::int64_t lived() {
        const auto id = opened(claim());
        const auto rosa = customer_of(id);
        pass(1h);
        lucia.post(at(id, "replies"), {{"text", "Lo miramos hoy mismo."}});
        pass(1h);
        lucia.post(at(id, "promises"), {{"what", "Enviar la tapa"}, {"promised_for", in(26h)}});
        pass(1h);
        lucia.post(page(rosa, "needs"), {{"kind", "need"}, {"text", "Que avisen antes de venir"}});
        pass(1h);
        lucia.post(page(rosa, "notes"), {{"text", "Vive en el tercer piso"}});
        pass(1h);
        const auto purpose =
            admin.post("/consent-purposes", {{"name", "Ofertas"}, {"text", "Una vez al mes."}}).number("/id");
        lucia.post(page(rosa, "consents"),
                   {{"purpose", purpose}, {"given", true}, {"channel", "phone"}, {"proof", "Llamada"}});
        return rosa;
    }
};
ESCUCHA_STORE_TEST(CustomerPage);

TEST_P(CustomerPage, OneTimelineOfEverythingNewestFirst) {
    const auto rosa = lived();
    const auto all = lucia.get(page(rosa, "timeline"));
    EXPECT_THAT(all.each("/items", "kind"),
                ElementsAre("consent", "note", "need", "promise", "contact", "case", "contact"));
    EXPECT_EQ(all.text("/items/1/note/text"), "Vive en el tercer piso");
    EXPECT_EQ(all.text("/items/3/promise/what"), "Enviar la tapa");
    EXPECT_FALSE(all.has("/next"));
    EXPECT_THAT(lucia.get(page(rosa, "timeline?kinds=note,need")).each("/items", "kind"),
                ElementsAre("note", "need"));
    EXPECT_EQ(lucia.get(page(rosa, "timeline?kinds=gossip")).status, 422);
    EXPECT_EQ(lucia.get(page(rosa, "timeline?before=x")).status, 422);
    EXPECT_EQ(lucia.get(page(999'999, "timeline")).status, 404);
}

TEST_P(CustomerPage, TheTimelineReadInAnyPagesIsTheSame) {
    const auto rosa = lived();
    const auto whole = lucia.get(page(rosa, "timeline")).each("/items", "id");
    for (const int limit : {1, 2, 3, 5}) {
        std::vector<std::string> read;
        std::string before;
        for (int pages = 0; pages < 20; ++pages) {
            const auto part = lucia.get(page(rosa, fmt::format("timeline?limit={}{}", limit, before)));
            for (const auto& id : part.each("/items", "id")) read.push_back(id);
            if (!part.has("/next")) break;
            before = "&before=" + part.text("/next");
        }
        EXPECT_EQ(read, whole) << "in pages of " << limit;
    }
}

TEST_P(CustomerPage, HowTheyWereServedStandsInIt) {
    const auto id = opened(claim());
    make_solvable(id);
    ASSERT_EQ(solve(id).status, 200);
    pass(1h);
    ASSERT_TRUE(portal.rate(code_of(id), {4, "Muy amables"}, visitor()));
    const auto rosa = customer_of(id);
    const auto said = lucia.get(page(rosa, "timeline?kinds=answer"));
    EXPECT_EQ(said.number("/items/0/answer/score"), 4);
    EXPECT_EQ(said.text("/items/0/answer/words"), "Muy amables");
    EXPECT_EQ(lucia.get(page(rosa, "open")).at("/cases").as_array().size(), 0u);
}

TEST_P(CustomerPage, ATokenSeesOnlyTheKindsItsScopesAllow) {
    const auto rosa = lived();
    const auto kinds = [&](const json::array& scopes) {
        const auto answer = by_token(scopes, page(rosa, "timeline"));
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::vector<std::string> out;
        for (const auto& item : json::parse(answer.body).at("items").as_array())
            out.emplace_back(item.at("kind").as_string());
        return out;
    };
    EXPECT_THAT(kinds({"customers:read"}), ElementsAre("consent", "note", "need"));
    EXPECT_THAT(kinds({"customers:read", "promises:read"}), Contains("promise"));
    EXPECT_THAT(kinds({"customers:read", "cases:read"}), Contains("contact"));
    const auto open = json::parse(by_token({"customers:read"}, page(rosa, "open")).body);
    EXPECT_TRUE(open.at("cases").as_array().empty());
    EXPECT_TRUE(open.at("promises").as_array().empty());
}

TEST_P(CustomerPage, WhatIsKnownOfThemFindsThem) {
    admin.post("/customer-fields", {{"label", "Mascota"}, {"type", "text"}});
    const auto rosa = lived();
    const auto version = lucia.get(page(rosa, "profile")).etag();
    lucia.patch(page(rosa, "profile"),
                {{"tags", json::array{"mayorista"}},
                 {"own", json::array{json::object{{"key", "mascota"}, {"value", "un galgo"}}}}},
                version);
    node.house.search.catch_up();
    for (const std::string words : {"galgo", "mayoristas", "tercer%20piso", "avisen%20antes"})
        EXPECT_THAT(lucia.get("/search?q=" + words).each("/items", "kind"), Contains("customer")) << words;
}

TEST_P(CustomerPage, TwoWhoEditOneCustomerLoseNoWords) {
    const auto rosa = lived();
    const auto mine = lucia.get(page(rosa, "profile")), theirs = diego.get(page(rosa, "profile"));
    EXPECT_EQ(lucia.patch(page(rosa, "profile"), {{"tags", json::array{"mayorista"}}}, mine.etag()).status,
              200);
    const auto late = diego.patch(page(rosa, "profile"), {{"tags", json::array{"Lima"}}}, theirs.etag());
    EXPECT_EQ(late.code(), "customer.profile_changed_meanwhile");
    const auto now_it_is = diego.get(page(rosa, "profile"));
    EXPECT_EQ(now_it_is.text("/tags/0"), "mayorista");
    EXPECT_EQ(
        diego.patch(page(rosa, "profile"), {{"tags", json::array{"mayorista", "Lima"}}}, now_it_is.etag())
            .status,
        200);
}

TEST_P(CustomerPage, TheTimelineAndTheRecordGoAlongWithAMerge) {
    const auto rosa = lived();
    const auto other = lucia.post("/customers", {{"name", "Rosa Q."}}).number("/id");
    lucia.post(page(other, "notes"), {{"text", "Pregunta siempre por Diego"}});
    const auto merged = node.house.base.write([&](db::Tx& tx) {
        return node.house.customers.merge(tx,
                                          {.winner = rosa,
                                           .loser = other,
                                           .winner_version = node.house.customers.get(tx, rosa)->version,
                                           .loser_version = 1},
                                          {}, now());
    });
    ASSERT_TRUE(merged) << merged.error().code;
    EXPECT_THAT(lucia.get(page(rosa, "timeline?kinds=note")).each("/items", "id"), testing::SizeIs(2));
    EXPECT_THAT(lucia.get(page(other, "timeline?kinds=note")).each("/items", "id"), testing::SizeIs(2))
        << "whoever asks for the other sees the one it is now";
}

}  // namespace
}  // namespace escucha::journeys
