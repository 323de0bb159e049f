#include "db/postgres/signals.hpp"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace escucha::db::postgres {

namespace {

const Statement kNotify{Sql{.postgres = "SELECT pg_notify($1, $2)"}};

struct Free {
    void operator()(PGnotify* notify) const { PQfreemem(notify); }
};

}  // namespace

// One channel of PostgreSQL per organisation; ours is the payload, so that equal ones are told once.
Signals::Signals(std::string url, std::string schema)
    : url_(std::move(url)),
      schema_(std::move(schema)),
      name_("escucha_" + schema_),
      bell_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (bell_ < 0) throw Failure("eventfd: " + std::generic_category().message(errno));
}

Signals::~Signals() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ring();
    if (thread_.joinable()) thread_.join();
    ::close(bell_);
}

Listening Signals::listen(std::string channel, std::function<void()> on_wake) {
    auto listening = listeners_.add(std::move(channel), std::move(on_wake));
    start();
    return listening;
}

void Signals::wake(std::string_view channel) {
    listeners_.wake(channel);
    {
        const std::lock_guard lock(mutex_);
        to_tell_.emplace(channel);
    }
    start();
    ring();
}

void Signals::start() {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
}

void Signals::ring() const {
    (void)!::write(bell_, "\1\0\0\0\0\0\0\0", 8);
}

void Signals::serve() {
    for (bool going = true; going;) {
        try {
            Connection connection(url_, schema_);
            connection.script(fmt::format("LISTEN \"{}\"", name_));
            listeners_.wake_all();  // what was told before, or while the line was lost, went unheard
            while (going) going = work(connection);
        } catch (const std::exception& e) {
            spdlog::warn("listening to PostgreSQL: {}", e.what());
            sleep(-1, 1000);
            const std::lock_guard lock(mutex_);
            going = !stopping_;
        }
    }
}

bool Signals::work(Connection& connection) {
    hear(connection);
    tell(connection);
    sleep(PQsocket(connection.handle()), 10'000);
    const std::lock_guard lock(mutex_);
    return !stopping_;
}

// Our own too: telling is a transaction, and while it ran it held back later events (work/events.hpp).
void Signals::hear(Connection& connection) {
    if (!PQconsumeInput(connection.handle())) throw Lost(PQerrorMessage(connection.handle()));
    while (const std::unique_ptr<PGnotify, Free> heard{PQnotifies(connection.handle())})
        listeners_.wake(heard->extra);
}

void Signals::tell(Connection& connection) {
    std::set<std::string, std::less<>> channels;
    {
        const std::lock_guard lock(mutex_);
        std::swap(channels, to_tell_);
    }
    for (const auto& channel : channels) {
        const std::array<Param, 2> params{to_param(name_), to_param(channel)};
        connection.run(&kNotify, {}, params);
    }
}

void Signals::sleep(int connection_socket, int milliseconds) {
    std::array<pollfd, 2> wanted{pollfd{bell_, POLLIN, 0}, pollfd{connection_socket, POLLIN, 0}};
    ::poll(wanted.data(), connection_socket < 0 ? 1 : 2, milliseconds);
    std::uint64_t rung = 0;
    (void)!::read(bell_, &rung, sizeof rung);
}

}  // namespace escucha::db::postgres
