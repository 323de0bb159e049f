// The jobs of imports: each goes on where it stopped, so it may be tried as often as the machine fails.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>

#include "modules/imports/store.hpp"
#include "work/jobs.hpp"

namespace escucha::imports {

struct CheckRows {
    std::int64_t import = 0;
    static constexpr work::JobKind kJob{.name = "imports.check", .queue = kLookQueue, .tries = 30};
};
struct RunRows {
    std::int64_t import = 0;
    static constexpr work::JobKind kJob{.name = "imports.run", .queue = kQueue, .tries = 30};
};
struct UndoRows {
    std::int64_t import = 0;
    static constexpr work::JobKind kJob{.name = "imports.undo", .queue = kQueue, .tries = 30};
};
BOOST_DESCRIBE_STRUCT(CheckRows, (), (import))
BOOST_DESCRIBE_STRUCT(RunRows, (), (import))
BOOST_DESCRIBE_STRUCT(UndoRows, (), (import))

// Who asked for it: what the jobs do is done in their name.
Principal principal_of(const store::Record& record);
void act_as(store::Record& record, const Principal& by);

}  // namespace escucha::imports
