// `escucha serve`: the server, until it is told to stop.
#include <csignal>

#include <pthread.h>
#include <spdlog/spdlog.h>

#include "app/commands.hpp"
#include "app/house.hpp"
#include "db/migrator.hpp"
#include "http/server.hpp"
#include "modules/channels/email/watching.hpp"

namespace escucha::app {
namespace {

// Blocked before any thread starts, so that only `wait` sees them.
class StopSignals {
  public:
    StopSignals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }
    int wait() const {
        int signal = 0;
        sigwait(&set_, &signal);
        return signal;
    }

  private:
    sigset_t set_{};
};

http::ServerOptions server_options(const Config& c) {
    http::ServerOptions o;
    o.address = c.server.address;
    o.port = static_cast<std::uint16_t>(c.server.port);
    o.workers = static_cast<std::size_t>(c.server.workers);
    o.connections = static_cast<std::size_t>(c.server.connections);
    o.spool_folder = c.spool.folder;
    return o;
}

// Said on standard output, for whoever started it; the log goes to standard error.
void greet(House& house, const Config& config) {
    fmt::print("Escucha is listening at {}\n", config.public_url());
    if (const auto link = house.team.mint_setup_link(house.clock()))
        fmt::print("First visit (the link works once): {}\n", *link);
    std::fflush(stdout);
}

}  // namespace

int serve(const Config& config) {
    const StopSignals signals;
    const auto base = open_base(config);
    for (const auto& name : db::migrate(*base, system_now())) spdlog::info("migration applied: {}", name);
    House house(*base, config, system_now);
    Doors doors(house, config);
    house.sealing.begin(house.clock());
    house.live.start();
    house.jobs.start();
    house.search.start();
    email::Watching watching(house.email, house.clock);
    watching.start();
    http::Server server(doors.api(), server_options(config));
    greet(house, config);
    spdlog::info("stopping: signal {}", signals.wait());
    server.stop();
    watching.stop();
    house.search.stop();
    house.jobs.stop();
    house.live.stop();
    return 0;
}

}  // namespace escucha::app
