// Which modules hold rows that name customers, so that merging two records moves them and undoing moves them
// back (customers/merging.hpp). A test holds every column of the base against what is registered here.
#pragma once

namespace escucha::app {

class House;
void register_customer_holders(House& house);

}  // namespace escucha::app
