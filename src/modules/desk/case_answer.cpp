#include "modules/desk/case_answer.hpp"

#include "db/database.hpp"

namespace escucha::desk {

CaseAnswer show(Desk& desk, const http::Call& call, std::int64_t case_id) {
    return desk.db.read([&](db::Tx& tx) -> CaseAnswer {
        auto view = case_view(desk, tx, {call.principal, call.language, call.now}, case_id);
        if (!view) return Refused(view.error());
        const auto etag = std::to_string(view->case_.version);
        return http::WithEtag<CaseView>{std::move(*view), etag};
    });
}

CaseAnswer show(Desk& desk, const http::Call& call, const Result<cases::Changed>& changed) {
    if (!changed) return Refused(changed.error());
    return show(desk, call, changed->id);
}

http::Spec writes(const char* id, const char* summary, std::vector<std::string> errors) {
    errors.insert(errors.end(), {"case.not_found", "case.about_you", "case.sealed", "case.merged"});
    return {
        .id = id, .scope = "cases:write", .summary = summary, .tag = "cases", .errors = std::move(errors)};
}

}  // namespace escucha::desk
