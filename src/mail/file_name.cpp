#include "mail/file_name.hpp"

#include <algorithm>
#include <iterator>

#include "base/fold.hpp"
#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kLongest = 150, kLongestEnding = 20;

struct Ending {
    std::string_view type, ending;
};
constexpr Ending kEndings[] = {
    {"application/pdf", ".pdf"},
    {"image/jpeg", ".jpg"},
    {"image/jpg", ".jpg"},
    {"image/png", ".png"},
    {"image/gif", ".gif"},
    {"image/webp", ".webp"},
    {"image/heic", ".heic"},
    {"image/tiff", ".tif"},
    {"image/bmp", ".bmp"},
    {"image/svg+xml", ".svg"},
    {"text/plain", ".txt"},
    {"text/html", ".html"},
    {"text/calendar", ".ics"},
    {"text/csv", ".csv"},
    {"text/vcard", ".vcf"},
    {"text/x-vcard", ".vcf"},
    {"text/rfc822-headers", ".txt"},
    {"message/rfc822", ".eml"},
    {"message/global", ".eml"},
    {"message/delivery-status", ".txt"},
    {"message/disposition-notification", ".txt"},
    {"application/zip", ".zip"},
    {"application/ics", ".ics"},
    {"application/msword", ".doc"},
    {"application/rtf", ".rtf"},
    {"application/vnd.ms-excel", ".xls"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
    {"application/pkcs7-mime", ".p7m"},
    {"application/x-pkcs7-mime", ".p7m"},
    {"application/pkcs7-signature", ".p7s"},
    {"application/x-pkcs7-signature", ".p7s"},
    {"application/pgp-signature", ".asc"},
    {"application/pgp-encrypted", ".asc"},
    {"application/pgp-keys", ".asc"},
    {"application/ms-tnef", ".dat"},
    {"application/vnd.ms-tnef", ".dat"},
    {"audio/mpeg", ".mp3"},
    {"audio/ogg", ".ogg"},
    {"audio/wav", ".wav"},
    {"video/mp4", ".mp4"},
    {"video/quicktime", ".mov"},
};

bool turns_writing(char32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
           c == 0x061C || c == 0x200B || c == 0x2028 || c == 0x2029;
}

std::string cleaned(std::string_view said) {
    std::string name;
    while (!said.empty()) {
        const char32_t c = take_code_point(said);
        if (turns_writing(c) || c < 0x20 || c == 0x7F) continue;
        append_code_point(name, c);
    }
    return name;
}

std::string_view without_path(std::string_view name) {
    while (!name.empty() && (is_blank(name.back()) || name.back() == '/' || name.back() == '\\'))
        name.remove_suffix(1);
    const auto slash = name.find_last_of("/\\");
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string_view without_edges(std::string_view name) {
    while (!name.empty() && (is_blank(name.front()) || name.front() == '.')) name.remove_prefix(1);
    while (!name.empty() && (is_blank(name.back()) || name.back() == '.')) name.remove_suffix(1);
    return name;
}

std::string shortened(std::string_view name) {
    if (name.size() <= kLongest) return std::string(name);
    const auto dot = name.rfind('.');
    const bool has_ending = dot != std::string_view::npos && name.size() - dot <= kLongestEnding;
    const std::string_view ending = has_ending ? name.substr(dot) : std::string_view();
    return std::string(cut(name, kLongest - ending.size())) + std::string(ending);
}

std::string_view ending_of(std::string_view type) {
    const auto* found = std::ranges::find(kEndings, type, &Ending::type);
    return found == std::end(kEndings) ? std::string_view() : found->ending;
}

}  // namespace

std::string file_name(std::string_view said, std::string_view type, std::size_t number) {
    const std::string clean = cleaned(said);
    const std::string_view name = without_edges(without_path(clean));
    if (!name.empty()) return shortened(name);
    return "adjunto-" + std::to_string(number) + std::string(ending_of(type));
}

}  // namespace escucha::mail
