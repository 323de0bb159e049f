// What stands in headers, read by GMime: words in RFC 2047 and 2231, addresses, dates, content types. Bounded
// before GMime sees it. Used inside src/mail; GMime itself stays in the .cpp files.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.hpp"

namespace escucha::mail {

// Once, before anything else of GMime is called; from any thread.
void start_gmime();

struct Words {
    std::string text = {};
    bool guessed = false;  // the charset had to be
    bool cut = false;      // it was longer than anybody reads
};
// Unfolded, decoded, one line.
Words decode_words(std::string_view raw);

struct Addresses {
    std::vector<Address> list = {};
    bool guessed = false, too_many = false;
    bool bad = false;  // something was there, and no address in it
};
Addresses parse_addresses(std::string_view raw, std::size_t max);

std::optional<Instant> parse_date(std::string_view raw);

// Of Message-ID, In-Reply-To, References, Content-ID: without <>, at most `max`, the last ones of them.
std::vector<std::string> parse_ids(std::string_view raw, std::size_t max);

struct ContentType {
    std::string type = "text/plain";  // lower case
    std::string charset = {}, boundary = {}, name = {}, format = {}, delsp = {}, smime_type = {};
    bool bad = false;
    bool is(std::string_view major) const { return type.starts_with(major); }
};
ContentType parse_content_type(std::string_view raw);

struct Disposition {
    std::string kind = {};  // lower case: "attachment", "inline", or nothing
    std::string filename = {};
};
Disposition parse_disposition(std::string_view raw);

// A body out of its Content-Transfer-Encoding, at most `max` bytes of it (then `cut`).
struct Decoded {
    std::string bytes = {};
    bool cut = false;
};
Decoded decode_body(std::string_view body, std::string_view encoding, std::size_t max);

}  // namespace escucha::mail
