// What is hashed, byte for byte. Everything is made of netstrings (D. J. Bernstein, 1997): the length of the
// item in bytes as a decimal number without leading zeros, a colon, the bytes, a comma: "9:reclamo á,". No
// two different lists of items look alike, nothing is escaped, and printf and sha256sum can make them.
// docs/ledger.md shows it with figures that a test recomputes.
//
//   fields   of an act, as they are stored: name, then "=" and the value, or "#", 32 bytes of salt and the
//            value, or "-" and the 32 bytes of the commitment (blanked)
//   act      "escucha act 1", ledger, sequence, subject, kind, at (UTC microseconds), number of fields, and
//            for each: name, "open" and the value, or name, "sealed" and the commitment in hexadecimal
//   link     "escucha chain 1", hash before it, SHA-256 of the act; both in hexadecimal
//   head     "escucha head 1", number, at, hash of the head before, public key, number of ledgers, and for
//            each, by name: ledger, sequence, hash
//   key      "escucha key 1", number, at, public key, public key before (of the first: zeros)
//
// Hashes are 32 raw bytes inside the program and lower-case hexadecimal wherever they are hashed or shown.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/ledger/ledger.hpp"

namespace escucha::ledger {

using Hash = std::array<unsigned char, 32>;
inline constexpr std::size_t kSaltBytes = 32;
// What the first act, the first head and the first key follow on.
inline const std::string kNoHash(64, '0');

Hash sha256(std::string_view bytes);
std::string hex(std::span<const unsigned char> bytes);
inline std::string hex(std::string_view bytes) {
    return hex(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}
// Nothing unless it is lower-case hexadecimal of exactly `bytes` bytes.
std::optional<std::string> unhex(std::string_view text, std::size_t bytes);
std::optional<Hash> hash_of(std::string_view raw);  // 32 raw bytes
inline std::string_view raw(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

void add_item(std::string& to, std::string_view item);
void add_number(std::string& to, std::int64_t number);

// Reads items one after another; `broken` once something was not a netstring.
class Items {
  public:
    explicit Items(std::string_view text) : rest_(text) {}
    std::string_view next();
    std::optional<std::int64_t> number();  // without leading zeros or sign
    bool at_end() const { return rest_.empty(); }
    bool broken() const { return broken_; }

  private:
    std::string_view rest_;
    bool broken_ = false;
};

// A field as it is kept.
struct Kept {
    enum class How { open, sealed, blanked };
    How how = How::open;
    std::string name = {}, value = {};
    std::string salt = {};        // raw; of sealed
    std::string commitment = {};  // raw; of blanked
    bool operator==(const Kept&) const = default;
};
// Views into what is stored, so that a million of them are read without a copy.
struct KeptView {
    Kept::How how = Kept::How::open;
    std::string_view name = {}, value = {}, salt = {}, commitment = {};
};

Hash commitment(std::string_view salt, std::string_view value);

std::string stored_fields(std::span<const Kept> fields);
// Nothing: these bytes were not written by us.
std::optional<std::vector<KeptView>> read_fields(std::string_view stored);
std::vector<Field> shown_fields(std::span<const KeptView> fields);
// The same fields with salts and values of the personal ones gone; nothing: there were none left.
std::optional<std::string> blanked_fields(std::span<const KeptView> fields);

// Where an act stands; `fields` apart, because they are kept in another shape.
struct ActView {
    std::string_view ledger = {}, subject = {}, kind = {};
    std::int64_t sequence = 0;
    std::int64_t at = 0;
};
void canonical(std::string& to, const ActView& act, std::span<const KeptView> fields);
Hash digest(const ActView& act, std::span<const KeptView> fields);  // SHA-256 of that
// Its beginning alone, up to the fields.
void begin_canonical(std::string& to, const ActView& act, std::int64_t fields);
Hash link(const Hash& before, const Hash& digest);

struct End {  // of a ledger, as a head tells it
    std::string ledger = {};
    std::int64_t sequence = 0;
    std::string hash = {};  // hexadecimal
    bool operator==(const End&) const = default;
};
struct HeadText {
    std::int64_t number = 0;
    std::int64_t at = 0;
    std::string before = {};      // hexadecimal; 64 zeros: the first
    std::string public_key = {};  // hexadecimal
    std::vector<End> ends = {};   // by name
    bool operator==(const HeadText&) const = default;
};
std::string canonical(const HeadText& head);
std::optional<HeadText> read_head(std::string_view text);
std::string canonical_key(std::int64_t number, std::int64_t at, std::string_view public_key,
                          std::string_view before);

}  // namespace escucha::ledger
