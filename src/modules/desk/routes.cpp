// The routes of cases: a table of contents. Each calls one use case and answers the case as it now stands.
#include "base/tracking_code.hpp"
#include "modules/desk/case_answer.hpp"
#include "modules/desk/customer_page.hpp"
#include "modules/desk/dates.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/lists.hpp"
#include "modules/desk/requests.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {
namespace {

using cases::Changed;
using http::Access;
using http::Call;

Viewer viewer(const Call& call) {
    return {call.principal, call.language, call.now};
}

std::string str(const auto& optional_text) {
    return optional_text ? optional_text->str() : std::string();
}
std::optional<int> number(const auto& n) {
    return n ? std::optional(static_cast<int>(n->value)) : std::nullopt;
}
std::int64_t number_of(const std::optional<http::Id>& id) {
    return id ? id->value : 0;
}
std::vector<std::int64_t> ids(const auto& many) {
    return {many.begin(), many.end()};
}

http::Spec reads(const char* id, const char* summary) {
    return {
        .id = id, .scope = "cases:read", .summary = summary, .tag = "cases", .errors = {"case.not_found"}};
}
http::Spec for_role(http::Spec spec, Role role) {
    spec.access = Access::role(role);
    return spec;
}

cases::NewCase new_case(const OpenCase& in, const Call& call) {
    cases::NewCase n;
    n.kind = in.kind;
    n.channel = in.channel;
    n.what = in.what.str();
    n.expectation = str(in.expectation);
    if (in.customer_id) n.customer = in.customer_id->value;
    if (in.customer)
        n.who = {in.customer->name.str(), str(in.customer->email), str(in.customer->phone),
                 str(in.customer->document)};
    n.about_person = in.about_person_id ? in.about_person_id->value : 0;
    n.team = in.team_id ? in.team_id->value : 0;
    n.language = in.language.value_or(call.language);
    n.mood = in.mood;
    n.waited_seconds = number(in.waited_seconds);
    n.files = ids(in.file_ids);
    return n;
}

NewCaseLine opened_line(const cases::Opened& o, Instant now) {
    return {.id = o.id,
            .code = TrackingCode::parse(o.code)->shown(),
            .opened_at = now,
            .customer_id = o.customer,
            .team_id = o.team == 0 ? std::nullopt : std::optional(o.team),
            .first_answer_due = o.first_answer_due,
            .next_update_due = o.next_update_due,
            .resolution_due = o.resolution_due,
            .law_due = o.law_due,
            .version = o.version};
}

void opening(http::Api& api, Desk& desk) {
    api.post(
        "/cases",
        writes("openCase", "Open a case for what a customer said", {"customer.required", "customer.blocked"}),
        [&](const Call& call, const OpenCase& in) -> Result<http::Created<OpenedCase>> {
            if (!in.customer_id && !in.customer) return invalid_field("customer", "required");
            const auto opened = desk.cases.open(call.principal, new_case(in, call), call.now);
            if (!opened) return Refused(opened.error());
            return http::Created<OpenedCase>{{opened_line(*opened, call.now)},
                                             fmt::format("/cases/{}", opened->id),
                                             std::to_string(opened->version)};
        });
    api.get("/cases/{id}", reads("getCase", "One case with its timeline"),
            [&](const Call& call, const OneCase& in) -> CaseAnswer { return show(desk, call, in.id); });
    api.get("/cases/by-code/{code}", reads("getCaseByCode", "One case by its tracking code"),
            [&](const Call& call, const ByCode& in) -> CaseAnswer {
                const auto code = TrackingCode::parse(in.code.str());
                if (!code) return Refused(code.error());
                const auto found =
                    desk.db.read([&](db::Tx& tx) { return desk.cases.by_code(tx, code->text()); });
                if (!found) return not_found("case.not_found");
                return show(desk, call, found->id);
            });
    api.get("/cases/{id}/entries", reads("listEntries", "Earlier entries of a case's timeline"),
            [&](const Call& call, const EntriesBefore& in) -> Result<http::PageOf<Entry>> {
                return desk.db.read([&](db::Tx& tx) -> Result<http::PageOf<Entry>> {
                    const auto found = desk.cases.find_standing(tx, in.id);
                    if (!found) return not_found("case.not_found");
                    if (const auto ok = cases::may_handle(call.principal, *found); !ok)
                        return Refused(ok.error());
                    return entries_before(desk, tx, viewer(call), *found, str(in.before),
                                          static_cast<std::size_t>(in.limit ? in.limit->value : 50));
                });
            });
}

void conversation(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/notes", writes("addNote", "Write an internal note", {"file.not_found"}),
             [&](const Call& call, const WriteNote& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.note(call.principal, in.id,
                                             {in.text.str(), ids(in.mentions), ids(in.file_ids)}, call.now));
             });
    api.post("/cases/{id}/calls", writes("logCall", "Log a telephone call"),
             [&](const Call& call, const LogCall& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.log_call(call.principal, in.id,
                                                 {.direction = in.direction,
                                                  .caller_name = str(in.caller_name),
                                                  .text = str(in.text),
                                                  .rings = number(in.rings),
                                                  .waited_seconds = number(in.waited_seconds),
                                                  .mood = in.mood,
                                                  .answered = in.answered,
                                                  .with = number_of(in.customer_id)},
                                                 call.now));
             });
    api.post("/cases/{id}/visits", writes("logVisit", "Log a visit"),
             [&](const Call& call, const LogVisit& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.log_visit(call.principal, in.id,
                                                  {in.text.str(), in.mood, number(in.waited_seconds),
                                                   number_of(in.customer_id)},
                                                  call.now));
             });
    api.post("/cases/{id}/retellings", writes("toldAgain", "The customer had to tell it again"),
             [&](const Call& call, const OneCase& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.told_again(call.principal, in.id, call.now));
             });
}

void listening(http::Api& api, Desk& desk) {
    api.put("/cases/{id}/expectation", writes("setExpectation", "Record what the customer expects"),
            [&](const Call& call, const WithText& in) -> CaseAnswer {
                return show(desk, call, desk.cases.expect(call.principal, in.id, in.text.str(), call.now));
            });
    api.post("/cases/{id}/said-back", writes("sayBack", "Say back to the customer what they expect"),
             [&](const Call& call, const WithText& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.say_back(call.principal, in.id, in.text.str(), call.now));
             });
    api.post("/cases/{id}/said-back/confirmation",
             writes("confirmSaidBack", "The customer confirmed it to us", {"case.nothing_said_back"}),
             [&](const Call& call, const WithHow& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.confirm_said_back(call.principal, in.id, in.how.str(), call.now));
             });
    api.post("/cases/{id}/options",
             writes("offerOptions", "Offer up to three options", {"case.already_solved"}),
             [&](const Call& call, const OfferOptions& in) -> CaseAnswer {
                 std::vector<cases::NewOption> options;
                 for (const auto& o : in.options) options.push_back({o.text.str(), o.recommended});
                 return show(desk, call, desk.cases.offer(call.principal, in.id, options, call.now));
             });
    api.post("/cases/{id}/options/{option}/choice",
             writes("chooseOption", "The customer chose an option", {"case.option_not_found"}),
             [&](const Call& call, const ChooseOption& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.choose(call.principal, in.id, in.option, call.now));
             });
}

void ownership(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/ownership",
             writes("setOwner", "Take, move or release a case", {"case.move_is_supervisors"}),
             [&](const Call& call, const SetOwner& in) -> CaseAnswer {
                 const auto owner = in.owner_id ? in.owner_id->value : call.principal.person;
                 return show(desk, call, desk.cases.assign(call.principal, in.id, owner, call.now));
             });
    api.post("/cases/{id}/handover", writes("handOver", "Hand over with a summary"),
             [&](const Call& call, const HandOver& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.hand_over(
                                 call.principal, in.id,
                                 {in.to_person ? in.to_person->value : 0, in.to_team ? in.to_team->value : 0,
                                  in.summary.str(), str(in.expectation)},
                                 call.now));
             });
    api.post("/cases/{id}/elevation", writes("handUp", "Hand up one rank", {"case.nobody_above"}),
             [&](const Call& call, const WithReason& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.hand_up(call.principal, in.id, in.reason.str(), call.now));
             });
    auto edit = writes("editCase", "Correct kind, team, title or whom it is about");
    edit.needs_match = true;
    api.patch("/cases/{id}", edit, [&](const Call& call, const EditCase& in) -> CaseAnswer {
        cases::Edit e;
        if (in.kind.present) e.kind = in.kind.value;
        if (in.team_id.present && in.team_id.value) e.team = in.team_id.value->value;
        if (in.about_person_id.present)
            e.about_person = in.about_person_id.value ? in.about_person_id.value->value : 0;
        if (in.title.present && in.title.value) e.title = in.title.value->str();
        return show(desk, call, desk.cases.edit(call.principal, in.id, e, version_of(call), call.now));
    });
}

void putting_right(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/promises", writes("makePromise", "Promise something to the customer"),
             [&](const Call& call, const MakePromise& in) -> CaseAnswer {
                 const auto made = desk.db.write([&](db::Tx& tx) -> Result<Changed> {
                     const auto c = desk.cases.find_standing(tx, in.id);
                     if (!c) return not_found("case.not_found");
                     if (const auto ok = cases::may_handle(call.principal, *c); !ok)
                         return Refused(ok.error());
                     const auto to = desk.cases.addressee(
                         tx, *c, in.customer_id ? std::optional(in.customer_id->value) : std::nullopt);
                     if (!to) return Refused(to.error());
                     const auto promise = desk.promises.make(
                         tx,
                         {.of_case = promises::CaseBrief{c->id, c->code, c->kind, c->customer},
                          .customer = *to,
                          .what = in.what.str(),
                          .promised_for = in.promised_for,
                          .target = in.target,
                          .channel = in.channel},
                         call.principal, call.now);
                     if (!promise) return Refused(promise.error());
                     return Changed{c->id, c->version};
                 });
                 return show(desk, call, made);
             });
    api.post("/cases/{id}/compensations", writes("compensate", "Give, or ask leave to give, a compensation"),
             [&](const Call& call, const Compensate& in) -> CaseAnswer {
                 return show(
                     desk, call,
                     desk.cases.compensate(call.principal, in.id,
                                           {in.kind, in.amount_cents, in.description.str()}, call.now));
             });
    api.post("/compensations/{id}/decision",
             for_role(writes("decideCompensation", "Approve or decline a compensation",
                             {"compensation.not_found", "compensation.already_decided",
                              "compensation.own_request"}),
                      Role::supervisor),
             [&](const Call& call, const Decide& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.decide(call.principal, in.id, in.approved, str(in.reason), call.now));
             });
    api.post("/cases/{id}/done-check", writes("checkDone", "First check: it was done"),
             [&](const Call& call, const WithHow& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.verify_done(call.principal, in.id, in.how.str(), call.now));
             });
    api.post("/cases/{id}/resolution",
             writes("resolveCase", "Solve, with an outcome the customer reads",
                    {"case.steps_missing", "case.already_solved", "case.approval_pending",
                     "case.points_unanswered", "case.only_people_solve"}),
             [&](const Call& call, const Resolve& in) -> CaseAnswer {
                 return show(
                     desk, call,
                     desk.cases.resolve(call.principal, in.id,
                                        {in.outcome, in.text.str(), str(in.reason), str(in.alternative),
                                         str(in.done_how), str(in.override_reason), str(in.points_reason)},
                                        call.now));
             });
    api.post("/cases/{id}/satisfaction",
             writes("rateCase", "Second check: what the customer says of it", {"case.not_solved_yet"}),
             [&](const Call& call, const Rate& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.rate(call.principal, in.id, static_cast<int>(in.score.value),
                                             str(in.words), call.now));
             });
    api.post("/cases/{id}/reopening", writes("reopenCase", "Open it again", {"case.open_already"}),
             [&](const Call& call, const WithReason& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.reopen_case(call.principal, in.id, in.reason.str(), call.now));
             });
}

Watchers watchers(Desk& desk, db::Tx& tx, const Call& call, std::span<const cases::Watcher> list) {
    std::vector<PersonId> people;
    for (const auto& w : list) people.push_back(w.person);
    const auto names = desk.team.names(tx, people);
    Watchers out;
    for (const auto& w : list)
        if (w.person != call.principal.person)
            out.watchers.push_back({w.person, names.at(w.person), w.typing});
    return out;
}

void writing(http::Api& api, Desk& desk) {
    api.put("/cases/{id}/draft", writes("saveDraft", "Keep what I am writing"),
            [&](const Call& call, const SaveDraft& in) -> Result<std::monostate> {
                const auto ok = desk.cases.save_draft(call.principal, in.id, std::string(db::name(in.kind)),
                                                      in.text.str(), call.now);
                if (!ok) return Refused(ok.error());
                return std::monostate{};
            });
    api.del("/cases/{id}/draft", writes("dropDraft", "Drop what I was writing"),
            [&](const Call& call, const OneCase& in) -> Result<std::monostate> {
                if (const auto ok = desk.cases.drop_draft(call.principal, in.id); !ok)
                    return Refused(ok.error());
                return std::monostate{};
            });
    api.put("/cases/{id}/presence", writes("watchCase", "I have this case open; who else has?"),
            [&](const Call& call, const Watch& in) -> Result<Watchers> {
                const auto list = desk.cases.watch(call.principal, in.id, in.typing, call.now);
                if (!list) return Refused(list.error());
                return desk.db.read([&](db::Tx& tx) { return watchers(desk, tx, call, *list); });
            });
    api.del("/cases/{id}/presence", writes("unwatchCase", "I closed this case"),
            [&](const Call& call, const OneCase& in) -> Result<std::monostate> {
                if (const auto ok = desk.cases.unwatch(call.principal, in.id, call.now); !ok)
                    return Refused(ok.error());
                return std::monostate{};
            });
}

}  // namespace

void add_routes(http::Api& api, Desk& desk) {
    add_lists(api, desk);
    opening(api, desk);
    conversation(api, desk);
    listening(api, desk);
    ownership(api, desk);
    putting_right(api, desk);
    writing(api, desk);
    add_answering(api, desk);
    add_joining(api, desk);
    add_dates(api, desk);
    add_customer_page(api, desk);
}

}  // namespace escucha::desk
