// The settings as every look needs them, kept in memory; another node's edits arrive within seconds.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>

#include "modules/escalation/escalation.hpp"

namespace escucha::escalation {

struct Escalation::Cache {
    std::shared_ptr<const Settings> believed() {
        const std::lock_guard lock(mutex);
        const bool recent = std::chrono::steady_clock::now() - at < std::chrono::seconds{5};
        return recent ? settings : nullptr;
    }
    std::shared_ptr<const Settings> keep(Settings fresh) {
        auto made = std::make_shared<const Settings>(std::move(fresh));
        const std::lock_guard lock(mutex);
        settings = made;
        at = std::chrono::steady_clock::now();
        return made;
    }
    void forget() {
        const std::lock_guard lock(mutex);
        settings = nullptr;
    }

    std::mutex mutex;
    std::shared_ptr<const Settings> settings;
    std::chrono::steady_clock::time_point at{};
};

}  // namespace escucha::escalation
