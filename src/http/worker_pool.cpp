#include "http/worker_pool.hpp"

namespace escucha::http {

bool WorkerPool::submit(std::function<void()> job) {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_limit_ + (most_ - busy_)) return false;
    queue_.push_back(std::move(job));
    if (!waking_) wake_one();
    return true;
}

void WorkerPool::wake_one() {
    if (!resting_.empty()) {
        auto* worker = resting_.back();
        resting_.pop_back();
        worker->woken = waking_ = true;
        worker->wake.notify_one();
    } else if (workers_.size() < most_) {
        auto& worker = *workers_.emplace_back(std::make_unique<Worker>());
        waking_ = true;
        worker.thread = std::thread([this, &worker] { run(worker); });
    }
}

void WorkerPool::run(Worker& self) {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (std::exchange(self.woken, false)) waking_ = false;
        if (!queue_.empty()) {
            auto job = std::move(queue_.front());
            queue_.pop_front();
            if (!queue_.empty() && !waking_) wake_one();
            ++busy_;
            lock.unlock();
            job();
            job = nullptr;
            lock.lock();
            --busy_;
        } else if (stopping_) {
            return;
        } else {
            resting_.push_back(&self);
            self.wake.wait(lock, [&] { return self.woken || stopping_; });
        }
    }
}

void WorkerPool::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        for (auto& worker : workers_) worker->wake.notify_one();
    }
    for (auto& worker : workers_)
        if (worker->thread.joinable()) worker->thread.join();
}

}  // namespace escucha::http
