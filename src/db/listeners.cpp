#include "db/engine.hpp"

namespace escucha::db::detail {

Listening Listeners::add(std::string channel, std::function<void()> on_wake) {
    auto listener = std::make_shared<Listener>();
    listener->channel = std::move(channel);
    listener->on_wake = std::move(on_wake);
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->all.push_back(listener);
    }
    return Listening([shared = shared_, listener] {
        {
            const std::lock_guard lock(shared->mutex);
            std::erase(shared->all, listener);
        }
        const std::lock_guard running(listener->mutex);
        listener->on_wake = nullptr;
    });
}

void Listeners::wake(std::string_view channel) {
    wake_those([&](const Listener& listener) { return listener.channel == channel; });
}

void Listeners::wake_all() {
    wake_those([](const Listener&) { return true; });
}

void Listeners::wake_those(const std::function<bool(const Listener&)>& wanted) {
    std::vector<std::shared_ptr<Listener>> found;
    {
        const std::lock_guard lock(shared_->mutex);
        for (const auto& listener : shared_->all)
            if (wanted(*listener)) found.push_back(listener);
    }
    for (const auto& listener : found) {
        const std::lock_guard running(listener->mutex);
        if (listener->on_wake) listener->on_wake();
    }
}

}  // namespace escucha::db::detail
