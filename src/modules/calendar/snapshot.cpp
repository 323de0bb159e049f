#include "modules/calendar/snapshot.hpp"

#include "modules/calendar/holidays.hpp"

namespace escucha::calendar {
namespace {

constexpr std::string_view kChannel = "calendar";

std::shared_ptr<const Snapshot> load(db::Tx& tx, std::int64_t revision) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->revision = revision;
    snapshot->policies = store::policies(tx);
    Definition definition, official;
    if (const auto settings = store::settings(tx)) {
        const auto choices = store::holiday_choices(tx);
        const auto days = store::own_days(tx);
        definition = definition_of(*settings, choices, days);
        official = official_definition(*settings, choices, days);
        snapshot->country = settings->country;
        snapshot->region = settings->region;
    }
    snapshot->calendar = std::make_shared<const WorkingCalendar>(std::move(definition));
    snapshot->official = std::make_shared<const WorkingCalendar>(std::move(official));
    return snapshot;
}

}  // namespace

const Policy* Snapshot::policy(CaseKind kind) const {
    const auto found = std::ranges::lower_bound(policies, kind, {}, &Policy::kind);
    return found != policies.end() && found->kind == kind ? &*found : nullptr;
}

Definition definition_of(const Settings& settings, const HolidayChoices& choices,
                         const std::vector<OwnDayRow>& days) {
    Definition definition;
    // A zone that this machine's tzdata no longer knows must not stop the house.
    if (const auto* zone = Zone::find(settings.zone)) definition.zone = zone;
    definition.week = settings.hours;
    definition.saturday_is_business = settings.saturday_is_business;
    for (int year = kFirstHolidayYear; year <= kLastHolidayYear; ++year)
        for (const auto& holiday : holidays(settings.country, settings.region, year)) {
            const auto choice = choices.find(holiday.day);
            const bool closes =
                choice == choices.end() ? holiday.kind == HolidayKind::public_ : choice->second;
            if (closes) definition.holidays.push_back({holiday.day, std::string(holiday.es)});
        }
    for (const auto& row : days) definition.own_days.push_back(row.day);
    return definition;
}

Definition official_definition(const Settings& settings, const HolidayChoices& choices,
                               const std::vector<OwnDayRow>& days) {
    HolidayChoices opened;
    for (const auto& [day, closes] : choices)
        if (!closes) opened.emplace(day, false);
    auto definition = definition_of(settings, opened, days);
    std::erase_if(definition.own_days, [](const OwnDay& day) { return day.hours.empty() && !day.official; });
    return definition;
}

Snapshots::Snapshots(db::Database& base)
    : base_(base), listening_(base.listen(std::string(kChannel), [this] { doubtful_ = true; })) {}

std::shared_ptr<const Snapshot> Snapshots::newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

std::shared_ptr<const Snapshot> Snapshots::believed() const {
    if (doubtful_) return nullptr;
    const std::lock_guard lock(mutex_);
    const bool recent = std::chrono::steady_clock::now() - looked_at_ < kLookAgain;
    return recent && newest_->revision >= wanted_ ? newest_ : nullptr;
}

void Snapshots::publish(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard lock(mutex_);
    // A slow reader may come with an older state than the one already here.
    if (snapshot->revision > newest_->revision) newest_ = std::move(snapshot);
}

void Snapshots::looked(std::int64_t revision) {
    const std::lock_guard lock(mutex_);
    if (revision < wanted_) return;  // looked from a transaction that began before the change
    looked_at_ = std::chrono::steady_clock::now();
}

std::shared_ptr<const Snapshot> Snapshots::current(db::Tx& tx) {
    if (auto snapshot = believed()) return snapshot;
    doubtful_ = false;  // before looking: a change that comes meanwhile raises it again
    const auto revision = store::revision(tx);
    if (auto known = newest(); known->revision >= revision) {
        looked(revision);
        return known;
    }
    auto fresh = load(tx, revision);
    if (!tx.writable()) {
        publish(fresh);
        looked(revision);
    } else {  // it may hold what this transaction changed: others see it once that is durable
        tx.on_commit([this, fresh, revision] {
            publish(fresh);
            looked(revision);
        });
    }
    return fresh;
}

std::shared_ptr<const Snapshot> Snapshots::current() {
    if (auto snapshot = believed()) return snapshot;
    return base_.read([&](db::Tx& tx) { return current(tx); });
}

void Snapshots::changed(db::Tx& tx) {
    const auto revision = store::next_revision(tx);
    tx.wake(kChannel);
    tx.on_commit([this, revision] {
        const std::lock_guard lock(mutex_);
        wanted_ = std::max(wanted_, revision);
    });
}

}  // namespace escucha::calendar
