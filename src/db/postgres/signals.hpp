// Wake-ups between nodes: LISTEN and NOTIFY, on a connection and a thread of their own.
//
// NOTIFY is sent after the commit and gathered, never inside a transaction: there it would take a lock that
// lets the whole server commit only one such transaction at a time.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "db/postgres/connection.hpp"

namespace escucha::db::postgres {

class Signals {
  public:
    Signals(std::string url, std::string schema);
    ~Signals();

    Listening listen(std::string channel, std::function<void()> on_wake);
    void wake(std::string_view channel);  // here at once, elsewhere soon

  private:
    void serve();
    bool work(Connection& connection);  // false: stop
    void hear(Connection& connection);
    void tell(Connection& connection);
    void sleep(int connection_socket, int milliseconds);
    void ring() const;
    void start();

    const std::string url_, schema_, name_;
    detail::Listeners listeners_;
    std::mutex mutex_;
    std::set<std::string, std::less<>> to_tell_;
    bool stopping_ = false;
    int bell_;  // eventfd: there is something to do
    std::thread thread_;
};

}  // namespace escucha::db::postgres
