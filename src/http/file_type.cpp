// What a file is, by its first bytes; and a name that can do no harm.
#include "http/forms.hpp"
#include "http/text_rules.hpp"

namespace escucha::http {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};
constexpr Magic kMagic[] = {
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {8, "WEBP"sv, "image/webp"},
    {0, "%PDF-"sv, "application/pdf"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "application/x-ole-storage"},
    {0, "ID3"sv, "audio/mpeg"},
    {0, "\xFF\xFB"sv, "audio/mpeg"},
    {0, "\xFF\xF3"sv, "audio/mpeg"},
    {0, "OggS"sv, "audio/ogg"},
    {0, "#!AMR"sv, "audio/amr"},
    {8, "WAVE"sv, "audio/wav"},
    {0, "\x1A\x45\xDF\xA3"sv, "video/webm"},
    {0, "BM"sv, "image/bmp"},
};

// ISO base media files say their brand at byte 8 (ISO/IEC 14496-12 §4.3).
std::string_view media_type(std::string_view brand) {
    for (auto heif : {"heic"sv, "heix"sv, "hevc"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv})
        if (brand == heif) return "image/heic";
    if (brand == "avif") return "image/avif";
    if (brand == "M4A ") return "audio/mp4";
    if (brand.starts_with("3gp")) return "video/3gpp";
    if (brand == "qt  ") return "video/quicktime";
    return "video/mp4";
}

std::string_view zip_type(std::string_view bytes) {
    auto start = bytes.substr(0, 4096);
    if (bytes.substr(30).starts_with("mimetypeapplication/vnd.oasis.opendocument.text"))
        return "application/vnd.oasis.opendocument.text";
    if (bytes.substr(30).starts_with("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"))
        return "application/vnd.oasis.opendocument.spreadsheet";
    if (start.find("[Content_Types].xml") == start.npos) return "application/zip";
    auto has = [&](std::string_view part) { return bytes.find(part) != bytes.npos; };
    if (has("word/document.xml"))
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (has("xl/workbook.xml")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (has("ppt/presentation.xml"))
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    return "application/zip";
}

bool is_text(std::string_view bytes) {
    auto start = bytes.substr(0, 64 * 1024);
    if (start.find('\0') != start.npos) return false;
    for (std::size_t cut = 0; cut < 4 && cut <= start.size(); ++cut)  // a character may be cut at the end
        if (valid_utf8(start.substr(0, start.size() - cut))) return true;
    return false;
}

bool ends_with(std::string_view name, std::string_view ending) {
    return name.size() >= ending.size() &&
           std::ranges::equal(name.substr(name.size() - ending.size()), ending,
                              [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

bool is_hidden_mark(std::string_view point) {
    static constexpr std::string_view kMarks[] = {"\u200B"sv, "\u200E"sv, "\u200F"sv, "\u202A"sv, "\u202B"sv,
                                                  "\u202C"sv, "\u202D"sv, "\u202E"sv, "\u2066"sv, "\u2067"sv,
                                                  "\u2068"sv, "\u2069"sv, "\u2028"sv, "\u2029"sv, "\uFEFF"sv};
    return std::ranges::find(kMarks, point) != std::ranges::end(kMarks);
}

std::size_t point_length(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

std::string without_tricks(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size();) {
        auto point = name.substr(i, point_length(static_cast<unsigned char>(name[i])));
        i += point.size();
        auto first = static_cast<unsigned char>(point[0]);
        bool c1 = first == 0xC2 && static_cast<unsigned char>(point[1]) < 0xA0;
        if (first < 0x20 || first == 0x7F || c1 || is_hidden_mark(point)) continue;
        if (point.size() == 1 && "<>:\"|?*"sv.find(point[0]) != std::string_view::npos)
            out += '_';
        else
            out += point;
    }
    return out;
}

// Keeps the ending when a name is too long.
std::string shortened(const std::string& name, std::size_t points) {
    if (code_points(name) <= points) return name;
    auto dot = name.rfind('.');
    auto ending = dot != name.npos && name.size() - dot <= 12 ? name.substr(dot) : std::string();
    std::size_t keep = points - code_points(ending), at = 0;
    while (keep-- > 0) at += point_length(static_cast<unsigned char>(name[at]));
    return name.substr(0, at) + ending;
}

}  // namespace

std::string_view type_of_content(std::string_view bytes, std::string_view name) {
    for (auto& m : kMagic) {
        if (bytes.size() < m.at + m.bytes.size() || bytes.substr(m.at, m.bytes.size()) != m.bytes) continue;
        if (m.at == 8 && !bytes.starts_with("RIFF")) continue;
        if (m.type == "image/bmp" && !ends_with(name, ".bmp")) continue;  // two letters prove little
        return m.type;
    }
    if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") return media_type(bytes.substr(8, 4));
    if (bytes.size() > 30 && bytes.starts_with("PK\x03\x04")) return zip_type(bytes);
    if (is_text(bytes)) return ends_with(name, ".csv") ? "text/csv" : "text/plain";
    return "application/octet-stream";
}

bool may_be_shown(std::string_view type) {
    static constexpr std::string_view kShown[] = {"image/jpeg", "image/png", "image/gif", "image/webp",
                                                  "application/pdf"};
    return std::ranges::find(kShown, type) != std::ranges::end(kShown);
}

std::string safe_file_name(std::string_view name) {
    auto slash = name.find_last_of("/\\");
    if (slash != name.npos) name.remove_prefix(slash + 1);
    if (!valid_utf8(name)) return "archivo";
    auto clean = without_tricks(name);
    std::string_view rest = trimmed(clean);
    while (rest.starts_with('.') || rest.starts_with(' ')) rest.remove_prefix(1);
    while (rest.ends_with('.') || rest.ends_with(' ')) rest.remove_suffix(1);
    if (rest.empty()) return "archivo";
    return shortened(std::string(rest), 120);
}

}  // namespace escucha::http
