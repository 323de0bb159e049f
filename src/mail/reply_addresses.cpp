#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/tokens.hpp"
#include "mail/charset.hpp"
#include "mail/outgoing.hpp"

namespace escucha::mail {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kMacBytes = 10, kMacLetters = 16;

// RFC 4648, 6, in small letters.
std::string base32(const unsigned char* bytes) {
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string out;
    std::uint64_t bits = 0;
    unsigned held = 0;
    for (std::size_t i = 0; i < kMacBytes; ++i) {
        bits = bits << 8U | bytes[i];
        for (held += 8; held >= 5; held -= 5) out += kAlphabet[bits >> (held - 5) & 31U];
    }
    return out;
}

std::string mac_of(std::string_view secret, const std::string& mailbox, const std::string& code) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    const std::string said = "reply-address\n" + mailbox + "\n" + code;
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(said.data()), said.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    return base32(mac.data());
}

}  // namespace

std::string ReplyAddresses::make(std::string_view mailbox, std::string_view code) const {
    const std::string box = lower(trimmed(mailbox)), small = lower(code);
    const auto at = box.rfind('@');
    if (at == std::string::npos) return {};
    return box.substr(0, at) + "+" + small + "-" + mac_of(secret_, box, small) + box.substr(at);
}

std::optional<std::string> ReplyAddresses::code_of(std::string_view mailbox, std::string_view address) const {
    const std::string box = lower(trimmed(mailbox));
    std::string given = lower(trimmed(address));
    std::erase_if(given, [](char c) { return c == '<' || c == '>'; });
    const auto at = box.rfind('@');
    if (at == kNone || !given.starts_with(box.substr(0, at) + "+") || !given.ends_with(box.substr(at)) ||
        given.size() < box.size() + 1 + 1 + 1 + kMacLetters)
        return std::nullopt;
    const std::string tag = given.substr(at + 1, given.size() - box.size() - 1);
    const auto dash = tag.rfind('-');
    if (dash == kNone || dash == 0) return std::nullopt;
    std::string code = tag.substr(0, dash);
    if (!equal_secret(tag.substr(dash + 1), mac_of(secret_, box, code))) return std::nullopt;
    std::ranges::transform(code, code.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return code;
}

}  // namespace escucha::mail
