// What modules above add to the watch over a case's dates (deadlines.cpp tells when one is soon and when it
// was missed): further warnings, and who is told next when nobody reacts.
#pragma once
#include <functional>
#include <optional>
#include <span>

#include "base/clock.hpp"
#include "modules/cases/case.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

struct Watch {
    // When the dates are to be looked at again; `now` or earlier: at once. Asked after every change of a case
    // that has any, so it costs next to nothing. Nothing: not for its sake. `dates` as dates_owed.
    std::function<std::optional<Instant>(db::Tx&, const Case&, std::span<const Due> dates, Instant now)>
        next = {};
    // The look. It must leave things so that `next` does not ask for the same again.
    std::function<void(db::Tx&, const Case&, std::span<const Due> dates, Instant now)> look = {};
};

}  // namespace escucha::cases
