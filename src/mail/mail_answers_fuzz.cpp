// What servers answer, of which we believe nothing: IMAP's FETCH, the codes in its brackets, a DNS answer.
#include <cstddef>
#include <cstdint>
#include <span>

#include "mail/imap_session.hpp"
#include "mail/transport.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace escucha::mail;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ImapAnswer answer{.text = std::string(text), .literals = {{.bytes = "uno"}, {.bytes = "dos"}}};
    const auto fetched = read_fetched(answer);
    if (fetched && fetched->body && fetched->body->bytes.size() > size + 3) __builtin_trap();
    (void)imap_number_after(text, "UIDVALIDITY");
    (void)imap_folder(text);
    (void)provider_of(text);
    (void)read_mail_hosts(std::span(data, size));
    return 0;
}
