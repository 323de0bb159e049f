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

struct PasswordCost {  // libsodium's "interactive" limits: some 70 ms of one core
    unsigned long long passes = 2;
    std::size_t memory = 64 * std::size_t{1024} * 1024;  // bytes, at least 8192
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
    // What looks like a hash and is of no password: what is tried for accounts that do not exist.
    const std::string& nobody() const { return nobody_; }

  private:
    PasswordCost cost_;
    mutable std::counting_semaphore<16> turns_;
    std::string nobody_;
};

}  // namespace escucha
