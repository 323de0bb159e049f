// The calendars of branches over HTTP.
#include "http/api.hpp"
#include "http/fields.hpp"
#include "modules/calendar/branches.hpp"

namespace escucha::calendar {
namespace api {

struct BranchHoliday {
    std::chrono::year_month_day date = {};
    http::Line<120> name;
};
BOOST_DESCRIBE_STRUCT(BranchHoliday, (), (date, name))
struct WriteBranch {
    http::Line<80> name;
    std::optional<http::Line<16>> region;  // of the country of the calendar; none: the country as a whole
    http::Many<http::Id, 100> teams;
    http::Many<BranchHoliday, kMostBranchDays> days;
};
BOOST_DESCRIBE_STRUCT(WriteBranch, (), (name, region, teams, days))
struct EditBranch : WriteBranch {
    http::Id id;
    BOOST_DESCRIBE_CLASS(EditBranch, (WriteBranch), (id), (), ())
};
struct OneBranch {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneBranch, (), (id))
struct BranchHolidayView {
    std::chrono::year_month_day date = {};
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(BranchHolidayView, (), (date, name))
struct BranchView {
    std::int64_t id = 0;
    std::string name = {};
    std::optional<std::string> region = {};
    std::vector<std::int64_t> teams = {};
    std::vector<BranchHolidayView> days = {};
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BranchView, (), (id, name, region, teams, days, version))
struct BranchList {
    std::vector<BranchView> items = {};
};
BOOST_DESCRIBE_STRUCT(BranchList, (), (items))

}  // namespace api

namespace {

using http::Call;

api::BranchView view(const Branch& b) {
    api::BranchView out{.id = b.id,
                        .name = b.name,
                        .region = b.region.empty() ? std::nullopt : std::optional(b.region),
                        .teams = b.teams,
                        .version = b.version};
    for (const auto& d : b.days) out.days.push_back({std::chrono::year_month_day{d.day}, d.name});
    return out;
}

Branch wanted(const api::WriteBranch& in) {
    Branch out{.name = in.name, .region = in.region ? in.region->str() : std::string()};
    for (const auto& team : in.teams) out.teams.push_back(team);
    for (const auto& d : in.days) out.days.push_back({LocalDay{d.date}, d.name});
    return out;
}

http::Spec write(const char* id, const char* summary, std::vector<std::string> errors, bool match = false) {
    return {.id = id,
            .access = http::Access::role(Role::administrator),
            .scope = "calendar:write",
            .summary = summary,
            .tag = "calendar",
            .errors = std::move(errors),
            .needs_match = match};
}

}  // namespace

void add_branch_routes(http::Api& api, Context& c) {
    api.get("/calendar/branches",
            {.id = "listBranchCalendars",
             .scope = "calendar:read",
             .summary = "Branches in another region, whose teams' cases are counted with its holidays",
             .tag = "calendar"},
            [&c](const Call&) -> Result<api::BranchList> {
                api::BranchList out;
                for (const auto& b : list_branches(c)) out.items.push_back(view(b));
                return out;
            });
    api.post(
        "/calendar/branches",
        write("addBranchCalendar", "One more branch", {"calendar.not_set_up", "calendar.too_many_branches"}),
        [&c](const Call& call, const api::WriteBranch& in) -> Result<http::Created<api::BranchView>> {
            const auto made = add_branch(c, wanted(in), call.principal, call.now);
            if (!made) return Refused(made.error());
            return http::Created<api::BranchView>{view(*made), fmt::format("/calendar/branches/{}", made->id),
                                                  std::to_string(made->version)};
        });
    api.put("/calendar/branches/{id}",
            write("writeBranchCalendar", "A branch, written anew; cases that are there keep their calendar",
                  {"calendar.branch_not_found", "stale"}, true),
            [&c](const Call& call, const api::EditBranch& in) -> Result<http::WithEtag<api::BranchView>> {
                auto branch = wanted(in);
                branch.id = in.id;
                const auto done = edit_branch(c, branch, call.if_match, call.principal, call.now);
                if (!done) return Refused(done.error());
                return http::WithEtag<api::BranchView>{view(*done), std::to_string(done->version)};
            });
    api.del("/calendar/branches/{id}",
            write("removeBranchCalendar", "Remove a branch; cases that are there keep its calendar",
                  {"calendar.branch_not_found"}),
            [&c](const Call& call, const api::OneBranch& in) -> Result<std::monostate> {
                const auto done = remove_branch(c, in.id, call.principal, call.now);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
}

}  // namespace escucha::calendar
