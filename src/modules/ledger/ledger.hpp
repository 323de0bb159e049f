// The ledger: what was entered and what was done since, so chained that nobody can change it unseen
// (SERVICE_MODEL K10). Other modules hold the things themselves; here stands the proof.
//
// A LEDGER is a chain with a name ("book:3"); a SUBJECT is one thing in it ("000000001-2026"); an ACT is what
// happened to it (entered, reclassified, answered…). Acts of a ledger are numbered from 1 without a gap, and
// each hash covers the one before:
//
//     hash_n = SHA-256(domain, hash_{n-1}, SHA-256(canonical form of act n))
//
// (FIPS 180-4; canonical.hpp and docs/ledger.md give the form byte by byte.) Every hour and every day a HEAD
// with the last number and hash of every ledger is signed with the installation's key (Ed25519, RFC 8032;
// heads.cpp) and, where the house wants it, sent outside, so that not even the administrator can rewrite what
// came before. The digest in between is what lets a receipt prove by itself that it stands in a signed head
// without showing anything of the acts of others (receipts.cpp).
//
// Personal fields are in the canonical form only as SHA-256(salt || value) with 32 random bytes of salt:
// `blank` erases salt and value, and the chain still verifies while nobody can find the value out by
// guessing.
//
// Appending costs two statements: the last act is read by its key and the next one inserted. Discarded:
// keeping the last hash in memory (2 µs less on SQLite, and wrong whenever a write is rolled back); a row per
// ledger with its end (a third statement). On PostgreSQL two that append at once cannot both be right: the
// later one is run again, then with a lock taken before its snapshot (Tx::if_repeated), so that it succeeds.
// Who appends as the main thing they do takes that lock at once: `take_turn`, first thing in the transaction.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Jobs;
}
}  // namespace escucha

namespace escucha::ledger {

// A value as UTF-8 text. Names are the caller's, stable, [a-z0-9_.]: they are part of what is hashed.
struct Field {
    std::string name = {};
    std::string value = {};
    bool personal = false;
    bool blanked = false;  // when read: was personal, and is erased
    bool operator==(const Field&) const = default;
};

// Fields in the bytes that are kept of them and those that are hashed, salts and commitments with them. It
// takes no base to make: whoever appends in haste makes most of it before the transaction.
struct Ready {
    std::string kept = {}, hashed = {};
    std::int64_t fields = 0;
};
Ready made_ready(std::span<const Field> fields);  // throws db::BadValue for a text that is not UTF-8

// What happened. The order of the fields counts.
struct Act {
    std::string ledger = {};   // "book:3"; a ledger of the sample company: "sample:…" (never in heads)
    std::string subject = {};  // "000000001-2026"
    std::string kind = {};     // "entered", "reclassified", "answered"…; text "ledger.kind.<kind>"
    Instant at{};
    std::vector<Field> fields = {};
    const Ready* ready = nullptr;  // more fields, after those; when appending
};

struct Appended {
    std::int64_t sequence = 0;  // within its ledger, from 1
    std::string hash = {};      // 64 hexadecimal digits
    std::string code = {};      // verification code: "7K2M-9QXA-41TZ", the first 60 bits of the hash
};

struct Entry {
    Act act = {};
    std::int64_t sequence = 0;
    std::string hash = {};
    std::string code = {};
};

// The ledger in which the house itself writes: "restored", "key_changed".
inline constexpr std::string_view kHouseLedger = "house";
inline constexpr std::string_view kSamplePrefix = "sample:";

// The verification code of a hash; and what somebody typed for one, brought into its form: O is 0, I and L
// are 1, blanks and hyphens do not count. Nothing: cannot be one.
std::string verification_code(std::string_view hash);
std::optional<std::string> normal_code(std::string_view typed);

class Ledger {
  public:
    explicit Ledger(db::Database& base) : base_(base) {}

    // --- Acts (acts.cpp)
    // Only appends; there is no way to change or take away an act. Throws db::BadValue for a text that is not
    // UTF-8, std::logic_error without ledger, subject or kind.
    Appended append(db::Tx&, const Act&) const;
    // On PostgreSQL: others who append wait from here until this transaction ends, instead of being run
    // again. Before anything else in the transaction, or it does not help. On SQLite nothing.
    void take_turn(db::Tx&) const;
    std::vector<Entry> of_subject(db::Tx&, std::string_view ledger, std::string_view subject) const;
    // Of many at once, by subject (bytes) and number.
    std::vector<Entry> of_subjects(db::Tx&, std::string_view ledger,
                                   std::span<const std::string> subjects) const;
    std::optional<Entry> find(db::Tx&, std::string_view ledger, std::int64_t sequence) const;
    // The acts of one kind, by number, from after `after` on: for going over them in pieces.
    struct Place {
        std::int64_t sequence = 0;
        std::string subject = {};
    };
    std::vector<Place> of_kind(db::Tx&, std::string_view ledger, std::string_view kind, std::int64_t after,
                               std::size_t limit) const;
    // Erases salts and values of the personal fields of all acts of the subject, and appends that it was done
    // (kind "blanked", with the number of acts and `reason`, a word like "erasure"). Nothing: there was
    // nothing personal left.
    std::optional<Appended> blank(db::Tx&, std::string_view ledger, std::string_view subject,
                                  std::string_view reason, Instant now) const;
    // The sample company goes away whole. Throws std::logic_error unless the name begins with "sample:".
    void remove_sample(db::Tx&, std::string_view ledger) const;

    db::Database& base() const { return base_; }

  private:
    db::Database& base_;
};

}  // namespace escucha::ledger
