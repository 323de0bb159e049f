#include "mail/html_page.hpp"

#include <gumbo.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdlib>
#include <vector>

namespace escucha::mail {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::size_t kEach = 48,
                      kMore = 16 * 1024 * 1024;  // bytes for each byte of HTML, and for a short one
constexpr std::size_t kAlign = alignof(std::max_align_t);

}  // namespace

// Everything gumbo asks for, given back at once. Beyond the budget it jumps out of gumbo, which is C and
// keeps nothing outside of it.
struct HtmlPage::Memory {
    explicit Memory(std::size_t html) : left(html * kEach + kMore) {}
    ~Memory() {
        for (void* block : blocks) std::free(block);
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    void* take(std::size_t size) {
        size = (size + kAlign - 1) / kAlign * kAlign;
        if (size > left) return nullptr;
        left -= size;
        if (size > room && !add_block(size)) return nullptr;
        room -= size;
        char* piece = next;
        next += size;
        return piece;
    }
    bool add_block(std::size_t size) {
        room = std::max(size, kBlock);
        next = static_cast<char*>(std::malloc(room));
        if (next == nullptr) return false;
        blocks.push_back(next);
        return true;
    }

    std::size_t left, room = 0;
    char* next = nullptr;
    std::vector<void*> blocks;
    std::jmp_buf out{};
};

namespace {

// No object with a destructor lives between here and the jump: the frames between are gumbo's.
template <class Memory>
GumboOutput* parse_within(Memory& memory, const char* html, std::size_t size) {
    GumboOptions options = kGumboDefaultOptions;
    options.userdata = &memory;
    options.max_errors = 0;
    options.allocator = [](void* data, std::size_t wanted) {
        auto* m = static_cast<Memory*>(data);
        void* piece = m->take(wanted);
        if (piece == nullptr) std::longjmp(m->out, 1);  // NOLINT: the way out of C
        return piece;
    };
    options.deallocator = [](void*, void*) {};
    if (setjmp(memory.out) != 0) return nullptr;  // NOLINT
    return gumbo_parse_with_options(&options, html, size);
}

const GumboNode* find_body(const GumboOutput* output) {
    if (output == nullptr || output->root == nullptr) return nullptr;
    const GumboVector& children = output->root->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(children.data[i]);
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BODY) return child;
    }
    return nullptr;
}

}  // namespace

HtmlPage::HtmlPage(std::string_view html) : memory_(std::make_unique<Memory>(html.size())), html_(html) {
    if (is_reasonable(html_)) body_ = find_body(parse_within(*memory_, html_.data(), html_.size()));
}

HtmlPage::~HtmlPage() = default;

}  // namespace escucha::mail
