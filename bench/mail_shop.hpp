// A company just begun, to which mail comes: a base, the house, no mailbox yet.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "app/house.hpp"
#include "db/migrator.hpp"

namespace escucha::bench {

struct MailShop {
    explicit MailShop(const std::filesystem::path& folder) {
        app::Config config;
        config.database.url = "sqlite:" + (folder / "mail.db").string();
        config.mail.spool.clear();
        if (const char* servers = std::getenv("ESCUCHA_TEST_MAIL"))
            config.mail.ca_file = (std::filesystem::path(servers) / "ca.pem").string();
        base = app::open_base(config);
        db::migrate(*base, system_now());
        base->write([](db::Tx& tx) {
            tx.script(R"(
INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, version)
VALUES (1, 'La Colmena', 'PE', 'America/Lima', 'PEN', 'es', 'usted', 'none', 0, 1);
INSERT INTO teams (id, name, name_key, created_at, version) VALUES (1, 'Mesa', 'mesa', 0, 1))");
        });
        house = std::make_unique<app::House>(*base, config, system_now);
        calendar::Seed seed{.country = "PE", .zone = "America/Lima", .hours = {}};
        for (auto& day : seed.hours) day.push_back({540, 1'080});
        base->write([&](db::Tx& tx) { return house->calendars.seed_defaults(tx, seed, {}, system_now()); });
    }
    MailShop(const MailShop&) = delete;
    std::unique_ptr<db::Database> base;
    std::unique_ptr<app::House> house;
};

}  // namespace escucha::bench
