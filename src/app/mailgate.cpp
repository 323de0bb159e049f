// `escucha mailgate --mailbox ADDRESS`: what Postfix, Exim and their likes pipe a message into. Its exit
// status is what they go by (sysexits.h): 0 it is safe with us, 75 try again later, 67 nobody of that
// address, 65 there was no message. Where the base cannot be reached, the message waits in the spool folder.
#include <sysexits.h>

#include <filesystem>
#include <iostream>
#include <iterator>

#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/house.hpp"
#include "modules/channels/email/spool.hpp"

namespace escucha::app {
namespace {

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

}  // namespace

int mailgate(const Config& config, const std::string& mailbox) {
    const std::string raw{std::istreambuf_iterator<char>(std::cin), {}};
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
