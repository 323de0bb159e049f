// `escucha rules check`: says of each pack what is wrong, and fails if one is.
#include <fstream>

#include <gmock/gmock.h>

#include "app/commands.hpp"

namespace escucha::app {
namespace {

using ::testing::HasSubstr;

std::string file(std::string_view name, std::string_view text) {
    const auto path = testing::TempDir() + std::string(name);
    std::ofstream(path) << text;
    return path;
}

TEST(CheckRules, NamesFileLineAndKeyAndFails) {
    const auto bad = file("escucha-bad-pack.toml", "id = \"zz\"\ncountry = 5\n");
    testing::internal::CaptureStderr();
    EXPECT_EQ(check_rules({}, {bad}), 1);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                HasSubstr("escucha-bad-pack.toml, line 2, country: must be a text"));
}

TEST(CheckRules, PassesThePacksThatShip) {
    const std::string packs = ESCUCHA_SOURCE_DIR "/src/modules/rules/packs/";
    testing::internal::CaptureStdout();
    EXPECT_EQ(check_rules({}, {packs + "es.toml", packs + "pe.toml"}), 0);
    EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("Peru, 2 rules"));
}

}  // namespace
}  // namespace escucha::app
