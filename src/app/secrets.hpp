// Secrets the installation makes for itself and keeps in its base, so that every node and every start has the
// same.
#pragma once
#include <string>
#include <string_view>

#include "db/database.hpp"

namespace escucha::app {

// The secret of that name; made (256 random bits, text) when asked for the first time.
std::string secret(db::Database&, std::string_view name);

}  // namespace escucha::app
