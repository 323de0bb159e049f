#include "modules/files/hashing.hpp"

#include <sodium.h>

#include <array>

#include "db/database.hpp"

namespace escucha::files {
namespace {

constexpr std::int64_t kPiecesAtOnce = 4;  // a MiB of memory

const db::Statement kSize{
    db::Sql{.sqlite = "SELECT COALESCE((SELECT SUM(LENGTH(bytes)) FROM file_pieces WHERE file_id = f.id), 0) "
                      "FROM files f WHERE f.id = $1 AND f.complete = 1",
            .postgres = "SELECT CAST(COALESCE((SELECT SUM(OCTET_LENGTH(bytes)) FROM file_pieces WHERE "
                        "file_id = f.id), 0) AS BIGINT) FROM files f WHERE f.id = $1 AND f.complete = 1"}};
// By number, not by how many there should be: a piece put in behind the last one counts as well.
// Whoever writes into an SQLite file may have put text where there should be bytes.
const db::Statement kNext{db::Sql{
    .sqlite = "SELECT number, CAST(bytes AS BLOB) FROM file_pieces WHERE file_id = $1 AND number > $2 "
              "ORDER BY number LIMIT $3",
    .postgres = "SELECT number, bytes FROM file_pieces WHERE file_id = $1 AND number > $2 ORDER BY "
                "number LIMIT $3"}};

}  // namespace

std::optional<std::int64_t> stored_size(db::Tx& tx, FileId id) {
    const auto row = tx.one(kSize, id);
    return row ? std::optional(row->get<std::int64_t>(0)) : std::nullopt;
}

std::optional<std::string> stored_sha256(db::Tx& tx, FileId id, const std::function<bool()>& go_on) {
    if (!stored_size(tx, id)) return std::nullopt;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::int64_t last = -1;
    for (bool more = true; more;) {
        if (!go_on()) return std::nullopt;
        more = false;
        for (const db::Row& row : tx.query(kNext, id, last, kPiecesAtOnce)) {
            const auto piece = row.get<db::Bytes>(1);
            crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                                      piece.size());
            last = row.get<std::int64_t>(0);
            more = true;
        }
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace escucha::files
