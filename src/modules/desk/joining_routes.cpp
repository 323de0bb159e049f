// Joining cases, splitting one, and undoing either.
#include <algorithm>

#include "modules/desk/case_answer.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/lists.hpp"
#include "modules/desk/requests.hpp"

namespace escucha::desk {
namespace {

using http::Call;

http::Spec spec(const char* id, const char* scope, const char* summary, std::vector<std::string> errors) {
    auto out = writes(id, summary, std::move(errors));
    out.scope = scope;
    return out;
}

MergePreviewView view_of(Desk& desk, db::Tx& tx, const Call& call, const cases::MergePreview& p) {
    const std::array all{p.winner, p.loser, p.joined};
    const auto rows = case_rows(desk, tx, {call.principal, call.language, call.now}, all);
    MergePreviewView view{.winner = rows[0],
                          .loser = rows[1],
                          .winner_version = p.winner.version,
                          .loser_version = p.loser.version,
                          .joined = rows[2],
                          .moves = {},
                          .other_customer = p.other_customer,
                          .may = !p.other_customer || call.principal.at_least(Role::supervisor)};
    for (const auto& moved : p.moves) {
        const auto key = "case_holder." + moved.what;
        if (has_text(call.language, key))
            view.moves.push_back(
                {moved.what, moved.rows, text(call.language, key, {{"n", std::to_string(moved.rows)}})});
    }
    const auto said = std::ranges::find(view.moves, "contacts", &MergeCount::what);
    if (said != view.moves.end()) std::rotate(view.moves.begin(), said, said + 1);
    return view;
}

void merging(http::Api& api, Desk& desk) {
    api.get(
        "/cases/{id}/merges/preview",
        spec("previewMerge", "cases:read", "What joining another case to this one would do",
             {"case.merge_same", "case.merge_into_solved", "case.merge_about_others", "case.merge_internal"}),
        [&](const Call& call, const PreviewMerge& in) -> Result<MergePreviewView> {
            return desk.db.read([&](db::Tx& tx) -> Result<MergePreviewView> {
                const auto p = desk.cases.preview_merge(tx, call.principal, in.id, in.case_id, call.now);
                if (!p) return Refused(p.error());
                return view_of(desk, tx, call, *p);
            });
        });
    auto merge =
        spec("mergeCase", "cases:write", "Join another case to this one",
             {"case.merge_same", "case.merge_into_solved", "case.merge_about_others", "case.merge_internal",
              "case.merge_other_customer", "case.merge_blocked", "case.merge_changed_meanwhile"});
    merge.needs_match = true;
    api.post("/cases/{id}/merges", merge, [&](const Call& call, const MergeCase& in) -> CaseAnswer {
        const cases::MergeWish wish{.winner = in.id,
                                    .loser = in.case_id,
                                    .winner_version = version_of(call),
                                    .loser_version = in.version,
                                    .other_customer = in.other_customer.value_or(false)};
        return show(desk, call, desk.cases.merge(call.principal, wish, call.now));
    });
    api.post("/cases/{id}/merges/{bond}/undoing",
             spec("undoMerge", "cases:write", "They were two matters after all",
                  {"case.link_not_found", "case.link_undone", "case.undo_later_first",
                   "case.merge_other_customer"}),
             [&](const Call& call, const UndoBond& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.undo_merge(call.principal, in.id, in.bond, call.now));
             });
}

void splitting(http::Api& api, Desk& desk) {
    auto split =
        spec("splitCase", "cases:write", "Make a case of its own of entries that are another matter", {});
    split.needs_match = true;
    api.post("/cases/{id}/splits", split, [&](const Call& call, const SplitCase& in) -> CaseAnswer {
        cases::SplitWish wish{.from = in.id, .version = version_of(call), .kind = in.kind};
        for (const auto& entry : in.entries) wish.entries.push_back(entry.str());
        if (in.title) wish.title = in.title->str();
        if (in.about_person_id) wish.about_person = in.about_person_id->value;
        return show(desk, call, desk.cases.split(call.principal, wish, call.now));
    });
    api.post("/cases/{id}/splits/{bond}/undoing",
             spec("undoSplit", "cases:write", "It was the same matter after all",
                  {"case.link_not_found", "case.link_undone", "case.undo_later_first",
                   "case.undo_split_solved", "case.merge_into_solved", "case.merge_about_others",
                   "case.merge_internal", "case.merge_other_customer", "case.merge_blocked"}),
             [&](const Call& call, const UndoBond& in) -> CaseAnswer {
                 return show(desk, call, desk.cases.undo_split(call.principal, in.id, in.bond, call.now));
             });
}

}  // namespace

void add_joining(http::Api& api, Desk& desk) {
    merging(api, desk);
    splitting(api, desk);
}

}  // namespace escucha::desk
