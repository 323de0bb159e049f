// The routes of labels, what one case teaches, and the figures of all: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/problems/showing.hpp"
#include "modules/problems/tree.hpp"

namespace escucha::problems {
namespace {

using namespace api;

http::WithEtag<CaseLabel> with_version(const Label& label) {
    return {shown(label), std::to_string(label.version)};
}

Label wanted(const EditCaseLabel& in, const Label& now) {
    Label out = now;
    if (in.parent_id.present) out.parent = in.parent_id.value ? in.parent_id.value->value : 0;
    if (in.name) out.name = in.name->str();
    if (in.active) out.active = *in.active;
    return out;
}

Marks marks_of(const LabelCase& in) {
    const auto id = [](const std::optional<http::Id>& given) { return given ? given->value : 0; };
    return {id(in.cause_id), id(in.product_id), id(in.place_id), id(in.moment_id), id(in.cycle_id)};
}

void add_labels(http::Api& api, Problems& problems) {
    api.get("/case-labels",
            {.id = "listCaseLabels",
             .scope = "cases:read",
             .summary = "What complaints are told apart by: cause, product, place, moment, cycle; five trees",
             .tag = "problems"},
            [&](const http::Call&) -> Result<CaseLabelList> {
                return problems.parts().db.read([&](db::Tx& tx) {
                    CaseLabelList list;
                    for (const auto& label : problems.labels(tx)) list.items.push_back(shown(label));
                    return list;
                });
            });
    api.post("/case-labels",
             {.id = "addCaseLabel",
              .access = http::Access::role(Role::supervisor),
              .scope = "cases:write",
              .summary = "One more label",
              .tag = "problems",
              .errors = {"label.name_taken", "label.too_many"}},
             [&](const http::Call& call, const AddCaseLabel& in) -> Result<http::Created<CaseLabel>> {
                 const auto label = problems.add_label(
                     call.principal, in.aspect, in.parent_id ? in.parent_id->value : 0, in.name, call.now);
                 if (!label) return Refused(label.error());
                 return http::Created<CaseLabel>{shown(*label), fmt::format("/case-labels/{}", label->id),
                                                 std::to_string(label->version)};
             });
    api.patch("/case-labels/{id}",
              {.id = "editCaseLabel",
               .access = http::Access::role(Role::supervisor),
               .scope = "cases:write",
               .summary = "Rename a label, move it within its tree, or no longer offer it",
               .tag = "problems",
               .errors = {"label.not_found", "label.name_taken", "label.changed_meanwhile"},
               .needs_match = true},
              [&](const http::Call& call, const EditCaseLabel& in) -> Result<http::WithEtag<CaseLabel>> {
                  const Tree tree(problems.parts().db.read([&](db::Tx& tx) { return problems.labels(tx); }));
                  const auto* now = tree.find(in.id);
                  if (!now) return not_found("label.not_found");
                  const auto version = http::version_asked(call).value_or(now->version);
                  const auto label =
                      problems.change_label(call.principal, in.id, version, wanted(in, *now), call.now);
                  if (!label) return Refused(label.error());
                  return with_version(*label);
              });
    api.del("/case-labels/{id}",
            {.id = "removeCaseLabel",
             .access = http::Access::role(Role::supervisor),
             .scope = "cases:write",
             .summary = "Remove a label; one in use is only no longer offered",
             .tag = "problems",
             .errors = {"label.not_found"}},
            [&](const http::Call& call, const OneCaseLabel& in) -> Result<LabelRemoved> {
                const auto gone = problems.remove_label(call.principal, in.id, call.now);
                if (!gone) return Refused(gone.error());
                return LabelRemoved{*gone};
            });
    api.post("/case-labels/starting",
             {.id = "addStartingCaseLabels",
              .access = http::Access::role(Role::supervisor),
              .scope = "cases:write",
              .summary = "Add the labels the product comes with, for what has none yet",
              .tag = "problems"},
             [&](const http::Call& call) -> Result<LabelsAdded> {
                 const auto added = problems.add_starting_labels(call.principal, call.now);
                 if (!added) return Refused(added.error());
                 return LabelsAdded{*added};
             });
}

void add_teaching(http::Api& api, Problems& problems) {
    api.get("/cases/{id}/labels",
            {.id = "getCaseLabels",
             .scope = "cases:read",
             .summary = "What a case teaches, the problem it is part of, or those it looks like",
             .tag = "problems",
             .errors = {"case.not_found", "case.about_you", "case.sealed"}},
            [&](const http::Call& call, const OneCase& in) -> Result<http::WithEtag<CaseTeaching>> {
                return problems.parts().db.read(
                    [&](db::Tx& tx) { return teaching(problems, tx, call.principal, in.id); });
            });
    api.put("/cases/{id}/labels",
            {.id = "labelCase",
             .scope = "cases:write",
             .summary = "Say what a case teaches; what is left out is not known",
             .tag = "problems",
             .errors = {"case.not_found", "case.about_you", "case.sealed", "case.labels_changed_meanwhile"},
             .needs_match = true},
            [&](const http::Call& call, const LabelCase& in) -> Result<http::WithEtag<CaseTeaching>> {
                const auto row =
                    problems.mark(call.principal, in.id, http::version_asked(call), marks_of(in), call.now);
                if (!row) return Refused(row.error());
                return problems.parts().db.read(
                    [&](db::Tx& tx) { return teaching(problems, tx, call.principal, in.id); });
            });
}

void add_figures(http::Api& api, Problems& problems) {
    api.get(
        "/complaint-figures",
        {.id = "getComplaintFigures",
         .access = http::Access::role(Role::supervisor),
         .scope = "quality:read",
         .summary = "Complaints by cause, product, place, moment or cycle, by week or month",
         .description = "`usual`, `low` and `high` are those of a u-chart (three sigma, widened where the "
                        "periods vary more than chance alone would have them); absent below six whole "
                        "periods. The rows of a tree's top add up to `complaints`.",
         .tag = "problems"},
        [&](const http::Call& call, const AskFigures& in) -> Result<ComplaintFigures> {
            return problems.parts().db.read([&](db::Tx& tx) {
                return shown(problems, tx,
                             problems.figures(tx, in.aspect.value_or(Aspect::cause),
                                              in.step.value_or(FigureStep::week),
                                              in.under ? in.under->value : 0, call.now));
            });
        });
    api.get(
        "/labelled-cases",
        {.id = "listLabelledCases",
         .access = http::Access::role(Role::supervisor),
         .scope = "quality:read",
         .summary = "The complaints behind a figure: of a label and all below it, opened between two days",
         .tag = "problems",
         .errors = {"label.not_found"}},
        [&](const http::Call& call, const AskLabelledCases& in) -> Result<LabelledCases> {
            return problems.parts().db.read(
                [&](db::Tx& tx) { return labelled(problems, tx, call.principal, in); });
        });
}

}  // namespace

void add_label_routes(http::Api& api, Problems& problems) {
    add_labels(api, problems);
    add_teaching(api, problems);
    add_figures(api, problems);
}

}  // namespace escucha::problems
