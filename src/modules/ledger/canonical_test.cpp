// The figures of docs/ledger.md, worked out there by hand and with sha256sum, come out of the program too.
#include "modules/ledger/canonical.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

namespace escucha::ledger {
namespace {

std::string document() {
    std::ifstream in(ESCUCHA_SOURCE_DIR "/docs/ledger.md", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str().substr(text.str().find("### Worked by hand"));
}
// What stands behind a name at the beginning of a line.
std::string figure(const std::string& text, const std::string& name) {
    const auto at = text.find("\n" + name + " ");
    if (at == text.npos) return {};
    const auto start = text.find_first_not_of(' ', at + 1 + name.size());
    return text.substr(start, text.find('\n', start) - start);
}

TEST(Canonical, IsWhatTheDocumentWorksOutByHand) {
    const auto text = document();
    const auto salt = unhex(figure(text, "salt"), kSaltBytes).value();
    const auto value = figure(text, "value");
    const KeptView detail{.name = "detail", .value = "La cafetera no enciende"};
    const KeptView name{.how = Kept::How::sealed, .name = "name", .value = value, .salt = salt};
    EXPECT_EQ(hex(commitment(salt, value)), figure(text, "commitment"));
    std::string act;
    canonical(act, {"book:3", "000000001-2026", "entered", 1, 1'795'446'000'000'000},
              std::array{detail, name});
    EXPECT_EQ(act, figure(text, "act"));
    EXPECT_EQ(hex(sha256(act)), figure(text, "digest"));
    EXPECT_EQ(hex(sha256(figure(text, "link"))), figure(text, "hash"));
    const auto hash = hex(link(Hash{}, sha256(act)));
    EXPECT_EQ(hash, figure(text, "hash"));
    EXPECT_EQ(verification_code(hash), figure(text, "code"));
}

TEST(Canonical, FieldsAreReadAsTheyWereStoredAndNothingElseIs) {
    const std::vector<Field> fields{{.name = "a", .value = "3:x,"},
                                    {.name = "b", .value = "ñ", .personal = true}};
    const auto stored = made_ready(fields).kept;
    const auto read = read_fields(stored);
    ASSERT_TRUE(read);
    EXPECT_EQ(shown_fields(*read), fields);
    for (std::size_t cut = 1; cut < stored.size(); ++cut)
        if (const auto part = read_fields(stored.substr(0, cut))) {
            EXPECT_LT(part->size(), fields.size());
        }
    for (const auto* wrong :
         {"1:a,", "01:a,1:=,1:x,", "1:a,1:?,1:x,", "1:a,1:#,3:xxx,1:y,", "9:a,", "-1:,", "a"})
        EXPECT_FALSE(read_fields(wrong)) << wrong;
}

TEST(Canonical, HeadsAreReadAsTheyWereWritten) {
    const HeadText head{.number = 7,
                        .at = 1'795'446'000'000'000,
                        .before = kNoHash,
                        .public_key = std::string(64, 'a'),
                        .ends = {{"book:3", 12, std::string(64, 'b')}, {"house", 1, std::string(64, 'c')}}};
    EXPECT_EQ(read_head(canonical(head)), head);
    auto longer = canonical(head);
    longer += "1:x,";
    EXPECT_FALSE(read_head(longer));
}

TEST(Canonical, TwoPersonalFieldsOfTheSameValueCannotBeTold) {
    const std::vector<Field> fields{{.name = "a", .value = "987654321", .personal = true},
                                    {.name = "b", .value = "987654321", .personal = true}};
    const auto stored = made_ready(fields).kept;
    const auto read = read_fields(stored).value();
    EXPECT_NE(hex(commitment(read[0].salt, read[0].value)), hex(commitment(read[1].salt, read[1].value)));
}

}  // namespace
}  // namespace escucha::ledger
