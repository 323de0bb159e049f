// What people send along: photos, PDFs, recordings. Files live in the database, in pieces of at most 256 KiB,
// so that a backup is one file and nodes share nothing else. A piece is a small write: an upload of 20 MB
// never holds the writer for longer than a few pieces. (Discarded: a folder beside the base, which backups
// and second nodes forget; one large value, which stalls every other write.)
//
// A file comes in unattached and belongs to who sent it; `attach` gives it an owner in the transaction that
// writes the message or note it came with. What nobody attached within a day is removed. The type is told
// from the content; the name carries no path.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "http/fields.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
class Body;
}  // namespace http
namespace work {
class Events;
class Jobs;
}  // namespace work
}  // namespace escucha

namespace escucha::files {

using FileId = std::int64_t;

inline constexpr std::size_t kMostFiles = 10;                  // of one message
inline constexpr std::size_t kLargestFile = 20 * 1024 * 1024;  // bytes
inline constexpr std::size_t kPiece = 256 * 1024;              // bytes
inline constexpr std::size_t kSmallFile = 4 * kPiece;          // what one transaction may bear
inline constexpr std::chrono::hours kUnattachedKept{24};

// What a channel of its own may bring (an e-mail): more of them, and larger.
struct FileLimits {
    std::size_t count = kMostFiles, size = kLargestFile;
};

struct FileRef {
    FileId id = 0;
    std::string name = {};
    std::string type = {};  // "image/jpeg"
    std::int64_t size = 0;
    std::string url = {};  // of the API; the portal makes its own
};
BOOST_DESCRIBE_STRUCT(FileRef, (), (id, name, type, size, url))

// What a file was sent with: {"contact", 12} or {"note", 3}, in a case. Opaque here.
struct FileOwner {
    std::string type = {};
    std::int64_t id = 0;
    std::int64_t case_id = 0;
};

struct StoredFile : FileRef {
    std::optional<FileOwner> owner = {};  // none: unattached
    ActorKind sender_kind = ActorKind::system;
    PersonId sender = 0;
    Instant at{};
};

// May this caller see what the owner shows? Asked for attached files; src/app wires the module of the owner.
using MaySee = std::function<bool(db::Tx&, const Principal&, const FileOwner&)>;

class Files {
  public:
    Files(db::Database& base, const work::Events& events) : base_(base), events_(events) {}
    void ask_before_showing(MaySee may_see) { may_see_ = std::move(may_see); }

    // Stores what was uploaded, unattached. NOT inside a transaction: it opens several short ones.
    // Refuses: "file.too_many", "file.too_large", "file.empty".
    Result<std::vector<FileRef>> keep(std::span<const http::Upload> uploads, const Principal& by, Instant now,
                                      const FileLimits& limits = {}) const;
    // The whole content, read in short snapshots; nothing when there is no such file.
    std::optional<http::Body> content(FileId id) const;
    // May the caller have it? The sender while unattached, then whoever may see the owner. "file.not_found".
    Result<StoredFile> find_for(db::Tx& tx, FileId id, const Principal& who) const;

    // --- Inside anyone's transaction -----------------------------------------------------------------------
    // Gives unattached files of the same sender their owner. Refuses with "file.not_found" when one is
    // missing, somebody else's or attached already, with "file.too_many" beyond `most`.
    Result<void> attach(db::Tx& tx, std::span<const FileId> ids, const FileOwner& owner, const Principal& by,
                        std::size_t most = kMostFiles) const;
    // Its files belong to nobody again but to who sent them, for as long as a fresh one does.
    void unattach(db::Tx& tx, std::string_view owner_type, std::int64_t owner, Instant now) const;
    // A small one (kSmallFile), stored and attached at once.
    FileRef keep_in(db::Tx& tx, const http::Upload& upload, const FileOwner& owner, const Principal& by,
                    Instant now) const;
    // The files of several owners of one type, in the order they were sent.
    std::unordered_map<std::int64_t, std::vector<FileRef>> of(db::Tx& tx, std::string_view owner_type,
                                                              std::span<const std::int64_t> owners) const;
    std::optional<StoredFile> find(db::Tx& tx, FileId id) const;
    // The whole content, of one that is small enough to be held while the transaction lasts.
    std::string bytes_in(db::Tx& tx, FileId id) const;
    // With their owners, which go away.
    void remove_of(db::Tx& tx, std::string_view owner_type, std::span<const std::int64_t> owners) const;
    // With a case that goes away: how many there were.
    std::int64_t remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const;

    // Removes what nobody attached within kUnattachedKept.
    void purge(Instant now) const;

    db::Database& base() const { return base_; }

  private:
    db::Database& base_;
    const work::Events& events_;
    MaySee may_see_;
};

// POST /files, GET /files/{id}/content.
void add_routes(http::Api& api, Files& files);
void add_jobs(work::Jobs& jobs, Files& files);

}  // namespace escucha::files
