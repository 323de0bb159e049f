// The threads that run handlers. Started when needed, up to the limit; the one that rested last is woken
// first (its stack is still in the cache); when all are busy requests wait in a bounded queue.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace escucha::http {

class WorkerPool {
  public:
    WorkerPool(std::size_t threads, std::size_t queue) : most_(threads), queue_limit_(queue) {}
    ~WorkerPool() { stop(); }
    // False when the queue is full or the pool is stopping.
    bool submit(std::function<void()> job);
    void stop();  // runs what was submitted, then joins
    std::size_t waiting() const;

  private:
    struct Worker {
        std::thread thread;
        std::condition_variable wake;
        std::function<void()> job;
    };
    void run(Worker& self);
    const std::size_t most_, queue_limit_;
    mutable std::mutex mutex_;
    std::deque<std::unique_ptr<Worker>> workers_;
    std::vector<Worker*> resting_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
};

}  // namespace escucha::http
