// What the commands share: an opened, migrated base with its house, and how they speak to whoever runs them.
#pragma once
#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/house.hpp"
#include "base/result.hpp"

namespace escucha::app {

struct Opened {
    explicit Opened(const Config& config);
    std::unique_ptr<db::Database> base;
    std::unique_ptr<House> house;
};

int refused(const Error&);                           // prints why; answers the exit status
std::string read_password(const std::string& file);  // its first line; "-": of standard input

}  // namespace escucha::app
