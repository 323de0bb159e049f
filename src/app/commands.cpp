#include "app/commands.hpp"

#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "app/opened.hpp"
#include "app/sample/sample.hpp"
#include "db/migrator.hpp"

namespace escucha::app {
Opened::Opened(const Config& config) : base(open_base(config)) {
    db::migrate(*base, system_now());
    house = std::make_unique<House>(*base, config, system_now);
}

int refused(const Error& error) {
    fmt::print(stderr, "{}\n", text(Language::en, "error." + error.code, error.params));
    for (const auto& f : error.fields)
        fmt::print(stderr, "  {}: {}\n", f.field, text(Language::en, "field." + f.code, f.params));
    return 1;
}

std::string read_password(const std::string& file) {
    std::string password;
    if (file == "-") {
        std::getline(std::cin, password);
    } else {
        std::ifstream in(file);
        if (!in) throw std::runtime_error("cannot read " + file);
        std::getline(in, password);
    }
    return password;
}

int demo(const Config& config, bool remove) {
    Opened o(config);
    if (!o.house->team.set_up()) {
        fmt::print(stderr,
                   "There is no organisation yet: run `escucha init` or open the first-visit link.\n");
        return 1;
    }
    remove ? sample::remove(*o.house) : sample::load(*o.house);
    fmt::print("{}\n", remove ? "The sample company is gone." : "The sample company is loaded.");
    return 0;
}

int backup(const Config& config, const std::filesystem::path& to) {
    const auto base = open_base(config);
    base->backup(to);
    fmt::print("Copied to {}\n", to.string());
    return 0;
}

int check(const Config& config) {
    const auto base = open_base(config);
    const auto problems = base->check();
    for (const auto& p : problems) fmt::print("{}\n", p);
    if (problems.empty()) fmt::print("The base is consistent.\n");
    return problems.empty() ? 0 : 1;
}

int openapi(const Config& config, const std::filesystem::path& to) {
    // The document follows from the routes alone; they need a base to be built on, not the one configured.
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("escucha-openapi-{}", ::getpid());
    std::filesystem::create_directories(folder);
    std::string document;
    {
        Config own = config;
        own.database.url = "sqlite:" + (folder / "base.db").string();
        Opened o(own);
        Doors doors(*o.house, own);
        document = doors.api().openapi();
    }
    std::filesystem::remove_all(folder);
    if (to.empty()) return fmt::print("{}", document), 0;
    std::ofstream(to, std::ios::binary) << document;
    return 0;
}

int reindex(const Config& config) {
    Opened o(config);
    o.house->search.begin_anew();
    o.house->search.catch_up([](const search::IndexProgress& p) {
        fmt::print("\r{} of {} in the index", p.done, p.total == 0 ? "…" : std::to_string(p.total));
        std::fflush(stdout);
    });
    fmt::print("\rThe index is made anew.                    \n");
    return 0;
}

int version() {
    fmt::print("escucha {}\n", ESCUCHA_VERSION);
    return 0;
}

int add_person(const Config& config, const std::string& name, const std::string& email,
               const std::string& role) {
    Opened o(config);
    const auto parsed = db::parse_enum<Role>(role);
    if (!parsed) {
        fmt::print(stderr, "The role is agent, supervisor, manager or administrator.\n");
        return 1;
    }
    const auto link = o.house->team.create_person({.name = name, .email = email, .role = *parsed},
                                                  system_principal(), system_now());
    if (!link) return refused(link.error());
    fmt::print("Invitation (the link works once): {}\n", *link);
    return 0;
}

int reset_password(const Config& config, const std::string& email, const std::string& password_file) {
    Opened o(config);
    const auto done = o.house->team.reset_password(email, read_password(password_file), system_now());
    if (!done) return refused(done.error());
    fmt::print("The password of {} is changed, and every session of theirs ended.\n", email);
    return 0;
}

}  // namespace escucha::app
