// The routes of promises: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/promises/listing.hpp"
#include "modules/promises/phrases.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::promises {
namespace {

using http::Call;
using http::Line;
using http::Prose;

struct ListPromises {
    std::optional<PromiseListView> view;
    std::optional<Line<100>> state;  // one or several, separated by commas
    std::optional<Instant> due_from, due_to;
    std::optional<http::Id> maker;
    std::optional<CaseKind> kind;
    std::optional<bool> kept;
    std::optional<Line<60>> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListPromises, (), (view, state, due_from, due_to, maker, kind, kept, cursor, limit))

struct KeepPromise {
    http::Id id;
    std::optional<Prose<1000>> how;
};
BOOST_DESCRIBE_STRUCT(KeepPromise, (), (id, how))

struct RenegotiatePromise {
    http::Id id;
    Instant promised_for{};
    std::optional<Instant> target;
    Prose<1000> reason, told_how;
};
BOOST_DESCRIBE_STRUCT(RenegotiatePromise, (), (id, promised_for, target, reason, told_how))

struct BreakPromise {
    http::Id id;
    Prose<1000> reason;
};
BOOST_DESCRIBE_STRUCT(BreakPromise, (), (id, reason))

struct SuggestPromise {
    http::Id case_;
};
BOOST_DESCRIBE_STRUCT(SuggestPromise, (), (case_))

struct Basis {
    int n = 0;
    int typical_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(Basis, (), (n, typical_minutes))
struct SuggestionView {
    Instant promised_for{}, target{};
    Basis basis;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SuggestionView, (), (promised_for, target, basis, text))

struct OneCase {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneCase, (), (id))
struct PhraseList {
    std::vector<std::string> items;
};
BOOST_DESCRIBE_STRUCT(PhraseList, (), (items))

Result<std::vector<PromiseState>> states_from(std::string_view names) {
    std::vector<PromiseState> states;
    while (!names.empty()) {
        const auto comma = std::min(names.find(','), names.size());
        const auto state = db::parse_enum<PromiseState>(names.substr(0, comma));
        if (!state)
            return invalid_field("state", "not_one_of",
                                 {{"allowed", "open, kept, kept_late, renegotiated, broken"}});
        states.push_back(*state);
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return states;
}

Result<ListWanted> wanted_by(const ListPromises& in) {
    auto states = states_from(in.state ? in.state->str() : "");
    if (!states) return Refused(std::move(states.error()));
    return ListWanted{.view = in.view.value_or(PromiseListView::mine),
                      .states = std::move(*states),
                      .due_from = in.due_from,
                      .due_to = in.due_to,
                      .maker = in.maker ? std::optional<PersonId>(in.maker->value) : std::nullopt,
                      .kind = in.kind,
                      .kept = in.kept,
                      .cursor = in.cursor ? in.cursor->str() : "",
                      .limit = in.limit ? static_cast<std::size_t>(in.limit->value) : 50};
}

// Runs one use case, and answers the promise as it now stands.
Result<PromiseView> change(Promises& promises, const Call& call,
                           const std::function<Result<Promise>(db::Tx&)>& use_case) {
    return promises.base().write([&](db::Tx& tx) -> Result<PromiseView> {
        auto p = use_case(tx);
        if (!p) return Refused(std::move(p.error()));
        return promises.views(tx, std::span(&*p, 1), call.now).front();
    });
}

Result<CaseBrief> case_for(const Promises& promises, db::Tx& tx, const Call& call, CaseId id) {
    if (!promises.hooks().case_for) return not_found("case.not_found");
    return promises.hooks().case_for(tx, call.principal, id, false);
}

http::Spec settles(std::string id, std::string summary) {
    return {.id = std::move(id),
            .scope = "promises:write",
            .summary = std::move(summary),
            .errors = {"promise.not_found", "promise.settled", "promise.not_yours", "case.not_found",
                       "case.about_you"}};
}

void add_reading(http::Api& api, Promises& promises) {
    api.get("/promises",
            {.id = "listPromises",
             .scope = "promises:read",
             .summary = "Promises by the hour they were made for"},
            [&](const Call& call, const ListPromises& in) -> Result<http::PageOf<PromiseView>> {
                const auto wanted = wanted_by(in);
                if (!wanted) return Refused(wanted.error());
                return promises.base().read(
                    [&](db::Tx& tx) { return list(promises, tx, *wanted, call.principal, call.now); });
            });
    api.get("/promise-suggestions",
            {.id = "suggestPromise",
             .scope = "promises:read",
             .summary = "By when something may be promised in a case, learnt from how long such things took",
             .errors = {"case.not_found", "case.about_you"}},
            [&](const Call& call, const SuggestPromise& in) -> Result<SuggestionView> {
                return promises.base().read([&](db::Tx& tx) -> Result<SuggestionView> {
                    const auto c = case_for(promises, tx, call, in.case_);
                    if (!c) return Refused(c.error());
                    const Suggestion s = promises.suggest(tx, c->kind, call.now);
                    return SuggestionView{s.promised_for, s.target, Basis{s.n, s.typical_minutes},
                                          basis_in_words(promises, s, call.language, call.now)};
                });
            });
    api.get("/cases/{id}/promise-phrases",
            {.id = "listPromisePhrases",
             .scope = "promises:read",
             .summary = "Ready words for a promise to this customer",
             .errors = {"case.not_found", "case.about_you"}},
            [&](const Call& call, const OneCase& in) -> Result<PhraseList> {
                return promises.base().read([&](db::Tx& tx) -> Result<PhraseList> {
                    const auto c = case_for(promises, tx, call, in.id);
                    if (!c) return Refused(c.error());
                    return PhraseList{phrases(promises, tx, *c, call.now)};
                });
            });
}

void add_settling(http::Api& api, Promises& promises) {
    api.post("/promises/{id}/keeping", settles("keepPromise", "It was done"),
             [&](const Call& call, const KeepPromise& in) -> Result<PromiseView> {
                 return change(promises, call, [&](db::Tx& tx) {
                     return promises.keep(tx, in.id, in.how ? in.how->str() : "", call.principal, call.now);
                 });
             });
    api.post("/promises/{id}/renegotiation",
             settles("renegotiatePromise", "A new date, told to the customer; answers the new promise"),
             [&](const Call& call, const RenegotiatePromise& in) -> Result<PromiseView> {
                 return change(promises, call, [&](db::Tx& tx) {
                     return promises.renegotiate(
                         tx, in.id, {in.promised_for, in.target, in.reason.str(), in.told_how.str()},
                         call.principal, call.now);
                 });
             });
    api.post("/promises/{id}/breach", settles("breakPromise", "It will not be done"),
             [&](const Call& call, const BreakPromise& in) -> Result<PromiseView> {
                 return change(promises, call, [&](db::Tx& tx) {
                     return promises.break_it(tx, in.id, in.reason.str(), call.principal, call.now);
                 });
             });
}

}  // namespace

void add_routes(http::Api& api, Promises& promises) {
    add_reading(api, promises);
    add_settling(api, promises);
}

}  // namespace escucha::promises
