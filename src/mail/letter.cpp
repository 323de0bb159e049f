#include "mail/letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/html.hpp"
#include "base/picture_marks.hpp"
#include "mail/links.hpp"

namespace escucha::mail {
namespace {

using Lines = std::span<const std::string_view>;

constexpr int kWidest = 560;              // pixels: what a window for mail has room for
constexpr std::size_t kDeepestQuote = 6;  // further ones stay lines with ">"
constexpr std::string_view kAccent = "#0c5f5b";
constexpr std::string_view kQuiet =
    "opacity:.78";  // of whatever colour words have there, on white or on black
constexpr std::string_view kSpace = "margin:0 0 16px";
constexpr std::string_view kFont =
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;"
    "line-height:1.5;overflow-wrap:anywhere;word-break:break-word";

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        out.push_back(line);
    }
    return out;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == line.npos;
}

// "- tres tornillos", "2. la boleta": how long what stands in front is; 0: no item. `number` of the second.
std::size_t marker_of(std::string_view line, int& number) {
    number = 0;
    if (line.starts_with("- ") && !is_blank(line.substr(2))) return 2;
    std::size_t digits = 0;
    for (; digits < line.size() && digits < 3 && line[digits] >= '0' && line[digits] <= '9'; ++digits)
        number = number * 10 + (line[digits] - '0');
    const auto rest = line.substr(digits);
    const bool item = number > 0 && (rest.starts_with(". ") || rest.starts_with(") "));
    return item && !is_blank(rest.substr(2)) ? digits + 2 : 0;
}

bool is_quote(std::string_view line) {
    return line.starts_with('>');
}
std::string_view unquoted(std::string_view line) {
    line.remove_prefix(line.starts_with("> ") ? 2 : 1);
    return line;
}

// The words that lead up to the address at the end of a line.
std::string_view caption_of(std::string_view line, std::string_view link) {
    line.remove_suffix(link.size());
    for (const std::string_view end : {" ", "·", " "})
        if (line.ends_with(end)) line.remove_suffix(end.size());
    return line;
}

class Page {
  public:
    Page(const LetterLook& look, std::span<const LetterPicture> pictures)
        : look_(look), pictures_(pictures), marks_(names_of(pictures)) {}

    static std::vector<std::string> names_of(std::span<const LetterPicture> pictures) {
        std::vector<std::string> names;
        for (const auto& p : pictures) names.push_back(p.name);
        return names;
    }

    std::string whole(std::string_view text) {
        auto lines = lines_of(text);
        const auto sign = std::ranges::find(lines.rbegin(), lines.rend(), std::string_view("-- "));
        const auto words =
            sign == lines.rend() ? lines.size() : static_cast<std::size_t>(lines.rend() - sign) - 1;
        find_button(lines);
        begin();
        blocks(Lines(lines).first(words), 0);
        if (words < lines.size()) signature(Lines(lines).subspan(words + 1));
        out_ += "</div></body></html>\n";
        return std::move(out_);
    }

  private:
    void begin() {
        out_ = "<!doctype html>\n<html";
        if (!look_.language.empty()) out_ += fmt::format(" lang=\"{}\"", html::escape(look_.language));
        out_ += fmt::format(
            "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
            "<meta name=\"color-scheme\" content=\"light dark\">"
            "<meta name=\"supported-color-schemes\" content=\"light dark\"><title>{}</title></head>\n"
            "<body style=\"margin:0;padding:{}\"><div style=\"max-width:600px;{}\">\n",
            html::escape(look_.heading), look_.heading.empty() ? "0" : "16px", kFont);
        if (!look_.heading.empty())
            out_ += fmt::format(
                "<p dir=\"auto\" style=\"margin:0 0 20px;padding:0 0 10px;border-bottom:3px solid {};"
                "font-size:18px;font-weight:bold\">{}</p>\n",
                kAccent, html::escape(look_.heading));
    }

    // --- The button ----------------------------------------------------------------------------------------
    void find_button(Lines lines) {
        if (look_.button.empty() || look_.link.empty()) return;
        for (const auto& line : lines)
            if (line.ends_with(look_.link)) button_line_ = &line;
    }
    bool has_button(const std::string_view& line) const { return &line == button_line_; }

    // A table of one cell: Outlook gives no room to a link.
    void button() {
        out_ += fmt::format(
            "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\" "
            "style=\"margin:4px 0 20px\"><tr><td bgcolor=\"{0}\" style=\"background-color:{0};"
            "border-radius:8px;padding:11px 22px\"><a href=\"{1}\" "
            "style=\"color:#ffffff;text-decoration:none;"
            "font-weight:bold\">{2}</a></td></tr></table>\n",
            kAccent, html::escape(look_.link), html::escape(look_.button));
    }

    // --- Blocks --------------------------------------------------------------------------------------------
    void blocks(Lines lines, std::size_t depth) {
        std::size_t at = 0;
        while (at < lines.size()) {
            if (is_blank(lines[at]))
                ++at;
            else if (is_quote(lines[at]) && depth < kDeepestQuote)
                at = quote(lines, at, depth);
            else if (const auto end = end_of_list(lines, at); end > at)
                at = list(lines, at, end);
            else
                at = paragraph(lines, at, depth);
        }
    }

    std::size_t quote(Lines lines, std::size_t at, std::size_t depth) {
        std::vector<std::string_view> inside;
        for (; at < lines.size() && is_quote(lines[at]); ++at) inside.push_back(unquoted(lines[at]));
        out_ += fmt::format(
            "<blockquote type=\"cite\" style=\"margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid "
            "#9a9a9a;"
            "{}\">\n",
            kQuiet);
        blocks(inside, depth + 1);
        out_ += "</blockquote>\n";
        return at;
    }

    // Two items of one kind at least: a single "- " or "1. " may be anything. Lines that are moved in belong
    // to the item above them.
    static std::size_t end_of_list(Lines lines, std::size_t at) {
        int first = 0, number = 0;
        if (marker_of(lines[at], first) == 0) return at;
        std::size_t items = 0, end = at;
        for (; end < lines.size(); ++end) {
            const bool item = marker_of(lines[end], number) > 0 && (number > 0) == (first > 0);
            const bool goes_on = lines[end].starts_with("  ") && !is_blank(lines[end]);
            if (!item && !goes_on) break;
            items += item ? 1U : 0U;
        }
        return items > 1 ? end : at;
    }

    std::size_t list(Lines lines, std::size_t at, std::size_t end) {
        int number = 0;
        marker_of(lines[at], number);
        const std::string_view name = number > 0 ? "ol" : "ul";
        out_ += fmt::format("<{} style=\"{};padding:0 0 0 28px\">\n", name, kSpace);
        for (; at < end; ++at) {
            const auto marker = marker_of(lines[at], number);
            out_ += number > 0 ? fmt::format("<li dir=\"auto\" value=\"{}\">", number) : "<li dir=\"auto\">";
            words(lines[at].substr(marker));
            for (; at + 1 < end && marker_of(lines[at + 1], number) == 0; ++at) {
                out_ += "<br>";
                const auto& more = lines[at + 1];
                words(more.substr(more.find_first_not_of(" \t")));
            }
            out_ += "</li>\n";
        }
        out_ += fmt::format("</{}>\n", name);
        return end;
    }

    bool ends_paragraph(Lines lines, std::size_t at, std::size_t depth) const {
        return is_blank(lines[at]) || (is_quote(lines[at]) && depth < kDeepestQuote) ||
               end_of_list(lines, at) > at;
    }

    std::size_t paragraph(Lines lines, std::size_t at, std::size_t depth) {
        const auto begin = at;
        std::optional<std::size_t> button_at;
        std::size_t end = at;
        for (; end == begin || (end < lines.size() && !ends_paragraph(lines, end, depth)); ++end)
            if (has_button(lines[end])) {
                button_at = end++;
                break;
            }
        const auto caption = button_at ? caption_of(lines[*button_at], look_.link) : std::string_view();
        const auto words_end = button_at && is_blank(caption) ? *button_at : end;
        if (words_end > begin) {
            out_ += fmt::format("<p dir=\"auto\" style=\"{}\">", kSpace);
            for (; at < words_end; ++at) {
                if (at > begin) out_ += "<br>\n";
                words(button_at == at ? caption : lines[at]);
            }
            out_ += "</p>\n";
        }
        if (button_at) button();
        return end;
    }

    // The button stands above it, with the words; what it is called stays below.
    void signature(Lines lines) {
        if (std::ranges::any_of(lines, [&](const auto& line) { return has_button(line); })) button();
        out_ += fmt::format(
            "<div style=\"margin:24px 0 0;padding:12px 0 0;border-top:1px solid #9a9a9a;"
            "font-size:14px;{}\">\n",
            kQuiet);
        std::vector<std::string_view> quiet;
        for (const auto& line : lines)
            quiet.push_back(has_button(line) ? caption_of(line, look_.link) : line);
        button_line_ = nullptr;
        blocks(quiet, kDeepestQuote);
        out_ += "</div>\n";
    }

    // --- Words ---------------------------------------------------------------------------------------------
    void words(std::string_view line) {
        for (const auto& piece : marks_.split(line))
            if (piece.picture)
                picture(pictures_[*piece.picture], piece.text.size() == line.size());
            else
                plain(piece.text);
    }

    void picture(const LetterPicture& p, bool alone) {
        const auto width = p.width > 0 ? fmt::format(" width=\"{}\"", std::min(p.width, kWidest)) : "";
        out_ += fmt::format(
            "<img src=\"cid:{}\" alt=\"{}\"{} style=\"{}max-width:100%;height:auto;border:0\">",
            html::escape(p.content_id), html::escape(p.name), width, alone ? "display:block;" : "");
    }

    void plain(std::string_view text) {
        while (!text.empty()) {
            const auto blanks = std::min(text.find_first_not_of(" \t"), text.size());
            spaces(text.substr(0, blanks));
            text.remove_prefix(blanks);
            const auto length = std::min(text.find_first_of(" \t"), text.size());
            if (length > 0) word(text.substr(0, length));
            text.remove_prefix(length);
        }
    }

    // A page makes one blank of many; where somebody put several, they meant them.
    void spaces(std::string_view blanks) {
        const bool first = out_.ends_with('>') || out_.ends_with("\n");
        std::size_t n = 0;
        for (const char c : blanks) n += c == '\t' ? 4U : 1U;
        if (n == 0) return;
        for (std::size_t i = first ? 0U : 1U; i < n; ++i) out_ += "&nbsp;";
        if (!first) out_ += ' ';
    }

    void word(std::string_view text) {
        if (!look_.code.empty() && text.starts_with(look_.code)) {
            out_ += fmt::format("<strong style=\"letter-spacing:.04em;white-space:nowrap\">{}</strong>",
                                html::escape(look_.code));
            text.remove_prefix(look_.code.size());
        }
        const auto link = link_in(text);
        if (!link) {
            out_ += html::escape(text);
            return;
        }
        const auto shown = text.substr(link->at, link->length);
        out_ += html::escape(text.substr(0, link->at));
        out_ +=
            fmt::format("<a href=\"{}{}\">{}</a>", link->scheme, html::escape(shown), html::escape(shown));
        out_ += html::escape(text.substr(link->at + link->length));
    }

    const LetterLook& look_;
    std::span<const LetterPicture> pictures_;
    PictureMarks marks_;
    const std::string_view* button_line_ = nullptr;
    std::string out_;
};

}  // namespace

std::string letter_page(std::string_view text, const LetterLook& look,
                        std::span<const LetterPicture> pictures) {
    return Page(look, pictures).whole(text);
}

std::string letter_text(std::string_view text, std::span<const LetterPicture> pictures) {
    std::string out;
    for (const auto& piece : PictureMarks(Page::names_of(pictures)).split(text))
        out += piece.picture ? "[" + pictures[*piece.picture].name + "]" : std::string(piece.text);
    return out;
}

}  // namespace escucha::mail
