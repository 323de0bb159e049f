// Where `escucha mailgate` leaves a message while the base cannot be reached, and the server finds it: one
// file a message, written whole (fsync) before it bears its name, so that half a message is never read.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::email {

struct Spooled {
    std::string mailbox = {};  // address
    std::string raw = {};
};

// Throws std::system_error when it could not be made safe.
void spool(const std::filesystem::path& folder, std::string_view mailbox, std::string_view raw);
// The files of whole messages, the oldest first; a folder that is not there holds none.
std::vector<std::filesystem::path> spooled(const std::filesystem::path& folder);
// Nothing when another node has just taken it. Throws std::runtime_error for what `spool` did not write, and
// std::system_error when it may not be read.
std::optional<Spooled> read_spooled(const std::filesystem::path& file);

}  // namespace escucha::email
