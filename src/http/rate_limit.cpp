#include "http/rate_limit.hpp"

#include <arpa/inet.h>

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace escucha::http {

std::string network_of(std::string_view address) {
    in6_addr bytes{};
    if (inet_pton(AF_INET6, std::string(address).c_str(), &bytes) != 1) return std::string(address);
    std::string out;
    for (int i = 0; i < 8; ++i) out += fmt::format("{:02x}", bytes.s6_addr[i]);
    return out + "/64";
}

// A bucket is the moment at which it will be full again (the "virtual scheduling" form of a token bucket): a
// key has `burst` tokens when that moment is past, and one less for each `every` that it lies ahead.
struct RateLimiter::Impl {
    struct Bucket {
        std::string key;
        Instant full_at{};
    };
    Rate rate;
    std::size_t keys;
    mutable std::mutex mutex;
    std::list<Bucket> order;  // most lately used first
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key;

    Bucket& bucket(std::string_view key) {
        if (auto it = by_key.find(key); it != by_key.end()) {
            order.splice(order.begin(), order, it->second);
            return order.front();
        }
        if (by_key.size() >= keys) {
            by_key.erase(order.back().key);
            order.pop_back();
        }
        order.push_front({std::string(key), {}});
        by_key.emplace(order.front().key, order.begin());
        return order.front();
    }
    // An empty bucket is full again after `burst` times `every`. Further ahead it can only lie because the
    // clock was put back, for which nobody waits.
    Instant full_at(const Bucket& b, Instant now) const {
        return std::clamp(b.full_at, now, now + rate.every * rate.burst);
    }
    Micros until_token(const Bucket& b, Instant now) const {
        return std::max(Micros(0), full_at(b, now) + rate.every - now - rate.every * rate.burst);
    }
};

RateLimiter::RateLimiter(Rate rate, std::size_t keys) : impl_(std::make_unique<Impl>()) {
    impl_->rate = rate;
    impl_->keys = std::max<std::size_t>(keys, 1);
}
RateLimiter::~RateLimiter() = default;

static int whole_seconds(Micros wait) {
    return static_cast<int>((wait.count() + 999'999) / 1'000'000);
}

Result<void> RateLimiter::take(std::string_view key, Instant now) {
    std::lock_guard lock(impl_->mutex);
    auto& bucket = impl_->bucket(key);
    if (auto wait = impl_->until_token(bucket, now); wait > Micros(0)) {
        Error e{.kind = ErrorKind::too_many, .code = "too_many"};
        e.retry_after_seconds = whole_seconds(wait);
        e.params = {{"seconds", std::to_string(e.retry_after_seconds)}};
        return Refused(std::move(e));
    }
    bucket.full_at = impl_->full_at(bucket, now) + impl_->rate.every;
    return {};
}

void RateLimiter::give_back(std::string_view key) {
    std::lock_guard lock(impl_->mutex);
    if (auto it = impl_->by_key.find(key); it != impl_->by_key.end())
        it->second->full_at -= impl_->rate.every;
}

int RateLimiter::wait_seconds(std::string_view key, Instant now) const {
    std::lock_guard lock(impl_->mutex);
    auto it = impl_->by_key.find(key);
    return it == impl_->by_key.end() ? 0 : whole_seconds(impl_->until_token(*it->second, now));
}

void RateLimiter::forget(std::string_view key) {
    std::lock_guard lock(impl_->mutex);
    auto it = impl_->by_key.find(key);
    if (it == impl_->by_key.end()) return;
    auto where = it->second;
    impl_->by_key.erase(it);
    impl_->order.erase(where);
}

}  // namespace escucha::http
