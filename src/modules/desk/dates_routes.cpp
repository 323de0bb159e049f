// The dates of a case: why each is that date; asking for what is missing; pauses and extensions.
#include "modules/desk/case_answer.hpp"
#include "modules/desk/dates.hpp"

namespace escucha::desk {
namespace {

using http::Call;

Result<DatesView> tell(Desk& desk, const Call& call, const OneCase& in) {
    return desk.db.read([&](db::Tx& tx) -> Result<DatesView> {
        const auto c = desk.cases.find_standing(tx, in.id);
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(call.principal, *c); !ok) return Refused(ok.error());
        return dates_view(desk, tx, {call.principal, call.language, call.now}, *c);
    });
}

cases::SettleCompletion verdict_of(const SettleAsked& in) {
    return {.verdict = in.verdict, .text = in.text ? in.text->str() : std::string(), .until = in.until};
}

void completing(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/completions",
             writes("askToComplete", "Ask the customer for what is missing",
                    {"case.completion_pending", "case.already_solved", "case.changed_meanwhile"}),
             [&](const Call& call, const AskCompletion& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.ask_to_complete(call.principal, in.id,
                                                        {.text = in.text.str(),
                                                         .until = in.until,
                                                         .seen = in.seen ? in.seen->str() : std::string()},
                                                        call.now));
             });
    api.post("/cases/{id}/completions/{completion}/settlement",
             writes("settleCompletion", "It is complete, still incomplete, or we go on without",
                    {"case.completion_not_found", "case.completion_settled"}),
             [&](const Call& call, const SettleAsked& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.settle_completion(call.principal, in.id, in.completion,
                                                          verdict_of(in), call.now));
             });
}

void moving(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/pauses",
             writes("pauseClock", "Let the clock stand, where a rule allows it for that reason",
                    {"case.pause_forbidden", "case.pause_without_rule", "case.pause_too_late",
                     "case.pause_once", "case.paused_already", "case.already_solved"}),
             [&](const Call& call, const PauseCase& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.pause(call.principal, in.id, {in.reason, in.why.str()}, call.now));
             });
    api.post("/cases/{id}/pauses/{pause}/end",
             writes("endPause", "Let it run again", {"case.pause_not_found", "case.pause_over"}),
             [&](const Call& call, const OnePause& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.end_pause(call.principal, in.id, in.pause, call.now));
             });
    api.post("/cases/{id}/extensions",
             writes("extendDate", "Tell the customer of a later date, where the law lets one",
                    {"case.no_law_date", "case.not_extendable", "case.extended_already",
                     "case.extension_too_late", "case.clock_stands", "case.already_solved"}),
             [&](const Call& call, const ExtendCase& in) -> CaseAnswer {
                 return show(desk, call,
                             desk.cases.extend(call.principal, in.id, {in.reason.str(), in.until}, call.now));
             });
    api.post("/cases/{id}/classification",
             writes("classifyCase", "What the law calls it, and what it is about", {}),
             [&](const Call& call, const ClassifyCase& in) -> CaseAnswer {
                 cases::Classify wish;
                 if (in.legal_kind) wish.legal_kind = in.legal_kind->str();
                 if (in.flags) {
                     wish.flags.emplace();
                     for (const auto& f : *in.flags) wish.flags->push_back(f.str());
                 }
                 return show(desk, call, desk.cases.classify(call.principal, in.id, wish, call.now));
             });
}

}  // namespace

void add_dates(http::Api& api, Desk& desk) {
    api.get("/cases/{id}/dates",
            {.id = "datesOfCase",
             .scope = "cases:read",
             .summary = "Why each date of a case is that date, day by day",
             .tag = "cases",
             .errors = {"case.not_found", "case.about_you", "case.sealed"}},
            [&](const Call& call, const OneCase& in) { return tell(desk, call, in); });
    api.post("/date-previews",
             {.id = "previewDates",
              .access = http::Access::role(Role::administrator),
              .scope = "calendar:read",
              .summary = "What a case opened then would be owed, and why",
              .tag = "calendar"},
             [&](const Call& call, const PreviewDates& in) -> Result<DatesPreview> {
                 return desk.db.read([&](db::Tx& tx) {
                     return preview_of(desk, tx, {call.principal, call.language, call.now}, in);
                 });
             });
    completing(api, desk);
    moving(api, desk);
    add_disputes(api, desk);
}

}  // namespace escucha::desk
