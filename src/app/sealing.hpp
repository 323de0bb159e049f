// What the ledger's sealing is lent by the rest of the house: e-mail, and a place beside the base.
#pragma once
#include "app/house.hpp"

namespace escucha::app {

void lend_sealing(House& house, const Config& config);

}  // namespace escucha::app
