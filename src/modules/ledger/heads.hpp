// The installation's key, and the heads it signs: where every ledger ended at an hour of a day.
//
// Heads form a chain of their own: each names the hash of the one before. A head is signed (Ed25519, RFC
// 8032) as it stands, so that `openssl pkeyutl -verify -rawin` can check one. Whoever holds a head that left
// the house holds everything up to it: nothing before can be changed, taken away or put in any more.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "modules/ledger/canonical.hpp"

namespace escucha::ledger {

// Everything in hexadecimal.
struct Key {
    std::int64_t number = 0;
    std::string public_key = {};
    std::string signature = {};  // by the key before; of the first: by itself
    Instant created_at{};
    bool active = false;
};

struct Head {
    std::int64_t number = 0;
    Instant at{};
    bool daily = false;     // the first of its day (UTC)
    std::string text = {};  // canonical form: what is signed
    std::string hash = {};
    std::int64_t key = 0;
    std::string signature = {};
};

bool signature_holds(std::string_view text, std::string_view signature, std::string_view public_key);

class Heads {
  public:
    explicit Heads(db::Database& base, const Ledger& ledger) : base_(base), ledger_(ledger) {}

    // --- Keys (keys.cpp)
    void ensure_key(Instant now);  // makes the first one where there is none
    std::vector<Key> keys(db::Tx&) const;
    std::optional<Key> active(db::Tx&) const;
    // A new key, signed by the one before, whose private half is erased; and the act "key_changed". What came
    // before is sealed with the old one first.
    Key rotate(db::Tx&, std::string_view by, Instant now) const;

    // --- Heads (heads.cpp)
    // Signs where the ledgers stand now, unless nothing happened since the last head and it is still the same
    // day (UTC). Those of the sample company are left out.
    std::optional<Head> seal(db::Tx&, Instant now) const;
    std::optional<Head> last(db::Tx&) const;
    std::optional<Head> find(db::Tx&, std::int64_t number) const;
    std::vector<Head> newest(db::Tx&, std::size_t limit) const;
    // After `number`, by number: for reading them all in pieces.
    std::vector<Head> after(db::Tx&, std::int64_t number, std::size_t limit) const;
    // The first one that holds the act.
    std::optional<Head> first_with(db::Tx&, std::string_view ledger, std::int64_t sequence) const;

    // --- After a backup was brought back (restoring.cpp)
    // Compares with a head known from outside the base. Where the base does not have it (it is older than
    // what was known), appends the act "restored" to the house's ledger: which head is gone, from when it
    // was, and how far the base goes. Once for each head. Nothing: the base has it, or it was said already.
    // The head must be signed by a key of this base; another is not believed (and answers nothing).
    std::optional<Appended> notice_restored(db::Tx&, const Head& known, Instant now) const;

    const Ledger& ledger() const { return ledger_; }
    db::Database& base() const { return base_; }

  private:
    Head add(db::Tx&, const HeadText&, bool daily, const Key&) const;
    db::Database& base_;
    const Ledger& ledger_;
};

// Where every ledger ends, by name (bytes); those of the sample company too.
std::vector<End> ends(db::Tx&);
// Where the end of `ledger` stands in a head; nothing: it was empty then.
std::optional<End> end_in(const HeadText& head, std::string_view ledger);

// The last head, kept in a file beside the base: a backup that is brought back alone is found out by it.
// Written under another name first. What cannot be read is no head.
void keep_beside(const std::filesystem::path& file, const Head& head);
std::optional<Head> kept_beside(const std::filesystem::path& file);

}  // namespace escucha::ledger
