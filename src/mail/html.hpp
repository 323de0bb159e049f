// HTML of strangers made safe to show, by a list of what is allowed; read with a real HTML5 parser (gumbo),
// so that what we check is what a browser would see.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::mail {

struct Sanitised {
    std::string html = {};    // a fragment, valid, no script, form, frame, style sheet, event or remote load
    int remote_pictures = 0;  // left out (or let in when asked for)
    std::vector<std::string> content_ids = {};  // pictures of the message itself that it shows
};
struct HowShown {
    bool remote_pictures = false;  // let in: https only
    // The address under which a "cid:" picture is served; empty: left out.
    std::function<std::string(std::string_view content_id)> picture = {};
};
// Links keep http, https, mailto and tel, open elsewhere and tell nobody where from. Of styles only harmless
// properties stay (no position, no url(), nothing that covers the page).
Sanitised sanitised(std::string_view html, const HowShown& how = {});

// The words of it as plain text: paragraphs, lists, links as "text (address)", quotes with "> ". `picture`:
// the words for a "cid:" picture; empty: those the page has for it, if any.
using PictureWords = std::function<std::string(std::string_view content_id)>;
std::string plain_text(std::string_view html, const PictureWords& picture = {});

}  // namespace escucha::mail
