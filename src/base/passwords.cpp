#include "base/passwords.hpp"

#include <sodium.h>

#include <new>

#include "base/tokens.hpp"

namespace escucha {
namespace {

class Turn {
  public:
    explicit Turn(std::counting_semaphore<16>& turns) : turns_(turns) { turns_.acquire(); }
    ~Turn() { turns_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    std::counting_semaphore<16>& turns_;
};

// A hash in form (RFC 9106's text of it) whose bytes are chance: it costs to try and nothing to make, and a
// server starts without computing one.
std::string hash_of_nothing(const PasswordCost& cost) {
    const auto chance = [](std::size_t bytes) {
        auto token = random_token(bytes);  // libsodium reads the other base64 here
        std::ranges::replace(token, '-', '+');
        std::ranges::replace(token, '_', '/');
        return token;
    };
    return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory / 1024, cost.passes,
                       chance(crypto_pwhash_SALTBYTES), chance(32));
}

}  // namespace

Passwords::Passwords(PasswordCost cost, int parallel)
    : cost_(cost), turns_(parallel), nobody_(hash_of_nothing(cost)) {}

std::string Passwords::hash(std::string_view password) const {
    const Turn turn(turns_);
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost_.passes, cost_.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc();
    return out.data();
}

bool Passwords::verify(std::string_view hash, std::string_view password) const {
    const bool known = hash.starts_with("$argon2id$") && hash.size() < crypto_pwhash_STRBYTES;
    const std::string against(known ? hash : nobody_);
    const Turn turn(turns_);
    return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && known;
}

bool Passwords::outdated(const std::string& hash) const {
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

}  // namespace escucha
