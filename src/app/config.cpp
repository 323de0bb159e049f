#include "app/config.hpp"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace escucha::app {
namespace {

using Texts = std::vector<std::string>;
using Target = std::variant<std::string*, std::int64_t*, bool*, Texts*>;

struct Key {
    std::string_view section, name;
    Target target;
    std::int64_t low = 0, high = 0;  // numbers
};

std::vector<Key> keys_of(Config& c) {
    return {
        {"server", "address", &c.server.address},
        {"server", "port", &c.server.port, 0, 65'535},
        {"server", "public_url", &c.server.public_url},
        {"server", "trusted_proxies", &c.server.trusted_proxies},
        {"server", "workers", &c.server.workers, 1, 1'024},
        {"server", "connections", &c.server.connections, 16, 1'000'000},
        {"database", "url", &c.database.url},
        {"database", "schema", &c.database.schema},
        {"database", "readers", &c.database.readers, 1, 64},
        {"database", "connections", &c.database.connections, 2, 500},
        {"log", "level", &c.log.level},
        {"log", "requests", &c.log.requests},
        {"spool", "folder", &c.spool.folder},
        {"mail", "spool", &c.mail.spool},
        {"mail", "ca_file", &c.mail.ca_file},
        {"mail", "watched", &c.mail.watched, 0, 1'000},
        {"ledger", "head_file", &c.ledger.head_file},
    };
}

std::string full_name(const Key& k) {
    return fmt::format("{}.{}", k.section, k.name);
}

std::string variable(const Key& k) {
    auto name = fmt::format("ESCUCHA_{}_{}", k.section, k.name);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

// Sets the key from what was found; answers what is wrong, or nothing.
class Setter {
  public:
    Setter(const Key& key, std::string where, Texts& problems)
        : key_(key), where_(std::move(where)), problems_(problems) {}

    void number(std::int64_t n) {
        if (n < key_.low || n > key_.high)
            return wrong(fmt::format("must be from {} to {}, and is {}", key_.low, key_.high, n));
        *std::get<std::int64_t*>(key_.target) = n;
    }
    void wrong(std::string_view what) {
        problems_.push_back(fmt::format("{}: {} {}", where_, full_name(key_), what));
    }
    const Key& key() const { return key_; }

  private:
    const Key& key_;
    std::string where_;
    Texts& problems_;
};

void set_from_toml(Setter setter, const toml::node& node) {
    std::visit(
        [&](auto* target) {
            using T = std::remove_pointer_t<decltype(target)>;
            if constexpr (std::is_same_v<T, std::int64_t>) {
                const auto value = node.value_exact<std::int64_t>();
                value ? setter.number(*value) : setter.wrong("must be a number");
            } else if constexpr (std::is_same_v<T, Texts>) {
                const auto* array = node.as_array();
                if (!array || !array->is_homogeneous<std::string>())
                    return setter.wrong("must be a list of texts");
                target->clear();
                for (const auto& item : *array) target->push_back(*item.value<std::string>());
            } else {
                const auto value = node.value_exact<T>();
                if (!value)
                    return setter.wrong(std::is_same_v<T, bool> ? "must be true or false" : "must be a text");
                *target = *value;
            }
        },
        setter.key().target);
}

Texts split(std::string_view text) {
    Texts parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (comma != 0) parts.emplace_back(text.substr(0, comma));
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    }
    return parts;
}

void set_from_text(Setter setter, const std::string& text) {
    std::visit(
        [&](auto* target) {
            using T = std::remove_pointer_t<decltype(target)>;
            if constexpr (std::is_same_v<T, std::int64_t>) {
                std::int64_t n = 0;
                const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
                if (error != std::errc{} || end != text.data() + text.size())
                    return setter.wrong("must be a number");
                setter.number(n);
            } else if constexpr (std::is_same_v<T, bool>) {
                if (text != "true" && text != "false") return setter.wrong("must be true or false");
                *target = text == "true";
            } else if constexpr (std::is_same_v<T, Texts>) {
                *target = split(text);
            } else {
                *target = text;
            }
        },
        setter.key().target);
}

std::string line_of(const std::filesystem::path& file, const toml::source_region& region) {
    return fmt::format("{}, line {}", file.string(), region.begin.line);
}

void read_section(const std::filesystem::path& file, const std::vector<Key>& keys, std::string_view section,
                  const toml::table& table, Texts& problems) {
    for (const auto& [name, node] : table) {
        const auto key = std::ranges::find_if(
            keys, [&](const Key& k) { return k.section == section && k.name == name.str(); });
        if (key == keys.end())
            problems.push_back(
                fmt::format("{}: there is no key {}.{}", line_of(file, node.source()), section, name.str()));
        else
            set_from_toml(Setter(*key, line_of(file, node.source()), problems), node);
    }
}

void read_file(const std::filesystem::path& file, const std::vector<Key>& keys, Texts& problems) {
    try {
        const auto document = toml::parse_file(file.string());
        for (const auto& [section, node] : document) {
            if (const auto* table = node.as_table())
                read_section(file, keys, section.str(), *table, problems);
            else
                problems.push_back(
                    fmt::format("{}: {} is no section", line_of(file, node.source()), section.str()));
        }
    } catch (const toml::parse_error& e) {
        problems.push_back(fmt::format("{}: {}", line_of(file, e.source()), e.description()));
    }
}

void check(const Config& c, Texts& problems) {
    constexpr std::string_view kLevels[] = {"debug", "info", "warn", "error"};
    if (std::ranges::find(kLevels, c.log.level) == std::end(kLevels))
        problems.push_back(fmt::format("log.level must be one of {}", fmt::join(kLevels, ", ")));
    const std::string_view url = c.server.public_url;
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
        problems.push_back("server.public_url must begin with http:// or https://");
    if (url.ends_with('/')) problems.push_back("server.public_url must not end with a slash");
}

}  // namespace

BadConfig::BadConfig(const Texts& problems)
    : std::runtime_error(fmt::format("{}", fmt::join(problems, "\n"))) {}

std::string Config::public_url() const {
    return server.public_url.empty() ? fmt::format("http://localhost:{}", server.port) : server.public_url;
}

std::string Config::last_head_file() const {
    constexpr std::string_view kSqlite = "sqlite:";
    if (!ledger.head_file.empty() || !database.url.starts_with(kSqlite)) return ledger.head_file;
    return database.url.substr(kSqlite.size()) + ".head";
}

std::vector<ConfigKey> config_keys() {
    static const auto names = [] {
        Config c;
        std::vector<std::string> out;
        for (const auto& k : keys_of(c)) out.push_back(full_name(k));
        return out;
    }();
    constexpr std::string_view kKinds[] = {"text", "number", "yes/no", "list"};
    Config c;
    std::vector<ConfigKey> keys;
    std::size_t i = 0;
    for (const auto& k : keys_of(c)) keys.push_back({names[i++], kKinds[k.target.index()]});
    return keys;
}

Config read_config(const std::filesystem::path& file, const Environment& environment) {
    Config config;
    Texts problems;
    const auto keys = keys_of(config);
    if (!file.empty()) read_file(file, keys, problems);
    for (const auto& key : keys)
        if (const auto value = environment(variable(key)))
            set_from_text(Setter(key, variable(key), problems), *value);
    check(config, problems);
    if (!problems.empty()) throw BadConfig(problems);
    return config;
}

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace escucha::app
