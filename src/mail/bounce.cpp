#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/fold.hpp"
#include "mail/charset.hpp"
#include "mail/header.hpp"
#include "mail/origin.hpp"
#include "mail/structure.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kMostRecipients = 200, kLongestDiagnostic = 500, kMostHeaders = 200;
using Recipient = Bounce::Recipient;
using Action = Recipient::Action;

// "rfc822; ana@example.pe" → "ana@example.pe"
std::string behind_type(std::string_view value) {
    const auto semicolon = value.find(';');
    if (semicolon != kNone) value.remove_prefix(semicolon + 1);
    return one_line(tidy(to_utf8(value, "").text));
}

std::string bare_address(std::string_view value) {
    std::string address = behind_type(value);
    std::erase_if(address, [](char c) { return c == '<' || c == '>' || is_blank(c); });
    return address;
}

Action action_of(std::string_view word) {
    const std::string said = lower(trimmed(word));
    if (said.starts_with("delayed")) return Action::delayed;
    if (said.starts_with("delivered")) return Action::delivered;
    if (said.starts_with("relayed")) return Action::relayed;
    if (said.starts_with("expanded")) return Action::expanded;
    return Action::failed;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The first "5.1.1" in it (RFC 3463); empty: none.
std::string status_in(std::string_view text) {
    for (std::size_t i = 0; i + 4 < text.size(); ++i) {
        const bool begins = (text[i] == '2' || text[i] == '4' || text[i] == '5') && text[i + 1] == '.' &&
                            (i == 0 || (!is_digit(text[i - 1]) && text[i - 1] != '.'));
        if (!begins) continue;
        std::size_t end = i + 2, digits = 0;
        while (end < text.size() && is_digit(text[end]) && ++digits <= 3) ++end;
        if (digits == 0 || digits > 3 || end >= text.size() || text[end] != '.') continue;
        std::size_t last = end + 1;
        while (last < text.size() && is_digit(text[last]) && last - end <= 3) ++last;
        const bool goes_on =
            last < text.size() && (is_digit(text[last]) ||
                                   (text[last] == '.' && last + 1 < text.size() && is_digit(text[last + 1])));
        if (last > end + 1 && !goes_on) return std::string(text.substr(i, last - i));
    }
    return {};
}

// --- reports as RFC 3464 has them ---

// The fields of one group, up to the blank line behind it.
Entity take_group(std::string_view& rest) {
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    Entity group = read_entity(rest, kMostHeaders);
    rest = group.body;
    return group;
}

std::optional<Recipient> recipient_of(const Entity& group) {
    const std::string_view final = group.header("Final-Recipient");
    const std::string_view original = group.header("Original-Recipient");
    if (final.empty() && original.empty()) return std::nullopt;
    Recipient recipient;
    recipient.address = bare_address(original.empty() ? final : original);
    if (!recipient.address.contains('@')) recipient.address = bare_address(final);
    recipient.action = action_of(group.header("Action"));
    recipient.diagnostic = cut(behind_type(group.header("Diagnostic-Code")), kLongestDiagnostic);
    recipient.status = status_in(group.header("Status"));
    if (recipient.status.empty()) recipient.status = status_in(recipient.diagnostic);
    return recipient;
}

std::vector<Recipient> recipients_of_report(std::string_view report) {
    std::vector<Recipient> all;
    while (!trimmed(report).empty() && all.size() < kMostRecipients) {
        const std::size_t before = report.size();
        const Entity group = take_group(report);
        if (auto recipient = recipient_of(group)) all.push_back(std::move(*recipient));
        if (report.size() == before) {  // no field begins here: on to the next line
            const auto end = report.find('\n');
            report.remove_prefix(end == kNone ? report.size() : end + 1);
        }
    }
    return all;
}

std::string first_id(std::string_view head) {
    auto ids = parse_ids(read_entity(head, kMostHeaders).header("Message-ID"), 1);
    return ids.empty() ? std::string() : std::move(ids.front());
}

// Of the message that comes back with the report, or of what the report answers to.
std::string original_id(const Message& message) {
    for (const Part& part : message.attachments) {
        if (part.type != "message/rfc822" && part.type != "text/rfc822-headers" &&
            part.type != "message/global-headers")
            continue;
        if (auto id = first_id(part.bytes); !id.empty()) return id;
    }
    if (!message.in_reply_to.empty()) return message.in_reply_to.back();
    return message.references.empty() ? std::string() : message.references.back();
}

std::optional<Bounce> report_in(const Message& message) {
    const auto part = std::ranges::find_if(message.attachments, [](const Part& p) {
        return p.type == "message/delivery-status" || p.type == "message/global-delivery-status";
    });
    if (part == message.attachments.end()) return std::nullopt;
    Bounce bounce{.original_message_id = original_id(message),
                  .recipients = recipients_of_report(part->bytes)};
    if (bounce.recipients.empty()) return std::nullopt;
    return bounce;
}

// --- reports in words ---

bool has_one_of(std::string_view text, const auto& list) {
    return std::ranges::any_of(list, [&](std::string_view one) { return text.contains(one); });
}

bool says_it_failed(std::string_view subject) {
    static constexpr std::string_view kSaid[] = {"undelivered mail",
                                                 "undeliverable",
                                                 "mail delivery failed",
                                                 "delivery failure",
                                                 "delivery has failed",
                                                 "returned mail",
                                                 "failure notice",
                                                 "mail delivery system",
                                                 "delivery status notification (failure)",
                                                 "mail system error",
                                                 "message not delivered",
                                                 "no se puede entregar",
                                                 "no se ha podido entregar",
                                                 "no se pudo entregar",
                                                 "entrega fallida",
                                                 "error de entrega",
                                                 "no entregado",
                                                 "mensaje devuelto",
                                                 "correo devuelto",
                                                 "notificación de estado de entrega (error)",
                                                 "notificación de entrega fallida",
                                                 "não foi possível entregar",
                                                 "falha na entrega",
                                                 "não entregue",
                                                 "mensagem devolvida"};
    return has_one_of(subject, kSaid);
}

bool says_it_is_late(std::string_view subject) {
    static constexpr std::string_view kSaid[] = {"delivery status notification (delay)",
                                                 "delayed mail",
                                                 "mail delivery delayed",
                                                 "delivery delayed",
                                                 "warning: message",
                                                 "still being retried",
                                                 "entrega retrasada",
                                                 "entrega demorada",
                                                 "notificación de estado de entrega (retraso)",
                                                 "retraso en la entrega",
                                                 "entrega atrasada"};
    return has_one_of(subject, kSaid);
}

bool is_of_a_mail_server(const Message& message) {
    if (message.return_path && message.return_path->empty()) return true;
    const std::string from = lower(message.from.email) + " " + lower(message.from.name);
    static constexpr std::string_view kSaid[] = {"mailer-daemon", "mailerdaemon", "postmaster",
                                                 "mail delivery", "mail system"};
    return has_one_of(from, kSaid);
}

// What the server says itself: above what comes back.
std::string_view own_words(std::string_view text) {
    static constexpr std::string_view kBegins[] = {
        "--- Below this line is a copy",    "------ This is a copy",
        "--- The header of the original",   "----- Original message",
        "---------- Original message",      "--- Undelivered message follows",
        "--- A continuación se encuentra",  "Original message headers:",
        "Encabezados del mensaje original", "Encabezados de mensajes originales"};
    std::size_t end = text.size();
    for (const std::string_view begin : kBegins) end = std::min(end, text.find(begin));
    return text.substr(0, std::min(end, text.size()));
}

bool is_part_of_address(char c) {
    return static_cast<unsigned char>(c) > ' ' && !std::string_view("<>()[],;:\"'").contains(c);
}

// The addresses in a text, each once; `skip`: those that cannot be meant.
std::vector<std::string> addresses_in(std::string_view text, const auto& skip) {
    std::vector<std::string> found;
    for (auto at = text.find('@'); at != kNone && found.size() < kMostRecipients;
         at = text.find('@', at + 1)) {
        std::size_t begin = at, end = at + 1;
        while (begin > 0 && at - begin < 64 && is_part_of_address(text[begin - 1])) --begin;
        while (end < text.size() && end - at < 255 && is_part_of_address(text[end]) && text[end] != '@')
            ++end;
        while (end > at + 1 && text[end - 1] == '.') --end;
        std::string address(text.substr(begin, end - begin));
        const bool whole = begin < at && address.find('.', at - begin) != kNone;
        if (whole && !skip(address) && std::ranges::find(found, address) == found.end())
            found.push_back(std::move(address));
    }
    return found;
}

// The line that gives the reason: the one with a code, or the one behind the address.
std::string reason_in(std::string_view text, std::string_view address) {
    const auto at = text.find(address);
    std::string_view rest = text.substr(at == kNone ? 0 : at);
    std::string next;
    for (int lines = 0; lines < 12 && !rest.empty(); ++lines) {
        const auto end = rest.find('\n');
        const std::string_view line = trimmed(rest.substr(0, end));
        rest.remove_prefix(end == kNone ? rest.size() : end + 1);
        const bool has_code =
            !status_in(line).empty() || line.contains("550") || line.contains("552") || line.contains("554");
        if (has_code) return tidy_line(cut(line, kLongestDiagnostic));
        if (lines > 0 && next.empty() && !line.empty()) next = cut(line, kLongestDiagnostic);
    }
    return tidy_line(next);
}

std::vector<std::string> failed_addresses(const Message& message, std::string_view words) {
    std::vector<std::string> named;
    const auto is_no_customer = [&](std::string_view address) {
        return same_address(address, message.from.email) ||
               std::ranges::any_of(message.to,
                                   [&](const Address& a) { return same_address(a.email, address); }) ||
               lower(address).starts_with("postmaster@") || lower(address).starts_with("mailer-daemon@");
    };
    for (const Header& h : message.headers)
        if (equal_without_case(h.name, "X-Failed-Recipients"))
            std::ranges::move(addresses_in(h.value, [](auto&) { return false; }), std::back_inserter(named));
    return named.empty() ? addresses_in(words, is_no_customer) : named;
}

// The id of what comes back below the words of the server, or anywhere in the raw bytes behind the head.
std::string id_in_words(const Message& message, std::string_view raw) {
    if (auto id = original_id(message); !id.empty()) return id;
    const std::string_view body = read_entity(raw.substr(0, 256 * 1024), kMostHeaders).body;
    const std::string small = lower(body);
    const auto at = small.find("\nmessage-id:");
    if (at == kNone) return {};
    auto ids = parse_ids(body.substr(at + 12, std::min(body.find('\n', at + 12), body.size()) - at - 12), 1);
    return ids.empty() ? std::string() : std::move(ids.front());
}

std::optional<Bounce> in_words(const Message& message, std::string_view raw) {
    const std::string subject = lower(message.subject);
    const bool late = says_it_is_late(subject);
    if (!is_of_a_mail_server(message) || (!late && !says_it_failed(subject))) return std::nullopt;
    const std::string_view words = own_words(message.text).substr(0, 64 * 1024);
    Bounce bounce{.original_message_id = id_in_words(message, raw), .recipients = {}};
    for (std::string& address : failed_addresses(message, words)) {
        std::string reason = reason_in(words, address);
        bounce.recipients.push_back({.address = std::move(address),
                                     .action = late ? Action::delayed : Action::failed,
                                     .status = status_in(reason),
                                     .diagnostic = std::move(reason)});
    }
    if (bounce.recipients.empty() && bounce.original_message_id.empty()) return std::nullopt;
    return bounce;
}

}  // namespace

std::optional<Bounce> bounce(const Message& message, std::string_view raw) {
    if (auto report = report_in(message)) return report;
    return in_words(message, raw);
}

}  // namespace escucha::mail
