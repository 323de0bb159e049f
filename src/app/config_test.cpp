#include "app/config.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ConfigTest : public testing::Test {
  protected:
    Config read(std::string_view toml) {
        const auto file = std::filesystem::path(testing::TempDir()) / "escucha-config-test.toml";
        std::ofstream(file) << toml;
        return read_config(file, environment());
    }
    std::string refused(std::string_view toml) {
        try {
            read(toml);
        } catch (const BadConfig& e) {
            return e.what();
        }
        return "accepted";
    }
    Environment environment() {
        return [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
    }
    std::map<std::string, std::string> variables;
};

TEST_F(ConfigTest, AnEmptyFileIsAllDefaults) {
    const auto c = read("");
    EXPECT_EQ(c.server.port, 8080);
    EXPECT_EQ(c.database.url, "sqlite:data/escucha.db");
    EXPECT_EQ(c.public_url(), "http://localhost:8080");
}

TEST_F(ConfigTest, TheEnvironmentHasTheLastWord) {
    variables["ESCUCHA_SERVER_PORT"] = "9000";
    variables["ESCUCHA_SERVER_TRUSTED_PROXIES"] = "127.0.0.1,::1";
    const auto c = read("[server]\nport = 8081\naddress = \"0.0.0.0\"\n");
    EXPECT_EQ(c.server.port, 9000);
    EXPECT_EQ(c.server.address, "0.0.0.0");
    EXPECT_EQ(c.server.trusted_proxies, (std::vector<std::string>{"127.0.0.1", "::1"}));
}

TEST_F(ConfigTest, EveryMistakeIsNamedAtOnceWithItsLine) {
    EXPECT_THAT(refused("[server]\nport = \"x\"\nprot = 1\n[log]\nlevel = \"loud\"\n"),
                AllOf(HasSubstr("line 2: server.port must be a number"),
                      HasSubstr("line 3: there is no key server.prot"),
                      HasSubstr("log.level must be one of debug, info, warn, error")));
}

TEST_F(ConfigTest, ANumberOutOfRangeSaysTheRange) {
    variables["ESCUCHA_SERVER_PORT"] = "70000";
    EXPECT_THAT(refused(""),
                HasSubstr("ESCUCHA_SERVER_PORT: server.port must be from 0 to 65535, and is 70000"));
}

TEST_F(ConfigTest, EveryKeyIsDocumented) {
    std::ifstream in(ESCUCHA_SOURCE_DIR "/docs/configure.md");
    const std::string page((std::istreambuf_iterator<char>(in)), {});
    for (const auto& key : config_keys()) EXPECT_THAT(page, HasSubstr("| `" + std::string(key.name) + "` |"));
}

TEST_F(ConfigTest, BrokenTomlSaysWhere) {
    EXPECT_THAT(refused("[server\nport = 1"), HasSubstr("line 1"));
}

}  // namespace
}  // namespace escucha::app
