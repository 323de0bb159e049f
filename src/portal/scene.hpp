// What every page is drawn with: for whom, when, in which words, with which files beside it.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/html.hpp"
#include "base/language.hpp"
#include "base/zone.hpp"

namespace escucha::portal {

// Addresses of the files of web/portal, with the hash of what is in them.
struct Files {
    std::string css, script, icons, icon;
};

struct Scene {
    Language language = Language::es;
    const Zone* zone = &Zone::utc();
    Instant now{};
    std::string organisation;  // its name; empty before the first visit
    std::string here;  // path and query of this page without the language, for the link to the other one
    std::string csrf;  // of a signed-in colleague's session, which the server asks back; else empty
    const Files* files = nullptr;

    std::string t(std::string_view key, const TextParams& params = {}) const;
    // A text with pieces of markup in the places of its {parameters}.
    html::Markup rich(std::string_view key, const std::map<std::string, html::Markup>& pieces) const;

    std::string when(Instant at) const;  // "hoy a las 17:00"
    std::string day(Instant at) const;   // "el jueves 3"
    std::string full(Instant at) const;  // "martes 27 de octubre de 2026 a las 10:32"

    html::Markup icon(std::string_view name) const;  // decorative: the word stands beside it
};

std::string capitalised(std::string sentence);  // its first letter, where that is ASCII

}  // namespace escucha::portal
