#include "modules/channels/email/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/tokens.hpp"
#include "db/database.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/mailbox_store.hpp"
#include "modules/channels/email/set_aside_store.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kAtOnce = 20;
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
    void sync() const {
        if (::fsync(fd_) != 0) fail();
    }

  private:
    [[noreturn]] static void fail() { throw std::system_error(errno, std::generic_category(), "spool"); }
    int fd_;
};

std::string whole(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

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

std::vector<Spooled> spooled(const std::filesystem::path& folder, std::size_t most) {
    std::error_code none;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none))
        if (entry.path().extension() == kReady) files.push_back(entry.path());
    std::ranges::sort(files);
    if (files.size() > most) files.resize(most);
    std::vector<Spooled> out;
    for (auto& file : files) {
        auto bytes = whole(file);
        const auto end = bytes.find('\n');
        if (end == std::string::npos) continue;
        out.push_back(
            {.file = std::move(file), .mailbox = bytes.substr(0, end), .raw = bytes.substr(end + 1)});
    }
    return out;
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

}  // namespace

void Email::drain_spool(Instant now) {
    if (options_.spool.empty()) return;
    for (bool more = true; more;) {
        const auto some = spooled(options_.spool, kAtOnce);
        for (const auto& s : some) {
            const auto mailbox = mailbox_of(s.mailbox);
            if (mailbox)
                take(s.raw, *mailbox, now);
            else
                put_aside(*this, s, now);
            std::filesystem::remove(s.file);
        }
        more = some.size() == kAtOnce;
    }
}

}  // namespace escucha::email
