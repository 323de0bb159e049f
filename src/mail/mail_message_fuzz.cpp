// Any bytes: a message within its limits, all of it clean text, and everything that is made of messages.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <source_location>

#include "mail/charset.hpp"
#include "mail/html.hpp"
#include "mail/message.hpp"
#include "mail/origin.hpp"
#include "mail/outgoing.hpp"
#include "mail/reading.hpp"

namespace {

using namespace escucha::mail;

void must(bool held, std::source_location where = std::source_location::current()) {
    if (held) return;
    std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
    std::abort();
}

bool is_clean(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
           });
}
bool is_clean_line(std::string_view text) {
    return is_clean(text) && !text.contains('\n');
}

void check(const Message& message, const Limits& limits) {
    must(is_clean(message.text) && is_clean(message.html) && is_clean_line(message.subject));
    must(message.text.size() <= limits.text && message.attachments.size() <= limits.parts);
    must(message.to.size() <= limits.addresses && message.headers.size() <= limits.headers);
    for (const Header& header : message.headers) must(is_clean_line(header.value));
    for (const Address& address : message.to)
        must(is_clean_line(address.name) && is_clean_line(address.email));
    std::size_t bytes = 0;
    for (const Part& part : message.attachments) {
        must(!part.name.empty() && is_clean_line(part.name) &&
             part.name.find_first_of("/\\") == std::string::npos);
        bytes += part.bytes.size();
    }
    must(bytes <= limits.attachments);
}

void show(const Message& message) {
    const auto safe = sanitised(message.html, {.remote_pictures = true});
    must(is_utf8(safe.html) && !safe.html.contains("<script") && !safe.html.contains("<style"));
    must(is_clean(plain_text(message.html)));
    std::string together;
    for (const Piece& piece : pieces(message.text)) together += piece.text;
    must(together == message.text);
    only_thanks(said(message.text));
}

void answer(const Message& message) {
    const Outgoing reply{.from = {"Casos", "casos@empresa.pe"},
                         .to = {message.from},
                         .subject = message.subject,
                         .message_id = "uno@empresa.pe",
                         .references = message.references,
                         .text = message.text,
                         .html = message.html};
    if (const auto bytes = compose(reply)) must(parse(*bytes).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const Limits limits{.parts = 40,
                        .depth = 8,
                        .text = 20'000,
                        .attachment = 10'000,
                        .attachments = 30'000,
                        .addresses = 20,
                        .headers = 60};
    const auto message = parse(raw, limits);
    if (!message) return 0;
    check(*message, limits);
    show(*message);
    answer(*message);
    const std::array<std::string, 1> ours{"casos@empresa.pe"};
    written_by_machine(*message, ours);
    (void)authentication(*message, "").forged();
    bounce(*message, raw);
    return 0;
}
