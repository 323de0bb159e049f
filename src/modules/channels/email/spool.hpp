// Where `escucha mailgate` leaves a message while the base cannot be reached, and the server finds it: one
// file a message, written whole (fsync) before it bears its name, so that half a message is never read.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::email {

struct Spooled {
    std::filesystem::path file = {};
    std::string mailbox = {};  // address
    std::string raw = {};
};

// Throws std::system_error when it could not be made safe.
void spool(const std::filesystem::path& folder, std::string_view mailbox, std::string_view raw);
// The oldest first, at most so many; a folder that is not there holds none.
std::vector<Spooled> spooled(const std::filesystem::path& folder, std::size_t most);

}  // namespace escucha::email
