// One person written down twice: noticed, told apart or made one, and parted again, with all that hangs on
// both.
#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

class Duplicates : public World {
  protected:
    static json::object phone(std::string_view number) { return {{"kind", "phone"}, {"value", number}}; }
    std::int64_t write_down(const json::object& who) { return lucia.post("/customers", who).number("/id"); }
    static std::string of(std::int64_t customer, std::string_view part = {}) {
        return "/customers/" + std::to_string(customer) + std::string(part);
    }
    json::object wish(std::int64_t winner, std::int64_t loser) {
        return {{"winner", winner},
                {"loser", loser},
                {"winner_version", lucia.get(of(winner)).number("/version")},
                {"loser_version", lucia.get(of(loser)).number("/version")}};
    }
    std::int64_t customer_of(std::int64_t case_id) { return view(case_id).number("/customer/id"); }
};
ESCUCHA_STORE_TEST(Duplicates);

TEST_P(Duplicates, AreOfferedBeforeSomebodyIsWrittenDownTwice) {
    const auto rosa = write_down({{"name", "Rosa Huamán"}, {"identifiers", {phone("987 654 321")}}});
    const auto alike = lucia.post("/customer-comparisons",
                                  {{"name", "Huaman, Rosa"}, {"identifiers", {phone("+51 987654321")}}});
    EXPECT_EQ(alike.status, 200) << alike.body;
    EXPECT_EQ(alike.number("/items/0/id"), rosa);
    EXPECT_GE(alike.number("/items/0/score"), 90);
    EXPECT_EQ(alike.text("/items/0/reasons/0"), "same_phone");
    EXPECT_TRUE(lucia.post("/customer-comparisons", {{"name", "Luis Paz"}}).at("/items").as_array().empty());
}

TEST_P(Duplicates, AMistypedDocumentIsRefusedUnlessSomebodySaysItIsSo) {
    json::object ruc{{"kind", "document"}, {"value", "20131312956"}};
    const auto refused = lucia.post("/customers", {{"name", "SUNAT"}, {"identifiers", {ruc}}});
    EXPECT_EQ(refused.fault("identifiers[0].value"), "check_digit_wrong");
    ruc["doubtful"] = true;
    const auto kept = lucia.post("/customers", {{"name", "SUNAT"}, {"identifiers", {ruc}}});
    EXPECT_EQ(kept.status, 201) << kept.body;
    EXPECT_EQ(kept.text("/identifiers/0/type"), "pe_ruc");
    EXPECT_TRUE(kept.is_true("/identifiers/0/doubtful"));
}

TEST_P(Duplicates, ComeOntoAListOnWhichOneSaysTheyAreTwo) {
    const auto one = write_down({{"name", "Rosa Huamán"}, {"identifiers", {phone("987654321")}}});
    const auto other = write_down({{"name", "Rosa Huaman"}, {"identifiers", {phone("987654321")}}});
    pass(2min);
    const auto list = lucia.get("/customer-duplicates");
    EXPECT_EQ(list.number("/items/0/one/id"), one);
    EXPECT_EQ(list.number("/items/0/other/id"), other);
    EXPECT_EQ(lucia.get(of(one, "/duplicates")).number("/items/0/id"), other);
    EXPECT_EQ(lucia.post("/customer-duplicates/dismissals", {{"one", one}, {"other", other}}).status, 204);
    EXPECT_TRUE(lucia.get("/customer-duplicates").at("/items").as_array().empty());
    EXPECT_TRUE(lucia.get(of(one, "/duplicates")).at("/items").as_array().empty());
    EXPECT_EQ(lucia.post("/customer-duplicates", {{"one", one}, {"other", other}}).status, 204);
    EXPECT_EQ(lucia.get("/customer-duplicates").at("/items").as_array().size(), 1u) << "somebody thinks so";
}

TEST_P(Duplicates, BecomeOneWithTheirCasesAndTwoAgain) {
    const auto first = opened(claim()),
               second = opened(claim({{"customer", {{"name", "Rosita H."}, {"email", "rosita@correo.pe"}}}}));
    const auto rosa = customer_of(first), rosita = customer_of(second);
    ASSERT_NE(rosa, rosita);
    EXPECT_EQ(lucia.post("/customer-merges", wish(rosa, rosita)).status, 403) << "a supervisor's";
    auto stale = wish(rosa, rosita);
    stale["loser_version"] = 99;
    EXPECT_EQ(boss.post("/customer-merges", stale).code(), "merge.changed_meanwhile");
    const auto merge = boss.post("/customer-merges", wish(rosa, rosita));
    ASSERT_EQ(merge.status, 201) << merge.body;
    EXPECT_EQ(customer_of(second), rosa);
    EXPECT_EQ(lucia.get(of(rosita)).number("/id"), rosa) << "the old number leads to who is left";
    EXPECT_EQ(lucia.get(of(rosa)).number("/merged/0/id"), rosita);
    EXPECT_EQ(lucia.get(of(rosa, "/open")).at("/cases").as_array().size(), 2u);
    EXPECT_EQ(lucia.patch(of(rosita), {{"notes", "x"}}, "*").code(), "customer.merged");

    const auto path = "/customer-merges/" + std::to_string(merge.number("/id"));
    EXPECT_EQ(lucia.get(path).text("/loser/name"), "Rosita H.");
    auto again = claim({{"customer_id", rosita}});
    again.erase("customer");
    const auto third = opened(again);
    EXPECT_EQ(customer_of(third), rosa);
    ASSERT_TRUE(customer_writes(second, "Soy Rosita: me duele la espalda."));
    const auto says = [&](std::int64_t of_whom) {
        return json::serialize(lucia.get(of(of_whom, "/timeline")).body).contains("me duele la espalda");
    };
    EXPECT_TRUE(says(rosa));
    const auto parted = boss.post(path + "/undoing");
    ASSERT_EQ(parted.status, 200) << parted.body;
    EXPECT_THAT(parted.each("/stayed", "what"), Contains("cases"));
    EXPECT_EQ(customer_of(first), rosa);
    EXPECT_EQ(customer_of(second), rosita);
    EXPECT_EQ(customer_of(third), rosa) << "what came since stays";
    EXPECT_TRUE(says(rosita));
    EXPECT_FALSE(says(rosa)) << "but what was said in her case is hers";
    EXPECT_EQ(lucia.get(of(rosita)).text("/name"), "Rosita H.");
    EXPECT_EQ(boss.post(path + "/undoing").code(), "merge.undone");
}

}  // namespace
}  // namespace escucha::journeys
