#include "http/worker_pool.hpp"

namespace escucha::http {

bool WorkerPool::submit(std::function<void()> job) {
    std::lock_guard lock(mutex_);
    if (stopping_) return false;
    if (!resting_.empty()) {
        auto* worker = resting_.back();
        resting_.pop_back();
        worker->job = std::move(job);
        worker->wake.notify_one();
        return true;
    }
    if (workers_.size() < most_) {
        auto& worker = *workers_.emplace_back(std::make_unique<Worker>());
        worker.job = std::move(job);
        worker.thread = std::thread([this, &worker] { run(worker); });
        return true;
    }
    if (queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(job));
    return true;
}

void WorkerPool::run(Worker& self) {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (!self.job && !queue_.empty()) {
            self.job = std::move(queue_.front());
            queue_.pop_front();
        }
        if (self.job) {
            auto job = std::exchange(self.job, nullptr);
            lock.unlock();
            job();
            job = nullptr;
            lock.lock();
        } else if (stopping_) {
            return;
        } else {
            resting_.push_back(&self);
            self.wake.wait(lock, [&] { return self.job || stopping_; });
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

std::size_t WorkerPool::waiting() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

}  // namespace escucha::http
