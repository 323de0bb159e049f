#include "portal/form_token.hpp"

#include <gtest/gtest.h>

namespace escucha::portal {
namespace {

using namespace std::chrono_literals;
constexpr Instant kNow = instant(1'790'000'000'000'000);

TEST(FormToken, TellsWhichSendingAndWhenItsPageWasDrawn) {
    const FormSigner signer("secret");
    const auto read = signer.read(signer.draw(kNow), kNow + 1h);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->drawn, kNow);
    EXPECT_GE(read->once.size(), 20u);
    EXPECT_NE(signer.draw(kNow), signer.draw(kNow));
}

TEST(FormToken, ThePageShownAgainIsTheSameSending) {
    const FormSigner signer("secret");
    const auto first = signer.read(signer.draw(kNow), kNow);
    const auto again = signer.read(signer.draw(*first), kNow + 10min);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->once, first->once);
}

TEST(FormToken, AFileIsTakenUpAgainOnlyWithTheFormItCameWith) {
    const FormSigner signer("secret");
    const FormToken form{.once = "one", .drawn = kNow};
    const auto name = signer.name_file(form, {17, kNow});
    const auto read = signer.read_file(form, name);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, 17);
    EXPECT_EQ(read->at, kNow);
    EXPECT_FALSE(signer.read_file({.once = "other", .drawn = kNow}, name));
    EXPECT_FALSE(FormSigner("other").read_file(form, name));
    EXPECT_FALSE(signer.read_file(form, "18" + name.substr(2)));
    for (const auto* bad : {"", ".", "17", "17.", "17.1.", "-1.1.x", "99999999999999999999.1.x"})
        EXPECT_FALSE(signer.read_file(form, bad)) << bad;
}

TEST(FormToken, BelievesOnlyItsOwn) {
    const FormSigner signer("secret");
    const auto token = signer.draw(kNow);
    EXPECT_FALSE(FormSigner("other").read(token, kNow));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto forged = token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(signer.read(forged, kNow)) << i;
    }
    for (const auto* bad : {"", ".", "..", "a.b.c", "a..b", "....."})
        EXPECT_FALSE(signer.read(bad, kNow)) << bad;
    EXPECT_FALSE(signer.read(std::string(100'000, 'a') + ".1.b", kNow));
}

TEST(FormToken, GrowsOldAndIsNotFromTheFuture) {
    const FormSigner signer("secret");
    const auto token = signer.draw(kNow);
    EXPECT_TRUE(signer.read(token, kNow + 6 * 24h));
    EXPECT_FALSE(signer.read(token, kNow + 8 * 24h));
    EXPECT_TRUE(signer.read(token, kNow - 30s));
    EXPECT_FALSE(signer.read(token, kNow - 2min));
}

}  // namespace
}  // namespace escucha::portal
