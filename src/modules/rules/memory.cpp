#include "modules/rules/memory.hpp"

#include "modules/rules/store.hpp"

namespace escucha::rules {
namespace {

constexpr std::string_view kChannel = "rules";

std::shared_ptr<const Known> load(db::Tx& tx, std::int64_t revision) {
    auto known = std::make_shared<Known>();
    known->revision = revision;
    known->choice = store::choice(tx).value_or(Choice{});
    known->house = store::house_rules(tx);
    return known;
}

}  // namespace

Chosen Known::chosen() const {
    return {.pack = find_pack(choice.pack),
            .scopes = {choice.scopes.begin(), choice.scopes.end()},
            .switched_on = {choice.switched_on.begin(), choice.switched_on.end()}};
}

Memory::Memory(db::Database& base)
    : listening_(base.listen(std::string(kChannel), [this] { doubtful_ = true; })) {}

std::shared_ptr<const Known> Memory::newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

std::shared_ptr<const Known> Memory::believed() const {
    if (doubtful_) return nullptr;
    const std::lock_guard lock(mutex_);
    const bool recent = std::chrono::steady_clock::now() - looked_at_ < kLookAgain;
    return recent && newest_->revision >= wanted_ ? newest_ : nullptr;
}

void Memory::publish(std::shared_ptr<const Known> known) {
    const std::lock_guard lock(mutex_);
    // A slow reader may come with an older state than the one already here.
    if (known->revision > newest_->revision) newest_ = std::move(known);
}

void Memory::looked(std::int64_t revision) {
    const std::lock_guard lock(mutex_);
    if (revision < wanted_) return;  // looked from a transaction that began before the change
    looked_at_ = std::chrono::steady_clock::now();
}

std::shared_ptr<const Known> Memory::current(db::Tx& tx) {
    if (auto known = believed()) return known;
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

void Memory::changed(db::Tx& tx) {
    const auto revision = store::next_revision(tx);
    tx.wake(kChannel);
    tx.on_commit([this, revision] {
        const std::lock_guard lock(mutex_);
        wanted_ = std::max(wanted_, revision);
    });
}

std::optional<Rules::InForce> Memory::in_force(std::int64_t revision, LocalDay day) const {
    const std::lock_guard lock(mutex_);
    const auto found = days_.find({revision, day});
    return found == days_.end() ? std::nullopt : std::optional(found->second);
}

void Memory::keep(std::int64_t revision, LocalDay day, const Rules::InForce& found) {
    const std::lock_guard lock(mutex_);
    if (days_.size() >= kMost) days_.clear();
    days_.insert_or_assign({revision, day}, found);
}

std::shared_ptr<const RuleSet> Memory::rule_set(RuleSetId id) const {
    const std::lock_guard lock(mutex_);
    const auto found = sets_.find(id);
    return found == sets_.end() ? nullptr : found->second;
}

void Memory::keep(RuleSetId id, std::shared_ptr<const RuleSet> set) {
    const std::lock_guard lock(mutex_);
    if (sets_.size() >= kMost) sets_.clear();
    sets_.insert_or_assign(id, std::move(set));
}

}  // namespace escucha::rules
