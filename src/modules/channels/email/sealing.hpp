// Passwords of mailboxes as the base keeps them: XSalsa20-Poly1305 (libsodium's secretbox) under a key of the
// installation, with a nonce of their own. A copy of the table alone opens nothing, and what was changed by
// other hands is not used.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace escucha::email {

class Sealing {
  public:
    explicit Sealing(std::string_view secret);
    std::string seal(std::string_view text) const;  // an empty text stays empty
    // Nothing when it was not sealed by this installation.
    std::optional<std::string> open(std::string_view sealed) const;

  private:
    std::string key_;
};

}  // namespace escucha::email
