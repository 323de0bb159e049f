// Where a request's body goes while it comes in: memory, and beyond a threshold a temporary file without a
// name, which the kernel frees when the last view of it is gone, even after a crash.
#pragma once
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace escucha::http {

struct SpoolRules {
    std::size_t memory_bytes = 512 * 1024;
    std::string folder;                            // "": the system's
    std::size_t all_bytes = std::size_t{4} << 30;  // of all bodies together
    std::atomic<std::size_t> spooled{0};           // now on disk
};

class BodySink {
  public:
    explicit BodySink(SpoolRules& rules) : rules_(&rules) {}
    ~BodySink();
    BodySink(const BodySink&) = delete;
    // Throws std::system_error when the disk does not take it.
    void append(std::string_view bytes);
    std::size_t size() const { return size_; }
    Body take();  // the whole body; the sink is empty afterwards

  private:
    void spill();
    void write(std::string_view bytes);
    SpoolRules* rules_;
    std::string memory_;
    int file_ = -1;
    std::size_t size_ = 0, on_disk_ = 0;
};

}  // namespace escucha::http
