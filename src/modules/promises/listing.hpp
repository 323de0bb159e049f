// The lists of promises: who may see which, and what each view holds.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/promises/promises.hpp"

namespace escucha::promises {

// mine: my open ones; today: those of today and before; late: past their hour (a supervisor: the team's);
// week: of the next seven days; team: everyone's of my team (a manager: everyone's).
enum class PromiseListView { mine, today, late, week, team };
BOOST_DESCRIBE_ENUM(PromiseListView, mine, today, late, week, team)

struct ListWanted {
    PromiseListView view = PromiseListView::mine;
    std::vector<PromiseState> states = {};  // empty: the open ones, unless a period or `kept` is asked for
    std::optional<Instant> due_from = {}, due_to = {};
    std::optional<PersonId> maker = {};
    std::optional<CaseKind> kind = {};
    std::optional<bool> kept = {};  // as rate() counts: kept on time, or due and not
    std::string cursor = {};
    std::size_t limit = 50;
};

// Promises of cases the caller may not see are left out. Refuses a cursor that is none.
Result<http::PageOf<PromiseView>> list(const Promises& promises, db::Tx& tx, const ListWanted& wanted,
                                       const Principal& who, Instant now);

}  // namespace escucha::promises
