#include "mail/html.hpp"

#include <algorithm>
#include <iterator>

#include "base/html.hpp"
#include "mail/body_text.hpp"
#include "mail/charset.hpp"
#include "mail/html_page.hpp"
#include "mail/html_style.hpp"
#include "mail/html_walk.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kMostPictures = 500;  // of the message itself

constexpr std::string_view kAllowed[] = {
    "a",  "abbr",  "b",    "blockquote", "br",   "caption", "center", "cite", "code", "col",   "colgroup",
    "dd", "del",   "div",  "dl",         "dt",   "em",      "font",   "h1",   "h2",   "h3",    "h4",
    "h5", "h6",    "hr",   "i",          "ins",  "kbd",     "li",     "mark", "ol",   "p",     "pre",
    "q",  "s",     "samp", "small",      "span", "strike",  "strong", "sub",  "sup",  "table", "tbody",
    "td", "tfoot", "th",   "thead",      "tr",   "tt",      "u",      "ul",   "var",  "wbr"};
constexpr std::string_view kVoid[] = {"br", "hr", "col", "wbr"};
// Blocks that keep their words and lose their name.
constexpr std::string_view kBlocks[] = {"address",    "article", "aside",   "details", "dir",    "fieldset",
                                        "figcaption", "figure",  "footer",  "form",    "header", "hgroup",
                                        "main",       "nav",     "section", "summary", "legend", "listing"};
// Gone with everything in them. What is in neither list leaves its content.
constexpr std::string_view kDropped[] = {
    "applet", "area",   "audio",  "base",   "canvas",    "embed",    "frame",    "frameset", "head",
    "iframe", "input",  "link",   "map",    "meta",      "noembed",  "noframes", "noscript", "object",
    "param",  "script", "select", "source", "style",     "svg",      "math",     "template", "textarea",
    "title",  "track",  "video",  "xmp",    "plaintext", "datalist", "dialog"};

bool is_one_of(std::string_view name, const auto& list) {
    return std::ranges::find(list, name) != std::end(list);
}

// As a browser reads an address: blanks around it and control characters within count for nothing.
std::string address_as_read(std::string_view value) {
    std::string address;
    for (const char c : trimmed(value))
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) address += c;
    return std::string(trimmed(address));
}

bool has_scheme(std::string_view address, std::string_view scheme) {
    return equal_without_case(address.substr(0, scheme.size()), scheme);
}

bool is_link(std::string_view address) {
    return has_scheme(address, "https://") || has_scheme(address, "http://") ||
           has_scheme(address, "mailto:") || has_scheme(address, "tel:");
}

bool is_picture_within(std::string_view address) {
    return has_scheme(address, "data:image/png;base64,") || has_scheme(address, "data:image/jpeg;base64,") ||
           has_scheme(address, "data:image/gif;base64,") || has_scheme(address, "data:image/webp;base64,");
}

bool is_word(std::string_view value) {
    return !value.empty() && value.size() <= 20 && std::ranges::all_of(lower(value), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+';
    });
}

bool is_count(std::string_view value) {
    return is_size(value) && !value.ends_with('%') && value.size() <= 3;
}

bool is_allowed(std::string_view tag, std::string_view attribute, std::string_view value) {
    const bool cell = tag == "td" || tag == "th";
    const bool table = cell || tag == "table" || tag == "tr" || tag == "tbody" || tag == "thead" ||
                       tag == "tfoot" || tag == "col" || tag == "colgroup";
    if (attribute == "dir" || attribute == "align") return is_word(value);
    if (attribute == "lang") return is_word(value);
    if (attribute == "title" || attribute == "alt") return value.size() <= 500;
    if (attribute == "valign") return table && is_word(value);
    if (attribute == "bgcolor") return table && is_colour(value);
    if (attribute == "width" || attribute == "height")
        return (table || tag == "hr" || tag == "img") && is_size(value);
    if (attribute == "colspan" || attribute == "rowspan" || attribute == "span")
        return table && is_count(value);
    if (attribute == "cellpadding" || attribute == "cellspacing" || attribute == "border")
        return tag == "table" && is_count(value);
    if (attribute == "color") return tag == "font" && is_colour(value);
    if (attribute == "size") return tag == "font" && is_word(value);
    if (attribute == "face") return tag == "font" && value.size() <= 100;
    if (attribute == "start" || attribute == "value") return (tag == "ol" || tag == "li") && is_count(value);
    if (attribute == "type") return (tag == "ol" || tag == "ul" || tag == "li") && is_word(value);
    return false;
}

class Sanitiser {
  public:
    explicit Sanitiser(const HowShown& how) : how_(how) {}

    void text(std::string_view words) { out_.html += html::escape(words); }

    bool enter(const GumboElement& element) {
        const std::string_view name = name_of(element);
        if (element.tag_namespace != GUMBO_NAMESPACE_HTML || is_one_of(name, kDropped)) return false;
        const char* style = attribute_of(element, "style");
        const Style harmless = style == nullptr ? Style{} : harmless_style(style);
        if (harmless.hides || attribute_of(element, "hidden") != nullptr) return false;
        if (name == "img") {
            picture(element, harmless.kept);
            return false;
        }
        const std::string_view shown = shown_as(name);
        if (!shown.empty()) open(element, shown, harmless.kept);
        return true;
    }

    void leave(const GumboElement& element) {
        const std::string_view shown = shown_as(name_of(element));
        if (!shown.empty() && !is_one_of(shown, kVoid)) out_.html += "</" + std::string(shown) + ">";
    }

    Sanitised take() { return std::move(out_); }

  private:
    static std::string_view shown_as(std::string_view name) {
        if (is_one_of(name, kBlocks)) return "div";
        return is_one_of(name, kAllowed) ? name : std::string_view();
    }

    void write(std::string_view attribute, std::string_view value) {
        out_.html += " " + std::string(attribute) + "=\"" + html::escape(value) + "\"";
    }

    void open(const GumboElement& element, std::string_view tag, std::string_view style) {
        out_.html += "<" + std::string(tag);
        write_attributes(element, tag, style);
        if (tag == "a") link(element);
        out_.html += ">";
    }

    void write_attributes(const GumboElement& element, std::string_view tag, std::string_view style) {
        if (!style.empty()) write("style", style);
        for (unsigned i = 0; i < element.attributes.length; ++i) {
            const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
            if (is_allowed(tag, attribute.name, attribute.value)) write(attribute.name, attribute.value);
        }
    }

    void link(const GumboElement& element) {
        const char* href = attribute_of(element, "href");
        const std::string address = href == nullptr ? std::string() : address_as_read(href);
        if (!is_link(address)) return;
        write("href", address);
        write("target", "_blank");
        write("rel", "noopener noreferrer nofollow");
        write("referrerpolicy", "no-referrer");
    }

    void picture(const GumboElement& element, std::string_view style) {
        const char* src = attribute_of(element, "src");
        const std::string shown = src == nullptr ? std::string() : shown_address(address_as_read(src));
        if (shown.empty()) {
            const char* instead = attribute_of(element, "alt");
            if (instead != nullptr) text(std::string_view(instead).substr(0, 500));
            return;
        }
        out_.html += "<img";
        write("src", shown);
        write("referrerpolicy", "no-referrer");
        write_attributes(element, "img", style);
        out_.html += ">";
    }

    // Empty: not shown.
    std::string shown_address(const std::string& address) {
        if (is_picture_within(address)) return address;
        if (has_scheme(address, "cid:"))
            return of_message(percent_decoded(std::string_view(address).substr(4)));
        const bool secure = has_scheme(address, "https://");
        if (!secure && !has_scheme(address, "http://") && !address.starts_with("//")) return {};
        ++out_.remote_pictures;
        return secure && how_.remote_pictures ? address : std::string();
    }

    std::string of_message(const std::string& id) {
        if (std::ranges::find(out_.content_ids, id) == out_.content_ids.end()) {
            if (out_.content_ids.size() >= kMostPictures) return {};
            out_.content_ids.push_back(id);
        }
        return how_.picture ? how_.picture(id) : std::string();
    }

    const HowShown& how_;
    Sanitised out_;
};

}  // namespace

Sanitised sanitised(std::string_view html, const HowShown& how) {
    const HtmlPage page(html);
    if (page.body() == nullptr)
        return {.html = "<div style=\"white-space: pre-wrap\">" + html::escape(plain_text(html)) + "</div>"};
    Sanitiser sanitiser(how);
    walk(*page.body(), sanitiser);
    return sanitiser.take();
}

}  // namespace escucha::mail
