// The routes of problems: a table of contents.
#include "db/database.hpp"
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/problems/showing.hpp"

namespace escucha::problems {
namespace {

using namespace api;

std::int64_t id(const std::optional<http::Id>& given) {
    return given ? given->value : 0;
}
std::vector<CaseId> ids(const auto& given) {
    std::vector<CaseId> out;
    for (const auto& one : given) out.push_back(one.value);
    return out;
}

ProblemWish wish_of(const BeginProblem& in) {
    return {.title = in.title,
            .about = in.about ? in.about->str() : std::string(),
            .cause = id(in.cause_id),
            .product = id(in.product_id),
            .place = id(in.place_id),
            .segment = id(in.segment_id),
            .cases = ids(in.case_ids)};
}

ProblemWish wish_of(const EditProblem& in, const Problem& now) {
    const auto or_now = [](const http::Patch<http::Id>& given, std::int64_t stored) {
        return given.present ? id(given.value) : stored;
    };
    return {.title = in.title ? in.title->str() : now.title,
            .about = in.about ? in.about->str() : now.about,
            .cause = or_now(in.cause_id, now.cause),
            .product = or_now(in.product_id, now.product),
            .place = or_now(in.place_id, now.place),
            .segment = or_now(in.segment_id, now.segment)};
}

Result<http::WithEtag<ProblemDetail>> answer(const Problems& problems, const http::Call& call, ProblemId id) {
    return problems.parts().db.read([&](db::Tx& tx) -> Result<http::WithEtag<ProblemDetail>> {
        const auto p = problems.get(tx, id);
        if (!p) return Refused(p.error());
        return http::WithEtag<ProblemDetail>{shown(problems, tx, call.principal, *p, call.now),
                                             std::to_string(p->version)};
    });
}

template <class T>
Result<http::WithEtag<ProblemDetail>> answer(const Problems& problems, const http::Call& call, ProblemId id,
                                             const Result<T>& done) {
    if (!done) return Refused(done.error());
    return answer(problems, call, id);
}

void add_reading(http::Api& api, Problems& problems) {
    api.get("/problems",
            {.id = "listProblems",
             .scope = "cases:read",
             .summary = "Cases that are one problem, the newest first",
             .tag = "problems"},
            [&](const http::Call& call, const ListProblems& in) -> Result<ProblemList> {
                return problems.parts().db.read([&](db::Tx& tx) {
                    ProblemList list;
                    const auto counts = problems.counts(tx);
                    const auto unnamed = unnamed_for(problems, tx, call.principal);
                    for (const auto& p : problems.all(tx, in.state)) {
                        const auto n = counts.find(p.id);
                        list.items.push_back(shown(p, n == counts.end() ? ProblemCount{} : n->second));
                        if (unnamed.contains(p.id)) list.items.back().title.clear();
                    }
                    return list;
                });
            });
    api.get("/problems/{id}",
            {.id = "getProblem",
             .scope = "cases:read",
             .summary = "One problem: its cases, what is known, whom it may have hit in silence",
             .tag = "problems",
             .errors = {"problem.not_found"}},
            [&](const http::Call& call, const OneProblem& in) { return answer(problems, call, in.id); });
    api.get("/problem-proposals",
            {.id = "listProblemProposals",
             .scope = "cases:read",
             .summary = "Recent complaints that look like one problem, and why",
             .tag = "problems"},
            [&](const http::Call& call) -> Result<ProposalList> {
                return problems.parts().db.read([&](db::Tx& tx) {
                    return shown(problems, tx, problems.proposals(tx, call.principal, call.now));
                });
            });
    api.post("/problem-proposals/dismissals",
             {.id = "dismissProblemProposal",
              .scope = "cases:write",
              .summary = "These cases are not one problem: they are not proposed together again",
              .tag = "problems",
              .errors = {"case.not_found", "case.about_you", "case.sealed"}},
             [&](const http::Call& call, const DismissProposal& in) -> Result<std::monostate> {
                 const auto done = problems.dismiss(call.principal, ids(in.case_ids), call.now);
                 if (!done) return Refused(done.error());
                 return std::monostate{};
             });
}

void add_writing(http::Api& api, Problems& problems) {
    api.post("/problems",
             {.id = "beginProblem",
              .scope = "cases:write",
              .summary = "Bring cases together as one problem",
              .tag = "problems",
              .errors = {"case.not_found", "case.about_you", "case.sealed", "problem.case_elsewhere"}},
             [&](const http::Call& call, const BeginProblem& in) -> Result<http::Created<ProblemDetail>> {
                 const auto p = problems.begin(call.principal, wish_of(in), call.now);
                 if (!p) return Refused(p.error());
                 const auto detail = problems.parts().db.read(
                     [&](db::Tx& tx) { return shown(problems, tx, call.principal, *p, call.now); });
                 return http::Created<ProblemDetail>{detail, fmt::format("/problems/{}", p->id),
                                                     std::to_string(p->version)};
             });
    api.patch("/problems/{id}",
              {.id = "editProblem",
               .scope = "cases:write",
               .summary = "What is known of a problem; its cases learn it too",
               .tag = "problems",
               .errors = {"problem.not_found", "problem.changed_meanwhile"},
               .needs_match = true},
              [&](const http::Call& call, const EditProblem& in) -> Result<http::WithEtag<ProblemDetail>> {
                  const auto now =
                      problems.parts().db.read([&](db::Tx& tx) { return problems.get(tx, in.id); });
                  if (!now) return Refused(now.error());
                  const auto version = http::version_asked(call).value_or(now->version);
                  return answer(problems, call, in.id,
                                problems.change(call.principal, in.id, version, wish_of(in, *now), call.now));
              });
    api.post("/problems/{id}/cases",
             {.id = "takeIntoProblem",
              .scope = "cases:write",
              .summary = "More cases of a problem",
              .tag = "problems",
              .errors = {"problem.not_found", "case.not_found", "case.about_you", "case.sealed",
                         "problem.case_elsewhere"}},
             [&](const http::Call& call, const TakeIntoProblem& in) {
                 return answer(problems, call, in.id,
                               problems.take_in(call.principal, in.id, ids(in.case_ids), call.now));
             });
    api.del("/problems/{id}/cases/{case_id}",
            {.id = "takeOutOfProblem",
             .scope = "cases:write",
             .summary = "A case that is something else after all",
             .tag = "problems",
             .errors = {"problem.not_found", "case.not_found", "case.about_you", "case.sealed"}},
            [&](const http::Call& call, const CaseOfProblem& in) {
                return answer(problems, call, in.id,
                              problems.take_out(call.principal, in.id, in.case_id, call.now));
            });
}

void add_ending(http::Api& api, Problems& problems) {
    api.post(
        "/problems/{id}/resolution",
        {.id = "resolveProblem",
         .access = http::Access::role(Role::supervisor),
         .scope = "cases:write",
         .summary = "What was changed so that it does not happen again; everybody's answer, once each",
         .description = "With `words`, each case of it that is still open is answered with them, in the "
                        "background, as an answer of whoever resolves it. The cases stay open: their owners "
                        "see that each customer is content.",
         .tag = "problems",
         .errors = {"problem.not_found", "problem.resolved_already"}},
        [&](const http::Call& call, const ResolveProblem& in) {
            const Remedy remedy{in.remedy.str(), in.words ? in.words->str() : std::string()};
            return answer(problems, call, in.id, problems.resolve(call.principal, in.id, remedy, call.now));
        });
    api.del("/problems/{id}/resolution",
            {.id = "reopenProblem",
             .access = http::Access::role(Role::supervisor),
             .scope = "cases:write",
             .summary = "It happened again",
             .tag = "problems",
             .errors = {"problem.not_found"}},
            [&](const http::Call& call, const OneProblem& in) {
                return answer(problems, call, in.id, problems.reopen(call.principal, in.id, call.now));
            });
}

}  // namespace

void add_routes(http::Api& api, Problems& problems) {
    add_label_routes(api, problems);
    add_reading(api, problems);
    add_writing(api, problems);
    add_ending(api, problems);
}

}  // namespace escucha::problems
