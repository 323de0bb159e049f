// Names of attachments, as strangers choose them, made names of files and nothing else. Used inside src/mail.
#pragma once
#include <string>
#include <string_view>

namespace escucha::mail {

// Without path ("C:\Docs\a.pdf", "../../etc/passwd"), control characters, characters that turn the direction
// of writing ("gpj.exe" shown the other way round), leading dots and outer blanks; at most 150 bytes, with
// its ending. Without any name: "adjunto-2.pdf", of the number and the type.
std::string file_name(std::string_view said, std::string_view type, std::size_t number);

}  // namespace escucha::mail
