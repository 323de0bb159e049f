// Any words, signature, names of pictures and addresses: the page made of them holds the elements it is made
// of and no others, loads nothing, and says what the words say.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>

#include "mail/charset.hpp"
#include "mail/html_page.hpp"
#include "mail/html_walk.hpp"
#include "mail/letter.hpp"

namespace {

using namespace escucha::mail;

void must(bool held, std::source_location where = std::source_location::current()) {
    if (held) return;
    std::fprintf(stderr, "line %u does not hold\n", static_cast<unsigned>(where.line()));
    std::abort();
}

template <class T, std::size_t N>
bool is_one_of(std::string_view one, const std::array<T, N>& all) {
    return std::ranges::find(all, one) != all.end();
}

// Walks what a browser would see.
struct Look {
    void text(std::string_view) {}
    bool enter(const GumboElement& element) {
        constexpr std::array<std::string_view, 14> kElements{
            "body", "div", "p", "br", "ul", "ol", "li", "a", "img", "table", "tbody", "tr", "td", "strong"};
        const auto name = name_of(element);
        must(is_one_of(name, kElements) || name == "blockquote");
        for (unsigned i = 0; i < element.attributes.length; ++i)
            attribute(*static_cast<const GumboAttribute*>(element.attributes.data[i]));
        return true;
    }
    void leave(const GumboElement&) {}

    static void attribute(const GumboAttribute& a) {
        constexpr std::array<std::string_view, 15> kAttributes{
            "style", "dir",    "href",        "src",   "alt",   "width",   "value",      "type",
            "role",  "border", "cellpadding", "class", "title", "bgcolor", "cellspacing"};
        const std::string_view name = a.name, value = a.value;
        must(is_one_of(name, kAttributes));
        if (name == "src") must(value.starts_with("cid:"));
        if (name == "style") must(!value.contains("url") && !value.contains("expression"));
        if (name != "href") return;
        const auto begins = [&](std::string_view scheme) {
            return equal_without_case(value.substr(0, scheme.size()), scheme);
        };
        must(begins("https://") || begins("http://") || begins("mailto:"));
    }
};

// The first line is the name of a picture, the second the case's code, the third what follows its address.
std::string_view take_line(std::string_view& rest) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const LetterPicture picture{
        .name = std::string(take_line(text)), .content_id = "f1.a@b", .width = static_cast<int>(size)};
    const std::string code(take_line(text));
    const LetterLook look{.language = "es",
                          .heading = code,
                          .code = code,
                          .link = "https://x.pe/caso/" + code,
                          .button = "Ver mi caso"};
    const auto page = letter_page(text, look, std::span(&picture, 1));
    must(is_utf8(page));
    const HtmlPage read(page);
    if (read.body() != nullptr) {
        Look seen;
        walk(*read.body(), seen);
    }
    must(letter_text(text, {}) == text);
    return 0;
}
