// What an S/MIME message that is only signed holds (RFC 8551, 3.5.2: application/pkcs7-mime, signed-data).
// Used inside src/mail.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace escucha::mail {

// The MIME entity within the signed bytes (CMS, RFC 5652); nothing when they are encrypted, or no such bytes.
// The signature is not verified: to read is not to believe.
std::optional<std::string> signed_content(std::string_view cms);

}  // namespace escucha::mail
