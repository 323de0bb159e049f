// Is a ledger genuine and unaltered? Reads everything once, in order, with memory that does not grow with the
// number of acts (a million in seconds: the hashing is done on every processor while the next acts are read).
//
// The answer names the FIRST thing that is wrong, because what comes after a broken link says nothing. Where
// nothing is wrong with the chain, what the house shows is held against it.
#pragma once
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/language.hpp"
#include "modules/ledger/heads.hpp"

namespace escucha::ledger {

// What can be wrong. Texts "ledger.wrong.<name>".
enum class Wrong {
    content,       // of an act: it is not what was hashed (or the one before was rewritten with its hash)
    hash,          // of an act: the content fits what follows, the hash that stands there does not
    unreadable,    // of an act: its fields were not written by us
    missing,       // an act is not there: numbers have a gap
    order,         // the same number twice, or not by number
    head_content,  // a head's text, number, time or hash is not what was signed
    head_missing,  // heads have a gap, or one does not follow on the one before
    signature,     // of a head: not the key's
    key,           // a key is not signed by the one before, or not known
    rewritten,     // the chain is whole, but a signed head says another hash: the past was rewritten
    shortened,     // the chain ends before what a head says
    foreign_head,  // a head from outside that none of the keys signed
    old_key,       // of a head: signed with a key that had been replaced (from an old backup)
    blanked_without_act,  // personal values are erased, and no act says by whose wish
    // What screens and prints tell, held against what is chained (Compare)
    shown_changed,     // something else is shown
    shown_gone,        // it is not shown any more
    shown_unchained,   // it is shown, and was never chained
    shown_blanked,     // erased in one of them and not in the other
    shown_unreadable,  // not as this program writes it
    file,              // not one of our files, or cut off
};
BOOST_DESCRIBE_ENUM(Wrong, content, hash, unreadable, missing, order, head_content, head_missing, signature,
                    key, rewritten, shortened, foreign_head, old_key, blanked_without_act, shown_changed,
                    shown_gone, shown_unchained, shown_blanked, shown_unreadable, file)

struct Finding {
    Wrong wrong{};
    std::string ledger = {};  // of an act; empty: none is meant
    std::int64_t sequence = 0;
    std::string subject = {};
    std::int64_t head = 0;  // its number; 0: none is meant
    Instant head_at{};
    bool outside = false;   // that head was given, not read from the base
    std::int64_t last = 0;  // shortened: the last act there is; rewritten: the last one a head confirms
    std::optional<Instant> last_at = {};
    std::int64_t line = 0;    // of a file; 0: a base
    std::string name = {};    // of the ledger, as people know it: "Tienda Miraflores (miraflores)"
    std::string column = {};  // of what is shown: "book_entries.answers"
    std::string what_es = {}, what_en = {};  // and in words
};

struct Restored {  // an act "restored" of the chain: it says so itself
    Instant at{};
    std::optional<Instant> from = {};  // the last head it had
    std::string lost_head_hash = {};
    std::string lost = {};         // the acts that are gone: "book:3 12-15"
    std::string unknown_key = {};  // the lost head was signed with a key that this base never had
};

struct Verdict {
    std::optional<Finding> finding = {};  // nothing: genuine and unaltered
    std::int64_t acts = 0, ledgers = 0, heads = 0, keys = 0;
    std::optional<Instant> since = {};   // the first act
    std::optional<Instant> sealed = {};  // the last head
    std::int64_t unsealed = 0;           // acts after it
    std::int64_t outside = 0;            // heads from outside that were compared
    std::int64_t excused = 0;            // those that tell also of acts which the chain itself says were lost
    std::vector<std::string> excused_acts = {};  // "book:3 12-15"
    std::vector<Restored> restored = {};
    std::string public_key = {};            // of the last key
    bool compared = false;                  // what is shown was held against it, too
    bool blanks_checked = false;            // not of a file without personal data
    std::optional<Instant> was_sound = {};  // when the console's last verification found nothing; of a base
    bool sound() const { return !finding; }
};
// In words, for a person; several lines.
std::string told(const Verdict& verdict, Language language);

// Lent by src/app: the first thing that is shown otherwise than it was chained. `entered` tells how many acts
// of kind "entered" each ledger has.
using Entered = std::map<std::string, std::int64_t, std::less<>>;
using Compare =
    std::function<std::optional<Finding>(db::Tx&, const Entered&, const std::function<bool()>& go_on)>;
using NameOf = std::function<std::string(db::Tx&, std::string_view ledger)>;

struct VerifyOptions {
    std::vector<Head> outside = {};        // as they were received
    std::vector<Key> outside_keys = {};    // that came with them
    std::vector<Heads::Loss> losses = {};  // that the chain tells: verify() and verify_lines() put them there
    Compare compare = {};                  // of a base
    NameOf name_of = {};
    std::function<void(std::int64_t acts)> progress = {};  // now and then
    std::function<bool()> go_on = [] { return true; };     // no: gives up with what it has
};

// The head that is kept beside the base counts as one from outside.
void add_beside(VerifyOptions& options, const std::filesystem::path& beside);

Verdict verify(db::Database& base, const Heads& heads, const VerifyOptions& options = {});
// What `escucha ledger export` wrote.
Verdict verify_lines(std::istream& in, const VerifyOptions& options = {});

}  // namespace escucha::ledger
