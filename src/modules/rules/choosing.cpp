// The administrator chooses the country, answers its questions, and switches on what is to be confirmed.
#include <set>

#include "modules/rules/events.hpp"
#include "modules/rules/memory.hpp"
#include "modules/rules/store.hpp"

namespace escucha::rules {
namespace {

using Names = std::set<std::string, std::less<>>;

// What an administrator may switch on knowingly: what is marked so, and other readings.
Names to_be_confirmed(const Pack& pack) {
    Names ids;
    for (const Rule& rule : pack.rules) {
        if (rule.state == State::check) ids.insert(rule.ref.id);
        if (rule.extension && rule.extension->state == State::check)
            ids.insert(rule.ref.id + std::string(kExtensionOf));
        if (rule.alternative) ids.insert(rule.ref.id + std::string(kAlternativeOf));
    }
    for (const Duty& duty : pack.duties)
        if (duty.state == State::check) ids.insert(duty.ref.id);
    return ids;
}

Names scopes_of(const Pack& pack) {
    Names ids;
    for (const Scope& scope : pack.scopes) ids.insert(scope.id);
    return ids;
}

void check_names(const std::vector<std::string>& said, const Names& known, std::string_view field,
                 std::string_view code, std::vector<FieldError>& wrong) {
    for (std::size_t i = 0; i < said.size(); ++i)
        if (!known.contains(said[i]))
            wrong.push_back({fmt::format("{}[{}]", field, i), std::string(code), {{"name", said[i]}}});
}

std::vector<FieldError> check(const Choice& wanted) {
    std::vector<FieldError> wrong;
    const Pack* pack = find_pack(wanted.pack);
    if (!pack && !wanted.pack.empty()) return {{"pack", "unknown_rule_pack", {{"name", wanted.pack}}}};
    check_names(wanted.scopes, pack ? scopes_of(*pack) : Names{}, "scopes", "unknown_rule_scope", wrong);
    check_names(wanted.switched_on, pack ? to_be_confirmed(*pack) : Names{}, "switched_on",
                "not_to_be_confirmed", wrong);
    return wrong;
}

void tidy(std::vector<std::string>& names) {
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
}

}  // namespace

Result<Choice> Rules::choose(const Principal& by, const Choice& wanted, std::optional<std::int64_t> version,
                             Instant now) {
    if (auto wrong = check(wanted); !wrong.empty()) return invalid_fields(std::move(wrong));
    return impl_->base.write([&](db::Tx& tx) -> Result<Choice> {
        const auto stored = store::choice(tx);
        if (version && *version != (stored ? stored->version : 0))
            return refuse(ErrorKind::stale, "rules.changed_meanwhile");
        Choice choice = wanted;
        tidy(choice.scopes);
        tidy(choice.switched_on);
        choice.chosen_by = by.person;
        choice.chosen_at = now;
        choice.version = stored ? stored->version : 0;
        stored ? static_cast<void>(store::save_choice(tx, choice)) : store::add_choice(tx, choice);
        ++choice.version;
        impl_->changed(tx, by, now, RulesChosen{choice.pack, choice.scopes, choice.switched_on});
        return choice;
    });
}

}  // namespace escucha::rules
