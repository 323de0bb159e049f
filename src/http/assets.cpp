// The archive's form (all numbers 32 bits, little-endian), written by cmake/pack_assets.cpp:
//   "ESC1", count, then per file: four lengths (path, plain, gzip, brotli), 16 bytes etag, and the four
//   contents.
#include "http/assets.hpp"

#include <cstring>
#include <map>
#include <stdexcept>

namespace escucha::http {
namespace {

class Bytes {
  public:
    explicit Bytes(std::string_view all) : rest_(all) {}
    std::string_view take(std::size_t n) {
        if (n > rest_.size()) throw std::runtime_error("assets: the archive is cut short");
        auto out = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return out;
    }
    std::uint32_t number() {
        std::uint32_t n = 0;
        std::memcpy(&n, take(sizeof n).data(), sizeof n);
        return n;
    }

  private:
    std::string_view rest_;
};

// What Vite and SvelteKit name by content: anything under immutable/, and "assets/index-BxY12_9q.js".
bool named_by_content(std::string_view path) {
    if (path.find("immutable/") != path.npos) return true;
    auto dot = path.rfind('.');
    if (path.find("assets/") == path.npos || dot == path.npos || dot < 9 || path[dot - 9] != '-')
        return false;
    auto hash = path.substr(dot - 8, 8);
    return std::ranges::any_of(hash, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

struct Assets::Impl {
    std::map<std::string_view, Asset> by_path;
};

Assets::Assets(std::span<const unsigned char> archive) : impl_(std::make_unique<Impl>()) {
    Bytes bytes({reinterpret_cast<const char*>(archive.data()), archive.size()});
    if (bytes.take(4) != "ESC1") throw std::runtime_error("assets: not an archive");
    for (auto count = bytes.number(); count > 0; --count) {
        auto path = bytes.number(), plain = bytes.number(), gzip = bytes.number(), brotli = bytes.number();
        Asset a;
        a.etag = bytes.take(16);
        a.path = bytes.take(path);
        a.plain = bytes.take(plain);
        a.gzip = bytes.take(gzip);
        a.brotli = bytes.take(brotli);
        a.hashed_name = named_by_content(a.path);
        impl_->by_path.emplace(a.path, a);
    }
}
Assets::~Assets() = default;

const Asset* Assets::find(std::string_view path) const {
    auto it = impl_->by_path.find(path);
    return it == impl_->by_path.end() ? nullptr : &it->second;
}
bool Assets::empty() const {
    return impl_->by_path.empty();
}

std::string Assets::versioned(std::string_view prefix, std::string_view path) const {
    auto* asset = find(path);
    return fmt::format("{}/{}{}{}", prefix, path, asset ? "?v=" : "", asset ? asset->etag.substr(0, 8) : "");
}

std::string_view type_of_name(std::string_view path) {
    static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".txt", "text/plain; charset=utf-8"},
        {".xml", "application/xml"},
        {".map", "application/json"}};
    for (auto& [ending, type] : kTypes)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

}  // namespace escucha::http
