#include "modules/desk/disputes.hpp"

#include "http/api.hpp"
#include "modules/cases/disputes.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {
namespace {

using cases::Changed;
using http::Call;
using CaseAnswer = Result<http::WithEtag<CaseView>>;

CaseAnswer show(Desk& desk, const Call& call, const Result<Changed>& changed) {
    if (!changed) return Refused(changed.error());
    return desk.db.read([&](db::Tx& tx) -> CaseAnswer {
        auto view = case_view(desk, tx, {call.principal, call.language, call.now}, changed->id);
        if (!view) return Refused(view.error());
        const auto etag = std::to_string(view->case_.version);
        return http::WithEtag<CaseView>{std::move(*view), etag};
    });
}

http::Spec writes(const char* id, const char* summary, std::vector<std::string> errors) {
    errors.insert(errors.end(), {"case.not_found", "case.about_you", "case.sealed", "case.merged"});
    return {
        .id = id, .scope = "cases:write", .summary = summary, .tag = "cases", .errors = std::move(errors)};
}

}  // namespace

std::vector<DisputeLine> disputes_shown(Desk& desk, db::Tx& tx, const cases::Case& c) {
    const auto all = cases::disputes_of(tx, c.id);
    PeopleNames names(desk);
    for (const auto& d : all) names.want(d.noted_by);
    if (!all.empty()) names.fetch(tx);
    std::vector<DisputeLine> out;
    for (const auto& d : all) {
        auto& line = out.emplace_back(DisputeLine{.id = d.id,
                                                  .body = d.body,
                                                  .since = std::chrono::year_month_day{d.since},
                                                  .by = names.ref(d.noted_by),
                                                  .noted_at = d.noted_at});
        if (d.ended) line.ended = std::chrono::year_month_day{*d.ended};
    }
    return out;
}

std::vector<std::string> bodies_proposed(Desk& desk, db::Tx& tx, Language language, Instant now) {
    std::vector<std::string> out;
    for (const auto& b : desk.cases.rulebooks().current(tx, now)->rules->bodies)
        out.push_back(b.name.in(language));
    return out;
}

void add_disputes(http::Api& api, Desk& desk) {
    api.post("/cases/{id}/disputes",
             writes("noteDispute", "A dispute body has the case, since that day", {"case.disputed_already"}),
             [&](const Call& call, const NoteDispute& in) -> CaseAnswer {
                 return show(desk, call,
                             cases::note_dispute(desk.cases, call.principal, in.id,
                                                 {.body = in.body, .since = LocalDay{in.since}}, call.now));
             });
    api.post("/cases/{id}/disputes/{dispute}/end",
             writes("endDispute", "It has the case no more", {"case.dispute_not_found", "case.dispute_over"}),
             [&](const Call& call, const EndDispute& in) -> CaseAnswer {
                 return show(desk, call,
                             cases::end_dispute(desk.cases, call.principal, in.id, in.dispute,
                                                LocalDay{in.ended}, call.now));
             });
}

}  // namespace escucha::desk
