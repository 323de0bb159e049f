#include "modules/team/browser.hpp"

namespace escucha::team {
namespace {

struct Known {
    std::string_view piece, name;
};

// The order matters: every browser claims to be several others too.
constexpr Known kBrowsers[] = {
    {"Edg", "Edge"},        {"OPR/", "Opera"},    {"SamsungBrowser", "Samsung Internet"},
    {"Firefox", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"},
    {"Chrome", "Chrome"},   {"Safari", "Safari"}, {"curl", "curl"}};
constexpr Known kSystems[] = {{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"},
                              {"Windows", "Windows"}, {"Mac OS X", "Mac"},  {"CrOS", "ChromeOS"},
                              {"Linux", "Linux"}};

template <std::size_t N>
std::string_view find_in(const Known (&known)[N], std::string_view text) {
    for (const auto& k : known)
        if (text.find(k.piece) != text.npos) return k.name;
    return {};
}

}  // namespace

std::string browser_name(std::string_view user_agent) {
    const auto browser = find_in(kBrowsers, user_agent);
    const auto system = find_in(kSystems, user_agent);
    if (browser.empty() || system.empty()) return std::string(browser) + std::string(system);
    return fmt::format("{}, {}", browser, system);
}

}  // namespace escucha::team
