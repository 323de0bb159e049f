#include "mail/origin.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/fold.hpp"
#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;

const std::string* header(const Message& message, std::string_view name) {
    const auto found = std::ranges::find_if(
        message.headers, [&](const Header& h) { return equal_without_case(h.name, name); });
    return found == message.headers.end() ? nullptr : &found->value;
}

// The first word of a value, lower case: "No (because …)" → "no".
std::string first_word(std::string_view value) {
    value = trimmed(value);
    return lower(value.substr(0, value.find_first_of(" \t;(,")));
}

// Without what comes behind a "+": our reply addresses are our mailboxes'.
std::string without_tag(std::string_view address) {
    const auto at = address.rfind('@');
    const auto plus = address.find('+');
    if (at == kNone || plus == kNone || plus > at) return std::string(address);
    return std::string(address.substr(0, plus)) + std::string(address.substr(at));
}

bool is_ours(const Address& who, std::span<const std::string> ours) {
    if (who.email.empty()) return false;
    const std::string plain = without_tag(who.email);
    return std::ranges::any_of(ours, [&](const std::string& own) {
        return same_address(who.email, own) || same_address(plain, own);
    });
}

// What vacation programs begin their subjects with, those that set no header at all.
bool says_it_is_automatic(const Message& message) {
    static constexpr std::string_view kBeginnings[] = {"respuesta automatica:",
                                                       "respuesta automatica ",
                                                       "automatic reply:",
                                                       "auto reply:",
                                                       "autoreply:",
                                                       "out of office:",
                                                       "fuera de la oficina:",
                                                       "fuera de oficina:",
                                                       "resposta automatica:"};
    const std::string subject = fold(message.subject.substr(0, 100));
    return std::ranges::any_of(kBeginnings, [&](std::string_view b) { return subject.starts_with(b); });
}

bool is_auto_submitted(const Message& message) {
    const std::string* said = header(message, "Auto-Submitted");
    if (said != nullptr && !first_word(*said).empty() && first_word(*said) != "no") return true;
    // What programs wrote before RFC 3834, and still do.
    return header(message, "X-Autoreply") != nullptr || header(message, "X-Autorespond") != nullptr ||
           header(message, "X-Autoresponder") != nullptr || says_it_is_automatic(message);
}

bool is_bulk(const Message& message) {
    const std::string* said = header(message, "Precedence");
    if (said == nullptr) return false;
    const std::string word = first_word(*said);
    return word == "bulk" || word == "list" || word == "junk" || word == "auto_reply";
}

bool is_suppressed(const Message& message) {
    const std::string* said = header(message, "X-Auto-Response-Suppress");
    return said != nullptr && !first_word(*said).empty() && first_word(*said) != "none";
}

bool is_report(const Message& message) {
    const std::string* type = header(message, "Content-Type");
    return type != nullptr && first_word(*type) == "multipart/report";
}

// "No-Reply_ventas" → "noreplyventas".
std::string letters(std::string_view local) {
    std::string out;
    for (const char c : lower(local))
        if (c >= 'a' && c <= 'z') out += c;
    return out;
}

bool is_no_reply(std::string_view address) {
    static constexpr std::string_view kBeginnings[] = {
        "noreply",     "donotreply",  "dontreply",    "noresponder", "noresponda",
        "norespondas", "naoresponda", "naoresponder", "neresponder", "mailerdaemon",
        "maildaemon",  "autoreply",   "autorespuesta"};
    static constexpr std::string_view kWhole[] = {"postmaster", "mailer",     "daemon",       "bounce",
                                                  "bounces",    "mailsystem", "undeliverable"};
    const std::string_view local = address.substr(0, address.rfind('@'));
    const std::string name = letters(local.substr(0, local.find('+')));
    return std::ranges::any_of(kBeginnings, [&](std::string_view b) { return name.starts_with(b); }) ||
           std::ranges::find(kWhole, name) != std::end(kWhole);
}

// --- Authentication-Results (RFC 8601) ---

std::string without_comments(std::string_view value) {
    std::string out;
    int depth = 0;
    bool quoted = false;
    for (const char c : value) {
        if (c == '"' && depth == 0)
            quoted = !quoted;
        else if (c == '(' && !quoted)
            ++depth;
        else if (c == ')' && !quoted && depth > 0)
            --depth;
        else if (depth == 0)
            out += c;
    }
    return out;
}

std::vector<std::string_view> split_at(std::string_view text, char at) {
    std::vector<std::string_view> pieces;
    while (true) {
        const auto end = text.find(at);
        pieces.push_back(trimmed(text.substr(0, end)));
        if (end == kNone) return pieces;
        text.remove_prefix(end + 1);
    }
}

Verdict verdict(std::string_view word) {
    if (word == "pass") return Verdict::pass;
    if (word == "fail" || word == "hardfail") return Verdict::fail;
    return word == "none" ? Verdict::none : Verdict::other;
}

// Of several signatures one that holds is enough.
void better(Verdict& of, Verdict found) {
    if (of == Verdict::none || found == Verdict::pass) of = found;
}

struct Seen {
    bool spf = false, dmarc = false;
};

void take_result(std::string_view result, Authentication& into, Seen& seen) {
    const auto equals = result.find('=');
    if (equals == kNone) return;
    const std::string method = lower(trimmed(result.substr(0, std::min(equals, result.find('/')))));
    const Verdict found = verdict(first_word(result.substr(equals + 1)));
    if (method == "spf" && !std::exchange(seen.spf, true)) into.spf = found;
    if (method == "dkim") better(into.dkim, found);
    if (method == "dmarc" && !std::exchange(seen.dmarc, true)) into.dmarc = found;
}

void take_results(std::span<const std::string_view> pieces, Authentication& into, Seen& seen) {
    for (const auto result : pieces.subspan(1)) take_result(result, into, seen);
}

// Each filter of a server may write a header of its own (opendkim, opendmarc). The sender may have written
// one in its name, too, but nobody makes up that his own message failed.
void take_failures(std::span<const std::string_view> pieces, Authentication& into) {
    Authentication more;
    Seen seen;
    take_results(pieces, more, seen);
    const auto worse = [](Verdict& of, Verdict found) {
        if (of == Verdict::none && found == Verdict::fail) of = found;
    };
    worse(into.spf, more.spf);
    worse(into.dkim, more.dkim);
    worse(into.dmarc, more.dmarc);
}

}  // namespace

std::optional<Machine> written_by_machine(const Message& message, std::span<const std::string> ours) {
    if (is_ours(message.from, ours) || is_ours(message.sender, ours)) return Machine::own_address;
    if (is_auto_submitted(message)) return Machine::auto_submitted;
    if (message.return_path && message.return_path->empty()) return Machine::empty_return_path;
    if (is_report(message)) return Machine::report;
    if (is_bulk(message)) return Machine::precedence;
    if (is_suppressed(message)) return Machine::suppressed;
    if (header(message, "List-Id") != nullptr) return Machine::list;
    if (is_no_reply(message.from.email) || is_no_reply(message.sender.email)) return Machine::no_reply;
    return std::nullopt;
}

bool Authentication::forged() const {
    return dmarc == Verdict::fail ||
           (dmarc == Verdict::none && spf == Verdict::fail && dkim == Verdict::fail);
}

Authentication authentication(const Message& message, std::string_view trusted_server) {
    Authentication found;
    Seen seen;
    std::string server(trusted_server);
    bool first = true;
    for (const Header& h : message.headers) {
        // Below the next Received stands what servers before ours said, and what the sender made up.
        if (!first && trusted_server.empty() && equal_without_case(h.name, "Received")) break;
        if (!equal_without_case(h.name, "Authentication-Results")) continue;
        const std::string value = without_comments(h.value);
        const auto pieces = split_at(value, ';');
        const std::string_view said_by = pieces.front().substr(0, pieces.front().find_first_of(" \t"));
        if (first && trusted_server.empty()) server = said_by;
        if (!equal_without_case(said_by, server)) continue;
        if (first || !trusted_server.empty())
            take_results(pieces, found, seen);
        else
            take_failures(pieces, found);
        first = false;
    }
    return found;
}

}  // namespace escucha::mail
