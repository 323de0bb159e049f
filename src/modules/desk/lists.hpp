// Lists and counts of the desk, and what their routes share with those of one case.
#pragma once
#include "http/request.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/people.hpp"

namespace escucha::desk {

void add_lists(http::Api&, Desk&);
CompensationLine compensation_line(const cases::Compensation&, const PeopleNames&);
// The version an edit was made against, from If-Match; -1 when it is none of ours.
std::int64_t version_of(const http::Call&);

}  // namespace escucha::desk
