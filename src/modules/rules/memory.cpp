#include "modules/rules/memory.hpp"

#include <stdexcept>

#include "modules/rules/store.hpp"

namespace escucha::rules {
namespace {

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

Chosen Known::must_know() const {
    auto found = chosen();
    if (!found.pack && !choice.pack.empty())
        throw std::runtime_error(fmt::format(
            "the rules of \"{}\" were chosen, and this version of the program has none of that name",
            choice.pack));
    return found;
}

Memory::Memory(db::Database& base)
    : known_(base, {.channel = "rules",
                    .revision = store::revision,
                    .next_revision = store::next_revision,
                    .load = load}) {}

std::optional<Rules::InForce> Memory::in_force(std::int64_t revision, const Zone& zone, LocalDay day) const {
    const std::lock_guard lock(mutex_);
    const auto found = days_.find({revision, zone.name(), day});
    return found == days_.end() ? std::nullopt : std::optional(found->second);
}

void Memory::keep(std::int64_t revision, const Zone& zone, LocalDay day, const Rules::InForce& found) {
    const std::lock_guard lock(mutex_);
    if (days_.size() >= kMost) days_.clear();
    days_.insert_or_assign({revision, zone.name(), day}, found);
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
