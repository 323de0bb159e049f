#include "bench/mail_transport.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "bench/mail_shop.hpp"
#include "mail/outgoing.hpp"
#include "mail/transport.hpp"

namespace escucha::bench {
namespace {

constexpr auto kMailbox = "buzon-de-medir@correo.test";
constexpr std::size_t kFetchedAtOnce = 32;     // as the intake does
constexpr std::size_t kMostAutomatic = 1'500;  // an installation sends no more in an hour
constexpr double kToReach = 200;               // a second, each way

template <class T>
T must(mail::Tried<T> tried) {
    if (!tried) throw std::runtime_error("mail: " + tried.error().detail);
    if constexpr (!std::is_void_v<T>) return std::move(*tried);
}

mail::Server server(mail::Protocol protocol, const char* port, mail::Security security) {
    const std::filesystem::path folder = std::getenv("ESCUCHA_TEST_MAIL");
    std::map<std::string, std::string> settings;
    std::ifstream in(folder / "ports.env");
    for (std::string line; std::getline(in, line);)
        settings[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    return {.protocol = protocol,
            .host = "localhost",
            .port = std::stoi(settings.at(port)),
            .security = security,
            .user = kMailbox,
            .secret = settings.at("secret"),
            .ca_file = (folder / "ca.pem").string()};
}

// 9 KB with its attachment, each of its own Message-ID.
std::string letter(int number) {
    const std::string line = "Compré el equipo hace dos semanas y dejó de funcionar ayer. ¿Qué hago?\n";
    std::string text;
    for (int i = 0; i < 25; ++i) text += line;
    auto bytes = mail::compose(
        {.from = {"Ana Núñez", fmt::format("ana{}@prueba.test", number)},
         .to = {{"", kMailbox}},
         .subject = fmt::format("Reclamación {}", number),
         .message_id = mail::new_message_id("prueba.test"),
         .date = instant(1'793'632'500'000'000),
         .text = text,
         .attachments = {
             {.name = "boleta.pdf", .type = "application/pdf", .bytes = std::string(4'500, 'x')}}});
    if (!bytes) throw std::runtime_error("a message of the bench was refused");
    return std::move(*bytes);
}

double sent_a_second(const std::vector<std::string>& letters) {
    const auto outbox =
        must(mail::open_outbox(server(mail::Protocol::smtp, "submission", mail::Security::starttls), {}));
    const auto began = std::chrono::steady_clock::now();
    for (const auto& one : letters) must(outbox->send({.from = kMailbox, .to = {kMailbox}}, one));
    return static_cast<double>(letters.size()) / Seconds(std::chrono::steady_clock::now() - began).count();
}

void until_arrived(std::size_t count) {
    const auto inbox =
        must(mail::open_inbox(server(mail::Protocol::imap, "imaps", mail::Security::tls), "", {}));
    for (int i = 0; i < 600; ++i) {
        if (must(inbox->waiting("", count)).size() == count) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    throw std::runtime_error("what was sent did not arrive");
}

double fetched_a_second(const mail::Server& from, std::size_t count) {
    const auto began = std::chrono::steady_clock::now();
    const auto inbox = must(mail::open_inbox(from, "", {}));
    const auto waiting = must(inbox->waiting("", count));
    std::size_t came = 0;
    for (std::size_t at = 0; at < waiting.size(); at += kFetchedAtOnce) {
        std::vector<std::string> uids;
        for (std::size_t i = at; i < std::min(at + kFetchedAtOnce, waiting.size()); ++i)
            uids.push_back(waiting[i].uid);
        must(inbox->fetch(uids, [&](const std::string&, mail::Tried<std::string> raw) {
            must(std::move(raw));
            ++came;
        }));
        must(inbox->done(uids, false));
    }
    if (came != count) throw std::runtime_error("messages are missing");
    return static_cast<double>(count) / Seconds(std::chrono::steady_clock::now() - began).count();
}

// The whole way: fetched, made cases with their customers and contacts, durable, marked at the server.
double made_cases_a_second(const std::filesystem::path& folder, std::size_t count) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    MailShop shop(folder);
    const auto from = server(mail::Protocol::imap, "imap", mail::Security::plain);
    email::MailboxWish wish{.incoming_secret = from.secret};
    wish.mailbox.address = kMailbox;
    wish.mailbox.name = "La Colmena";
    wish.mailbox.incoming = {.host = from.host,
                             .port = from.port,
                             .security = from.security,
                             .login = from.login,
                             .user = from.user,
                             .old_mail = true};
    wish.mailbox.outgoing.host = "localhost";
    wish.mailbox.outgoing.login = mail::Login::none;
    const auto box = shop.house->email.add_mailbox(system_principal(), wish, system_now());
    if (!box) throw std::runtime_error("the mailbox of the bench was refused: " + box.error().code);
    const auto began = std::chrono::steady_clock::now();
    const auto polled = shop.house->email.poll(box->id, {.now = system_now(), .go_on = [] { return true; }});
    const Seconds took = std::chrono::steady_clock::now() - began;
    const auto status = shop.house->email.mailbox(box->id, system_principal(), system_now())->status;
    if (!polled || status.health != email::Health::working || status.backlog != 0 || status.set_aside != 0)
        throw std::runtime_error("not every message of the bench was taken in");
    return static_cast<double>(count) / took.count();
}

// Forms with an address, each of which is owed an acknowledgement by mail.
void open_cases(app::House& house, std::size_t count) {
    Principal visitor;
    visitor.kind = ActorKind::customer;
    for (std::size_t i = 0; i < count; ++i) {
        cases::NewCase n;
        n.what = "¿A qué hora abren?";
        n.who = {fmt::format("Cliente {}", i), fmt::format("cliente{}@otra.test", i), "", ""};
        if (const auto opened = house.cases.open(visitor, n, system_now()); !opened)
            throw std::runtime_error("a case of the bench was refused: " + opened.error().code);
    }
}

// The whole way out: claimed, composed, handed over, kept with its original, all of it durable.
double handed_over_a_second(const std::filesystem::path& folder, std::size_t count) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    MailShop shop(folder);
    const auto to = server(mail::Protocol::smtp, "submission", mail::Security::starttls);
    email::MailboxWish wish{.outgoing_secret = to.secret};
    wish.mailbox.address = kMailbox;
    wish.mailbox.name = "La Colmena";
    wish.mailbox.incoming.protocol = email::Incoming::pipe;
    wish.mailbox.outgoing = {.host = to.host,
                             .port = to.port,
                             .security = to.security,
                             .login = to.login,
                             .user = to.user,
                             .per_minute = 100'000};
    const auto box = shop.house->email.add_mailbox(system_principal(), wish, system_now());
    if (!box) throw std::runtime_error("the mailbox of the bench was refused: " + box.error().code);
    open_cases(*shop.house, count);
    const auto began = std::chrono::steady_clock::now();
    const auto done = shop.house->email.hand_over(
        box->id, {.now = system_now(), .go_on = [] { return true; }, .clock = system_now});
    const Seconds took = std::chrono::steady_clock::now() - began;
    const auto status = shop.house->email.mailbox(box->id, system_principal(), system_now())->status;
    if (!done || status.queued != 0) throw std::runtime_error("not every message of the bench left");
    return static_cast<double>(count) / took.count();
}

}  // namespace

bool mail_servers_run() {
    return std::getenv("ESCUCHA_TEST_MAIL") != nullptr;
}

void measure_mail_transport(Report& report, const std::filesystem::path& folder, int messages) {
    std::vector<std::string> letters;
    for (int i = 0; i < messages; ++i) letters.push_back(letter(i));
    report.add({"send 9-KB messages to a local Postfix, TLS, one connection", messages,
                sent_a_second(letters), "/s", kToReach, true});
    until_arrived(letters.size());
    report.add({"fetch and mark them by IMAP, TLS, 32 at once", messages,
                fetched_a_second(server(mail::Protocol::imap, "imaps", mail::Security::tls), letters.size()),
                "/s", kToReach, true});
    report.add({"fetch them by POP3, TLS", messages,
                fetched_a_second(server(mail::Protocol::pop3, "pop3s", mail::Security::tls), letters.size()),
                "/s", kToReach, true});
    report.add({"fetch them by IMAP and make cases of them, durable, one mailbox", messages,
                made_cases_a_second(folder, letters.size()), "/s", kToReach, true});
    const auto owed = std::min<std::size_t>(letters.size(), kMostAutomatic);
    report.add({"hand over what we owe to a local Postfix, TLS, durable before and after",
                static_cast<int>(owed), handed_over_a_second(folder, owed), "/s", kToReach, true});
    std::filesystem::remove_all(folder);
}

}  // namespace escucha::bench
