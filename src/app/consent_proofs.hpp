// Files that prove a consent: modules profiles and files do not know each other, so they meet here.
#pragma once
#include "base/principal.hpp"
#include "modules/files/files.hpp"

namespace escucha::app {

class House;

void lend_consent_proofs(House& house);  // while the house is wired
// Whoever may read the customer's record, may see what proves their consents.
bool may_see_proof(const House& house, db::Tx& tx, const Principal& who, const files::FileOwner& owner);
inline bool is_proof(const files::FileOwner& owner) {
    return owner.type == "consent";
}

}  // namespace escucha::app
