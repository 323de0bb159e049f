#include "mail/inboxes.hpp"

namespace escucha::mail {

Tried<std::string> Inbox::fetch(std::string_view uid) {
    Tried<std::string> found = std::unexpected(Failure{.trouble = Trouble::gone, .passing = false});
    const std::string one(uid);
    const auto fetched = fetch(std::span(&one, 1),
                               [&](const std::string&, Tried<std::string> raw) { found = std::move(raw); });
    if (!fetched) return std::unexpected(fetched.error());
    return found;
}

Tried<std::unique_ptr<Inbox>> open_inbox(const Server& server, const std::string& folder,
                                         const Patience& patience) {
    switch (server.protocol) {
        case Protocol::imap:
            return open_imap(server, folder, patience);
        case Protocol::pop3:
            return open_pop3(server, patience);
        case Protocol::smtp:
            break;
    }
    return std::unexpected(
        Failure{.trouble = Trouble::wrong_protocol, .detail = "SMTP has no inbox", .passing = false});
}

}  // namespace escucha::mail
