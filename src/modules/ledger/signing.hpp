// Inside the module: signing with the private key of that number. Raw 64 bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "db/database.hpp"

namespace escucha::ledger {

std::string sign(db::Tx&, std::int64_t key, std::string_view text);

}  // namespace escucha::ledger
