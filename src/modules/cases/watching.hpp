// What modules above add to the watch over a case's next date (deadlines.cpp tells when it is soon and when
// it was missed): further warnings, and who is told next when nobody reacts.
#pragma once
#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "modules/cases/case.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

struct Watch {
    // When the date is to be looked at again; `now` or earlier: at once. Asked after every change of a case
    // that has a date, so it costs next to nothing. Nothing: not for its sake.
    std::function<std::optional<Instant>(db::Tx&, const Case&, Instant now)> next = {};
    // The look. It must leave things so that `next` does not ask for the same again.
    std::function<void(db::Tx&, const Case&, Instant now)> look = {};
};

// Since when the term runs whose end the case's next date is.
Instant term_began(const Case& c);

}  // namespace escucha::cases
