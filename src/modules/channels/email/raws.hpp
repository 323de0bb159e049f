// Originals: every message byte by byte, deflated (RFC 1950) in pieces of 256 KiB that are each whole, found
// by the hash of what they hold, so that the same bytes are kept once. Reading and packing know no database.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace escucha::db {
class Database;
class Tx;
}  // namespace escucha::db

namespace escucha::email {

using RawId = std::int64_t;

inline constexpr std::size_t kRawPiece = 256 * 1024;

struct PackedRaw {
    std::string hash = {};
    std::int64_t size = 0;
    std::vector<std::string> pieces = {};
};
PackedRaw pack(std::string_view raw);
std::string unpack(std::string_view piece);  // throws std::runtime_error for what no `pack` made

// 43 characters of BLAKE2b-256, base64url.
std::string hash_of(std::string_view bytes);

namespace store {

// More pieces than this are written in transactions of their own before the message is (keep_large).
inline constexpr std::size_t kPiecesInOne = 4;
// Few pieces, in the caller's transaction; those that are there already are found. Marked as kept.
RawId keep(db::Tx& tx, const PackedRaw& packed, Instant now);
// Many pieces, a few a transaction; not kept until `keep` says so.
void keep_large(db::Database& base, const PackedRaw& packed, Instant now);
std::optional<std::string> raw(db::Tx& tx, RawId id);
// Unless a message or one that was set aside still refers to it.
void drop_unused(db::Tx& tx, RawId id);
// What a crash left, and nobody refers to since `before`.
void drop_forgotten(db::Tx& tx, Instant before);

}  // namespace store
}  // namespace escucha::email
