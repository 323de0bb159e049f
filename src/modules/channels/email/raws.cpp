#include "modules/channels/email/raws.hpp"

#include <sodium.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "db/database.hpp"

namespace escucha::email {
namespace {

constexpr int kQuick = 1;  // mail is text and base64: more effort costs three times as much and saves a tenth

std::string deflated(std::string_view bytes) {
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    const auto* from = reinterpret_cast<const Bytef*>(bytes.data());
    if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, from, bytes.size(), kQuick) != Z_OK)
        throw std::runtime_error("a message could not be compressed");
    out.resize(size);
    return out;
}

}  // namespace

std::string hash_of(std::string_view bytes) {
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size(), nullptr, 0);
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_ENCODED_LEN(digest.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), digest.data(), digest.size(), kVariant);
    out.pop_back();
    return out;
}

PackedRaw pack(std::string_view raw) {
    PackedRaw packed{.hash = hash_of(raw), .size = static_cast<std::int64_t>(raw.size())};
    for (std::size_t at = 0; at == 0 || at < raw.size(); at += kRawPiece)
        packed.pieces.push_back(deflated(raw.substr(at, kRawPiece)));
    return packed;
}

std::string unpack(std::string_view piece) {
    std::string out(kRawPiece, '\0');
    uLongf size = out.size();
    const auto* from = reinterpret_cast<const Bytef*>(piece.data());
    if (uncompress(reinterpret_cast<Bytef*>(out.data()), &size, from, piece.size()) != Z_OK)
        throw std::runtime_error("a piece of a message is damaged");
    out.resize(size);
    return out;
}

namespace store {
namespace {

const db::Statement kFind{"SELECT id, pieces FROM mail_raws WHERE hash = $1"};
const db::Statement kAdd{
    "INSERT INTO mail_raws (hash, size, pieces, kept, at) VALUES ($1, $2, $3, $4, $5) RETURNING id"};
const db::Statement kAddPiece{
    "INSERT INTO mail_raw_pieces (raw_id, number, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
const db::Statement kKept{"UPDATE mail_raws SET kept = 1 WHERE id = $1 AND kept = 0"};
const db::Statement kPieces{"SELECT bytes FROM mail_raw_pieces WHERE raw_id = $1 ORDER BY number"};
const db::Statement kDrop{
    "DELETE FROM mail_raws WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM mail_messages WHERE raw_id = $1 AND "
    "raw_id <> 0) AND NOT EXISTS (SELECT 1 FROM mail_set_aside WHERE raw_id = $1 AND raw_id <> 0)"};
const db::Statement kForgotten{
    "DELETE FROM mail_raws WHERE id IN (SELECT id FROM mail_raws WHERE kept = 0 AND at < $1 LIMIT 20)"};

void add_pieces(db::Tx& tx, RawId id, const PackedRaw& packed, std::size_t first, std::size_t end) {
    for (std::size_t n = first; n < std::min(end, packed.pieces.size()); ++n)
        tx.execute(kAddPiece, id, n, std::as_bytes(std::span(packed.pieces[n])));
}

}  // namespace

RawId keep(db::Tx& tx, const PackedRaw& packed, Instant now) {
    if (const auto found = tx.one(kFind, packed.hash)) {
        const auto id = found->get<RawId>(0);
        tx.execute(kKept, id);
        return id;
    }
    const RawId id = tx.insert(kAdd, packed.hash, packed.size, packed.pieces.size(), true, now);
    add_pieces(tx, id, packed, 0, packed.pieces.size());
    return id;
}

// Pieces that an earlier, interrupted attempt brought are there already.
void keep_large(db::Database& base, const PackedRaw& packed, Instant now) {
    const RawId id = base.write([&](db::Tx& tx) {
        if (const auto found = tx.one(kFind, packed.hash)) return found->get<RawId>(0);
        return tx.insert(kAdd, packed.hash, packed.size, packed.pieces.size(), false, now);
    });
    for (std::size_t first = 0; first < packed.pieces.size(); first += kPiecesInOne)
        base.write([&](db::Tx& tx) { add_pieces(tx, id, packed, first, first + kPiecesInOne); });
}

std::optional<std::string> raw(db::Tx& tx, RawId id) {
    std::string out;
    const auto rows = tx.query(kPieces, id);
    if (rows.empty()) return std::nullopt;
    for (const db::Row& row : rows) {
        const auto piece = row.get<db::Bytes>(0);
        out += unpack({reinterpret_cast<const char*>(piece.data()), piece.size()});
    }
    return out;
}

void drop_unused(db::Tx& tx, RawId id) {
    if (id != 0) tx.execute(kDrop, id);
}

void drop_forgotten(db::Tx& tx, Instant before) {
    tx.execute(kForgotten, before);
}

}  // namespace store
}  // namespace escucha::email
