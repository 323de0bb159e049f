#include "modules/book/attaching.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/tokens.hpp"
#include "db/database.hpp"
#include "http/request.hpp"
#include "modules/files/files.hpp"

namespace escucha::book {
namespace {

constexpr std::string_view kKey = "file_";

std::string_view word(std::string_view& rest) {
    const auto end = rest.find(' ');
    const auto out = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return out;
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Result<std::vector<SheetFile>> look_at(const files::Files& files, std::span<const std::int64_t> ids) {
    std::vector<SheetFile> out;
    for (const auto id : ids) {
        const auto file = files.base().read([&](db::Tx& tx) { return files.find(tx, id); });
        const auto content = files.content(id);
        if (!file || !content) return invalid_field("files", "file_gone");
        out.push_back({id, file->name, file->size, token_hash(content->bytes())});
    }
    return out;
}

Answers as_answers(std::span<const SheetFile> files) {
    Answers out;
    for (const auto& f : files)
        out[fmt::format("{}{:02}", kKey, out.size() + 1)] =
            fmt::format("{} {} {} {}", f.id, f.size, f.sha256, f.name);
    return out;
}

bool tells_of_file(std::string_view key) {
    return key.starts_with(kKey);
}

std::vector<SheetFile> files_of(const Answers& answers) {
    std::vector<SheetFile> out;
    for (auto at = answers.lower_bound(std::string(kKey)); at != answers.end() && tells_of_file(at->first);
         ++at) {
        std::string_view rest = at->second;
        SheetFile f{.id = number(word(rest)), .size = number(word(rest))};
        f.sha256 = word(rest);
        f.name = rest;
        out.push_back(std::move(f));
    }
    return out;
}

std::string size_in_words(std::int64_t bytes) {
    constexpr std::int64_t kMega = 1024 * 1024;
    if (bytes < kMega) return fmt::format("{} KB", (bytes + 1023) / 1024);
    return fmt::format("{} MB", (bytes + kMega - 1) / kMega);
}

}  // namespace escucha::book
