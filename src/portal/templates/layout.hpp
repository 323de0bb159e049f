// The frame of every page: head, skip link, whose house this is, languages, foot.
#pragma once
#include <string>

#include "base/html.hpp"
#include "portal/scene.hpp"

namespace escucha::portal::templates {

struct PageOf {
    std::string title;  // of the window, before the organisation's name
    html::Markup main;
    bool offers_follow = true;    // "Ya escribí: quiero ver cómo va" in the head
    bool offers_language = true;  // not on pages that a form answered with: the link would lose what is typed
    bool is_public_record = false;  // what search engines may find
};

std::string layout(const Scene& scene, const PageOf& page);

// A boxed message. `tone`: "done", "late", "soon", "oncourse": never told by colour alone, the icon and the
// words say it too.
html::Markup notice(const Scene& scene, std::string_view tone, const html::Markup& content);

}  // namespace escucha::portal::templates
