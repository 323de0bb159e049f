// What the search finds cases by that cases know nothing of: points of claims, sheets of the complaint books.
#pragma once
#include "modules/search/search.hpp"

namespace escucha::app {

class House;

search::Hooks search_hooks(const House& house);

}  // namespace escucha::app
