// Facts the rules announce. Their subject is "rules": the organisation's ones.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

namespace escucha::rules {

// What the administrator chose, as it is from now on.
struct RulesChosen {
    static constexpr std::string_view kType = "rules.chosen";
    std::string pack = {};
    std::vector<std::string> scopes = {}, switched_on = {};
};
BOOST_DESCRIBE_STRUCT(RulesChosen, (), (pack, scopes, switched_on))

// An administrator confirmed what the pack marks so, and said by what.
struct FactConfirmed {
    static constexpr std::string_view kType = "rules.fact_confirmed";
    std::string pack = {}, fact = {}, basis = {};
};
BOOST_DESCRIBE_STRUCT(FactConfirmed, (), (pack, fact, basis))

// `what`: "added", "changed", "removed". `rule`: as in "resolution: 10 business_days".
struct HouseRuleChanged {
    static constexpr std::string_view kType = "house_rule.changed";
    std::int64_t id = 0;
    std::string what = {}, name = {}, rule = {};
};
BOOST_DESCRIBE_STRUCT(HouseRuleChanged, (), (id, what, name, rule))

}  // namespace escucha::rules
