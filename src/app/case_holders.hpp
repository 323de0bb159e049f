// Whose rows belong to cases: told to the module cases, for joining, parting and splitting.
#pragma once

namespace escucha::app {

class House;

void register_case_holders(House& house);

}  // namespace escucha::app
