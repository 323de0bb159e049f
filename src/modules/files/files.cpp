#include "modules/files/files.hpp"

#include <algorithm>

#include "db/database.hpp"
#include "db/id_list.hpp"
#include "http/request.hpp"
#include "modules/files/events.hpp"
#include "work/events.hpp"

namespace escucha::files {
namespace {

constexpr std::size_t kPiecesAtOnce = 4;  // in one transaction: some milliseconds of the writer

const db::Statement kAdd{
    "INSERT INTO files (name, type, size, sender_kind, sender_id, at) VALUES ($1, $2, $3, $4, $5, $6) "
    "RETURNING id"};
const db::Statement kAddOwned{
    "INSERT INTO files (name, type, size, sender_kind, sender_id, at, owner_type, owner_id, case_id, "
    "complete) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) RETURNING id"};
const db::Statement kAddPiece{"INSERT INTO file_pieces (file_id, number, bytes) VALUES ($1, $2, $3)"};
const db::Statement kComplete{"UPDATE files SET complete = 1 WHERE id = $1"};

Result<void> acceptable(std::span<const http::Upload> uploads, const FileLimits& limits) {
    if (uploads.size() > limits.count)
        return refuse(ErrorKind::too_large, "file.too_many", {{"max", std::to_string(limits.count)}});
    for (const http::Upload& u : uploads) {
        if (u.bytes.size() > limits.size)
            return refuse(ErrorKind::too_large, "file.too_large",
                          {{"name", u.name}, {"max", std::to_string(limits.size / 1024 / 1024)}});
        if (u.bytes.empty()) return refuse(ErrorKind::invalid, "file.empty", {{"name", u.name}});
    }
    return {};
}

std::string url_of(FileId id) {
    return fmt::format("/api/v1/files/{}/content", id);
}

void add_pieces(db::Tx& tx, FileId id, std::string_view bytes, std::size_t first) {
    for (std::size_t n = first; n < first + kPiecesAtOnce && n * kPiece < bytes.size(); ++n)
        tx.execute(kAddPiece, id, n, std::as_bytes(std::span(bytes.substr(n * kPiece, kPiece))));
}

}  // namespace

// The first transaction brings the row and the first pieces, the last one says that all are there: what was
// cut short is never seen, and is removed like everything unattached.
static FileRef keep_one(db::Database& base, const work::Events& events, const http::Upload& u,
                        const Principal& by, Instant now) {
    const std::size_t pieces = (u.bytes.size() + kPiece - 1) / kPiece;
    FileId id = 0;
    for (std::size_t first = 0; first < pieces; first += kPiecesAtOnce) {
        const FileId written = base.write([&](db::Tx& tx) {
            const FileId file =
                first == 0 ? tx.insert(kAdd, u.name, u.type, u.bytes.size(), by.kind, by.person, now) : id;
            add_pieces(tx, file, u.bytes, first);
            if (first + kPiecesAtOnce < pieces) return file;
            tx.execute(kComplete, file);
            const FileAdded fact{file, u.name, u.type, static_cast<std::int64_t>(u.bytes.size())};
            events.append(tx, work::event(FileAdded::kType, "file", file, by, now, fact));
            return file;
        });
        id = written;
    }
    return {id, u.name, u.type, static_cast<std::int64_t>(u.bytes.size()), url_of(id)};
}

Result<std::vector<FileRef>> Files::keep(std::span<const http::Upload> uploads, const Principal& by,
                                         Instant now, const FileLimits& limits) const {
    if (const auto ok = acceptable(uploads, limits); !ok) return Refused(ok.error());
    std::vector<FileRef> refs;
    for (const http::Upload& u : uploads) refs.push_back(keep_one(base_, events_, u, by, now));
    return refs;
}

namespace {

#define COLUMNS "id, name, type, size, sender_kind, sender_id, at, owner_type, owner_id, case_id"

StoredFile read_file(const db::Row& row) {
    StoredFile f;
    f.id = row.get<FileId>(0);
    f.name = row.get<std::string>(1);
    f.type = row.get<std::string>(2);
    f.size = row.get<std::int64_t>(3);
    f.url = url_of(f.id);
    f.sender_kind = row.get<ActorKind>(4);
    f.sender = row.get<PersonId>(5);
    f.at = row.get<Instant>(6);
    if (auto type = row.get<std::string>(7); !type.empty())
        f.owner = FileOwner{std::move(type), row.get<std::int64_t>(8), row.get<std::int64_t>(9)};
    return f;
}

const db::Statement kFind{"SELECT " COLUMNS " FROM files WHERE id = $1 AND complete = 1"};
const db::Statement kPieces{
    "SELECT bytes FROM file_pieces WHERE file_id = $1 AND number >= $2 AND number < $3 ORDER BY number"};

}  // namespace

std::optional<StoredFile> Files::find(db::Tx& tx, FileId id) const {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read_file(*row)) : std::nullopt;
}

Result<StoredFile> Files::find_for(db::Tx& tx, FileId id, const Principal& who) const {
    auto file = find(tx, id);
    if (!file) return not_found("file.not_found");
    const bool mine =
        !file->owner && who.is_person() && file->sender_kind == who.kind && file->sender == who.person;
    const bool shown = file->owner && may_see_ && may_see_(tx, who, *file->owner);
    if (!mine && !shown) return not_found("file.not_found");
    return std::move(*file);
}

std::string Files::bytes_in(db::Tx& tx, FileId id) const {
    std::string bytes;
    for (const db::Row& row : tx.query(kPieces, id, 0, kLargestFile / kPiece)) {
        const auto piece = row.get<db::Bytes>(0);
        bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    }
    return bytes;
}

std::optional<http::Body> Files::content(FileId id) const {
    const auto file = base_.read([&](db::Tx& tx) { return find(tx, id); });
    if (!file) return std::nullopt;
    const auto size = static_cast<std::size_t>(file->size);
    std::string bytes;
    bytes.reserve(size);
    for (std::size_t first = 0; first * kPiece < size; first += kPiecesAtOnce) {
        base_.read([&](db::Tx& tx) {
            for (const db::Row& row : tx.query(kPieces, id, first, first + kPiecesAtOnce)) {
                const auto piece = row.get<db::Bytes>(0);
                bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
            }
        });
    }
    if (bytes.size() != size) return std::nullopt;  // removed while it was read
    return http::Body(std::move(bytes));
}

namespace {

const db::Statement kAttach{
    "UPDATE files SET owner_type = $2, owner_id = $3, case_id = $4 WHERE id = $1 AND owner_type = '' AND "
    "complete = 1 "
    "AND sender_kind = $5 AND sender_id = $6"};

const db::Statement kUnattach{
    "UPDATE files SET owner_type = '', owner_id = 0, case_id = 0, at = $3 WHERE owner_type = $1 AND "
    "owner_type <> '' AND owner_id = $2"};

const db::Statement kOf{db::Sql{
    .sqlite = "SELECT " COLUMNS " FROM files WHERE owner_type = $1 AND owner_type <> '' AND owner_id IN "
              "(SELECT value FROM json_each($2)) ORDER BY id",
    .postgres = "SELECT " COLUMNS " FROM files WHERE owner_type = $1 AND owner_type <> '' AND owner_id = "
                "ANY(CAST($2 AS BIGINT[])) ORDER BY id"}};

const db::Statement kRemoveOf{
    db::Sql{.sqlite = "DELETE FROM files WHERE owner_type = $1 AND owner_type <> '' AND owner_id IN "
                      "(SELECT value FROM json_each($2))",
            .postgres = "DELETE FROM files WHERE owner_type = $1 AND owner_type <> '' AND owner_id = "
                        "ANY(CAST($2 AS BIGINT[]))"}};

const db::Statement kRemoveForCases{
    db::Sql{.sqlite = "DELETE FROM files WHERE case_id <> 0 AND case_id IN (SELECT value FROM json_each($1))",
            .postgres = "DELETE FROM files WHERE case_id <> 0 AND case_id = ANY(CAST($1 AS BIGINT[]))"}};

const db::Statement kForgotten{
    "SELECT id FROM files WHERE owner_type = '' AND at < $1 ORDER BY at LIMIT 100"};
const db::Statement kRemoveForgotten{"DELETE FROM files WHERE id = $1 AND owner_type = ''"};

}  // namespace

void Files::unattach(db::Tx& tx, std::string_view owner_type, std::int64_t owner, Instant now) const {
    tx.execute(kUnattach, owner_type, owner, now);
}

FileRef Files::keep_in(db::Tx& tx, const http::Upload& u, const FileOwner& owner, const Principal& by,
                       Instant now) const {
    if (u.bytes.size() > kSmallFile) throw std::logic_error("a large file in one transaction");
    const FileId id = tx.insert(kAddOwned, u.name, u.type, u.bytes.size(), by.kind, by.person, now,
                                owner.type, owner.id, owner.case_id);
    add_pieces(tx, id, u.bytes, 0);
    const FileAdded fact{id, u.name, u.type, static_cast<std::int64_t>(u.bytes.size())};
    events_.append(tx, work::event(FileAdded::kType, "file", id, by, now, fact));
    return {id, u.name, u.type, static_cast<std::int64_t>(u.bytes.size()), url_of(id)};
}

Result<void> Files::attach(db::Tx& tx, std::span<const FileId> ids, const FileOwner& owner,
                           const Principal& by, std::size_t most) const {
    std::vector<FileId> each(ids.begin(), ids.end());
    std::ranges::sort(each);
    each.erase(std::ranges::unique(each).begin(), each.end());
    if (each.size() > most)
        return refuse(ErrorKind::too_large, "file.too_many", {{"max", std::to_string(most)}});
    for (const FileId id : each)
        if (tx.execute(kAttach, id, owner.type, owner.id, owner.case_id, by.kind, by.person) != 1)
            return not_found("file.not_found");
    return {};
}

std::unordered_map<std::int64_t, std::vector<FileRef>> Files::of(db::Tx& tx, std::string_view owner_type,
                                                                 std::span<const std::int64_t> owners) const {
    std::unordered_map<std::int64_t, std::vector<FileRef>> out;
    if (owners.empty()) return out;
    for (const db::Row& row : tx.query(kOf, owner_type, db::id_list(tx, owners))) {
        StoredFile file = read_file(row);
        out[file.owner->id].push_back(std::move(file));
    }
    return out;
}

void Files::remove_of(db::Tx& tx, std::string_view owner_type, std::span<const std::int64_t> owners) const {
    if (!owners.empty()) tx.execute(kRemoveOf, owner_type, db::id_list(tx, owners));
}

std::int64_t Files::remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const {
    return cases.empty() ? 0 : tx.execute(kRemoveForCases, db::id_list(tx, cases));
}

// One file a transaction: twenty megabytes of deletions are enough for the writer at a time.
void Files::purge(Instant now) const {
    while (true) {
        std::vector<FileId> forgotten;
        base_.read([&](db::Tx& tx) {
            for (const db::Row& row : tx.query(kForgotten, now - kUnattachedKept))
                forgotten.push_back(row.get<FileId>(0));
        });
        if (forgotten.empty()) return;
        for (const FileId id : forgotten) base_.write([&](db::Tx& tx) { tx.execute(kRemoveForgotten, id); });
    }
}

}  // namespace escucha::files
