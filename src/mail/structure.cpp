#include "mail/structure.hpp"

#include <cstring>

#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestName = 200, kLongestBoundary = 200;
constexpr std::size_t kGuessed = 256 * 1024;  // where a boundary shows, if it does

// Takes the first line off, without its end.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == kNone ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// Where the name of a header ends; npos: the line is none.
std::size_t name_end(std::string_view line) {
    std::size_t i = 0;
    while (i < line.size() && i <= kLongestName && line[i] > ' ' && line[i] < 127 && line[i] != ':') ++i;
    std::size_t colon = i;
    while (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t')) ++colon;
    return i > 0 && colon < line.size() && line[colon] == ':' ? i : kNone;
}

bool is_folded(std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
}

bool goes_on(std::string_view rest) {
    const std::string_view next = take_line(rest);
    return next.empty() || is_folded(next) || name_end(next) != kNone;
}

bool is_mailbox_marker(std::string_view line) {
    return line.starts_with("From ") || line.starts_with(">From ");
}

class HeadReader {
  public:
    HeadReader(std::string_view raw, std::size_t max) : raw_(raw), rest_(raw), max_(max) {}

    Entity read() {
        while (!rest_.empty()) {
            const std::string_view before = rest_;
            at_ = raw_.size() - rest_.size();
            const std::string_view line = take_line(rest_);
            if (line.empty()) break;
            if (take(line)) continue;
            rest_ = before;
            break;
        }
        entity_.body = rest_;
        return std::move(entity_);
    }

  private:
    // False: the text begins here, without the blank line that should have come before it.
    bool take(std::string_view line) {
        if (is_folded(line) && seen_ > 0) {
            if (trimmed(line).empty() && !goes_on(rest_)) return false;  // meant as the blank line
            if (!entity_.too_many) unfold_into_last(line);
            return true;
        }
        const auto end = name_end(line);
        if (end != kNone) {
            add(line, end);
            return true;
        }
        if (seen_ == 0 && is_mailbox_marker(line)) return true;
        entity_.broken = true;
        return seen_ > 0 && !trimmed(line).empty() && goes_on(rest_);
    }

    void add(std::string_view line, std::size_t end) {
        ++seen_;
        if (entity_.headers.size() >= max_) {
            entity_.too_many = true;
            return;
        }
        const auto colon = line.find(':', end);
        value_at_ = at_ + colon + 1;
        entity_.headers.push_back({.name = line.substr(0, end), .value = line.substr(colon + 1)});
    }

    void unfold_into_last(std::string_view line) {
        entity_.headers.back().value = raw_.substr(value_at_, at_ + line.size() - value_at_);
    }

    std::string_view raw_;
    std::string_view rest_;
    std::size_t max_, seen_ = 0;
    std::size_t at_ = 0, value_at_ = 0;  // where in `raw_` this line and the last value begin
    Entity entity_;
};

struct Delimiter {
    std::size_t begin = kNone;  // of its line
    std::size_t next = 0;       // behind its line
    bool last = false;
};

// The next delimiter at or behind `from`; `dashed` is "--" and the boundary.
Delimiter find_delimiter(std::string_view body, std::string_view dashed, std::size_t from) {
    while (from < body.size()) {
        const void* found = memmem(body.data() + from, body.size() - from, dashed.data(), dashed.size());
        if (found == nullptr) break;
        const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - body.data());
        from = at + dashed.size();
        if (at > 0 && body[at - 1] != '\n') continue;
        std::string_view behind = body.substr(from);
        std::string_view rest = take_line(behind);
        const bool last = rest.starts_with("--");
        if (last) rest.remove_prefix(2);
        if (trimmed(rest).empty()) return {.begin = at, .next = body.size() - behind.size(), .last = last};
    }
    return {};
}

// The line end before a delimiter belongs to the delimiter (RFC 2046, 5.1.1).
std::string_view without_last_line_end(std::string_view part) {
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    return part;
}

}  // namespace

std::string_view Entity::header(std::string_view name) const {
    for (const RawHeader& h : headers)
        if (equal_without_case(h.name, name)) return h.value;
    return {};
}

bool Entity::has(std::string_view name) const {
    for (const RawHeader& h : headers)
        if (equal_without_case(h.name, name)) return true;
    return false;
}

Entity read_entity(std::string_view raw, std::size_t max_headers) {
    return HeadReader(raw, max_headers).read();
}

Split split_multipart(std::string_view body, std::string_view boundary, std::size_t max) {
    Split split;
    if (boundary.empty()) return split;
    const std::string dashed = "--" + std::string(boundary);
    Delimiter begin = find_delimiter(body, dashed, 0);
    if (begin.begin == kNone) return split;
    split.preamble = without_last_line_end(body.substr(0, begin.begin));
    while (begin.begin != kNone && !begin.last) {
        if (split.children.size() >= max) {
            split.too_many = true;
            return split;
        }
        const Delimiter end = find_delimiter(body, dashed, begin.next);
        const auto size = end.begin == kNone ? kNone : end.begin - begin.next;
        split.children.push_back(without_last_line_end(body.substr(begin.next, size)));
        begin = end;
    }
    split.closed = begin.begin != kNone;
    return split;
}

std::string guess_boundary(std::string_view body) {
    body = body.substr(0, kGuessed);
    while (!body.empty()) {
        const std::string_view line = trimmed(take_line(body));
        if (!line.starts_with("--") || line.size() < 6 || line.size() > kLongestBoundary) continue;
        std::string_view following = body;
        if (equal_without_case(take_line(following).substr(0, 8), "content-"))
            return std::string(line.substr(2));
    }
    return {};
}

}  // namespace escucha::mail
