// Which complaints look like one problem.
#include "modules/problems/likeness.hpp"

#include <gmock/gmock.h>

namespace escucha::problems {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;

Instant day(int n) {
    return Instant{} + std::chrono::days{20'000 + n};
}

Look look(std::int64_t id, int on, std::string_view words, Path cause = {}, Path product = {}) {
    return {.id = id,
            .at = day(on),
            .cause = std::move(cause),
            .product = std::move(product),
            .stems = telling_stems(words, Language::es)};
}

std::vector<Group> groups(const std::vector<Look>& looks) {
    return groups_of(looks, [](auto, auto) { return false; });
}

// A shoe shop: every complaint is about shoes, three about soles that come off.
std::vector<Look> shop() {
    return {look(1, 0, "La suela de los zapatos se despegó a la semana"),
            look(2, 1, "Compré zapatos y nadie me atendió en la tienda"),
            look(3, 2, "Se despegaron las suelas de mis zapatos nuevos"),
            look(4, 3, "Los zapatos llegaron de otra talla"),
            look(5, 5, "A los zapatos se les despega la suela"),
            look(6, 6, "Me cobraron dos veces los zapatos")};
}

TEST(Likeness, SaysNothingOfWordsThatEverySentenceHas) {
    EXPECT_THAT(
        telling_stems("Hola, buenos días: yo quiero que me los cambien por favor, 1234", Language::es),
        ElementsAre("cambi"));
}

TEST(Likeness, FindsTheOnesOfOneProblemAmongOthersOfTheSameShop) {
    const auto found = groups(shop());
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].members, ElementsAre(0U, 2U, 4U));
    EXPECT_THAT(found[0].common.words, Contains(telling_stems("suela", Language::es).front()));
}

TEST(Likeness, TheSameCauseAndProductAreEnoughWithoutACommonWord) {
    const std::vector<Look> looks{look(1, 0, "Se rompió", {1, 4}, {9}),
                                  look(2, 3, "No enciende", {1, 4}, {9}),
                                  look(3, 4, "Hace ruido", {1, 4}, {9}), look(4, 4, "Muy caro", {2}, {9})};
    const auto found = groups(looks);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].members, ElementsAre(0U, 1U, 2U));
    EXPECT_TRUE(found[0].common.cause);
    EXPECT_TRUE(found[0].common.product);
}

TEST(Likeness, CausesThatWereToldApartAreTwoProblemsInWhateverWords) {
    auto looks = shop();
    looks[0].cause = {1, 4};
    looks[2].cause = {1, 4};
    looks[4].cause = {2, 7};
    EXPECT_THAT(groups(looks), IsEmpty());
}

TEST(Likeness, CountsLessTheLongerAgo) {
    const auto a = look(1, 0, "La suela se despegó"), soon = look(2, 1, "Se despegó la suela"),
               late = look(3, 60, "Se despegó la suela");
    const std::vector<Look> all{a, soon, late, look(4, 0, "Cobro doble"), look(5, 0, "Mala atención")};
    const Vocabulary vocabulary(all);
    EXPECT_THAT(compare(a, late, vocabulary).score, Lt(compare(a, soon, vocabulary).score / 2));
    EXPECT_THAT(compare(a, late, vocabulary).score, Lt(kAlike));
}

TEST(Likeness, IsTheSameWhicheverOfTheTwoIsLookedAtFirst) {
    const auto looks = shop();
    const Vocabulary vocabulary(looks);
    for (const auto& a : looks)
        for (const auto& b : looks)
            EXPECT_DOUBLE_EQ(compare(a, b, vocabulary).score, compare(b, a, vocabulary).score);
}

TEST(Likeness, WhatWasToldApartIsNotProposedTogether) {
    const auto looks = shop();
    const auto found = groups_of(looks, [](std::int64_t a, std::int64_t b) {
        const auto odd = [](std::int64_t id) { return id == 1 || id == 3 || id == 5; };
        return odd(a) && odd(b);
    });
    EXPECT_THAT(found, IsEmpty());
}

// Each resembles only its neighbour: no chain of them is one problem.
TEST(Likeness, AChainOfChanceResemblancesIsNoProblem) {
    std::vector<Look> looks;
    const std::vector<std::string> words{"horno",  "cable",  "puerta", "motor", "pantalla",
                                         "filtro", "correa", "tapa",   "rueda"};
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        looks.push_back(look(static_cast<std::int64_t>(i + 1), 0, words[i] + " " + words[i + 1]));
    for (const auto& group : groups(looks)) EXPECT_THAT(group.members, SizeIs(Lt(5U)));
}

TEST(Likeness, TwoAreNotYetAProblem) {
    auto looks = shop();
    looks.pop_back();
    looks.erase(looks.begin() + 4);
    EXPECT_THAT(groups(looks), IsEmpty());
}

}  // namespace
}  // namespace escucha::problems
