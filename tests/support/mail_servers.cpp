#include "support/mail_servers.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <sodium.h>

#include "base/tokens.hpp"

namespace escucha::test {
namespace {

namespace fs = std::filesystem;

std::string in_base64url(std::string_view bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), kVariant);
    text.pop_back();
    return text;
}

// A JSON Web Token (RFC 7519, HS256) as Dovecot reads it: who, since when, until when.
std::string web_token(const std::string& mailbox, const std::string& key) {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    const auto said =
        in_base64url(R"({"alg":"HS256","typ":"JWT"})") + "." +
        in_base64url(fmt::format(R"({{"sub":"{0}","email":"{0}","iat":{1},"nbf":{1},"exp":{2}}})", mailbox,
                                 now - 60, now + 3600));
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(said.data()), said.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    return said + "." + in_base64url(mac);
}

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// What we make belongs to whom the folder above belongs to: the server does not run as we do.
void make_folder(const fs::path& folder) {
    if (fs::exists(folder)) return;
    make_folder(folder.parent_path());
    fs::create_directory(folder);
    struct stat above{};
    if (::stat(folder.parent_path().c_str(), &above) != 0 ||
        ::chown(folder.c_str(), above.st_uid, above.st_gid) != 0)
        throw std::runtime_error("cannot make " + folder.string());
}

// "cur/1795331341.M8602P31946.host,S=603:2,S": seconds and microseconds, neither filled up with zeros.
std::pair<long, long> arrival(const std::string& name) {
    const auto after = [&](std::string_view mark) {
        const auto at = name.find(mark);
        return at == std::string::npos ? 0L : std::strtol(name.c_str() + at + mark.size(), nullptr, 10);
    };
    return {after("/"), after(".M")};
}

void run(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

}  // namespace

MailServers::MailServers() {
    const char* folder = std::getenv("ESCUCHA_TEST_MAIL");
    if (folder == nullptr) throw std::runtime_error("no mail servers: run this test under bin/with-mail");
    folder_ = folder;
    std::ifstream in(folder_ / "ports.env");
    for (std::string line; std::getline(in, line);)
        settings_[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
}

const MailServers& MailServers::get() {
    static const MailServers servers;
    return servers;
}

int MailServers::port(const std::string& name) const {
    return std::stoi(settings_.at(name));
}

mail::Server MailServers::server(mail::Protocol protocol, const std::string& mailbox,
                                 mail::Security security) const {
    return {.protocol = protocol,
            .host = "localhost",
            .security = security,
            .login = mail::Login::password,
            .user = mailbox,
            .secret = settings_.at("secret"),
            .ca_file = (folder_ / "ca.pem").string()};
}

mail::Server MailServers::imap(const std::string& mailbox, mail::Security security) const {
    auto one = server(mail::Protocol::imap, mailbox, security);
    one.port = port(security == mail::Security::tls ? "imaps" : "imap");
    return one;
}

mail::Server MailServers::pop3(const std::string& mailbox, mail::Security security) const {
    auto one = server(mail::Protocol::pop3, mailbox, security);
    one.port = port(security == mail::Security::tls ? "pop3s" : "pop3");
    return one;
}

mail::Server MailServers::smtp(const std::string& mailbox, mail::Security security) const {
    auto one = server(mail::Protocol::smtp, mailbox, security);
    one.port = port(security == mail::Security::tls        ? "smtps"
                    : security == mail::Security::starttls ? "submission"
                                                           : "smtp");
    return one;
}

mail::Server MailServers::smtp_without_login() const {
    auto one = server(mail::Protocol::smtp, "", mail::Security::plain);
    one.port = port("smtp");
    one.login = mail::Login::none;
    return one;
}

mail::Server MailServers::with_token(mail::Server server) const {
    server.login = mail::Login::xoauth2;
    server.secret = web_token(server.user, settings_.at("secret"));
    return server;
}

std::string MailServers::fresh_mailbox(std::string_view name, std::string_view domain) {
    auto chance = random_token(9);
    std::ranges::replace(chance, '_', 'x');
    std::ranges::transform(chance, chance.begin(), [](unsigned char c) { return std::tolower(c); });
    return fmt::format("{}-{}@{}", name, chance, domain);
}

fs::path MailServers::home(const std::string& mailbox) const {
    const auto at = mailbox.find('@');
    const auto name = mailbox.substr(0, std::min(at, mailbox.find('+')));
    return folder_ / "mail" / mailbox.substr(at + 1) / name / "Maildir";
}

// Into tmp and then new, as Maildir wants it, so that the server never sees half a message. It gives uids in
// the order of the names.
void MailServers::deliver(const std::string& mailbox, std::span<const std::string> messages) const {
    static std::size_t count = 0;
    const auto maildir = home(mailbox);
    for (const auto* folder : {"tmp", "new", "cur"}) make_folder(maildir / folder);
    for (const auto& message : messages) {
        const auto name = fmt::format("{:010}.M{:06}P{}.test", 1'700'000'000 + count / 1'000'000,
                                      count % 1'000'000, ::getpid());
        ++count;
        std::ofstream(maildir / "tmp" / name, std::ios::binary) << message;
        fs::permissions(maildir / "tmp" / name, fs::perms(0644));
        fs::rename(maildir / "tmp" / name, maildir / "new" / name);
    }
}

std::vector<std::string> MailServers::files(const std::string& mailbox, const std::string& folder) const {
    auto maildir = home(mailbox);
    if (!folder.empty()) maildir /= "." + folder;
    std::vector<std::string> names;
    for (const auto* part : {"cur", "new"}) {
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator(maildir / part, missing))
            names.push_back(std::string(part) + "/" + entry.path().filename().string());
    }
    std::ranges::sort(names, {}, &arrival);
    return names;
}

std::vector<std::string> MailServers::messages(const std::string& mailbox, const std::string& folder) const {
    auto maildir = home(mailbox);
    if (!folder.empty()) maildir /= "." + folder;
    std::vector<std::string> found;
    for (const auto& name : files(mailbox, folder)) found.push_back(content(maildir / name));
    return found;
}

std::vector<std::string> MailServers::messages_once(const std::string& mailbox, std::size_t count,
                                                    std::chrono::seconds within) const {
    const auto end = std::chrono::steady_clock::now() + within;
    while (files(mailbox).size() < count && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return messages(mailbox);
}

// The first line of the list of uids is "3 V<validity> N<next> G<id>". The indexes would remember.
void MailServers::change_uidvalidity(const std::string& mailbox) const {
    const auto maildir = home(mailbox);
    auto list = content(maildir / "dovecot-uidlist");
    const auto at = list.find(" V");
    if (at == std::string::npos) throw std::runtime_error("no uids yet in " + mailbox);
    const auto validity = std::stoul(list.substr(at + 2));
    list.replace(at + 2, std::to_string(validity).size(), std::to_string(validity + 1));
    std::ofstream(maildir / "dovecot-uidlist", std::ios::binary) << list;
    for (const auto& entry : fs::directory_iterator(maildir))
        if (entry.path().filename().string().starts_with("dovecot.index")) fs::remove(entry.path());
}

void MailServers::kill_dovecot() const {
    run((folder_ / "dovecot").string() + " kill");
}
void MailServers::start_dovecot() const {
    run((folder_ / "dovecot").string() + " start");
}

std::string plain_message(std::string_view from, std::string_view to, std::string_view subject,
                          std::string_view text) {
    return fmt::format(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\n"
        "Message-ID: <{}@prueba.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        from, to, subject, random_token(12), text);
}

}  // namespace escucha::test
