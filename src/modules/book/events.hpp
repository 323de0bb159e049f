// What the module book announces.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::book {

struct BookChanged {
    static constexpr const char* kType = "book.changed";
    std::int64_t id = 0;
    std::string what = {};  // added, changed, logo
};
BOOST_DESCRIBE_STRUCT(BookChanged, (), (id, what))

// A sheet was written: of a case that tells its customer by the sheet's receipt.
struct EntryMade {
    static constexpr const char* kType = "book.entered";
    std::int64_t entry = 0, book = 0;
    std::string number = {};
};
BOOST_DESCRIBE_STRUCT(EntryMade, (), (entry, book, number))

// Any later act on it, by its code: "reclassified", "replied", "resolved", "reopened", "blanked".
struct EntryActed {
    static constexpr const char* kType = "book.acted";
    std::int64_t entry = 0, act = 0;
    std::string what = {};
};
BOOST_DESCRIBE_STRUCT(EntryActed, (), (entry, act, what))

}  // namespace escucha::book
