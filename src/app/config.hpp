// The configuration: one TOML file, every key with a default, each overridable by the environment:
// [server] port → ESCUCHA_SERVER_PORT. docs/configure.md documents each key; a test holds it to that.
// Unknown keys, wrong types and values out of range are refused, all at once, each with its line.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::app {

struct Config {
    struct {
        std::string address = "127.0.0.1";
        std::int64_t port = 8080;
        std::string public_url;  // empty: http://localhost:<port>
        std::vector<std::string> trusted_proxies;
        std::int64_t workers = 64;
        std::int64_t connections = 20'000;
    } server;
    struct {
        std::string url = "sqlite:data/escucha.db";
        std::string schema = "escucha";
        std::int64_t readers = 4;
        std::int64_t connections = 16;
    } database;
    struct {
        std::string level = "info";  // debug, info, warn, error
        bool requests = true;
    } log;
    struct {
        std::string folder;  // for uploads on their way in; empty: the system's
    } spool;
    struct {
        std::string spool = "data/mail";  // what mailgate leaves while the base is away
        std::string ca_file;              // an authority of one's own, for mail servers
        std::int64_t watched = 20;        // mailboxes whose server is asked to tell when something comes
    } mail;
    struct {
        std::string head_file;  // where the last signed head is kept beside the base; see last_head_file
    } ledger;

    std::string public_url() const;
    // ledger.head_file; without it, beside an SQLite base: <file>.head; "": nowhere
    std::string last_head_file() const;
};

struct ConfigKey {
    std::string_view name;  // "server.port"
    std::string_view kind;  // "text", "number", "yes/no", "list"
};
std::vector<ConfigKey> config_keys();

// What is wrong with a configuration, for a person: one line each.
struct BadConfig : std::runtime_error {
    explicit BadConfig(const std::vector<std::string>& problems);
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
// `file` empty: defaults and environment only. Throws BadConfig.
Config read_config(const std::filesystem::path& file, const Environment& environment);
std::optional<std::string> process_environment(const std::string& name);

}  // namespace escucha::app
