// Own fields, tags and memberships as targets of an import: module imports stands before profiles, so they
// meet here.
#pragma once
#include "modules/imports/imports.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::app {

imports::Hooks import_fields(const profiles::Profiles& profiles);

}  // namespace escucha::app
