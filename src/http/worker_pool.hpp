// The threads that run handlers: started when needed, up to a limit, with a bounded queue before them.
//
// One worker is woken at a time; it wakes the next when it takes a request and others still wait. So a burst
// of short requests is worked off by the few that are awake (a wake-up costs more than most handlers), while
// handlers that wait for a disk never hold the others up. The one that rested last is woken first: its stack
// is still in the cache.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace escucha::http {

class WorkerPool {
  public:
    WorkerPool(std::size_t threads, std::size_t queue) : most_(threads), queue_limit_(queue) {}
    ~WorkerPool() { stop(); }
    // False when all workers are busy and the queue is full, or the pool is stopping.
    bool submit(std::function<void()> job);
    void stop();  // runs what was submitted, then joins

  private:
    struct Worker {
        std::thread thread;
        std::condition_variable wake;
        bool woken = true;
    };
    void wake_one();
    void run(Worker& self);
    const std::size_t most_, queue_limit_;
    std::mutex mutex_;
    std::deque<std::unique_ptr<Worker>> workers_;
    std::vector<Worker*> resting_;
    std::deque<std::function<void()>> queue_;
    std::size_t busy_ = 0;  // workers with a job
    bool waking_ = false;   // a worker was woken and has not looked at the queue yet
    bool stopping_ = false;
};

}  // namespace escucha::http
