#include "db/began.hpp"

namespace escucha::db {
namespace {
thread_local std::chrono::steady_clock::time_point since{};
}

std::chrono::steady_clock::time_point began() {
    return since;
}

void detail::begins() {
    since = std::chrono::steady_clock::now();
}

}  // namespace escucha::db
