// Inside the module: one act on an entry, written down and chained.
#pragma once
#include <optional>

#include "modules/book/book.hpp"

namespace escucha::book {

// A later act, written beside the entry and into the ledger, in this transaction; answered as it stands.
Act acted(const Books&, db::Tx&, Entry&, Act act);
// That it was: to whoever sends letters of it, or finds its words.
void announce(const Books&, db::Tx&, const Entry&, const Act&, const Principal& by, Instant now);

}  // namespace escucha::book
