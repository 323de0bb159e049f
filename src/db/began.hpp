// When the transaction of this thread began. Whatever was committed before that, it sees; what came later it
// may not. Who remembers something of the base beyond the transaction has to know (remembered.hpp).
#pragma once
#include <chrono>

namespace escucha::db {

std::chrono::steady_clock::time_point began();

namespace detail {
void begins();  // the engines, before their BEGIN
}

}  // namespace escucha::db
