// What the complaint books show, held against the ledger's chain: lent to `escucha verify`, to the console's
// verification and to the portal's page that checks a receipt.
#pragma once
#include "modules/book/book.hpp"
#include "modules/ledger/verifying.hpp"

namespace escucha::app {

// `ledger` must live as long as what is answered.
ledger::Compare compare_books(const ledger::Ledger& ledger);
// "Tienda Miraflores (miraflores)", of "book:3"; empty: no book's.
ledger::NameOf name_books();

}  // namespace escucha::app
