// The table of contents of what this module answers over HTTP.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/team/team.hpp"

namespace escucha::escalation {
namespace api {

template <class T>
struct ListOf {
    std::vector<T> items;
    BOOST_DESCRIBE_CLASS(ListOf, (), (items), (), ())
};

struct WarningsOfKind {
    CaseKind kind{};
    std::vector<int> shares;  // percents of the term
};
struct EditWarnings {
    CaseKind kind{};
    http::Many<http::Int<1, 99>, kMostShares> shares;
};
struct LevelIn {
    Whom whom{};
    std::optional<http::Id> person_id;
    http::Int<0, kLongestWaitMinutes> wait_minutes;
    http::Many<http::Int<1, 7>, 7> weekdays;
    std::optional<http::TimeOfDay> from, to;
};
struct LevelOut {
    Whom whom{};
    std::optional<PersonId> person_id;
    std::optional<std::string> person_name;
    int wait_minutes = 0;
    std::vector<int> weekdays;
    std::optional<http::TimeOfDay> from, to;
};
struct Chain {
    std::optional<TeamId> team_id;  // none: of every team without one of its own
    std::vector<LevelOut> levels;
};
struct EditChain {
    http::Int<0, INT64_MAX> team_id;  // 0: of every team without one of its own
    http::Many<LevelIn, kMostLevels> levels;
};
struct EscalationSettings {
    std::vector<WarningsOfKind> warnings;
    std::vector<Chain> chains;
};
BOOST_DESCRIBE_STRUCT(WarningsOfKind, (), (kind, shares))
BOOST_DESCRIBE_STRUCT(EditWarnings, (), (kind, shares))
BOOST_DESCRIBE_STRUCT(LevelIn, (), (whom, person_id, wait_minutes, weekdays, from, to))
BOOST_DESCRIBE_STRUCT(LevelOut, (), (whom, person_id, person_name, wait_minutes, weekdays, from, to))
BOOST_DESCRIBE_STRUCT(Chain, (), (team_id, levels))
BOOST_DESCRIBE_STRUCT(EditChain, (), (team_id, levels))
BOOST_DESCRIBE_STRUCT(EscalationSettings, (), (warnings, chains))

struct AskForSupervisor {
    http::Id id;
    std::optional<http::Id> put_through_to;
    std::optional<http::Int<0, 86'400>> waited_seconds;
};
struct OneCase {
    http::Id id;
};
struct CallBackView {
    std::int64_t id = 0;
    Instant asked_at{};
    CallBackState state{};
    Instant due_at{};
    bool same_day = true;
    PersonId supervisor_id = 0;
    std::string supervisor_name;
    std::optional<int> waited_seconds;
    std::optional<Instant> settled_at;
    std::string norm, article;  // of the law that orders it; empty: none does
};
struct Period {
    Instant from{}, to{};
};
BOOST_DESCRIBE_STRUCT(AskForSupervisor, (), (id, put_through_to, waited_seconds))
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
BOOST_DESCRIBE_STRUCT(CallBackView, (),
                      (id, asked_at, state, due_at, same_day, supervisor_id, supervisor_name, waited_seconds,
                       settled_at, norm, article))
BOOST_DESCRIBE_STRUCT(Period, (), (from, to))

struct Digest {
    bool wanted = true;
    http::TimeOfDay at;
    std::optional<std::string> address;  // where it goes
    bool can_send = false;               // there is a mailbox that sends
    bool bounced = false;                // letters come back from that address
};
struct EditDigest {
    bool wanted = true;
    http::TimeOfDay at;
};
struct DigestPreview {
    std::optional<std::string> subject, text;  // none: nothing to be said now
};
BOOST_DESCRIBE_STRUCT(Digest, (), (wanted, at, address, can_send, bounced))
BOOST_DESCRIBE_STRUCT(EditDigest, (), (wanted, at))
BOOST_DESCRIBE_STRUCT(DigestPreview, (), (subject, text))

}  // namespace api

namespace {

using http::Access;
using http::Call;

api::CallBackView view(const CallBack& b, const std::unordered_map<PersonId, std::string>& names) {
    const auto name = names.find(b.supervisor);
    return {.id = b.id,
            .asked_at = b.asked_at,
            .state = b.state,
            .due_at = b.due_at,
            .same_day = b.same_day,
            .supervisor_id = b.supervisor,
            .supervisor_name = name == names.end() ? "" : name->second,
            .waited_seconds = b.waited_seconds,
            .settled_at = b.settled_at,
            .norm = b.norm,
            .article = b.article};
}

std::vector<api::CallBackView> views(const Escalation& e, db::Tx& tx, const std::vector<CallBack>& all) {
    std::vector<PersonId> ids;
    for (const auto& b : all) ids.push_back(b.supervisor);
    const auto names = e.parts().team.names(tx, ids);
    std::vector<api::CallBackView> out;
    for (const auto& b : all) out.push_back(view(b, names));
    return out;
}

void call_back_routes(http::Api& api, Escalation& e) {
    api.post(
        "/cases/{id}/call-backs",
        {.id = "askForSupervisor",
         .scope = "cases:write",
         .summary =
             "The customer asks for a supervisor: put through now, or called back as law and house want it",
         .errors = {"case.not_found", "case.about_you", "case.sealed", "case.nobody_above",
                    "call_back.open_already", "call_back.case_is_solved", "invalid_fields"}},
        [&](const Call& call, const api::AskForSupervisor& in) -> Result<http::Created<api::CallBackView>> {
            const CallBackWish wish{
                .put_through_to = in.put_through_to ? in.put_through_to->value : 0,
                .waited_seconds = in.waited_seconds ? static_cast<int>(in.waited_seconds->value) : 0};
            const auto made = e.ask_for_supervisor(call.principal, in.id, wish, call.now);
            if (!made) return Refused(made.error());
            return e.parts().db.read([&](db::Tx& tx) {
                return http::Created<api::CallBackView>{views(e, tx, {*made}).front(),
                                                        fmt::format("/cases/{}/call-backs", made->case_id)};
            });
        });
    api.get("/cases/{id}/call-backs",
            {.id = "listCallBacks",
             .scope = "cases:read",
             .summary = "When the customer of a case asked for a supervisor, newest first",
             .errors = {"case.not_found", "case.about_you", "case.sealed"}},
            [&](const Call& call, const api::OneCase& in) -> Result<api::ListOf<api::CallBackView>> {
                return e.parts().db.read([&](db::Tx& tx) -> Result<api::ListOf<api::CallBackView>> {
                    const auto c = e.parts().cases.find_standing(tx, in.id);
                    if (!c) return not_found("case.not_found");
                    if (const auto ok = cases::may_handle(call.principal, *c); !ok)
                        return Refused(ok.error());
                    return api::ListOf<api::CallBackView>{views(e, tx, e.of_case(tx, c->id))};
                });
            });
    api.get("/cases/{id}/call-back-term",
            {.id = "getCallBackTerm",
             .scope = "cases:read",
             .summary = "By when a call would be promised now, and which law orders it",
             .errors = {"case.not_found", "case.about_you", "case.sealed"}},
            [&](const Call& call, const api::OneCase& in) -> Result<CallBackTerms> {
                return e.parts().db.read([&](db::Tx& tx) {
                    return e.call_back_terms(tx, call.principal, in.id, call.language, call.now);
                });
            });
    api.get("/call-backs/summary",
            {.id = "countCallBacks",
             .access = Access::role(Role::supervisor),
             .scope = "cases:read",
             .summary = "How many customers asked for a supervisor in a period, and were called in time"},
            [&](const Call& call, const api::Period& in) -> Result<CallBackCounts> {
                return e.parts().db.read([&](db::Tx& tx) { return e.counts(tx, in.from, in.to, call.now); });
            });
}

std::vector<Level> levels_of(const api::EditChain& in) {
    std::vector<Level> out;
    for (const auto& l : in.levels) {
        Level level{.whom = l.whom,
                    .person = l.person_id ? l.person_id->value : 0,
                    .wait_minutes = static_cast<int>(l.wait_minutes.value)};
        for (const auto& day : l.weekdays) level.weekdays.push_back(static_cast<int>(day.value));
        if (l.from && l.to) level.hours = calendar::Interval{l.from->minutes, l.to->minutes};
        out.push_back(std::move(level));
    }
    return out;
}

api::LevelOut view(const Level& l, const std::unordered_map<PersonId, std::string>& names) {
    api::LevelOut out{.whom = l.whom,
                      .person_id = std::nullopt,
                      .person_name = std::nullopt,
                      .wait_minutes = l.wait_minutes,
                      .weekdays = l.weekdays,
                      .from = std::nullopt,
                      .to = std::nullopt};
    if (l.person != 0) out.person_id = l.person;
    if (const auto name = names.find(l.person); name != names.end()) out.person_name = name->second;
    if (l.hours) out.from = http::TimeOfDay{l.hours->from}, out.to = http::TimeOfDay{l.hours->to};
    return out;
}

api::EscalationSettings settings_view(const Escalation& e, db::Tx& tx) {
    const auto settings = e.settings(tx);
    std::vector<PersonId> ids;
    for (const auto& [team, levels] : settings->chains)
        for (const auto& l : levels)
            if (l.person != 0) ids.push_back(l.person);
    const auto names = e.parts().team.names(tx, ids);
    api::EscalationSettings out;
    for (const auto& [kind, shares] : settings->shares) out.warnings.push_back({kind, shares});
    for (const auto& [team, levels] : settings->chains) {
        api::Chain chain{.team_id = team ? std::optional(team) : std::nullopt, .levels = {}};
        for (const auto& l : levels) chain.levels.push_back(view(l, names));
        out.chains.push_back(std::move(chain));
    }
    return out;
}

void settings_routes(http::Api& api, Escalation& e) {
    api.get("/escalation",
            {.id = "getEscalation",
             .scope = "calendar:read",
             .summary = "Further warnings by kind of case, and who is told next by team"},
            [&](const Call&) -> Result<api::EscalationSettings> {
                return e.parts().db.read([&](db::Tx& tx) { return settings_view(e, tx); });
            });
    api.put("/escalation/warnings/{kind}",
            {.id = "editWarnings",
             .access = Access::role(Role::administrator),
             .scope = "calendar:write",
             .summary = "At which shares of a term its owner is warned besides",
             .errors = {"invalid_fields"}},
            [&](const Call& call, const api::EditWarnings& in) -> Result<std::monostate> {
                std::vector<int> shares;
                for (const auto& s : in.shares) shares.push_back(static_cast<int>(s.value));
                const auto done = e.set_shares(call.principal, in.kind, std::move(shares), call.now);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
    api.put("/escalation/chains/{team_id}",
            {.id = "editChain",
             .access = Access::role(Role::administrator),
             .scope = "calendar:write",
             .summary = "Who is told next, in their order, when a date was missed and nobody reacts",
             .errors = {"team.not_found", "invalid_fields"}},
            [&](const Call& call, const api::EditChain& in) -> Result<std::monostate> {
                const auto done = e.set_chain(call.principal, in.team_id.value, levels_of(in), call.now);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
}

void digest_routes(http::Api& api, Escalation& e) {
    api.get("/me/digest", {.id = "getDigest", .summary = "My day by e-mail: whether and when I get it"},
            [&](const Call& call) -> Result<api::Digest> {
                return e.parts().db.read([&](db::Tx& tx) {
                    const auto wish = e.wish_of(tx, call.principal.person);
                    return api::Digest{
                        .wanted = wish.wanted,
                        .at = {wish.minute},
                        .address = e.parts().team.email_of(tx, call.principal.person),
                        .can_send = e.post().can_send && e.post().can_send(tx),
                        .bounced = e.post().reaches && !e.post().reaches(tx, call.principal.person)};
                });
            });
    api.put("/me/digest",
            {.id = "editDigest", .summary = "Whether I get it, and when", .errors = {"invalid_fields"}},
            [&](const Call& call, const api::EditDigest& in) -> Result<std::monostate> {
                const auto done = e.set_wish(call.principal.person, {in.wanted, in.at.minutes});
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
    api.get("/me/digest/preview", {.id = "previewDigest", .summary = "The letter as it would be now"},
            [&](const Call& call) -> Result<api::DigestPreview> {
                return e.parts().db.read([&](db::Tx& tx) {
                    api::DigestPreview out;
                    const auto person = e.parts().team.person(tx, call.principal.person);
                    const auto letter = person ? e.letter_for(tx, *person, call.now) : std::nullopt;
                    if (letter) out.subject = letter->subject, out.text = letter->text;
                    return out;
                });
            });
}

}  // namespace

void add_routes(http::Api& api, Escalation& escalation) {
    call_back_routes(api, escalation);
    settings_routes(api, escalation);
    digest_routes(api, escalation);
}

}  // namespace escucha::escalation
