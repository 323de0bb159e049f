// What the yearly report announces.
#pragma once
#include <cstdint>

#include <boost/describe/class.hpp>

namespace escucha::report {

struct ReportPublished {
    static constexpr const char* kType = "report.published";
    std::int64_t year = 0, version = 0;
};
BOOST_DESCRIBE_STRUCT(ReportPublished, (), (year, version))

struct ReportWithdrawn {
    static constexpr const char* kType = "report.withdrawn";
    std::int64_t year = 0, version = 0;
};
BOOST_DESCRIBE_STRUCT(ReportWithdrawn, (), (year, version))

}  // namespace escucha::report
