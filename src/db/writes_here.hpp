// What the calling thread has written, for whoever must know whether a failed request had done something.
#pragma once
#include <cstdint>

namespace escucha::db {

// How many writes this thread has asked for that were kept, or may have been (OutcomeUnknown), in any base.
std::uint64_t writes_of_this_thread();

}  // namespace escucha::db
