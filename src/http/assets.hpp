// Files compiled into the binary by escucha_embed_folder(target symbol FOLDER) (cmake/EscuchaAssets.cmake),
// each with its gzip and brotli forms where they are smaller:
//
//   extern const escucha::http::Assets escucha_console_assets;   // declared by whoever mounts it
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace escucha::http {

struct Asset {
    std::string_view path;                 // relative to the folder: "index.html", "assets/app-4f3a9c21.js"
    std::string_view plain, gzip, brotli;  // the packed forms are empty when not worth it
    std::string_view etag;                 // hash of the content, without quotes
    bool hashed_name = false;              // the name changes with the content: may be cached for good
};

class Assets {
  public:
    explicit Assets(std::span<const unsigned char> archive);  // throws std::runtime_error when damaged
    ~Assets();
    Assets(const Assets&) = delete;
    const Asset* find(std::string_view path) const;
    bool empty() const;
    // The address to write into HTML: "/assets/site.css?v=4f3a9c21", so that a new version is fetched at
    // once.
    std::string versioned(std::string_view prefix, std::string_view path) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

std::string_view type_of_name(std::string_view path);  // Content-Type by file ending

}  // namespace escucha::http
