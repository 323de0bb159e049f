// The texts of a message, from its parts to what is handed out. Used inside src/mail.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mail/html.hpp"

namespace escucha::mail {

// One stretch of the message: the same said as text and as HTML, or one of the two.
struct Stretch {
    std::string text = {}, html = {};
};

// A paragraph that was sent in pieces (RFC 3676, format=flowed) in one line again.
std::string unflowed(std::string_view text, bool delete_space);

// The charset an HTML page gives itself, in its first 2 KB; empty: none.
std::string_view charset_in_html(std::string_view html);

bool looks_like_html(std::string_view bytes);

// All stretches as text: of those without, the text of their HTML (`picture` as in html.hpp). As HTML:
// nothing where there is none at all.
std::string text_of(const std::vector<Stretch>& stretches, const PictureWords& picture);
std::string html_of(const std::vector<Stretch>& stretches);

// What "cid:" in the HTML names, decoded, each once.
std::vector<std::string> content_ids_in(std::string_view html);

// "%20" and its likes as the bytes they stand for.
std::string percent_decoded(std::string_view text);

}  // namespace escucha::mail
