// What goes in comes out the same, on both back ends, and what cannot is refused.
#include <cmath>
#include <limits>

#include <gmock/gmock.h>

#include "base/vocabulary.hpp"
#include "support/store_test.hpp"

namespace escucha::db {
namespace {

using ::testing::ElementsAre;

enum class TicketId : std::int64_t {};
struct ShopId {
    std::int64_t value = 0;
    bool operator==(const ShopId&) const = default;
};

class ValuesTest : public test::StoreTest {
  protected:
    ValuesTest() {
        base().write([](Tx& tx) {
            tx.script(tx.backend() == Backend::sqlite
                          ? "CREATE TABLE v (i BIGINT, d DOUBLE PRECISION, t TEXT, b BLOB)"
                          : "CREATE TABLE v (i BIGINT, d DOUBLE PRECISION, t TEXT, b BYTEA)");
        });
    }
    template <class T, class P>
    T through(const std::string& column, const P& value) {
        return base().write([&](Tx& tx) {
            Params params;
            const auto place = params.add(value);
            tx.execute("DELETE FROM v");
            tx.execute("INSERT INTO v (" + column + ") VALUES (" + place + ")", params);
            return tx.query("SELECT " + column + " FROM v")[0].template get<T>(0);
        });
    }
    template <class T>
    T answer(const std::string& sql) {
        return base().read([&](Tx& tx) { return tx.query(sql)[0].template get<T>(0); });
    }
};
ESCUCHA_STORE_TEST(ValuesTest);

TEST_P(ValuesTest, Integers) {
    for (const auto value : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
                             std::numeric_limits<std::int64_t>::min()})
        EXPECT_EQ(through<std::int64_t>("i", value), value);
    EXPECT_EQ(through<std::uint8_t>("i", 255), 255);
    EXPECT_EQ(through<bool>("i", true), true);
    EXPECT_EQ(through<bool>("i", false), false);
    EXPECT_EQ(through<Instant>("i", instant(1'700'000'000'123'456)), instant(1'700'000'000'123'456));
    EXPECT_EQ(through<TicketId>("i", TicketId{9}), TicketId{9});
    EXPECT_EQ(through<ShopId>("i", ShopId{9}), ShopId{9});
}

TEST_P(ValuesTest, NothingIsNarrowedInSilence) {
    EXPECT_THROW(through<std::int32_t>("i", std::int64_t{1} << 31), BadValue);
    EXPECT_THROW(through<std::uint64_t>("i", -1), BadValue);
    EXPECT_THROW(through<bool>("i", 2), BadValue);
    EXPECT_THROW(through<std::int64_t>("i", std::numeric_limits<std::uint64_t>::max()), BadValue);
    EXPECT_THROW(through<double>("i", (std::int64_t{1} << 53) + 1), BadValue);
    EXPECT_THROW(through<std::int64_t>("t", "5"), BadValue);
    EXPECT_THROW(through<std::string>("i", 5), BadValue);
    EXPECT_THROW(through<std::int64_t>("d", 2.5), BadValue);
    EXPECT_THROW(through<std::int64_t>("i", nullptr), BadValue);
    EXPECT_THROW(through<std::string>("t", std::nullopt), BadValue);
}

TEST_P(ValuesTest, Numbers) {
    for (const double value : {0.0, 0.1, -1e300, 5e-324, std::numeric_limits<double>::infinity()})
        EXPECT_EQ(through<double>("d", value), value);
    EXPECT_EQ(through<double>("i", 7), 7.0);
    EXPECT_THROW(through<double>("d", std::nan("")), BadValue);
}

TEST_P(ValuesTest, Texts) {
    for (const std::string value : {"", "ñandú, pingüino, ¿qué?", "日本語", "🙂 e\u0301",
                                    "' \" \\ ; -- $1 \n\t", "\u007f\u0080\u07ff\u0800\uffff"})
        EXPECT_EQ(through<std::string>("t", value), value);
    const std::string long_text(3'000'000, 'x');
    EXPECT_EQ(through<std::string>("t", long_text), long_text);
    EXPECT_EQ(through<CaseKind>("t", CaseKind::return_), CaseKind::return_);
    EXPECT_EQ(through<std::string>("t", CaseKind::return_), "return");
    EXPECT_THROW(through<CaseKind>("t", "returned"), BadValue);
}

TEST_P(ValuesTest, RefusesNulAndWhatIsNotUtf8) {
    for (const std::string_view value :
         {std::string_view("a\0b", 3), std::string_view("\0", 1), std::string_view("0123456789\0ab", 13),
          std::string_view("caf\xe9"), std::string_view("\xc0\x80"), std::string_view("\xed\xa0\x80"),
          std::string_view("\xf4\x90\x80\x80"), std::string_view("\xc3"), std::string_view("\xe2\x82"),
          std::string_view("\x80"), std::string_view("\xf8\x88\x80\x80\x80")})
        EXPECT_THROW(through<std::string>("t", value), BadValue) << value;
}

TEST_P(ValuesTest, AnyBytes) {
    std::vector<std::byte> all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
    EXPECT_EQ(through<std::vector<std::byte>>("b", all), all);
    EXPECT_EQ(through<std::vector<std::byte>>("b", std::vector<std::byte>{}), std::vector<std::byte>{});
}

TEST_P(ValuesTest, NullIsOptional) {
    EXPECT_EQ(through<std::optional<std::int64_t>>("i", std::optional<int>{}), std::nullopt);
    EXPECT_EQ(through<std::optional<std::int64_t>>("i", std::optional<int>{5}), 5);
    EXPECT_EQ(through<std::optional<std::string>>("t", ""), "") << "an empty text is not NULL";
    EXPECT_EQ(through<std::optional<Instant>>("i", std::optional<Instant>{}), std::nullopt);
}

// Back ends type expressions differently; the caller does not notice.
TEST_P(ValuesTest, ExpressionsReadAlike) {
    base().write([](Tx& tx) { tx.script("INSERT INTO v (i, d, t) VALUES (1, 1.5, 'a'), (2, 2.5, 'b')"); });
    EXPECT_EQ(answer<int>("SELECT count(*) FROM v"), 2);
    EXPECT_EQ(answer<std::int64_t>("SELECT sum(i) FROM v"), 3);
    EXPECT_EQ(answer<double>("SELECT avg(i) FROM v"), 1.5);
    EXPECT_EQ(answer<double>("SELECT sum(d) FROM v"), 4.0);
    EXPECT_EQ(answer<bool>("SELECT 2 > 1"), true);
    EXPECT_EQ(answer<bool>("SELECT EXISTS (SELECT 1 FROM v WHERE i = 9)"), false);
    EXPECT_EQ(answer<std::string>("SELECT t || 'x' FROM v WHERE i = 1"), "ax");
    EXPECT_EQ(answer<std::optional<std::int64_t>>("SELECT max(i) FROM v WHERE i > 5"), std::nullopt);
}

TEST_P(ValuesTest, ParametersMayStandInAnyOrderAndTwice) {
    base().read([](Tx& tx) {
        Params params;
        params.add("first");
        params.add("second");
        const auto row = tx.query("SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", params)[0];
        EXPECT_EQ(row.get<std::string>(0), "second");
        EXPECT_EQ(row.get<std::string>(1), "first");
        EXPECT_EQ(row.get<std::string>(2), "second");
    });
}

TEST_P(ValuesTest, ParamsKeepTheirTexts) {
    Params params;
    for (int i = 0; i < 50; ++i) params.add("a text of more than fifteen characters " + std::to_string(i));
    params.add(std::vector<std::byte>(40, std::byte{7}));
    ASSERT_EQ(params.values().size(), 51U);
    EXPECT_EQ(std::get<std::string_view>(params.values()[3]), "a text of more than fifteen characters 3");
    EXPECT_EQ(std::get<Bytes>(params.values()[50]).size(), 40U);
}

TEST_P(ValuesTest, RowsTellWhatIsNotThere) {
    base().read([](Tx& tx) {
        const auto rows = tx.query("SELECT 1, 2");
        EXPECT_THROW((void)rows[1], BadValue);
        EXPECT_THROW((void)rows[0].get<int>(2), BadValue);
        EXPECT_EQ((rows[0].as<int, std::int64_t>()), (std::tuple{1, std::int64_t{2}}));
        EXPECT_EQ(tx.one("SELECT 1 WHERE 1 = 0"), std::nullopt);
    });
    EXPECT_THROW(base().read([](Tx& tx) { tx.one("SELECT 1 UNION ALL SELECT 2"); }), Failure);
}

}  // namespace
}  // namespace escucha::db
