// What the customers module is lent of what stands above it: their cases, contacts and promises, and what the
// search box finds besides people.
#pragma once
#include "modules/desk/desk.hpp"

namespace escucha::desk {

customers::Hooks lookups(Desk&);

}  // namespace escucha::desk
