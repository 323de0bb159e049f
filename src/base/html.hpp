// HTML that cannot be written wrongly: markup is built from typed pieces, and text is escaped because there
// is no other way in.
//
//   el("p", {{"class", "lead"}}, text(language, "portal.home.lead"))        a std::string is always text
//   el("a", {{"href", "/caso/" + code}}, "Ver ", el("strong", code))
//
// * Markup is what is already HTML. It is made only by the functions here; strings become text, never markup.
// * Names of elements and attributes are literals, checked while compiling: no style, script, iframe or on…
//   handlers, which the pages' content security policy would refuse anyway.
// * Addresses (href, src, action) must be of this site or https, mailto or tel; anything else becomes "#".
// * Invalid UTF-8 and control characters become U+FFFD.
//
// Discarded: ctemplate. In a translated page every word is a parameter, so each text would be set by hand in
// a dictionary under a second name, and a name misspelt in either place prints nothing and says nothing. Here
// the compiler knows every name, and a part of a page is a function.
#pragma once
#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace escucha::html {

class Markup {
  public:
    Markup() = default;
    const std::string& bytes() const& { return bytes_; }
    std::string bytes() && { return std::move(bytes_); }
    bool empty() const { return bytes_.empty(); }
    Markup& operator+=(const Markup& more) {
        bytes_ += more.bytes_;
        return *this;
    }

  private:
    friend struct Maker;
    std::string bytes_;
};

std::string escape(std::string_view text);  // for text and for quoted attributes alike

namespace detail {
consteval bool plain_name(std::string_view name) {
    if (name.empty()) return false;
    for (const char c : name) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return true;
}
}  // namespace detail

// The name of an element, a literal.
struct Tag {
    std::string_view name;
    consteval Tag(const char* n) : name(n) {  // NOLINT: literals are meant to convert
        if (!detail::plain_name(name)) throw "an element's name is of a-z, 0-9 and -";
        for (const std::string_view bad :
             {"script", "style", "iframe", "object", "embed", "base", "template"}) {
            if (name == bad) throw "this element has no place in a page of ours (scripts: see layout)";
        }
    }
};

// One attribute; without a value it is left out.
struct Attribute {
    std::string_view name;
    std::optional<std::string> value;

    struct Name {
        std::string_view name;
        consteval Name(const char* n) : name(n) {  // NOLINT
            if (!detail::plain_name(name)) throw "an attribute's name is of a-z, 0-9 and -";
            if (name.starts_with("on") || name == "style" || name == "srcdoc") throw "no code in attributes";
        }
    };
    Attribute(Name n, std::string v) : name(n.name), value(std::move(v)) {}
    Attribute(Name n, std::string_view v) : name(n.name), value(v) {}
    Attribute(Name n, const char* v) : name(n.name), value(v) {}
    Attribute(Name n, const std::optional<std::string>& v) : name(n.name), value(v) {}
    // A boolean attribute: {"checked", is_checked}.
    Attribute(Name n, bool on) : name(n.name), value(on ? std::optional<std::string>("") : std::nullopt) {}
};
using Attributes = std::vector<Attribute>;

// Text as markup.
Markup words(std::string_view text);
// Several paragraphs: line ends become <br>, blank lines become paragraphs.
Markup paragraphs(std::string_view text);

// What may stand inside an element: markup, text, lists of markup, or nothing.
class Content {
  public:
    Content(Markup m) : markup(std::move(m)) {}          // NOLINT
    Content(const std::string& t) : markup(words(t)) {}  // NOLINT
    Content(std::string_view t) : markup(words(t)) {}    // NOLINT
    Content(const char* t) : markup(words(t)) {}         // NOLINT
    Content(const std::vector<Markup>& all) {            // NOLINT
        for (const auto& m : all) markup += m;
    }
    Content(const std::optional<Markup>& m) {  // NOLINT
        if (m) markup = *m;
    }
    Markup markup;
};

Markup build(std::string_view tag, const Attributes& attributes, std::initializer_list<Content> content);

template <class... C>
    requires(std::constructible_from<Content, C> && ...)
Markup el(Tag tag, const Attributes& attributes, C&&... content) {
    return build(tag.name, attributes, {Content(std::forward<C>(content))...});
}
template <class... C>
    requires(std::constructible_from<Content, C> && ...)
Markup el(Tag tag, C&&... content) {
    return build(tag.name, {}, {Content(std::forward<C>(content))...});
}
// Pieces one after another, without an element around them.
template <class... C>
Markup join(C&&... content) {
    Markup all;
    for (const auto& c : {Content(std::forward<C>(content))...}) all += c.markup;
    return all;
}

// <!doctype html> and a root element; `script` (an address of this site) is loaded deferred at the head's
// end.
Markup document(const Attributes& root, const Markup& head, const Markup& body, const std::string& script);

}  // namespace escucha::html
