// Who holds what about a customer: each module's part of a person's record, registered with the module
// privacy.
#pragma once

namespace escucha::app {

class House;

void register_personal_data(House& house);

}  // namespace escucha::app
