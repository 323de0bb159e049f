// Time as the product keeps it: UTC microseconds. Everything that depends on the present takes an `Instant`
// or a `Clock`; nothing calls the system's clock by itself, so that 60 days of history can be lived in a
// test.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>

namespace escucha {

using Micros = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Micros>;

constexpr std::int64_t micros(Instant t) {
    return t.time_since_epoch().count();
}
constexpr Instant instant(std::int64_t us) {
    return Instant{Micros{us}};
}

using Clock = std::function<Instant()>;

inline Instant system_now() {
    return std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
}

}  // namespace escucha
