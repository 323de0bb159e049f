// Pictures within a message that arrived: where its text says that one stood, the text of the conversation
// marks it (base/picture_marks.hpp), so that it is seen in its place and not once more beneath.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.hpp"

namespace escucha::email {

// What the files of a message are called once they are ours: safe, and no two alike. Beside its attachments.
std::vector<std::string> file_names(const mail::Message& message);

// "[cid:image001.png@01DA…]" (Outlook), "[image: foto.png]" (Gmail) and "[foto.png]" (ourselves) become marks
// where that picture came along and tells something; logos and what is not there stay as they were written.
std::string with_marks(std::string_view text, const mail::Message& message);
// Without any of them: what is said besides pictures.
std::string without_pictures(std::string_view text);

// The files that the page of the message shows within it.
std::vector<std::string> shown_files(const mail::Message& message);

}  // namespace escucha::email
