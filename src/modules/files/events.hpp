// What the files module announces. That a file was attached is told by what it was attached to.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::files {

struct FileAdded {
    static constexpr const char* kType = "file.added";
    std::int64_t file = 0;
    std::string name, type;
    std::int64_t size = 0;
};

BOOST_DESCRIBE_STRUCT(FileAdded, (), (file, name, type, size))

}  // namespace escucha::files
