// The first page, and the questions.
#pragma once
#include <string>
#include <vector>

#include "portal/desk.hpp"
#include "portal/kinds.hpp"
#include "portal/templates/fields.hpp"
#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {

// `more`: what stands below, before the way back to a case.
PageOf home(const Scene& scene, const html::Markup& more = {});

struct TellForm {
    const KindFace* kind = nullptr;
    Intake typed;  // files apart: a browser does not let us put those back
    Complaints complaints;
    std::string token;
    std::vector<std::string> lost_files;  // names of files that came and must be chosen again
};
PageOf tell(const Scene& scene, const TellForm& form);

}  // namespace escucha::portal::templates
