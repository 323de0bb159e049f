#include <cstdio>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "modules/rules/pack.hpp"

namespace escucha::app {

int check_rules(const Config&, const std::vector<std::string>& files) {
    bool good = true;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const auto read = rules::read_pack(file, text);
        for (const auto& problem : read.problems) fmt::print(stderr, "{}\n", problem.text());
        good = good && read.problems.empty();
        if (read.problems.empty())
            fmt::print("{}: {}, {} rules, {} duties, {} dispute bodies\n", file, read.pack.name.en,
                       read.pack.rules.size(), read.pack.duties.size(), read.pack.bodies.size());
    }
    return good ? 0 : 1;
}

}  // namespace escucha::app
