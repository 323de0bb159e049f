#include "modules/desk/disputes.hpp"

#include "modules/cases/disputes.hpp"
#include "modules/desk/case_answer.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {

using http::Call;

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
