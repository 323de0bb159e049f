// The routes of rules: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/rules/memory.hpp"
#include "modules/rules/pack_views.hpp"

namespace escucha::rules {
namespace {

using http::Call;

LocalDay today(const Rules& rules, db::Tx& tx, Instant now) {
    return rules.days(tx).house->zone().day(now);
}

Result<api::PackView> one_pack(const Rules& rules, const Call& call, const api::OnePack& in) {
    const Pack* pack = find_pack(in.id);
    if (!pack) return not_found("rule_pack.not_found");
    return rules.impl().base.read([&](db::Tx& tx) {
        const auto chosen = rules.impl().memory.current(tx)->chosen();
        return api::whole(*pack, chosen, today(rules, tx, call.now), call.language);
    });
}

api::PackList all_packs(const Rules& rules, const Call& call) {
    const auto day = rules.impl().base.read([&](db::Tx& tx) { return today(rules, tx, call.now); });
    api::PackList out;
    for (const Pack& pack : packs()) out.items.push_back(api::summary(pack, day, call.language));
    return out;
}

http::WithEtag<api::ChoiceView> view(const Choice& choice) {
    api::ChoiceView out{.pack = choice.pack.empty() ? std::nullopt : std::optional(choice.pack),
                        .scopes = choice.scopes,
                        .switched_on = choice.switched_on,
                        .confirmations = {},
                        .chosen_at = choice.chosen_at,
                        .version = choice.version};
    for (const auto& one : choice.confirmations)
        out.confirmations.push_back({one.fact, one.basis, one.by, one.at});
    return {std::move(out), std::to_string(choice.version)};
}

template <class T>
std::vector<std::string> texts(const T& list) {
    std::vector<std::string> out;
    for (const auto& one : list) out.push_back(one.str());
    return out;
}

Result<http::WithEtag<api::ChoiceView>> choose(Rules& rules, const Call& call, const api::ChooseRules& in) {
    Choice wanted{.pack = in.pack ? in.pack->str() : "",
                  .scopes = texts(in.scopes),
                  .switched_on = texts(in.switched_on)};
    if (in.confirmations)
        for (const auto& one : *in.confirmations)
            wanted.confirmations.push_back({.fact = one.fact, .basis = one.basis});
    const auto done = rules.choose(call.principal, wanted, http::version_asked(call), call.now);
    if (!done) return Refused(done.error());
    return view(*done);
}

// --- Rules of the house
// -------------------------------------------------------------------------------------
api::HouseRuleView view(const HouseRule& rule) {
    return {.id = rule.id,
            .name = rule.name,
            .kinds = rule.kinds,
            .channels = rule.channels,
            .flags = rule.flags,
            .what = rule.what,
            .term = rule.term,
            .pauses_for_customer = rule.pauses_for_customer,
            .active = rule.active,
            .law_is_stricter = {},
            .version = rule.version};
}

HouseRule wanted(const api::WriteHouseRule& in) {
    return {.name = in.name,
            .kinds = in.kinds,
            .channels = in.channels,
            .flags = texts(in.flags),
            .what = in.what,
            .term = {static_cast<int>(in.term.amount), in.term.unit,
                     in.term.ends.value_or(calendar::DayEnd::close)},
            .pauses_for_customer = in.pauses_for_customer.value_or(false),
            .active = in.active.value_or(true)};
}

api::HouseRuleList house_rules(const Rules& rules, const Call& call) {
    return rules.impl().base.read([&](db::Tx& tx) {
        api::HouseRuleList out;
        for (const auto& listed : rules.house_rules(tx, call.now)) {
            auto& item = out.items.emplace_back(view(listed.rule));
            if (listed.weaker_than)
                item.law_is_stricter =
                    listed.article.empty() ? listed.norm : listed.norm + ", " + listed.article;
        }
        return out;
    });
}

// --- The table
// ----------------------------------------------------------------------------------------------
void add_packs(http::Api& api, Rules& rules) {
    api.get("/rule-packs",
            {.id = "listRulePacks",
             .scope = "calendar:read",
             .summary = "The countries whose rules are known",
             .tag = "rules"},
            [&rules](const Call& call) -> Result<api::PackList> { return all_packs(rules, call); });
    api.get(
        "/rule-packs/{id}",
        {.id = "getRulePack",
         .scope = "calendar:read",
         .summary = "The rules of a country, and which of them apply here",
         .description = "What is marked `to_be_confirmed` is switched off until an administrator switches "
                        "it on knowingly. Not legal advice.",
         .tag = "rules",
         .errors = {"rule_pack.not_found"}},
        [&rules](const Call& call, const api::OnePack& in) { return one_pack(rules, call, in); });
}

void add_choice(http::Api& api, Rules& rules) {
    api.get("/rule-choice",
            {.id = "getRuleChoice",
             .scope = "calendar:read",
             .summary = "The country whose rules are counted, and what the organisation is",
             .tag = "rules"},
            [&rules](const Call&) -> Result<http::WithEtag<api::ChoiceView>> {
                return rules.impl().base.read([&](db::Tx& tx) { return view(rules.choice(tx)); });
            });
    api.put("/rule-choice",
            {.id = "chooseRules",
             .access = http::Access::role(Role::administrator),
             .scope = "calendar:write",
             .summary = "Choose the country, answer its questions, switch on what is to be confirmed",
             .description = "Cases that are there keep the rules they were born under. What the pack marks "
                            "`to_be_confirmed` "
                            "is switched on with a confirmation: by what it is known.",
             .tag = "rules",
             .errors = {"rules.changed_meanwhile"},
             .needs_match = true},
            [&rules](const Call& call, const api::ChooseRules& in) { return choose(rules, call, in); });
}

void add_house_rules(http::Api& api, Rules& rules) {
    api.get("/house-rules",
            {.id = "listHouseRules",
             .scope = "calendar:read",
             .summary = "The stricter rules of the house, by name",
             .tag = "rules"},
            [&rules](const Call& call) -> Result<api::HouseRuleList> { return house_rules(rules, call); });
    api.post("/house-rules",
             {.id = "addHouseRule",
              .access = http::Access::role(Role::administrator),
              .scope = "calendar:write",
              .summary = "One more rule of the house",
              .description = "A rule weaker than the law on any day of the coming year is refused at `term`, "
                             "with the article and the date it would miss.",
              .tag = "rules",
              .errors = {"house_rule.too_many"}},
             [&rules](const Call& call,
                      const api::WriteHouseRule& in) -> Result<http::Created<api::HouseRuleView>> {
                 const auto made = rules.add(call.principal, wanted(in), call.now);
                 if (!made) return Refused(made.error());
                 return http::Created<api::HouseRuleView>{
                     view(*made), fmt::format("/house-rules/{}", made->id), std::to_string(made->version)};
             });
    api.put("/house-rules/{id}",
            {.id = "writeHouseRule",
             .access = http::Access::role(Role::administrator),
             .scope = "calendar:write",
             .summary = "A rule of the house, written anew",
             .tag = "rules",
             .errors = {"house_rule.not_found", "house_rule.changed_meanwhile"},
             .needs_match = true},
            [&rules](const Call& call,
                     const api::EditHouseRule& in) -> Result<http::WithEtag<api::HouseRuleView>> {
                const auto done =
                    rules.change(call.principal, in.id, http::version_asked(call), wanted(in), call.now);
                if (!done) return Refused(done.error());
                return http::WithEtag<api::HouseRuleView>{view(*done), std::to_string(done->version)};
            });
    api.del("/house-rules/{id}",
            {.id = "removeHouseRule",
             .access = http::Access::role(Role::administrator),
             .scope = "calendar:write",
             .summary = "Remove a rule of the house",
             .tag = "rules",
             .errors = {"house_rule.not_found"}},
            [&rules](const Call& call, const api::OneHouseRule& in) -> Result<std::monostate> {
                const auto done = rules.remove(call.principal, in.id, call.now);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
}

}  // namespace

void add_routes(http::Api& api, Rules& rules) {
    add_packs(api, rules);
    add_choice(api, rules);
    add_house_rules(api, rules);
}

}  // namespace escucha::rules
