#include "mail/message_headers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mail/charset.hpp"
#include "mail/header.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kHeaderBytes = 1024 * 1024;
constexpr std::size_t kLongestSubject = 998;  // RFC 5322, 2.1.1; the whole is among the headers

bool holds(const auto& list, const auto& one) {
    return std::ranges::find(list, one) != list.end();
}

bool is_once(std::string_view name) {
    static constexpr std::string_view kOnce[] = {"From",         "Sender",      "Reply-To",    "Subject",
                                                 "Date",         "Message-ID",  "In-Reply-To", "References",
                                                 "Content-Type", "MIME-Version"};
    return std::ranges::any_of(kOnce, [&](std::string_view once) { return equal_without_case(name, once); });
}

bool is_known(std::string_view name) {
    static constexpr std::string_view kKnown[] = {"To",          "Cc",           "Received",
                                                  "Return-Path", "Delivered-To", "Content-Transfer-Encoding",
                                                  "X-Mailer",    "Bcc"};
    return is_once(name) || std::ranges::any_of(kKnown, [&](std::string_view known) {
               return equal_without_case(name, known);
           });
}

class HeaderReader {
  public:
    HeaderReader(const Entity& entity, const Limits& limits, Message& message)
        : entity_(entity), limits_(limits), message_(message) {}

    void read();

  private:
    void note_if(bool odd, Oddity oddity) {
        if (odd) note(message_, oddity);
    }
    void keep_headers();
    void read_people();
    void read_ids();
    std::optional<Instant> arrived() const;
    std::vector<Address> addresses(std::string_view name);
    std::vector<std::string> ids(std::string_view name) const;
    Address first_address(std::string_view name);

    const Entity& entity_;
    const Limits& limits_;
    Message& message_;
};

void HeaderReader::read() {
    note_if(entity_.broken || entity_.too_many, Oddity::bad_header);
    keep_headers();
    const Words subject = decode_words(entity_.header("Subject"));
    message_.subject = cut(subject.text, kLongestSubject);
    note_if(message_.subject.size() < subject.text.size() || subject.cut, Oddity::too_large);
    note_if(subject.guessed, Oddity::charset_guessed);
    read_ids();
    read_people();
    message_.date = parse_date(entity_.header("Date"));
    message_.arrived = arrived();
    note_if(!message_.date, Oddity::no_date);
    note_if(!message_.date && entity_.has("Date"), Oddity::bad_header);
}

void HeaderReader::keep_headers() {
    std::size_t bytes = 0;
    std::vector<std::string> seen;
    for (const RawHeader& raw : entity_.headers) {
        if (is_once(raw.name)) {
            const std::string name = lower(raw.name);
            note_if(holds(seen, name), Oddity::bad_header);
            seen.push_back(name);
        }
        Words words = decode_words(raw.value);
        bytes += words.text.size() + raw.name.size();
        if (bytes > kHeaderBytes) return note_if(true, Oddity::bad_header);
        message_.headers.push_back({.name = std::string(raw.name), .value = std::move(words.text)});
    }
}

void HeaderReader::read_ids() {
    auto own = ids("Message-ID");
    if (!own.empty()) message_.message_id = std::move(own.front());
    message_.in_reply_to = ids("In-Reply-To");
    message_.references = ids("References");
}

std::optional<Instant> HeaderReader::arrived() const {
    const auto received = entity_.header("Received");
    if (const auto end = received.rfind(';'); end != std::string_view::npos)
        if (const auto at = parse_date(received.substr(end + 1))) return at;
    return message_.date;
}

std::vector<std::string> HeaderReader::ids(std::string_view name) const {
    return parse_ids(entity_.header(name), limits_.addresses);
}

void HeaderReader::read_people() {
    message_.from = first_address("From");
    message_.sender = first_address("Sender");
    if (message_.from.email.empty() && !message_.sender.email.empty()) message_.from = message_.sender;
    note_if(message_.from.email.empty(), Oddity::no_sender);
    message_.reply_to = addresses("Reply-To");
    message_.to = addresses("To");
    message_.cc = addresses("Cc");
    message_.bcc = addresses("Bcc");
    for (const std::string_view name :
         {"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"})
        for (Address& address : addresses(name))
            if (!holds(message_.delivered_to, address)) message_.delivered_to.push_back(std::move(address));
    if (!entity_.has("Return-Path")) return;
    const auto path = parse_addresses(entity_.header("Return-Path"), 1);
    message_.return_path = path.list.empty() ? std::string() : path.list.front().email;
}

// Of all headers of that name.
std::vector<Address> HeaderReader::addresses(std::string_view name) {
    std::vector<Address> all;
    for (const RawHeader& raw : entity_.headers) {
        if (!equal_without_case(raw.name, name)) continue;
        const std::size_t left = limits_.addresses - std::min(all.size(), limits_.addresses);
        note_if(left == 0, Oddity::too_many_addresses);
        if (left == 0) break;
        Addresses found = parse_addresses(raw.value, left);
        note_if(found.guessed, Oddity::charset_guessed);
        note_if(found.too_many, Oddity::too_many_addresses);
        note_if(found.bad && !trimmed(raw.value).ends_with(";"), Oddity::bad_header);
        std::ranges::move(found.list, std::back_inserter(all));
    }
    return all;
}

Address HeaderReader::first_address(std::string_view name) {
    auto all = addresses(name);
    return all.empty() ? Address{} : std::move(all.front());
}

}  // namespace

void note(Message& message, Oddity oddity) {
    if (!holds(message.oddities, oddity)) message.oddities.push_back(oddity);
}

bool has_known_header(const Entity& entity) {
    return std::ranges::any_of(entity.headers, [](const RawHeader& h) { return is_known(h.name); });
}

void read_headers(const Entity& entity, const Limits& limits, Message& message) {
    HeaderReader(entity, limits, message).read();
}

}  // namespace escucha::mail
