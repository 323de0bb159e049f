// What the module segments announces: who changed which segment, and who took customers out as a file.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::segments {

struct SegmentAdded {
    static constexpr const char* kType = "segment.added";
    std::int64_t segment = 0;
};
struct SegmentChanged {
    static constexpr const char* kType = "segment.changed";
    std::int64_t segment = 0;
    std::string fields = {};  // names of what changed, separated by blanks
};
struct SegmentRemoved {
    static constexpr const char* kType = "segment.removed";
    std::int64_t segment = 0;
};
// Personal data left the house as a file. The event says who, when and from where; it stays for good, so that
// of what was looked for it says no word that may name somebody.
struct CustomersExported {
    static constexpr const char* kType = "customers.exported";
    std::int64_t customers = 0;  // how many
    std::string format = {}, columns = {};
    bool searched = false;     // something was typed into the search
    std::int64_t segment = 0;  // 0: none
    std::string filter = {};   // JSON; conditions on names and own fields without values
};

BOOST_DESCRIBE_STRUCT(SegmentAdded, (), (segment))
BOOST_DESCRIBE_STRUCT(SegmentChanged, (), (segment, fields))
BOOST_DESCRIBE_STRUCT(SegmentRemoved, (), (segment))
BOOST_DESCRIBE_STRUCT(CustomersExported, (), (customers, format, columns, searched, segment, filter))

}  // namespace escucha::segments
