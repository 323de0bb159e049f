#include <algorithm>
#include <string>
#include <vector>

#include "mail/body_text.hpp"
#include "mail/charset.hpp"
#include "mail/html.hpp"
#include "mail/html_page.hpp"
#include "mail/html_style.hpp"
#include "mail/html_walk.hpp"

namespace escucha::mail {
namespace {

constexpr std::size_t kMostQuotes = 10;

constexpr std::string_view kDropped[] = {
    "script",   "style", "head",  "title",  "noscript", "iframe",   "object",  "svg", "math",    "select",
    "textarea", "audio", "video", "canvas", "template", "noframes", "noembed", "map", "datalist"};
// Blocks with a blank line around them, and blocks on lines of their own.
constexpr std::string_view kParagraphs[] = {"p",  "h1", "h2", "h3",    "h4",  "h5",         "h6",
                                            "ul", "ol", "dl", "table", "pre", "blockquote", "figure"};
constexpr std::string_view kLines[] = {
    "div",     "li",     "tr",      "dt",       "dd",  "section", "article", "header",  "footer", "form",
    "address", "center", "caption", "fieldset", "nav", "main",    "aside",   "listing", "legend"};

bool is_one_of(std::string_view name, const auto& list) {
    return std::ranges::find(list, name) != std::end(list);
}

// Lines of text with their quotes in front, blanks run together.
class Lines {
  public:
    std::size_t quotes = 0;

    void word(std::string_view words, bool as_is) {
        while (!words.empty()) {
            const char c = words.front();
            words.remove_prefix(1);
            if (as_is && c == '\n')
                end_line();
            else if (!as_is && is_blank(c))
                blank_ = true;
            else
                put(c);
        }
    }
    // The line ends here, if anything stands in it.
    void fresh_line() {
        if (!line_.empty()) end_line();
        blank_ = false;
    }
    void end_line() {
        flush();
        blank_ = false;
    }
    void blank_line() {
        fresh_line();
        wanted_ = std::max(wanted_, 1);
    }
    void cell() {
        if (!line_.empty() && !line_.ends_with("\t")) line_ += '\t';
        blank_ = false;
    }
    std::string take() {
        fresh_line();
        return std::move(text_);
    }
    std::size_t length() const { return text_.size() + line_.size(); }

  private:
    void put(char c) {
        if (blank_ && !line_.empty() && !line_.ends_with('\t')) line_ += ' ';
        blank_ = false;
        if (line_.empty()) line_quotes_ = quotes;
        line_ += c;
    }
    void flush() {
        if (line_.empty()) {
            wanted_ = std::min(wanted_ + 1, 2);
            return;
        }
        const std::size_t depth = std::min(line_quotes_, last_quotes_);
        for (; wanted_ > 0; --wanted_)
            if (!text_.empty()) text_ += std::string(depth, '>') + '\n';
        prefix(line_quotes_);
        while (line_.ends_with(' ') || line_.ends_with('\t')) line_.pop_back();
        text_ += line_ + '\n';
        last_quotes_ = line_quotes_;
        line_.clear();
    }
    void prefix(std::size_t depth) {
        if (depth == 0) return;
        text_.append(depth, '>');
        text_ += ' ';
    }

    std::string text_, line_;
    std::size_t line_quotes_ = 0, last_quotes_ = 0;
    int wanted_ = 0;  // blank lines before the next one
    bool blank_ = false;
};

// The address without what everybody knows of it, to see whether the words already say it.
std::string_view bare(std::string_view address) {
    for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:", "www."})
        if (equal_without_case(address.substr(0, scheme.size()), scheme))
            address.remove_prefix(scheme.size());
    if (address.ends_with('/')) address.remove_suffix(1);
    return address;
}

class Writer {
  public:
    explicit Writer(const PictureWords& picture) : picture_(picture) {}

    void text(std::string_view words) {
        std::string plain;
        for (std::size_t i = 0; i < words.size(); ++i) {  // U+00A0 is a blank here
            if (words.substr(i, 2) == "\u00A0")
                plain += ' ', ++i;
            else
                plain += words[i];
        }
        if (!links_.empty()) links_.back().words += plain;
        lines_.word(tidy(plain), pre_ > 0);
    }

    bool enter(const GumboElement& element) {
        const std::string_view name = name_of(element);
        if (element.tag_namespace != GUMBO_NAMESPACE_HTML || is_one_of(name, kDropped)) return false;
        const char* style = attribute_of(element, "style");
        if (style != nullptr && harmless_style(style).hides) return false;
        if (name == "br")
            lines_.end_line();
        else if (name == "hr")
            rule();
        else if (name == "img")
            picture(element);
        else
            begin(element, name);
        return true;
    }

    void leave(const GumboElement& element) {
        const std::string_view name = name_of(element);
        if (is_one_of(name, kParagraphs))
            lines_.blank_line();
        else if (is_one_of(name, kLines))
            lines_.fresh_line();
        if (name == "blockquote" && lines_.quotes > 0 && --deep_quotes_ < kMostQuotes) --lines_.quotes;
        if (name == "pre") --pre_;
        if (name == "ul" || name == "ol") lists_.pop_back();
        if (name == "td" || name == "th") lines_.cell();
        if (name == "a") end_link();
    }

    std::string take() { return lines_.take(); }

  private:
    struct Link {
        std::string address, words;
    };

    void begin(const GumboElement& element, std::string_view name) {
        if (is_one_of(name, kParagraphs))
            lines_.blank_line();
        else if (is_one_of(name, kLines))
            lines_.fresh_line();
        if (name == "blockquote" && ++deep_quotes_ <= kMostQuotes) ++lines_.quotes;
        if (name == "pre") ++pre_;
        if (name == "ul" || name == "ol") lists_.push_back(name == "ol" ? 1 : 0);
        if (name == "li") lines_.word(marker(), true);
        if (name == "a") begin_link(element);
    }

    std::string marker() {
        if (lists_.empty() || lists_.back() == 0) return "- ";
        return std::to_string(lists_.back()++) + ". ";
    }

    void rule() {
        lines_.fresh_line();
        lines_.word("-----", false);
        lines_.fresh_line();
    }

    void picture(const GumboElement& element) {
        const char* src = attribute_of(element, "src");
        const auto address = trimmed(src == nullptr ? std::string_view() : std::string_view(src));
        if (picture_ && equal_without_case(address.substr(0, 4), "cid:"))
            if (const auto words = picture_(percent_decoded(address.substr(4))); !words.empty())
                return text(words);
        const char* alt = attribute_of(element, "alt");
        if (alt != nullptr && !trimmed(alt).empty()) text("[" + std::string(trimmed(alt)) + "]");
    }

    void begin_link(const GumboElement& element) {
        const char* href = attribute_of(element, "href");
        links_.push_back({.address = href == nullptr ? std::string() : tidy_line(href), .words = {}});
    }

    void end_link() {
        const Link link = std::move(links_.back());
        links_.pop_back();
        const bool worth = link.address.starts_with("http") || link.address.starts_with("mailto:");
        if (!worth || link.address.size() > 300 || trimmed(link.words).empty() ||
            bare(trimmed(link.words)) == bare(link.address))
            return;
        lines_.word(" (" + link.address + ")", true);
    }

    const PictureWords& picture_;
    Lines lines_;
    int pre_ = 0;
    std::size_t deep_quotes_ = 0;
    std::vector<int> lists_;
    std::vector<Link> links_;
};

std::string written(const HtmlPage& page, const PictureWords& picture) {
    Writer writer(picture);
    walk(*page.body(), writer);
    return writer.take();
}

}  // namespace

std::string plain_text(std::string_view html, const PictureWords& picture) {
    const HtmlPage page(html);
    if (page.body() != nullptr) return written(page, picture);
    // A page that is no page: its words, without the markup between them.
    std::string words = HtmlPage::words(html);
    std::erase(words, '<');
    const HtmlPage simple("<pre>" + words + "</pre>");
    return simple.body() == nullptr ? words : written(simple, picture);
}

}  // namespace escucha::mail
