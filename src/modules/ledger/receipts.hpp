// A receipt: one act, and the way from it to a signed head. It proves by itself that the act stands there
// unaltered, without anything of the acts of others but their digests.
//
//     {"escucha":"receipt 1","act":{"ledger":…,"sequence":…,"subject":…,"kind":…,"at":…,"fields":[…],
//      "hash":"…"},"before":"…","code":"7K2M-9QXA-41TZ","then":["…"],"head":{…},"key":{…}}
//
// `before` is the hash of the act before it; `then` are the digests of the acts that came after, up to the
// one the head names. Without `head` (a receipt of this very hour) it can only be compared with the ledger.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/ledger/lines.hpp"
#include "modules/ledger/verifying.hpp"

namespace escucha::ledger {

// Nothing: there is no such act. Without personal values it proves as much: their commitments stand there.
std::optional<std::string> receipt_json(db::Tx&, const Heads&, std::string_view ledger, std::int64_t sequence,
                                        Values values = Values::with_personal);

struct ReceiptVerdict {
    bool genuine = false;  // the act hashes to what it says, and the code fits
    bool sealed = false;   // and the way leads to a head that its key signed
    std::string ledger = {}, subject = {}, kind = {}, code = {};
    std::int64_t sequence = 0;
    Instant at{};
    std::optional<Instant> sealed_at = {};
    std::string public_key = {};  // of the head
    // Anybody can make a pair of keys and sign with it: only a key that is known from elsewhere proves whose
    // receipt it is.
    enum class Signer {
        not_compared,  // no key was given to compare with
        known,         // one of those given
        unknown        // none of those given
    };
    Signer signer = Signer::not_compared;
    bool proven() const { return genuine && sealed && signer == Signer::known; }
    bool refuted() const { return !genuine || signer == Signer::unknown; }
};
// `keys` are public keys in hexadecimal, of the base or as the organisation publishes them. Nothing: not one
// of our receipts.
std::optional<ReceiptVerdict> verify_receipt(std::string_view json, std::span<const std::string> keys = {});
std::string told(const ReceiptVerdict& verdict, Language language);

// What somebody who holds a receipt is told (/verificar): nothing personal.
struct Later {
    std::string kind = {};
    Instant at{};
};
struct Found {
    enum class State { genuine, altered };
    State state = State::genuine;
    std::string kind = {};  // of the act the code belongs to
    Instant at{};
    std::int64_t sequence = 0;
    std::string code = {};
    std::optional<Instant> sealed_at = {};  // of the first head that holds it; nothing: within the hour
    std::int64_t head = 0;
    std::string public_key = {};
    bool blanked = false;           // what was personal is erased
    std::vector<Later> later = {};  // what happened to the subject since, oldest first
};
// By the code of one of the acts of the subject. Checks that act, the way to its head, and the head. Nothing:
// there is no such subject, or none of its acts has that code (the two look alike).
std::optional<Found> find_by_code(db::Tx&, const Heads&, std::string_view ledger, std::string_view subject,
                                  std::string_view code);

}  // namespace escucha::ledger
