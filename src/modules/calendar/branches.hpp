// A branch in another region than the house (Andalucía and Madrid): the cases of its teams are counted with
// the public holidays of that region and the official holidays of its town, by the law and by the house. What
// the house decided for itself holds there too: hours, Saturday, which holidays close, its own closing days.
// The house's own local holidays do not.
//
// A case is counted by the calendar of the team it was born in, for ever (cases/rulebook.hpp).
#pragma once
#include <string>
#include <vector>

#include "modules/calendar/editing.hpp"

namespace escucha::http {
class Api;
}

namespace escucha::calendar {

inline constexpr std::size_t kMostBranches = 200;
inline constexpr std::size_t kMostBranchDays = 400;

struct BranchDay {
    LocalDay day{};
    std::string name = {};
};
struct Branch {
    std::int64_t id = 0;
    std::string name = {};
    std::string region = {};  // "": the country as a whole
    std::vector<std::int64_t> teams = {};
    std::vector<BranchDay> days = {};  // by date
    std::int64_t version = 0;
};

namespace store {
std::vector<Branch> branches(db::Tx& tx);  // by name
}

// What the cases of a branch are counted by; `house` and `official` as definition_of and official_definition.
Definition of_branch(const Branch& branch, const Settings& settings, const HolidayChoices& choices,
                     const std::vector<OwnDayRow>& days);
Definition official_of_branch(const Branch& branch, const Settings& settings, const HolidayChoices& choices,
                              const std::vector<OwnDayRow>& days);

std::vector<Branch> list_branches(Context& c);
// Refuse "name" (branch_taken), "region" (unknown_region), "teams[i]" (branch_has_team: of another branch),
// "days[i].date" (twice); "calendar.not_set_up", "calendar.too_many_branches", "calendar.branch_not_found",
// "stale".
Result<Branch> add_branch(Context& c, const Branch& wanted, const Principal& by, Instant now);
Result<Branch> edit_branch(Context& c, const Branch& wanted, const Match& match, const Principal& by,
                           Instant now);
// Cases that are counted by it stay as they are.
Result<void> remove_branch(Context& c, std::int64_t id, const Principal& by, Instant now);

void add_branch_routes(http::Api& api, Context& c);

}  // namespace escucha::calendar
