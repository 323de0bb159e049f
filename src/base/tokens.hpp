// Secrets that the server makes itself: session tokens, API tokens, one-time links. They have so much entropy
// that a fast hash is enough to keep them by: whoever reads the base cannot use what is there.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace escucha {

// `bytes` random bytes from the system, as base64url without padding (RFC 4648 §5): 32 → 43 characters.
std::string random_token(std::size_t bytes = 32);

// What the base keeps of a token: SHA-256, lower-case hexadecimal, 64 characters. Not for passwords.
std::string token_hash(std::string_view token);

// A second secret that follows from the first and does not give it away: BLAKE2b-256 keyed with `secret` over
// `purpose`, base64url. The CSRF token of a session is one, so it needs no place of its own.
std::string derived_token(std::string_view secret, std::string_view purpose);

// Compares without telling, by the time it takes, how much was right. Different lengths are different.
bool equal_secret(std::string_view a, std::string_view b);

}  // namespace escucha
