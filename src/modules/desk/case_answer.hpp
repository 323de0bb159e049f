// What routes that do something with a case have in common: they answer it as it now stands, and refuse
// alike.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "http/api.hpp"
#include "modules/desk/desk.hpp"

namespace escucha::desk {

using CaseAnswer = Result<http::WithEtag<CaseView>>;

// The case with its version as the entity tag; refuses as case_view does.
CaseAnswer show(Desk&, const http::Call&, std::int64_t case_id);
CaseAnswer show(Desk&, const http::Call&, const Result<cases::Changed>&);  // of a use case, or its refusal

// A route that writes in one case: `errors` beside those that every one of them has.
http::Spec writes(const char* id, const char* summary, std::vector<std::string> errors = {});

}  // namespace escucha::desk
