// The real mail servers that bin/with-mail starts: where they are, what lies in their mailboxes, and how to
// make them die. Tests that use them fail without them.
#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/transport.hpp"

namespace escucha::test {

class MailServers {
  public:
    static const MailServers& get();  // throws when the test does not run beside them

    // Ready to be opened, with certificate authority, user and secret.
    mail::Server imap(const std::string& mailbox, mail::Security security = mail::Security::tls) const;
    mail::Server pop3(const std::string& mailbox, mail::Security security = mail::Security::tls) const;
    mail::Server smtp(const std::string& mailbox, mail::Security security = mail::Security::tls) const;
    // As other servers hand over mail to ours: without a login, on this machine.
    mail::Server smtp_without_login() const;
    // The same with an OAuth 2 token in the place of the password.
    mail::Server with_token(mail::Server server) const;
    int port(const std::string& name) const;  // "imap", "imaps", "smtp", … (ports.env of bin/with-mail)

    // An address nobody has used yet: "ana-<chance>@correo.test".
    static std::string fresh_mailbox(std::string_view name, std::string_view domain = "correo.test");
    // Straight into the mailbox, as if they had arrived in this order.
    void deliver(const std::string& mailbox, std::span<const std::string> messages) const;
    void deliver(const std::string& mailbox, const std::string& message) const {
        deliver(mailbox, std::span(&message, 1));
    }
    // What lies in it, the oldest first, as raw bytes with the headers of delivery; lines end with LF.
    std::vector<std::string> messages(const std::string& mailbox, const std::string& folder = {}) const;
    // The same as soon as there are so many; what there is when they do not come.
    std::vector<std::string> messages_once(const std::string& mailbox, std::size_t count,
                                           std::chrono::seconds within = std::chrono::seconds(20)) const;
    // Names of its message files, whose ends show the flags: "…:2,S" was seen.
    std::vector<std::string> files(const std::string& mailbox, const std::string& folder = {}) const;
    // All uids mean something else from now on.
    void change_uidvalidity(const std::string& mailbox) const;
    // The machine with the mailboxes is gone at once, and back.
    void kill_dovecot() const;
    void start_dovecot() const;

  private:
    MailServers();
    mail::Server server(mail::Protocol protocol, const std::string& mailbox, mail::Security security) const;
    std::filesystem::path home(const std::string& mailbox) const;

    std::filesystem::path folder_;
    std::map<std::string, std::string> settings_;
};

// A small message; every line ends with CRLF.
std::string plain_message(std::string_view from, std::string_view to, std::string_view subject,
                          std::string_view text);

}  // namespace escucha::test
