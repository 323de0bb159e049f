#include "modules/channels/email/servers.hpp"

#include "modules/channels/email/sealing.hpp"

namespace escucha::email {
namespace {

mail::Failure no_secret() {
    return {.trouble = mail::Trouble::login_refused, .detail = {}, .passing = false};
}

}  // namespace

mail::Tried<mail::Server> incoming_server(const Options& options, const store::StoredMailbox& m) {
    auto secret = Sealing(options.secret).open(m.incoming_sealed);
    if (!secret) return std::unexpected(no_secret());
    return mail::Server{
        .protocol = m.incoming.protocol == Incoming::pop3 ? mail::Protocol::pop3 : mail::Protocol::imap,
        .host = m.incoming.host,
        .port = m.incoming.port,
        .security = m.incoming.security,
        .login = m.incoming.login,
        .user = m.incoming.user,
        .secret = std::move(*secret),
        .ca_file = options.ca_file};
}

mail::Tried<mail::Server> outgoing_server(const Options& options, const store::StoredMailbox& m) {
    auto secret = Sealing(options.secret).open(m.outgoing_sealed);
    if (!secret) return std::unexpected(no_secret());
    return mail::Server{.protocol = mail::Protocol::smtp,
                        .host = m.outgoing.host,
                        .port = m.outgoing.port,
                        .security = m.outgoing.security,
                        .login = m.outgoing.login,
                        .user = m.outgoing.user,
                        .secret = std::move(*secret),
                        .ca_file = options.ca_file};
}

mail::Tried<std::unique_ptr<mail::Inbox>> open_inbox(const Options& options, const store::StoredMailbox& m,
                                                     const mail::Patience& patience) {
    const auto server = incoming_server(options, m);
    if (!server) return std::unexpected(server.error());
    return options.open_inbox(*server, m.incoming.folder, patience);
}

mail::Tried<std::unique_ptr<mail::Outbox>> open_outbox(const Options& options, const store::StoredMailbox& m,
                                                       const mail::Patience& patience) {
    const auto server = outgoing_server(options, m);
    if (!server) return std::unexpected(server.error());
    return options.open_outbox(*server, patience);
}

}  // namespace escucha::email
