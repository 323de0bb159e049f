#include "portal/scene.hpp"

#include <fmt/format.h>

#include "base/human_time.hpp"

namespace escucha::portal {

std::string Scene::t(std::string_view key, const TextParams& params) const {
    return text(language, key, params);
}

html::Markup Scene::rich(std::string_view key, const std::map<std::string, html::Markup>& pieces) const {
    // Each parameter leaves a mark (a control character no text has) where its piece goes.
    TextParams marks;
    for (const auto& [name, piece] : pieces) marks[name] = fmt::format("\x01{}\x01", name);
    const auto whole = t(key, marks);
    html::Markup out;
    for (std::string_view rest = whole; !rest.empty();) {
        const auto open = rest.find('\x01');
        out += html::words(rest.substr(0, open));
        if (open == rest.npos) break;
        const auto close = rest.find('\x01', open + 1);
        out += pieces.at(std::string(rest.substr(open + 1, close - open - 1)));
        rest.remove_prefix(close + 1);
    }
    return out;
}

std::string Scene::when(Instant at) const {
    return moment_in_words(language, *zone, at, now);
}
std::string Scene::day(Instant at) const {
    return day_in_words(language, *zone, at, now);
}
std::string Scene::full(Instant at) const {
    return full_moment_in_words(language, *zone, at);
}

html::Markup Scene::icon(std::string_view name) const {
    return html::el("svg", {{"class", "icon"}, {"aria-hidden", "true"}, {"focusable", "false"}},
                    html::el("use", {{"href", fmt::format("{}#{}", files->icons, name)}}));
}

std::string capitalised(std::string sentence) {
    if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
        sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
    }
    return sentence;
}

}  // namespace escucha::portal
