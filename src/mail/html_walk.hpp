// Going through a tree of gumbo's without recursion. Used by the .cpp files of src/mail that show HTML.
#pragma once
#include <gumbo.h>

#include <string_view>
#include <vector>

namespace escucha::mail {

// The name of an HTML element in lower case; empty for what is none of HTML's (SVG, MathML, unknown ones).
inline std::string_view name_of(const GumboElement& element) {
    if (element.tag_namespace != GUMBO_NAMESPACE_HTML || element.tag == GUMBO_TAG_UNKNOWN) return {};
    return gumbo_normalized_tagname(element.tag);
}

// The value of an attribute; null: it has none of that name.
inline const char* attribute_of(const GumboElement& element, const char* name) {
    const GumboAttribute* found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr ? nullptr : found->value;
}

// Calls visitor.text(words), visitor.enter(element) (false: not into it, nor left) and visitor.leave(element)
// for everything below `root`.
template <class Visitor>
void walk(const GumboInternalNode& root, Visitor& visitor) {
    struct Open {
        const GumboElement* element;
        unsigned next;
    };
    std::vector<Open> open{{&root.v.element, 0}};
    while (true) {
        Open& top = open.back();
        if (top.next >= top.element->children.length) {
            if (open.size() == 1) return;
            visitor.leave(*top.element);
            open.pop_back();
            continue;
        }
        const auto* node = static_cast<const GumboNode*>(top.element->children.data[top.next++]);
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
            node->type == GUMBO_NODE_CDATA)
            visitor.text(std::string_view(node->v.text.text));
        else if (node->type == GUMBO_NODE_ELEMENT && visitor.enter(node->v.element))
            open.push_back({&node->v.element, 0});
    }
}

}  // namespace escucha::mail
