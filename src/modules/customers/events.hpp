// What the customers module announces; together they are the record of who changed what of whom.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::customers {

struct CustomerAdded {
    static constexpr const char* kType = "customer.added";
    std::int64_t customer = 0;
};
struct CustomerChanged {
    static constexpr const char* kType = "customer.changed";
    std::int64_t customer = 0;
    std::string fields;  // names of what changed, separated by blanks
};

// Of an undone import: it is gone, and nothing had hung on it.
struct CustomerTakenBack {
    static constexpr const char* kType = "customer.taken_back";
    std::int64_t customer = 0;
};
// Two records were one party. The subject is the winner; whatever hung on the loser hangs on the winner.
struct CustomersMerged {
    static constexpr const char* kType = "customer.merged";
    std::int64_t winner = 0, loser = 0, merge = 0;
};
// They were two parties after all. The subject is the winner; the loser stands on its own again.
struct CustomersParted {
    static constexpr const char* kType = "customer.parted";
    std::int64_t winner = 0, loser = 0, merge = 0;
};
// Their data is kept and seen by nobody from now on; and seen again. The records joined to theirs go with
// them.
struct CustomerBlocked {
    static constexpr const char* kType = "customer.blocked";
    std::int64_t customer = 0;
};
struct CustomerUnblocked {
    static constexpr const char* kType = "customer.unblocked";
    std::int64_t customer = 0;
};

BOOST_DESCRIBE_STRUCT(CustomerAdded, (), (customer))
BOOST_DESCRIBE_STRUCT(CustomerChanged, (), (customer, fields))
BOOST_DESCRIBE_STRUCT(CustomerTakenBack, (), (customer))
BOOST_DESCRIBE_STRUCT(CustomersMerged, (), (winner, loser, merge))
BOOST_DESCRIBE_STRUCT(CustomersParted, (), (winner, loser, merge))
BOOST_DESCRIBE_STRUCT(CustomerBlocked, (), (customer))
BOOST_DESCRIBE_STRUCT(CustomerUnblocked, (), (customer))

}  // namespace escucha::customers
