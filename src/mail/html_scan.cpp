#include <algorithm>
#include <map>
#include <string>

#include "mail/charset.hpp"
#include "mail/html_page.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr int kDeepest = 400, kMostAttributes = 120;
constexpr std::size_t kLongestName = 30;

// Elements that end by themselves: not closing them opens nothing.
constexpr std::string_view kUncounted[] = {
    "p",     "li",      "dt",       "dd",    "td",       "th",      "tr",   "tbody", "br",
    "hr",    "img",     "input",    "meta",  "link",     "base",    "col",  "wbr",   "area",
    "embed", "thead",   "tfoot",    "html",  "option",   "body",    "head", "param", "source",
    "track", "bgsound", "basefont", "frame", "colgroup", "optgroup"};
// Elements whose content is no markup.
constexpr std::string_view kRaw[] = {"style", "script", "title",   "textarea",
                                     "xmp",   "iframe", "noembed", "noframes"};

bool is_one_of(std::string_view name, const auto& list) {
    for (const std::string_view one : list)
        if (one == name) return true;
    return false;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Tag {
    std::string name = {};  // lower case
    bool closes = false;
    int attributes = 0;
    std::size_t end = 0;  // behind its '>'
};

// Goes through the tokens of HTML (WHATWG, 13.2.5), as far as it takes to see tags and what lies between
// them.
class Scanner {
  public:
    explicit Scanner(std::string_view html) : html_(html) {}

    // on_text(words), on_tag(tag): false ends it.
    void scan(auto on_text, auto on_tag) {
        std::size_t at = 0;
        while (at < html_.size()) {
            const auto open = html_.find('<', at);
            on_text(html_.substr(at, open == kNone ? kNone : open - at));
            if (open == kNone) return;
            const std::size_t skipped = skip_comment(open);
            if (skipped != 0) {
                at = skipped;
                continue;
            }
            const Tag tag = read_tag(open);
            if (tag.end == 0) {
                on_text(html_.substr(open, 1));
                at = open + 1;
                continue;
            }
            if (!on_tag(tag)) return;
            at = !tag.closes && is_one_of(tag.name, kRaw) ? end_of_raw(tag) : tag.end;
        }
    }

  private:
    std::size_t behind(std::string_view what, std::size_t from) const {
        const auto at = html_.find(what, from);
        return at == kNone ? html_.size() : at + what.size();
    }

    // Behind the comment or declaration that begins there; 0: none does.
    std::size_t skip_comment(std::size_t open) const {
        const std::string_view rest = html_.substr(open);
        if (rest.starts_with("<!-->")) return open + 5;
        if (rest.starts_with("<!--->")) return open + 6;
        if (rest.starts_with("<!--")) return behind_comment(open + 4);
        if (rest.starts_with("<!") || rest.starts_with("<?")) return behind(">", open);
        if (rest.starts_with("</") && rest.size() > 2 && !is_letter(rest[2])) return behind(">", open);
        return 0;
    }

    std::size_t behind_comment(std::size_t at) const {
        for (at = html_.find("--", at); at != kNone; at = html_.find("--", at + 1)) {
            const std::string_view rest = html_.substr(at + 2);
            if (rest.starts_with('>')) return at + 3;
            if (rest.starts_with("!>")) return at + 4;
        }
        return html_.size();
    }

    Tag read_tag(std::size_t open) const {
        Tag tag;
        std::size_t at = open + 1;
        tag.closes = at < html_.size() && html_[at] == '/';
        if (tag.closes) ++at;
        if (at >= html_.size() || !is_letter(html_[at])) return tag;
        const auto name_end = std::min(html_.find_first_of(" \t\n\r\f/>", at), html_.size());
        tag.name = lower(html_.substr(at, std::min(name_end - at, kLongestName)));
        read_attributes(tag, name_end);
        return tag;
    }

    void read_attributes(Tag& tag, std::size_t at) const {
        bool in_word = false;
        while (at < html_.size() && html_[at] != '>') {
            const char c = html_[at];
            if (c == '=') {
                at = behind_value(at + 1);
                in_word = false;
                continue;
            }
            const bool word = !is_blank(c) && c != '/' && c != '\f';
            if (word && !in_word) ++tag.attributes;
            in_word = word;
            ++at;
        }
        tag.end = std::min(at + 1, html_.size());
    }

    std::size_t behind_value(std::size_t at) const {
        while (at < html_.size() && (is_blank(html_[at]) || html_[at] == '\f')) ++at;
        if (at < html_.size() && (html_[at] == '"' || html_[at] == '\'')) {
            const auto end = html_.find(html_[at], at + 1);
            return end == kNone ? html_.size() : end + 1;
        }
        return std::min(html_.find_first_of(" \t\n\r\f>", at), html_.size());
    }

    std::size_t end_of_raw(const Tag& tag) const {
        for (auto at = html_.find("</", tag.end); at != kNone; at = html_.find("</", at + 2))
            if (equal_without_case(html_.substr(at + 2, tag.name.size()), tag.name)) return at;
        return html_.size();
    }

    std::string_view html_;
};

}  // namespace

bool is_reasonable(std::string_view html) {
    std::map<std::string, int, std::less<>> open;
    int depth = 0;
    bool reasonable = true;
    const auto count = [&](const Tag& tag) {
        if (is_one_of(tag.name, kUncounted)) return;
        int& n = open[tag.name];
        if (!tag.closes)
            ++n, ++depth;
        else if (n > 0)
            --n, --depth;
    };
    Scanner(html).scan([](std::string_view) {},
                       [&](const Tag& tag) {
                           count(tag);
                           reasonable =
                               depth <= kDeepest && tag.attributes <= kMostAttributes && open.size() < 2000;
                           return reasonable;
                       });
    return reasonable;
}

std::string HtmlPage::words(std::string_view html) {
    std::string text;
    Scanner(html).scan([&](std::string_view words) { text += words; },
                       [&](const Tag& tag) {
                           const bool inner = tag.name == "b" || tag.name == "i" || tag.name == "span" ||
                                              tag.name == "a" || tag.name == "font" || tag.name == "u";
                           if (!inner && !text.ends_with('\n')) text += '\n';
                           return true;
                       });
    return text;
}

}  // namespace escucha::mail
