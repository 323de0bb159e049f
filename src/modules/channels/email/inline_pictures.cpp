#include "modules/channels/email/inline_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>

#include "base/picture_marks.hpp"
#include "http/forms.hpp"
#include "mail/picture_size.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kLongest = 1'000;  // bytes between two brackets

std::string another(const std::string& name, int number) {
    const auto dot = name.rfind('.');
    const auto stem = dot == std::string::npos || dot == 0 ? name.size() : dot;
    return fmt::format("{}-{}{}", name.substr(0, stem), number, name.substr(stem));
}

// Each "[…]" goes through `become`; what answers nothing stays.
using Become = std::function<std::optional<std::string>(std::string_view inside)>;
std::string replaced(std::string_view text, const Become& become) {
    std::string out;
    while (!text.empty()) {
        const auto begin = std::min(text.find('['), text.size());
        out += text.substr(0, begin);
        text.remove_prefix(begin);
        if (text.empty()) break;
        const auto end = text.substr(0, kLongest).find_first_of("[]\n", 1);
        const bool closed = end != text.npos && text[end] == ']';
        const auto words = closed ? become(text.substr(1, end - 1)) : std::nullopt;
        out += words ? *words : std::string(text.substr(0, 1));
        text.remove_prefix(words ? end + 1 : 1);
    }
    return out;
}

struct Said {
    bool by_id = false;
    std::string_view what = {};
};
// What stands between the brackets, without what mail programs put before it; nothing of them: a bare name.
Said picture_said(std::string_view inside) {
    if (inside.starts_with("cid:")) return {true, inside.substr(4)};
    for (const std::string_view before : {"image: ", "imagen: ", "imagem: ", "Image: ", "Imagen: "})
        if (inside.starts_with(before)) return {false, inside.substr(before.size())};
    return {false, inside};
}

bool can_be_marked(const mail::Part& part, const std::string& name) {
    return is_shown_picture(http::type_of_content(part.bytes, part.name)) &&
           mail::is_worth_showing(part.bytes) && name.find_first_of("[]") == std::string::npos;
}

}  // namespace

std::vector<std::string> file_names(const mail::Message& message) {
    std::vector<std::string> names;
    std::set<std::string> taken;
    for (const auto& part : message.attachments) {
        const auto safe = http::safe_file_name(part.name);
        auto name = safe;
        for (int i = 2; !taken.insert(name).second; ++i) name = another(safe, i);
        names.push_back(std::move(name));
    }
    return names;
}

std::string with_marks(std::string_view text, const mail::Message& message) {
    if (message.attachments.empty()) return std::string(text);
    const auto names = file_names(message);
    std::vector<bool> used(names.size());
    return replaced(text, [&](std::string_view inside) -> std::optional<std::string> {
        const auto said = picture_said(inside);
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < names.size(); ++i) {  // of one name the next that was not meant yet
            const auto& part = message.attachments[i];
            if ((said.by_id ? part.content_id : part.name) != said.what) continue;
            if (!found || used[*found]) found = i;
        }
        if (!found || !can_be_marked(message.attachments[*found], names[*found])) return std::nullopt;
        used[*found] = true;
        return picture_mark(names[*found]);
    });
}

std::string without_pictures(std::string_view text) {
    return replaced(text, [](std::string_view inside) -> std::optional<std::string> {
        if (inside.size() == picture_said(inside).what.size()) return std::nullopt;
        return "";
    });
}

std::vector<std::string> shown_files(const mail::Message& message) {
    const auto names = file_names(message);
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (message.attachments[i].shown_inline) shown.push_back(names[i]);
    return shown;
}

}  // namespace escucha::email
