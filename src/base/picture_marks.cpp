#include "base/picture_marks.hpp"

#include <algorithm>
#include <array>

namespace escucha {
namespace {

constexpr std::size_t kLongestName = 500;  // bytes; what is longer is no name of a file

}  // namespace

bool is_shown_picture(std::string_view type) {
    constexpr std::array<std::string_view, 4> kShown{"image/png", "image/jpeg", "image/gif", "image/webp"};
    return std::ranges::find(kShown, type) != kShown.end();
}

std::string picture_mark(std::string_view name) {
    return "[[" + std::string(name) + "]]";
}

PictureMarks::PictureMarks(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!names[i].empty()) named_[names[i]].which.push_back(i);
}

std::optional<std::size_t> PictureMarks::take(std::string_view name) {
    const auto found = named_.find(name);
    if (found == named_.end()) return std::nullopt;
    auto& [which, seen] = found->second;
    return which[std::min(seen++, which.size() - 1)];
}

std::vector<TextPiece> PictureMarks::split(std::string_view text) {
    std::vector<TextPiece> out;
    std::size_t words = 0, at = 0;
    const auto end_words = [&](std::size_t end) {
        if (end > words) out.push_back({.text = text.substr(words, end - words)});
    };
    while (!named_.empty() && (at = text.find("[[", at)) != text.npos) {
        const auto name = text.substr(at + 2, kLongestName);
        const auto length = name.find_first_of("]\n");
        const bool closed = length != name.npos && text.substr(at + 2 + length, 2) == "]]";
        const auto picture = closed ? take(name.substr(0, length)) : std::nullopt;
        if (!picture) {
            ++at;  // "[[[a.png]]": the mark may begin one further
            continue;
        }
        end_words(at);
        out.push_back({.text = text.substr(at, length + 4), .picture = picture});
        words = at = at + length + 4;
    }
    end_words(text.size());
    return out;
}

std::vector<bool> pictures_in(std::string_view text, const std::vector<std::string>& names) {
    std::vector<bool> shown(names.size());
    for (const auto& piece : PictureMarks(names).split(text))
        if (piece.picture) shown[*piece.picture] = true;
    return shown;
}

}  // namespace escucha
