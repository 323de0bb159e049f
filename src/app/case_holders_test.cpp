// Every column that names a case is claimed by somebody who can move its rows.
#include <set>

#include <gmock/gmock.h>

#include "app/config.hpp"
#include "app/house.hpp"
#include "support/store_test.hpp"

namespace escucha::app {
namespace {

class CaseHolders : public test::StoreTest {
  protected:
    std::set<std::string> columns_naming_cases() {
        const std::string sql = base().backend() == db::Backend::sqlite
                                    ? "SELECT m.name || '.' || c.name FROM sqlite_master m, "
                                      "pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE "
                                      "'%case_id'"
                                    : "SELECT table_name || '.' || column_name FROM "
                                      "information_schema.columns WHERE table_schema = current_schema() AND "
                                      "column_name LIKE '%case_id'";
        return base().read([&](db::Tx& tx) {
            std::set<std::string> out;
            for (const db::Row& row : tx.query(sql)) out.insert(row.get<std::string>(0));
            return out;
        });
    }
};
ESCUCHA_STORE_TEST(CaseHolders);

TEST_P(CaseHolders, ClaimEveryColumnThatNamesACase) {
    House house(base(), Config{}, [] { return Instant{}; });
    std::set<std::string> claimed;
    for (const cases::Holder& holder : house.cases.holders())
        claimed.insert(holder.columns.begin(), holder.columns.end());
    for (const std::string& column : columns_naming_cases())
        EXPECT_TRUE(claimed.contains(column))
            << column << " names a case: register its module in src/app/case_holders.cpp";
}

// The points of a claim, when cases become one and two.
class PointsGoAlong : public test::StoreTest {
  protected:
    void SetUp() override {
        base().write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, supervisor_id, created_at, version) VALUES (1, 'Mesa', 'mesa', 1, 0, 1);
INSERT INTO people (id, name, role, team_id, language, created_at, version) VALUES
(1, 'Rosa Quispe', 'supervisor', 1, 'es', 0, 1))");
        });
        house_ = std::make_unique<House>(base(), Config{}, [this] { return now_; });
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({0, 1440});
        ASSERT_TRUE(
            base().write([&](db::Tx& tx) { return house_->calendars.seed_defaults(tx, seed, {}, now_); }));
        rosa_.kind = ActorKind::person;
        rosa_.person = 1;
        rosa_.role = Role::supervisor;
        rosa_.team = 1;
    }
    cases::Opened open(std::string what) {
        cases::NewCase in;
        in.kind = CaseKind::claim;
        in.what = std::move(what);
        in.who = {.name = "Ana Torres", .email = "ana@correo.example", .phone = "", .document = ""};
        const auto opened = house_->cases.open(rosa_, in, now_);
        EXPECT_TRUE(opened.has_value());
        return opened.value_or(cases::Opened{});
    }
    std::vector<std::string> points(cases::CaseId id) {
        return base().read([&](db::Tx& tx) {
            std::vector<std::string> out;
            for (const auto& p : house_->points.of(tx, id)) out.push_back(p.text);
            return out;
        });
    }
    std::int64_t version(cases::CaseId id) {
        return base().read([&](db::Tx& tx) { return house_->cases.find(tx, id)->version; });
    }

    Instant now_ = instant(1'795'000'000'000'000);
    Principal rosa_;
    std::unique_ptr<House> house_;
};
ESCUCHA_STORE_TEST(PointsGoAlong);

TEST_P(PointsGoAlong, JoinedAndUndone) {
    const auto one = open("Me cobraron dos veces"), other = open("El técnico no vino");
    ASSERT_TRUE(house_->points.add(rosa_, one.id, {{.text = "El cobro", .contact_id = one.contact}}, now_));
    ASSERT_TRUE(
        house_->points.add(rosa_, other.id, {{.text = "La visita", .contact_id = other.contact}}, now_));
    const auto joined = house_->cases.merge(rosa_,
                                            {.winner = one.id,
                                             .loser = other.id,
                                             .winner_version = version(one.id),
                                             .loser_version = version(other.id)},
                                            now_);
    ASSERT_TRUE(joined.has_value()) << joined.error().code;
    EXPECT_THAT(points(one.id), testing::UnorderedElementsAre("El cobro", "La visita"));
    const auto links = base().read([&](db::Tx& tx) { return house_->cases.links_of(tx, one.id); });
    ASSERT_EQ(links.size(), 1U);
    ASSERT_TRUE(house_->cases.undo_merge(rosa_, one.id, links[0].id, now_));
    EXPECT_THAT(points(one.id), testing::ElementsAre("El cobro"));
    EXPECT_THAT(points(other.id), testing::ElementsAre("La visita"));
}

TEST_P(PointsGoAlong, WithTheMessageTheyCameWithWhenACaseIsSplit) {
    const auto one = open("Me cobraron dos veces");
    ASSERT_TRUE(house_->cases.log_call(rosa_, one.id,
                                       {.direction = Direction::in,
                                        .caller_name = "Ana",
                                        .text = "Además el técnico no vino",
                                        .rings = std::nullopt,
                                        .waited_seconds = std::nullopt},
                                       now_ + std::chrono::minutes(5)));
    const auto call =
        base().read([&](db::Tx& tx) { return house_->contacts.for_case(tx, one.id, 0, 10).back().id; });
    ASSERT_TRUE(house_->points.add(
        rosa_, one.id,
        {{.text = "El cobro", .contact_id = one.contact}, {.text = "La visita", .contact_id = call}}, now_));
    const auto fresh = house_->cases.split(rosa_,
                                           {.from = one.id,
                                            .version = version(one.id),
                                            .entries = {fmt::format("c{}", call)},
                                            .kind = CaseKind::claim},
                                           now_ + std::chrono::minutes(6));
    ASSERT_TRUE(fresh.has_value()) << fresh.error().code;
    EXPECT_THAT(points(one.id), testing::ElementsAre("El cobro"));
    EXPECT_THAT(points(fresh->id), testing::ElementsAre("La visita"));
}

}  // namespace
}  // namespace escucha::app
