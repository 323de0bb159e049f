// Inside the module: a sheet before it is written.
#pragma once
#include <string>

#include "modules/book/book.hpp"
#include "modules/cases/cases.hpp"
#include "modules/ledger/ledger.hpp"

namespace escucha::book {

// All of a sheet but what the transaction gives it: hour, number, case, place in the ledger. On SQLite one
// thread writes for everybody, so nothing is done there that can be done here.
struct Draft {
    Book book = {};  // as it stood
    Filled in = {};
    Answers answers = {};       // clean, and acceptable
    std::string kept = {};      // the same as the base keeps them
    ledger::Ready fields = {};  // the same for the ledger
    Entry entry = {};           // without answers
    cases::NewCase wanted = {};
};

}  // namespace escucha::book
