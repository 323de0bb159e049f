// What the API of this module takes and gives. Words are in the caller's language.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/fields.hpp"
#include "modules/rules/rules.hpp"

namespace escucha::rules::api {

// --- Packs
// --------------------------------------------------------------------------------------------------
struct PackSummary {
    std::string id, country, name;
    bool draft = false;  // little is known of this country yet
    std::string reviewed;
    int rules = 0;            // of today, sure ones
    int to_be_confirmed = 0;  // rules, duties and bodies that ship switched off
};
BOOST_DESCRIBE_STRUCT(PackSummary, (), (id, country, name, draft, reviewed, rules, to_be_confirmed))
struct PackList {
    std::vector<PackSummary> items;
};
BOOST_DESCRIBE_STRUCT(PackList, (), (items))

struct ScopeView {
    std::string id, question, help;
    bool yes = false;  // as answered
};
BOOST_DESCRIBE_STRUCT(ScopeView, (), (id, question, help, yes))
struct NamedView {
    std::string id, name, about;
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (id, name, about))
struct MappingView {
    CaseKind kind{};
    std::optional<std::string> legal_kind;  // null: the law says nothing of such a case
};
BOOST_DESCRIBE_STRUCT(MappingView, (), (kind, legal_kind))

// Something an administrator may switch on knowingly: send `id` in `switched_on`.
struct SwitchView {
    std::string id;
    bool on = false;
};
BOOST_DESCRIBE_STRUCT(SwitchView, (), (id, on))
struct ExtensionView {
    int most_times = 2;
    std::optional<SwitchView> to_be_confirmed;
};
BOOST_DESCRIBE_STRUCT(ExtensionView, (), (most_times, to_be_confirmed))
struct AlternativeView {
    Term term;
    What what{};
    std::string name;
    SwitchView chosen;
};
BOOST_DESCRIBE_STRUCT(AlternativeView, (), (term, what, name, chosen))

struct RuleView {
    std::string id, name, note, norm, article, url;
    std::string valid_from;
    std::optional<std::string> valid_until, adaptation_until;
    std::optional<SwitchView> to_be_confirmed;  // null: sure
    bool applies = false;                       // today, to what the organisation said it is
    What what{};
    Start start{};
    Term term;
    std::vector<std::string> legal_kinds, scopes, unless, flags;
    std::vector<PauseRule> pauses;
    std::optional<CureRule> cure;
    std::optional<ExtensionView> extension;
    std::optional<AlternativeView> alternative;
};
BOOST_DESCRIBE_STRUCT(RuleView, (),
                      (id, name, note, norm, article, url, valid_from, valid_until, adaptation_until,
                       to_be_confirmed, applies, what, start, term, legal_kinds, scopes, unless, flags,
                       pauses, cure, extension, alternative))
struct DutyView {
    std::string id, name, norm, article, url;
    std::string valid_from;
    std::optional<std::string> valid_until;
    std::optional<SwitchView> to_be_confirmed;
    bool applies = false;
    DutyKind kind{};
    int amount = 0;
    std::vector<std::string> items;
};
BOOST_DESCRIBE_STRUCT(DutyView, (),
                      (id, name, norm, article, url, valid_from, valid_until, to_be_confirmed, applies, kind,
                       amount, items))
struct BodyView {
    std::string id, name, about, url;
    std::optional<SwitchView> to_be_confirmed;
    std::vector<std::string> scopes, unless;
    bool named = false;  // a refusal of this organisation names it
};
BOOST_DESCRIBE_STRUCT(BodyView, (), (id, name, about, url, to_be_confirmed, scopes, unless, named))

struct PackView {
    std::string id, country, name;
    bool draft = false;
    std::string reviewed;
    bool chosen = false;
    std::vector<ScopeView> scopes = {};
    std::vector<NamedView> flags = {}, legal_kinds = {};
    std::vector<MappingView> mapping = {};
    std::vector<RuleView> rules = {};
    std::vector<DutyView> duties = {};
    std::vector<BodyView> dispute_bodies = {};
};
BOOST_DESCRIBE_STRUCT(PackView, (),
                      (id, country, name, draft, reviewed, chosen, scopes, flags, legal_kinds, mapping, rules,
                       duties, dispute_bodies))

struct OnePack {
    http::Line<16> id;
};
BOOST_DESCRIBE_STRUCT(OnePack, (), (id))

// --- The choice
// ---------------------------------------------------------------------------------------------
// `fact`: as in `switched_on`; `basis`: by what it was confirmed.
struct ConfirmationView {
    std::string fact, basis;
    PersonId by = 0;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(ConfirmationView, (), (fact, basis, by, at))
struct ChoiceView {
    std::optional<std::string> pack;  // null: the law is not counted
    std::vector<std::string> scopes, switched_on;
    std::vector<ConfirmationView> confirmations;  // also of what was switched off since
    std::optional<Instant> chosen_at;
    std::int64_t version = 0;  // 0: nobody has chosen yet
};
BOOST_DESCRIBE_STRUCT(ChoiceView, (), (pack, scopes, switched_on, confirmations, chosen_at, version))
struct Confirm {
    http::Line<120> fact;
    http::Line<300> basis;
};
BOOST_DESCRIBE_STRUCT(Confirm, (), (fact, basis))
struct ChooseRules {
    std::optional<http::Line<16>> pack;
    http::Many<http::Line<64>, 50> scopes;
    http::Many<http::Line<120>, 100> switched_on;
    std::optional<http::Many<Confirm, 100>> confirmations;  // of what is newly switched on
};
BOOST_DESCRIBE_STRUCT(ChooseRules, (), (pack, scopes, switched_on, confirmations))

// --- Rules of the house
// -------------------------------------------------------------------------------------
struct HouseTerm {  // `ends`, for days: with the day's closing time (unless said), or at midnight
    http::Int<0, 10'000> amount;
    TermUnit unit{};
    std::optional<calendar::DayEnd> ends;
};
BOOST_DESCRIBE_STRUCT(HouseTerm, (), (amount, unit, ends))
struct WriteHouseRule {
    http::Line<120> name;
    http::Many<CaseKind, 9> kinds;
    http::Many<Channel, 8> channels;
    http::Many<http::Line<64>, 10> flags;
    What what{};
    HouseTerm term;
    std::optional<bool> pauses_for_customer;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(WriteHouseRule, (),
                      (name, kinds, channels, flags, what, term, pauses_for_customer, active))
struct EditHouseRule : WriteHouseRule {
    http::Id id;
    BOOST_DESCRIBE_CLASS(EditHouseRule, (WriteHouseRule), (id), (), ())
};
struct OneHouseRule {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneHouseRule, (), (id))
struct HouseRuleView {
    HouseRuleId id = 0;
    std::string name;
    std::vector<CaseKind> kinds;
    std::vector<Channel> channels;
    std::vector<std::string> flags;
    What what{};
    Term term;
    bool pauses_for_customer = false;
    bool active = true;
    // Where the law became stricter since it was written: the rule that counts instead on some days.
    std::optional<std::string> law_is_stricter;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(HouseRuleView, (),
                      (id, name, kinds, channels, flags, what, term, pauses_for_customer, active,
                       law_is_stricter, version))
struct HouseRuleList {
    std::vector<HouseRuleView> items;
};
BOOST_DESCRIBE_STRUCT(HouseRuleList, (), (items))

}  // namespace escucha::rules::api
