// A base of as many customers as cases, in believable names, numbers and words, indexed for searching: what
// the figures of the customer base are measured on (bin/bench --customers).
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "bench/generated_base.hpp"

namespace escucha::bench {

// Customer and case number n belong together, n from 1.
std::string customer_name(std::int64_t n);   // "Rosa Quispe Mamani 17": surnames repeat, as they do
std::string customer_phone(std::int64_t n);  // "987 000 017"
std::string rare_word(std::int64_t n);       // in the words of one case in 10,000, the n-th such

struct CustomerBase {
    Base base;
    double indexing_seconds = 0;
};
CustomerBase generate_customers(const std::filesystem::path& folder, std::int64_t count);

}  // namespace escucha::bench
