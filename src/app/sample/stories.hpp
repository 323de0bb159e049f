// What the customers of the sample company say, and what was done about it: a small set of stories told again
// with other people and products. Plain data, so that whoever speaks better Spanish can better it without
// reading code.
#pragma once
#include <span>
#include <string_view>

#include "base/vocabulary.hpp"
#include "modules/cases/cases.hpp"

namespace escucha::app::sample {

struct Story {
    CaseKind kind;
    std::string_view what;         // {product} is put in
    std::string_view expectation;  // "" when they did not say
    std::string_view answer;       // our first
    std::string_view said_back;
    std::string_view promise;
    std::string_view solution;
    std::string_view thanks;  // what they say when content
};

std::span<const Story> stories();
std::span<const std::string_view> products();
std::span<const std::string_view> customer_names();
std::span<const std::string_view> complaints_after();  // what the discontent say

}  // namespace escucha::app::sample
