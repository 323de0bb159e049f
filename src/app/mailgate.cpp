// `escucha mailgate --mailbox ADDRESS`: what Postfix, Exim and their likes pipe a message into. Its exit
// status is what they go by (sysexits.h): 0 it is safe with us, 75 try again later, 67 nobody of that
// address, 65 there was no message, or one too large. Where the base cannot be reached, the message waits in
// the spool folder.
#include <sysexits.h>

#include <filesystem>
#include <iostream>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/house.hpp"
#include "modules/channels/email/spool.hpp"

namespace escucha::app {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kLargest = 50 * 1024 * 1024;  // as of what is fetched (mail::Patience)

// Opening an SQLite base makes one where there is none: a gate that is started before the server must not.
bool base_is_there(const Config& config) {
    constexpr std::string_view kSqlite = "sqlite:";
    const std::string& url = config.database.url;
    return !url.starts_with(kSqlite) || std::filesystem::exists(url.substr(kSqlite.size()));
}

// Nothing when it could not be handed over now, for whatever reason of the machine.
std::optional<int> hand_over(const Config& config, const std::string& mailbox, const std::string& raw) {
    try {
        if (!base_is_there(config)) return std::nullopt;
        const auto base = open_base(config);
        House house(*base, config, system_now);
        const auto id = house.email.mailbox_of(mailbox);
        if (!id) return EX_NOUSER;
        house.email.take(raw, *id, system_now());
        return EX_OK;
    } catch (const std::exception& e) {
        spdlog::warn("mailgate: the base could not take the message: {}", e.what());
        return std::nullopt;
    }
}

// Nothing when there is more of it than may be: it is read to its end all the same, or who pipes it would
// take us for broken.
std::optional<std::string> read_message(std::istream& in) {
    std::string raw, piece(kPiece, '\0');
    bool too_large = false;
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        too_large |= raw.size() + static_cast<std::size_t>(in.gcount()) > kLargest;
        if (too_large) raw = {};
        if (!too_large) raw.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    }
    if (too_large) return std::nullopt;
    return raw;
}

}  // namespace

int mailgate(const Config& config, const std::string& mailbox) {
    const auto read = read_message(std::cin);
    if (!read) {  // what is said on standard output stands in the notice that its sender gets
        fmt::print("The message is larger than {} MB.\n", kLargest / (1024 * 1024));
        return EX_DATAERR;
    }
    const auto& raw = *read;
    if (raw.empty()) return EX_DATAERR;
    if (const auto done = hand_over(config, mailbox, raw)) return *done;
    try {
        email::spool(config.mail.spool, mailbox, raw);
        return EX_OK;
    } catch (const std::exception& e) {
        spdlog::error("mailgate: nor could the spool folder: {}", e.what());
        return EX_TEMPFAIL;
    }
}

}  // namespace escucha::app
