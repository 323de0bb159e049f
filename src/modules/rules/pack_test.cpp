// Packs: every one that ships reads, and one that does not says where.
#include "modules/rules/pack.hpp"

#include <gmock/gmock.h>

#include "base/embedded.hpp"
#include "modules/rules/counting_test.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_rule_packs;

namespace escucha::rules {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> told(const ReadPack& read) {
    std::vector<std::string> out;
    for (const auto& problem : read.problems) out.push_back(problem.text());
    return out;
}

constexpr std::string_view kSmall = R"(id = "zz"
country = "ZZ"
name = { es = "Prueba", en = "Test" }
reviewed = "2026-11-22"
[[scope]]
id = "shop"
question = { es = "¿Tienda?", en = "Shop?" }
[[legal_kind]]
id = "queja"
name = { es = "Queja", en = "Complaint" }
[mapping]
question = ""
petition = ""
complaint = "queja"
claim = "queja"
suggestion = ""
compliment = ""
return = "queja"
special_request = ""
internal = ""
)";

// Reads the small pack with more behind it.
ReadPack with(std::string_view more) {
    return read_pack("zz.toml", std::string(kSmall) + std::string(more));
}

TEST(Packs, ThatShipAllRead) {
    for (const auto& file : escucha_embedded_rule_packs)
        EXPECT_THAT(told(read_pack(file.name, file.bytes)), IsEmpty()) << file.name;
    for (const auto* id : {"es", "pe", "co", "mx", "cl", "ar", "ec", "uy", "bo", "cr"})
        EXPECT_TRUE(find_pack(id)) << id;
}

TEST(Packs, ThatShipCountNothingThatIsToBeConfirmed) {
    for (const Pack& pack : packs()) {
        Chosen chosen{.pack = &pack};
        for (const Scope& scope : pack.scopes) chosen.scopes.insert(scope.id);
        const auto set = in_force(chosen, {}, day_of("2026-11-22"));
        for (const Rule& rule : set.rules) {
            EXPECT_EQ(rule.state, State::ok) << rule.ref.id;
            EXPECT_FALSE(rule.extension && rule.extension->state == State::check) << rule.ref.id;
        }
        for (const Duty& duty : set.duties) EXPECT_EQ(duty.state, State::ok) << duty.ref.id;
        if (pack.draft) {
            EXPECT_THAT(set.rules, IsEmpty()) << pack.id;
        }
    }
}

TEST(Packs, SayWhereTheyAreWrong) {
    EXPECT_THAT(told(with("[[rule]]\nid = \"r\"\nvalid_from = \"2026-02-30\"\n"
                          "name = { es = \"R\", en = \"R\" }\nnorm = \"Ley 1\"\nwhat = \"resolutoin\"\n"
                          "term = { amount = 15, unit = \"business_days\" }\nlegal_kinds = [\"reclamo\"]\n"
                          "colour = \"red\"\n")),
                ::testing::UnorderedElementsAre(
                    HasSubstr("zz.toml, line 26, rule[0].what: must be one of first_answer"),
                    HasSubstr("line 29, rule[0].colour: there is no such key"),
                    HasSubstr("rule[0].valid_from: must be a date"),
                    HasSubstr("rule[0].legal_kinds: is not declared in this pack: reclamo")));
}

TEST(Packs, NeedEveryKindOfCaseMapped) {
    std::string text(kSmall);
    text.erase(text.find("petition = \"\"\n"), std::string_view("petition = \"\"\n").size());
    EXPECT_THAT(told(read_pack("zz.toml", text)), ElementsAre(HasSubstr("mapping.petition: is missing")));
    text.replace(text.find("claim = \"queja\""), 15, "claim = \"otra\"");
    EXPECT_THAT(told(read_pack("zz.toml", text)),
                Contains(HasSubstr("mapping.claim: there is no legal_kind otra")));
}

TEST(Packs, ThatAreNoTomlSayTheLine) {
    EXPECT_THAT(told(with("\n[[rule]\n")), ElementsAre(HasSubstr("zz.toml, line 22")));
    EXPECT_THAT(told(read_pack("x.toml", "")), Contains(HasSubstr("id: is missing")));
    EXPECT_THAT(told(read_pack("x.toml", "rule = 5\n")), Contains(HasSubstr("must be written as [[rule]]")));
}

constexpr std::string_view kVersions = R"(
[[rule]]
id = "r"
valid_from = "2025-01-01"
name = { es = "R", en = "R" }
norm = "Ley 1"
term = { amount = 30, unit = "business_days" }
[[rule]]
id = "r"
valid_from = "2026-01-01"
name = { es = "R", en = "R" }
norm = "Ley 2"
term = { amount = 15, unit = "business_days" }
[[rule]]
id = "gone"
valid_from = "2025-01-01"
valid_until = "2026-01-01"
name = { es = "G", en = "G" }
norm = "Ley 1"
term = { amount = 5, unit = "natural_days" }
)";

TEST(Packs, KeepVersionsBesideEachOther) {
    const auto read = with(kVersions);
    ASSERT_THAT(told(read), IsEmpty());
    const auto norms = [&](std::string_view date) {
        std::vector<std::string> out;
        for (const Rule& rule : in_force({.pack = &read.pack}, {}, day_of(date)).rules)
            out.push_back(rule.ref.id + " " + rule.norm);
        return out;
    };
    EXPECT_THAT(norms("2024-12-31"), IsEmpty());
    EXPECT_THAT(norms("2025-12-31"), ElementsAre("r Ley 1", "gone Ley 1"));
    EXPECT_THAT(norms("2026-01-01"), ElementsAre("r Ley 2"));
}

TEST(Packs, RefuseVersionsThatOverlap) {
    std::string text(kVersions);
    text.replace(text.find("norm = \"Ley 1\"\n"), 0, "valid_until = \"2026-06-01\"\n");
    EXPECT_THAT(told(with(text)), ElementsAre(HasSubstr("the version before it has not ended by then")));
    text = kVersions;
    text.replace(text.find("2026-01-01"), 10, "2024-01-01");
    EXPECT_THAT(told(with(text)), ElementsAre(HasSubstr("versions must stand in the order of their dates")));
}

TEST(RuleSets, AreReadBackAsTheyWere) {
    for (const Pack& pack : packs()) {
        Chosen chosen{.pack = &pack};
        for (const Scope& scope : pack.scopes) chosen.scopes.insert(scope.id);
        for (const Rule& rule : pack.rules) chosen.switched_on.insert(rule.ref.id);
        const Rule house{.ref = {"house", "1.1", "2026-01-01"},
                         .source = Source::house,
                         .name = {"Nuestra", "Ours"},
                         .case_kinds = {CaseKind::return_, CaseKind::question},
                         .channels = {Channel::in_person},
                         .term = {0, TermUnit::same_working_day}};
        const auto set = in_force(chosen, std::array{house}, day_of("2026-11-22"));
        const auto text = to_json(set);
        const auto read = rule_set_from_json(text);
        ASSERT_TRUE(read) << pack.id;
        EXPECT_TRUE(*read == set) << pack.id;
        EXPECT_EQ(to_json(*read), text);
    }
}

TEST(RuleSets, ThatAreNoneAreNotRead) {
    for (const auto* text : {"", "[]", "{", R"({"rules":[{"what":"dance"}]})", R"({"format":2})",
                             R"({"rules":{}})", R"({"duties":[{"amount":"five"}]})"})
        EXPECT_FALSE(rule_set_from_json(text)) << text;
    // A condition that this version does not know would be left out, and the rule count for more cases.
    EXPECT_FALSE(rule_set_from_json(R"({"pack":"es","rules":[{"only_on_tuesdays":true}]})"));
}

// The source of every fact is law.md of this project; it names no dispute body and hardly an address.
TEST(Packs, NameNoDisputeBodyAsSure) {
    for (const auto& pack : packs())
        for (const auto& body : pack.bodies) EXPECT_EQ(body.state, State::check) << pack.id << " " << body.id;
}

}  // namespace
}  // namespace escucha::rules
