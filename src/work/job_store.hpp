// The table `jobs`, as the workers use it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "work/jobs.hpp"

namespace escucha::work::job_store {

struct Claimed {
    std::int64_t id = 0;
    std::string name;
    std::string data;
    int tries = 0;  // this one included
    std::string request_id;
    int priority = 0;
    Instant run_at = {};
};

// The holder of a lease: one running program.
struct Holder {
    std::string lease;
    std::chrono::seconds length;
};

std::int64_t enqueue(db::Tx& tx, const JobKind& kind, const std::string& data, const Enqueue& how);
bool anything_due(db::Tx& tx, std::string_view queue, Instant now);
// Most urgent first, then longest due. In a read-committed write.
std::vector<Claimed> claim(db::Tx& tx, std::string_view queue, const Holder& holder, Instant now,
                           std::size_t most);

// Each answers whether the job was still the holder's.
bool finish(db::Tx& tx, std::int64_t id, const Holder& holder);
bool fail(db::Tx& tx, std::int64_t id, const Holder& holder, std::string_view error,
          std::optional<Instant> again,
          Instant now);                                                          // again: nothing = dead
bool give_back(db::Tx& tx, std::int64_t id, const Holder& holder, Instant now);  // not begun after all
bool extend(db::Tx& tx, std::int64_t id, const Holder& holder, Instant now);

struct Abandoned {
    std::int64_t id = 0;
    std::string name;
    int tries = 0;
    std::string lease;
};
std::vector<Abandoned> abandoned(db::Tx& tx, Instant now);  // their lease has run out

struct Schedule {
    std::string name;
    std::chrono::seconds interval;
};
bool schedule_due(db::Tx& tx, const Schedule& schedule, Instant now);
// Whether it was this caller who moved it: then it enqueues the run.
bool move_schedule(db::Tx& tx, const Schedule& schedule, Instant now);

}  // namespace escucha::work::job_store
