// The parts of Search, shared by its files.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/database.hpp"
#include "modules/search/documents.hpp"
#include "modules/search/search.hpp"
#include "work/events.hpp"

namespace escucha::search {

struct Search::Impl {
    explicit Impl(Parts p) : parts(p) {}
    ~Impl() { stop(); }

    void start();
    void stop();
    void catch_up(const std::function<void(const IndexProgress&)>& told);

    Parts parts;
    Hooks hooks = {};

  private:
    struct Done {
        bool any = false;  // something was done: look again
        std::chrono::steady_clock::duration took{};
    };
    Done step(std::size_t at_once);
    void serve();
    bool rest(std::chrono::steady_clock::duration time);  // false: stopping

    std::mutex mutex_;
    std::condition_variable woken_;
    bool due_ = false, stopping_ = false;
    db::Listening listening_;
    std::thread thread_;
};

}  // namespace escucha::search
