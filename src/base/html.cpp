#include "base/html.hpp"

#include <algorithm>
#include <array>

namespace escucha::html {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The length of the UTF-8 sequence at the front; 0 when it is none (RFC 3629, table of §4).
std::size_t sequence(std::string_view s) {
    const auto at = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
    const auto tail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
    const auto first = at(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F)) return 0;
        return tail(1) && tail(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if ((first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F)) return 0;
        return tail(1) && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

std::string_view entity(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

bool control(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
}

void append_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto length = sequence(text);
        if (length == 0 || (length == 1 && control(text.front()))) {
            out += kReplacement;
        } else if (const auto e = length == 1 ? entity(text.front()) : std::string_view{}; !e.empty()) {
            out += e;
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

bool takes_address(std::string_view name) {
    constexpr std::array<std::string_view, 5> names{"href", "src", "action", "formaction", "poster"};
    return std::ranges::find(names, name) != names.end();
}

bool safe_address(std::string_view to) {
    if (to.starts_with("//") || to.starts_with("/\\")) return false;  // another site in disguise
    for (const std::string_view start : {"/", "#", "?", "https://", "mailto:", "tel:"}) {
        if (to.starts_with(start)) return true;
    }
    return false;
}

bool is_void(std::string_view tag) {
    constexpr std::array<std::string_view, 7> tags{"br", "hr", "img", "input", "link", "meta", "wbr"};
    return std::ranges::find(tags, tag) != tags.end();
}

void append_attribute(std::string& out, const Attribute& a) {
    if (!a.value) return;
    out += ' ';
    out += a.name;
    if (a.value->empty() && a.name != "value" && a.name != "alt") return;
    out += "=\"";
    append_escaped(out, takes_address(a.name) && !safe_address(*a.value) ? std::string_view("#") : *a.value);
    out += '"';
}

}  // namespace

struct Maker {
    static Markup of(std::string bytes) {
        Markup m;
        m.bytes_ = std::move(bytes);
        return m;
    }
};

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    append_escaped(out, text);
    return out;
}

Markup words(std::string_view text) {
    return Maker::of(escape(text));
}

Markup paragraphs(std::string_view text) {
    std::string out = "<p>";
    bool line_ended = false;
    bool empty = true;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == line.npos) {
            if (!empty) out += "</p><p>";
            empty = true;
            continue;
        }
        if (!empty && line_ended) out += "<br>";
        append_escaped(out, line);
        empty = false;
        line_ended = true;
    }
    if (empty && out.ends_with("<p>"))
        out.resize(out.size() - 3);
    else
        out += "</p>";
    return Maker::of(std::move(out));
}

Markup build(std::string_view tag, const Attributes& attributes, std::initializer_list<Content> content) {
    std::string out = "<";
    out += tag;
    for (const auto& a : attributes) append_attribute(out, a);
    out += '>';
    if (is_void(tag)) return Maker::of(std::move(out));
    for (const auto& c : content) out += c.markup.bytes();
    out += "</";
    out += tag;
    out += '>';
    return Maker::of(std::move(out));
}

Markup document(const Attributes& root, const Markup& head, const Markup& body, const std::string& script) {
    std::string out = "<!doctype html>\n<html";
    for (const auto& a : root) append_attribute(out, a);
    out += "><head>" + head.bytes();
    if (!script.empty()) {
        out += "<script defer";
        append_attribute(out, Attribute("src", script));
        out += "></script>";
    }
    out += "</head><body>" + body.bytes() + "</body></html>\n";
    return Maker::of(std::move(out));
}

}  // namespace escucha::html
