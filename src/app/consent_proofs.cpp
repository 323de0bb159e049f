#include "app/consent_proofs.hpp"

#include "app/house.hpp"

namespace escucha::app {
namespace {

using profiles::ProofFile;

std::unordered_map<std::int64_t, std::vector<ProofFile>> files_of(const House& house, db::Tx& tx,
                                                                  std::span<const std::int64_t> consents) {
    std::unordered_map<std::int64_t, std::vector<ProofFile>> out;
    for (auto& [consent, files] : house.files.of(tx, "consent", consents))
        for (auto& f : files) out[consent].push_back({f.id, f.name, f.type, f.size, f.url});
    return out;
}

}  // namespace

bool may_see_proof(const House& house, db::Tx& tx, const Principal& who, const files::FileOwner& owner) {
    const auto customer = house.profiles.whose_consent(tx, owner.id);
    return who.is_person() && customer && house.customers.shown(tx, *customer);
}

void lend_consent_proofs(House& house) {
    house.profiles.lend({.attach =
                             [&house](db::Tx& tx, std::span<const std::int64_t> files, std::int64_t consent,
                                      const Principal& by) {
                                 return house.files.attach(tx, files, {.type = "consent", .id = consent}, by,
                                                           profiles::kMostProofFiles);
                             },
                         .files_of =
                             [&house](db::Tx& tx, std::span<const std::int64_t> consents) {
                                 return files_of(house, tx, consents);
                             },
                         .remove_files =
                             [&house](db::Tx& tx, std::span<const std::int64_t> consents) {
                                 house.files.remove_of(tx, "consent", consents);
                             }});
}

}  // namespace escucha::app
