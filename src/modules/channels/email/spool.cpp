#include "modules/channels/email/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/set_aside_store.hpp"
#include "work/jobs.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::string_view kReady = ".mail";

class File {
  public:
    File(const std::filesystem::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) fail();
    }
    ~File() { ::close(fd_); }
    File(const File&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto n = ::write(fd_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail();
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    std::string read() const {
        std::string bytes;
        for (;;) {
            const auto old = bytes.size();
            bytes.resize(old + kPiece);
            const auto n = ::read(fd_, bytes.data() + old, kPiece);
            bytes.resize(old + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail();
            if (n == 0) return bytes;
        }
    }
    void sync() const {
        if (::fsync(fd_) != 0) fail();
    }

  private:
    [[noreturn]] static void fail() { throw std::system_error(errno, std::generic_category(), "spool"); }
    int fd_;
};

}  // namespace

void spool(const std::filesystem::path& folder, std::string_view mailbox, std::string_view raw) {
    std::filesystem::create_directories(folder);
    const auto name = fmt::format("{:020}.{}", micros(system_now()), random_token(9));
    const auto part = folder / (name + ".part");
    {
        const File file(part, O_WRONLY | O_CREAT | O_EXCL);
        file.write(fmt::format("{}\n", mailbox));
        file.write(raw);
        file.sync();
    }
    std::filesystem::rename(part, folder / (name + std::string(kReady)));
    File(folder, O_RDONLY | O_DIRECTORY).sync();
}

std::vector<std::filesystem::path> spooled(const std::filesystem::path& folder) {
    std::error_code none;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        if (entry.path().extension() == kReady) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::optional<Spooled> read_spooled(const std::filesystem::path& path) {
    std::string bytes;
    try {
        bytes = File(path, O_RDONLY).read();
    } catch (const std::system_error& e) {
        if (e.code() == std::errc::no_such_file_or_directory) return std::nullopt;
        throw;
    }
    const auto end = bytes.find('\n');
    if (end == std::string::npos || end == 0) throw std::runtime_error("it names no mailbox");
    Spooled s{.mailbox = bytes.substr(0, end), .raw = {}};
    bytes.erase(0, end + 1);
    s.raw = std::move(bytes);
    return s;
}

namespace {

// For a mailbox that is not ours (any more): seen by somebody, instead of lying in a folder.
void put_aside(Email& email, const Spooled& s, Instant now) {
    const auto packed = pack(s.raw);
    if (packed.pieces.size() > store::kPiecesInOne) store::keep_large(email.parts().db, packed, now);
    email.parts().db.write([&](db::Tx& tx) {
        store::add(tx, store::SetAside{.raw = store::keep(tx, packed, now),
                                       .reason = "mailbox.not_found",
                                       .words = s.mailbox,
                                       .at = now});
    });
}

// Out of the way of the others, where somebody sees it, for whoever looks after the machine.
void move_aside(Email& email, const std::filesystem::path& file, const std::string& why, Instant now) {
    spdlog::error("mailgate left {}, which cannot be taken: {}", file.string(), why);
    const auto bad = file.parent_path() / "bad" / file.filename();
    std::filesystem::create_directories(bad.parent_path());
    std::filesystem::rename(file, bad);
    email.parts().db.write([&](db::Tx& tx) {
        store::add(tx, store::SetAside{.uid = file.filename().string(),
                                       .reason = "mail.gate_file",
                                       .words = fmt::format("{}: {}", bad.string(), why),
                                       .at = now});
    });
}

bool is_away(const std::exception& e) {
    return dynamic_cast<const db::Unreachable*>(&e) != nullptr ||
           dynamic_cast<const db::DiskFull*>(&e) != nullptr ||
           dynamic_cast<const db::OutcomeUnknown*>(&e) != nullptr;
}

void drain(Email& email, const std::filesystem::path& file, Instant now) {
    const auto s = read_spooled(file);
    if (!s) return;
    if (const auto mailbox = email.mailbox_of(s->mailbox))
        email.take(s->raw, *mailbox, now);
    else
        put_aside(email, *s, now);
    std::error_code none;  // another node may have been quicker
    std::filesystem::remove(file, none);
}

}  // namespace

void Email::drain_spool(const work::JobRun& run) {
    if (options_.spool.empty()) return;
    for (const auto& file : spooled(options_.spool)) {
        if (!run.go_on()) return;
        try {
            drain(*this, file, run.time());
        } catch (const std::exception& e) {
            if (is_away(e)) throw;
            move_aside(*this, file, e.what(), run.time());
        }
    }
}

}  // namespace escucha::email
