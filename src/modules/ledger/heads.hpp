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

// Is this the key after `before` (null: the first), signed by it?
bool follows(const Key& key, const Key* before);
// The keys of `theirs` that come after ours: a whole line of keys, each signed by the one before, that begins
// as ours does. Whoever lost the newest keys (a backup was brought back) knows by that that they are their
// own.
std::vector<Key> descendants(std::span<const Key> ours, std::span<const Key> theirs);

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
    // was, and how far the base goes. Once for each head. The head must be signed by a key of this base, or
    // by one of `keys` that descends from them (the key was changed after the backup was made).
    enum class Noticed {
        same,     // the base has it
        said,     // now: the base is older
        known,    // the base is older, and the chain says so already
        foreign,  // signed by a key that is none of ours: nothing is written
        broken    // no head at all
    };
    // `others`: more heads from outside. Where the base has gone on since it was brought back, they tell from
    // which head on it is another one; without them every act of a ledger that differs counts as lost.
    Noticed notice_restored(db::Tx&, const Head& known, std::span<const Key> keys, Instant now,
                            std::span<const Head> others = {}) const;
    // A head was found where only ours are kept, and no key of ours signed it: the chain says that, once,
    // with the key, because it may be all that is left of what was lost.
    void note_foreign(db::Tx&, const Head& found, Instant now) const;
    // What the chain says itself was lost when a backup was brought back. Who holds the base can write that,
    // too: so it excuses the acts that it names (and verdicts tell which), never a whole head.
    struct Loss {
        struct Acts {
            std::string ledger = {};
            std::int64_t first = 0, last = 0;
        };
        std::int64_t from = 0, to = 0;  // heads after `from`, up to `to`
        Instant from_at{}, at{};        // of the head `from`; when it was noticed
        std::string hash = {};          // of the head `to`
        std::string unknown_key = {};   // that signed it, and that this base never had
        std::vector<Acts> acts = {};
        bool covers(const Head& head) const;  // it was made before the loss, and is one of those lost
        // The acts by which it excuses this end of a head that it covers; null: by none.
        const Acts* excuse(const End& end) const;
        bool of(std::string_view ledger) const;  // acts of it are gone
    };
    std::vector<Loss> losses(db::Tx&) const;
    static Loss loss_in(const Act& act);  // of an act "restored"

    const Ledger& ledger() const { return ledger_; }
    db::Database& base() const { return base_; }

  private:
    Head add(db::Tx&, const HeadText&, bool daily, const Key&) const;
    Act lost(db::Tx&, const Head& known, const HeadText&, std::span<const Head> others, Instant now) const;
    std::optional<Head> parted_from(db::Tx&, const HeadText&, std::span<const Head> others) const;
    db::Database& base_;
    const Ledger& ledger_;
};

// Where every ledger ends, by name (bytes); those of the sample company too.
std::vector<End> ends(db::Tx&);
// Where the end of `ledger` stands in a head; nothing: it was empty then.
std::optional<End> end_in(const HeadText& head, std::string_view ledger);

// The last head, kept in a file beside the base: a backup that is brought back alone is found out by it.
// Written under another name first. What cannot be read is no head.
// With the keys, so that it is recognised even by a base from before the last change of key.
struct Beside {
    Head head = {};
    std::vector<Key> keys = {};
};
void keep_beside(const std::filesystem::path& file, const Beside& beside);
std::optional<Beside> kept_beside(const std::filesystem::path& file);

}  // namespace escucha::ledger
