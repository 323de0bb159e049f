// A base of any size, written row by row in the shape the use cases write, with an organisation, twenty
// agents and a session to measure with.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace escucha::app {
class House;
struct Config;
}  // namespace escucha::app

namespace escucha::bench {

constexpr std::int64_t kCustomers = 5'000;
constexpr std::int64_t kLongCaseEvery = 500;  // every so many cases has 20 entries instead of 5

struct Base {
    std::filesystem::path file;
    std::string cookie;  // "escucha_session=…"
    std::string csrf;
    std::int64_t cases = 0;
};

// The first visit, by its own door; keeps the session.
void set_up(app::House& house, const app::Config& config, Base& base);
// As on the day after: what the background does with a new base (duplicates, segments, the index) is through.
void settle(app::House& house);
Base generate(const std::filesystem::path& folder, std::int64_t cases);
// "customer17@example.com", for an existing customer.
std::string email_of(std::int64_t customer);

}  // namespace escucha::bench
