#include "http/request.hpp"

namespace escucha::http {
namespace {

bool same_name(std::string_view a, std::string_view b) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return std::ranges::equal(a, b, {}, low, low);
}
std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
    for (auto& [key, value] : headers)
        if (same_name(key, name)) return value;
    return {};
}

}  // namespace

std::string_view name(Method m) {
    switch (m) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "OTHER";
}

Body::Body(std::string text) {
    auto kept = std::make_shared<const std::string>(std::move(text));
    bytes_ = *kept;
    owner_ = std::move(kept);
}

std::string_view Request::header(std::string_view name) const {
    return find_header(headers, name);
}
std::string_view Reply::header(std::string_view name) const {
    return find_header(headers, name);
}

std::string_view Request::path() const {
    std::string_view t = target;
    return t.substr(0, t.find('?'));
}
std::string_view Request::query() const {
    std::string_view t = target;
    auto mark = t.find('?');
    return mark == t.npos ? std::string_view() : t.substr(mark + 1);
}

std::string_view Request::cookie(std::string_view name) const {
    for (auto& [key, value] : headers) {
        if (!same_name(key, "Cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            auto piece = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
            while (piece.starts_with(' ')) piece.remove_prefix(1);
            if (piece.size() > name.size() && piece.starts_with(name) && piece[name.size()] == '=')
                return piece.substr(name.size() + 1);
        }
    }
    return {};
}

}  // namespace escucha::http
