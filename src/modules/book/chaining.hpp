// What of an entry and its acts stands in the ledger.
#pragma once
#include <string_view>
#include <vector>

#include "modules/book/entering.hpp"

namespace escucha::book {

// Appends the act and answers its number in the book's ledger.
std::int64_t chain(const Books&, db::Tx&, const Entry&, const Act&);
// The first act, before the entry is written: the entry gets its number there, and its verification code.
void chain_first(const Books&, db::Tx&, const Draft&, Entry&);
// What the sheet itself says, as the ends of the fields of that act.
ledger::Ready written_fields(const Draft&);
// The date by which it is owed an answer moved: stands in the ledger alone, no action of the provider's.
inline constexpr std::string_view kDueMoved = "due_moved";
void chain_due(const Books&, db::Tx&, const Entry&, Instant now);
// Erases what is personal of the entry's acts there; answers the number of the act that says so, 0: nothing
// was.
std::int64_t unchain(const Books&, db::Tx&, const Entry&, Instant now);

}  // namespace escucha::book
