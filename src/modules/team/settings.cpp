#include "modules/team/settings.hpp"

#include "db/database.hpp"

namespace escucha::team {
namespace store {

const db::Statement kOrganisation{
    "SELECT name, country, zone, currency, language, treatment, sample, version FROM organisation"};

std::optional<Organisation> organisation(db::Tx& tx) {
    const auto row = tx.one(kOrganisation);
    if (!row) return std::nullopt;
    const auto* zone = Zone::find(row->get<std::string_view>(2));
    return Organisation{.name = row->get<std::string>(0),
                        .country = row->get<std::string>(1),
                        // A zone that this machine's tzdata no longer knows must not stop the house.
                        .zone = zone ? zone : &Zone::utc(),
                        .currency = row->get<std::string>(3),
                        .language = row->get<Language>(4),
                        .treatment = row->get<Treatment>(5),
                        .sample = row->get<SampleState>(6),
                        .version = row->get<std::int64_t>(7)};
}

const db::Statement kAddOrganisation{
    "INSERT INTO organisation (id, name, country, zone, currency, language, treatment, sample, created_at, "
    "version) "
    "VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT DO NOTHING"};

bool add_organisation(db::Tx& tx, const Organisation& o, Instant now) {
    return tx.execute(kAddOrganisation, o.name, o.country, o.zone->name(), o.currency, o.language,
                      o.treatment, o.sample, now) == 1;
}

const db::Statement kSaveOrganisation{
    "UPDATE organisation SET name = $1, country = $2, zone = $3, currency = $4, language = $5, treatment = "
    "$6, "
    "sample = $7, version = version + 1 RETURNING version"};

std::int64_t save_organisation(db::Tx& tx, const Organisation& o) {
    return tx.insert(kSaveOrganisation, o.name, o.country, o.zone->name(), o.currency, o.language,
                     o.treatment, o.sample);
}

}  // namespace store

std::shared_ptr<const Organisation> Settings::now() const {
    const std::lock_guard lock(mutex_);
    return current_;
}

void Settings::put(Organisation organisation) {
    auto next = std::make_shared<const Organisation>(std::move(organisation));
    const std::lock_guard lock(mutex_);
    // A slow reader may come with an older state than the one a commit has just put here.
    if (next->version >= current_->version) current_ = std::move(next);
}

void Settings::refresh(db::Database& base, Instant now) {
    const auto age = std::chrono::abs(now - instant(looked_at_));
    if (doubtful_ || age >= kLookAgain) load(base, now);
}

void Settings::load(db::Database& base, Instant now) {
    doubtful_ = false;
    looked_at_ = micros(now);
    if (auto found = base.read([](db::Tx& tx) { return store::organisation(tx); })) put(std::move(*found));
}

}  // namespace escucha::team
