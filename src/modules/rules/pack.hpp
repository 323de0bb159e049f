// Packs as files (TOML): reading them, and saying of each what is wrong with it by file, line and key. What a
// pack may say, and how to write one, is described in docs/deadlines.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "modules/rules/rule.hpp"

namespace escucha::rules {

struct PackProblem {
    std::string file = {};
    int line = 0;              // 1-based; 0: the file as a whole
    std::string key = {};      // "rule[3].term.amount"
    std::string what = {};     // in English: packs are written by people who read their documentation
    std::string text() const;  // "es.toml, line 40, rule[3].term.amount: must be from 0 to 10000"
};

struct ReadPack {
    Pack pack = {};  // meaningful when there are no problems
    std::vector<PackProblem> problems = {};
};

// Never throws for what stands in the text; finds every problem it can, not only the first.
ReadPack read_pack(std::string_view file, std::string_view toml);

}  // namespace escucha::rules
