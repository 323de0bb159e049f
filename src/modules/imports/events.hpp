// What the imports module announces; each customer is announced by the module customers.
#pragma once
#include <cstdint>
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::imports {

struct ImportRun {  // "import.run" when it is asked for, "import.finished", "import.cancelled",
                    // "import.undone"
    std::int64_t import = 0;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(ImportRun, (), (import, name))

}  // namespace escucha::imports
