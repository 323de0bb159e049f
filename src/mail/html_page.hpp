// HTML of strangers as a tree, by gumbo (an HTML5 parser: what it sees is what a browser sees), with what
// gumbo does not do: an end to memory, depth and time. Used inside src/mail; gumbo's header is included by
// the .cpp files only.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct GumboInternalNode;

namespace escucha::mail {

class HtmlPage {
  public:
    explicit HtmlPage(std::string_view html);
    ~HtmlPage();
    HtmlPage(const HtmlPage&) = delete;
    HtmlPage& operator=(const HtmlPage&) = delete;

    // <body>; null when the page was not made to be read: too deep, or a bomb. Then `words` is all there is.
    const GumboInternalNode* body() const { return body_; }
    static std::string words(std::string_view html);

  private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
    std::string html_;
    const GumboInternalNode* body_ = nullptr;
};

// Whether reading it as a tree ends soon: not too many elements open within each other, not too many
// attributes in one.
bool is_reasonable(std::string_view html);

}  // namespace escucha::mail
