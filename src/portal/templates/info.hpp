// The pages that only say something: the code to type, privacy, accessibility, refusals.
#pragma once
#include <string>

#include "base/result.hpp"
#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {

PageOf follow(const Scene& scene, const std::string& typed, const std::string& error);
PageOf privacy(const Scene& scene);
PageOf accessibility(const Scene& scene);
PageOf refusal(const Scene& scene, const Error& error);
PageOf not_set_up(const Scene& scene);

}  // namespace escucha::portal::templates
