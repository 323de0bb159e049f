// The API of customers: every answer is held against the document, on both databases.
#include <gmock/gmock.h>

#include "modules/customers/customers.hpp"
#include "support/api_caller.hpp"
#include "support/store_test.hpp"
#include "work/events.hpp"

using testing::HasSubstr;

namespace escucha::customers {
namespace {

class CustomerRoutes : public test::StoreTest {
  protected:
    CustomerRoutes() {
        add_routes(api.api(), customers);
        api.as(7, Role::agent);
    }
    std::string add(std::string body) {
        const auto answer = api.post("/customers", std::move(body));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return answer.at("/id");
    }

    Instant now = instant(1'800'000'000'000'000);
    work::Events events;
    Customers customers{base(), events};
    test::ApiCaller api{now};
};
ESCUCHA_STORE_TEST(CustomerRoutes);

TEST_P(CustomerRoutes, written_down_read_and_found) {
    const auto id = add(R"({"name": "Ana Núñez", "kind": "person", "name_to_use": "Anita", "treatment": "tu",
        "language": "es", "preferred_channel": "phone", "quiet_from": "22:00", "quiet_to": "08:00",
        "do_not_contact": false, "birthday": "1980-05-03", "notes": "Prefiere la tarde",
        "identifiers": [{"kind": "email", "value": "ana@example.pe"}, {"kind": "phone", "value": "987 654 321",
        "label": "celular"}]})");
    const auto read = api.get("/customers/" + id);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.etag, "\"1\"");
    EXPECT_EQ(read.at("/birthday"), "\"1980-05-03\"");
    EXPECT_EQ(read.at("/quiet_from"), "\"22:00\"");
    EXPECT_EQ(read.at("/identifiers/1/label"), "\"celular\"");
}

TEST_P(CustomerRoutes, edits_need_the_version_that_was_read) {
    const auto path = "/customers/" + add(R"({"name": "Ana", "notes": "x"})");
    EXPECT_EQ(api.patch(path, R"({"notes": null})").status, 428);
    const auto edited = api.patch(path, R"({"notes": null, "name_to_use": "Anita"})", "1");
    EXPECT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(edited.at("/notes"), "null");
    EXPECT_EQ(edited.at("/name_to_use"), "\"Anita\"");
    EXPECT_EQ(edited.etag, "\"2\"");
    const auto stale = api.patch(path, R"({"name": "Otra"})", "1");
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(stale.code(), "customer.changed_meanwhile");
    EXPECT_EQ(api.patch(path, R"({"name": null})", "2").status, 422) << "nobody is without a name";
}

TEST_P(CustomerRoutes, what_is_wrong_is_named_field_by_field) {
    const auto refused = api.post("/customers", R"({"name": "Ana", "quiet_from": "22:00",
        "identifiers": [{"kind": "phone", "value": "12"}]})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("quiet_to"));
    EXPECT_THAT(refused.body, HasSubstr("identifiers[0].value"));
    EXPECT_EQ(api.post("/customers", R"({"name": "  "})").status, 422);
    EXPECT_EQ(api.get("/customers/999").status, 404);
}

TEST_P(CustomerRoutes, somebody_known_is_not_written_down_twice) {
    add(R"({"name": "Ana", "identifiers": [{"kind": "document", "value": "45678912"}]})");
    const auto again = api.post(
        "/customers", R"({"name": "Luis", "identifiers": [{"kind": "document", "value": "4567-8912"}]})");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.code(), "customer.exists");
    EXPECT_THAT(again.body, HasSubstr("Ana"));
}

TEST_P(CustomerRoutes, for_people_of_the_house_only) {
    EXPECT_EQ(api.as_nobody().get("/customers/1").status, 401);
}

}  // namespace
}  // namespace escucha::customers
