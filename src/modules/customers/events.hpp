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

BOOST_DESCRIBE_STRUCT(CustomerAdded, (), (customer))
BOOST_DESCRIBE_STRUCT(CustomerChanged, (), (customer, fields))

}  // namespace escucha::customers
