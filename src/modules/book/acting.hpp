// Inside the module: one act on an entry, written down and chained.
#pragma once
#include <optional>

#include "modules/book/book.hpp"

namespace escucha::book {

// A later act, written beside the entry and into the ledger, in this transaction; answered as it stands.
Act acted(const Books&, db::Tx&, Entry&, Act act);

// By when the law wants an answer of this case; the date of the house where the law sets none.
std::optional<Instant> owed_by(const Books::Parts&, db::Tx&, std::int64_t case_id);

}  // namespace escucha::book
