// The installation's Ed25519 keys. Of a private key only the seed is kept (RFC 8032 §5.1.5).
#include <sodium.h>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/heads.hpp"
#include "modules/ledger/signing.hpp"

namespace escucha::ledger {
namespace {

const db::Statement kKeys{
    "SELECT number, public_key, signed, created_at, CASE WHEN seed IS NULL THEN 0 ELSE 1 END "
    "FROM ledger_keys ORDER BY number"};
const db::Statement kSeed{"SELECT seed FROM ledger_keys WHERE number = $1"};
const db::Statement kAdd{
    "INSERT INTO ledger_keys (number, public_key, seed, signed, created_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING"};
// Written over first, so that its bytes do not stay behind in the page.
const db::Statement kOverwrite{"UPDATE ledger_keys SET seed = $2 WHERE number < $1 AND seed IS NOT NULL"};
const db::Statement kRetire{"UPDATE ledger_keys SET seed = NULL WHERE number < $1"};

Key read_key(const db::Row& row) {
    return {.number = row.get<std::int64_t>(0),
            .public_key = hex(as_text(row.get<db::Bytes>(1))),
            .signature = hex(as_text(row.get<db::Bytes>(2))),
            .created_at = row.get<Instant>(3),
            .active = row.get<bool>(4)};
}

struct Pair {
    std::string seed = std::string(crypto_sign_SEEDBYTES, '\0');
    std::string open = std::string(crypto_sign_PUBLICKEYBYTES, '\0');
};
unsigned char* at(std::string& s) {
    return reinterpret_cast<unsigned char*>(s.data());
}
const unsigned char* at(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

Pair new_pair() {
    Pair pair;
    std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
    randombytes_buf(pair.seed.data(), pair.seed.size());
    crypto_sign_seed_keypair(at(pair.open), at(secret), at(pair.seed));
    sodium_memzero(secret.data(), secret.size());
    return pair;
}

std::string sign_with(std::string_view seed, std::string_view text) {
    std::string open(crypto_sign_PUBLICKEYBYTES, '\0'), secret(crypto_sign_SECRETKEYBYTES, '\0');
    crypto_sign_seed_keypair(at(open), at(secret), at(seed));
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(at(signature), nullptr, at(text), text.size(), at(secret));
    sodium_memzero(secret.data(), secret.size());
    return signature;
}

}  // namespace

std::string sign(db::Tx& tx, std::int64_t key, std::string_view text) {
    const auto row = tx.one(kSeed, key);
    if (!row || row->is_null(0)) throw db::Failure(fmt::format("key {} cannot sign any more", key));
    const std::string_view seed = as_text(row->get<db::Bytes>(0));
    if (seed.size() != crypto_sign_SEEDBYTES) throw db::BadValue("a key's seed has not 32 bytes");
    return sign_with(seed, text);
}

bool signature_holds(std::string_view text, std::string_view signature, std::string_view public_key) {
    const auto s = unhex(signature, crypto_sign_BYTES);
    const auto k = unhex(public_key, crypto_sign_PUBLICKEYBYTES);
    return s && k &&
           crypto_sign_verify_detached(at(std::string_view(*s)), at(text), text.size(),
                                       at(std::string_view(*k))) == 0;
}

bool follows(const Key& key, const Key* before) {
    const std::int64_t number = before ? before->number + 1 : 1;
    const auto& signer = before ? before->public_key : key.public_key;
    const auto text =
        canonical_key(number, micros(key.created_at), key.public_key, before ? before->public_key : kNoHash);
    return key.number == number && unhex(key.public_key, crypto_sign_PUBLICKEYBYTES) &&
           signature_holds(text, key.signature, signer);
}

std::vector<Key> descendants(std::span<const Key> ours, std::span<const Key> theirs) {
    if (ours.empty() || theirs.size() <= ours.size()) return {};
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        if (i < ours.size() && theirs[i].public_key != ours[i].public_key) return {};
        if (!follows(theirs[i], i == 0 ? nullptr : &theirs[i - 1])) return {};
    }
    const auto more = theirs.subspan(ours.size());
    return {more.begin(), more.end()};
}

std::vector<Key> Heads::keys(db::Tx& tx) const {
    std::vector<Key> out;
    for (const auto& row : tx.query(kKeys)) out.push_back(read_key(row));
    return out;
}

std::optional<Key> Heads::active(db::Tx& tx) const {
    auto all = keys(tx);
    if (all.empty() || !all.back().active) return std::nullopt;
    return std::move(all.back());
}

void Heads::ensure_key(Instant now) {
    base_.write([&](db::Tx& tx) {
        if (!keys(tx).empty()) return;
        const auto pair = new_pair();
        const auto text = canonical_key(1, micros(now), hex(pair.open), kNoHash);
        tx.execute(kAdd, 1, as_bytes(pair.open), as_bytes(pair.seed), as_bytes(sign_with(pair.seed, text)),
                   now);
    });
}

Key Heads::rotate(db::Tx& tx, std::string_view by, Instant now) const {
    (void)seal(tx, now);
    const auto old = active(tx);
    if (!old) throw db::Failure("there is no key that could sign the next one");
    const auto pair = new_pair();
    const auto number = old->number + 1;
    const auto open = hex(pair.open);
    const auto signature = sign(tx, old->number, canonical_key(number, micros(now), open, old->public_key));
    if (tx.execute(kAdd, number, as_bytes(pair.open), as_bytes(pair.seed), as_bytes(signature), now) != 1)
        throw db::Failure("the key was changed at the same moment");
    tx.execute(kOverwrite, number, as_bytes(std::string(crypto_sign_SEEDBYTES, '\0')));
    tx.execute(kRetire, number);
    ledger_.append(tx, {.ledger = std::string(kHouseLedger),
                        .subject = "key",
                        .kind = "key_changed",
                        .at = now,
                        .fields = {{.name = "number", .value = std::to_string(number)},
                                   {.name = "public_key", .value = open},
                                   {.name = "before", .value = old->public_key},
                                   {.name = "by", .value = std::string(by), .personal = true}}});
    return {
        .number = number, .public_key = open, .signature = hex(signature), .created_at = now, .active = true};
}

}  // namespace escucha::ledger
