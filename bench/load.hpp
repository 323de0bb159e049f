// Clients that ask as fast as they are answered.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bench/client.hpp"

namespace escucha::bench {

struct Outcome {
    std::vector<double> milliseconds;  // of every answer, after the warm-up
    double per_second = 0;
    std::size_t refused = 0;  // answers that were not wanted
};

// `request(client, n)` gives the n-th request of a client. `times`: each client's requests; the first tenth
// only warms up.
Outcome load(std::uint16_t port, int clients, int times, int wanted_status,
             const std::function<std::string(int client, int n)>& request);

// Milliseconds from a change's request to its arrival at each of `consoles` open event streams, over
// `changes` changes.
std::vector<double> fan_out(std::uint16_t port, const std::string& cookie, int consoles, int changes,
                            const std::function<std::string(int n)>& change);

}  // namespace escucha::bench
