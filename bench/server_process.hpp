// A server of its own process on a generated base: what is measured is the program people run.
#pragma once
#include <cstdint>
#include <string>

#include <sys/types.h>

namespace escucha::bench {

class ServerProcess {
  public:
    ServerProcess(const std::string& binary, const std::string& database);
    ~ServerProcess();  // SIGTERM, and waits
    ServerProcess(const ServerProcess&) = delete;

    std::uint16_t port() const { return port_; }
    double start_milliseconds() const { return start_; }  // from exec to the first answer
    double resident_megabytes() const;

  private:
    std::uint16_t port_ = 0;
    pid_t pid_ = 0;
    double start_ = 0;
};

}  // namespace escucha::bench
