#include "app/secrets.hpp"

#include "base/tokens.hpp"

namespace escucha::app {
namespace {

const db::Statement kSecret{"SELECT value FROM secrets WHERE name = $1"};
const db::Statement kKeep{"INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};

}  // namespace

std::string secret(db::Database& base, std::string_view name) {
    return base.write([&](db::Tx& tx) {
        tx.execute(kKeep, name, random_token());
        return tx.one(kSecret, name)->get<std::string>(0);
    });
}

}  // namespace escucha::app
