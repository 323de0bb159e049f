#include "mail/body_text.hpp"

#include <algorithm>

#include "base/html.hpp"
#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;

std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == kNone ? rest.size() : end + 1);
    return line;
}

std::size_t quote_depth(std::string_view line) {
    return std::min(line.find_first_not_of('>'), line.size());
}

// One line without its space stuffing.
std::string_view unstuffed(std::string_view line, std::size_t depth) {
    line.remove_prefix(depth);
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
}

void append_quoted(std::string& out, std::size_t depth, std::string_view text) {
    out.append(depth, '>');
    if (depth > 0) out += ' ';
    out += text;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string unflowed(std::string_view text, bool delete_space) {
    std::string out;
    out.reserve(text.size());
    bool flows = false;
    std::size_t depth_before = 0;
    while (!text.empty()) {
        const bool ended = text.contains('\n');
        const std::string_view whole = take_line(text);
        const std::size_t depth = quote_depth(whole);
        std::string_view line = unstuffed(whole, depth);
        const bool is_signature = line == "-- ";
        if (flows && (depth != depth_before || is_signature)) {
            out += '\n';
            flows = false;
        }
        if (flows)
            out += line;
        else
            append_quoted(out, depth, line);
        flows = line.ends_with(' ') && !is_signature && ended;
        if (flows && delete_space) out.pop_back();
        if (!flows && ended) out += '\n';
        depth_before = depth;
    }
    return out;
}

std::string_view charset_in_html(std::string_view html) {
    const std::string head = lower(html.substr(0, 2048));
    const auto at = head.find("charset=");
    if (at == kNone) return {};
    std::size_t begin = at + 8;
    while (begin < head.size() && (head[begin] == '"' || head[begin] == '\'' || head[begin] == ' ')) ++begin;
    const auto end = head.find_first_of("\"' />;", begin);
    if (end == kNone || end - begin > 40) return {};
    return html.substr(begin, end - begin);
}

bool looks_like_html(std::string_view bytes) {
    const std::string head = lower(trimmed(bytes.substr(0, 1024)));
    return head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<body") ||
           head.starts_with("<div") || head.starts_with("<table");
}

std::string text_of(const std::vector<Stretch>& stretches, const PictureWords& picture) {
    std::string all;
    for (const Stretch& stretch : stretches) {
        const std::string text =
            trimmed(stretch.text).empty() ? plain_text(stretch.html, picture) : stretch.text;
        if (trimmed(text).empty()) continue;
        if (!all.empty() && !all.ends_with('\n')) all += '\n';
        all += text;
    }
    return all;
}

std::string html_of(const std::vector<Stretch>& stretches) {
    if (std::ranges::all_of(stretches, [](const Stretch& s) { return trimmed(s.html).empty(); })) return {};
    std::string all;
    for (const Stretch& stretch : stretches) {
        if (!trimmed(stretch.html).empty())
            all += stretch.html;
        else if (!trimmed(stretch.text).empty())
            all += "<div style=\"white-space: pre-wrap\">" + html::escape(stretch.text) + "</div>";
    }
    return all;
}

std::vector<std::string> content_ids_in(std::string_view html) {
    std::vector<std::string> ids;
    for (auto at = html.find("cid:"); at != kNone; at = html.find("cid:", at + 4)) {
        const auto end = std::min(html.find_first_of("\"'<> \t\n)", at + 4), html.size());
        if (end - at - 4 > 0 && end - at - 4 <= 998)
            ids.push_back(percent_decoded(html.substr(at + 4, end - at - 4)));
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex(text[i + 1]) : -1;
        const int low = high >= 0 ? hex(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace escucha::mail
