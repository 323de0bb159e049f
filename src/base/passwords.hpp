// Passwords of people, kept as argon2id (RFC 9106) in libsodium's text form, which carries its own salt and
// cost: a later change of the cost leaves the old ones usable, and `outdated` says which to renew.
//
// Each computation takes `cost.memory` bytes while it lasts, so only `parallel` run at once: a rush of
// sign-ins waits for its turn instead of filling the machine's memory.
#pragma once
#include <cstddef>
#include <semaphore>
#include <string>
#include <string_view>

namespace escucha {

struct PasswordCost {
    unsigned long long passes = 3;                       // RFC 9106 §4, second recommended option
    std::size_t memory = 64 * std::size_t{1024} * 1024;  // bytes
};

class Passwords {
  public:
    explicit Passwords(PasswordCost cost = {}, int parallel = 2);

    // Throws std::bad_alloc when the memory cannot be had.
    std::string hash(std::string_view password) const;
    // An empty or malformed hash costs the same work and is never right: an unknown account answers as slowly
    // as a wrong password.
    bool verify(std::string_view hash, std::string_view password) const;
    // True when the hash was made at another cost than today's.
    bool outdated(const std::string& hash) const;

  private:
    PasswordCost cost_;
    mutable std::counting_semaphore<16> turns_;
    std::string nobody_;  // hash of a random password, for accounts that do not exist
};

}  // namespace escucha
