// What the database throws. Refusals of the domain are values (base/result.hpp); everything here is the
// machine failing or the code being wrong, and nothing of the transaction it happened in is kept.
//
// A transaction that met one of these is over, on both back ends alike: later statements of the same `Tx`
// throw, and it is never committed, even if the exception was swallowed. So a duplicate is avoided with `ON
// CONFLICT DO NOTHING`, or mapped to a refusal by whoever called `Database::write`.
#pragma once
#include <stdexcept>
#include <string>

namespace escucha::db {

// Any failure; the message names the statement's place in the source where there is one.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The disk (or the quota) is full. The server goes on: reads work, and writes do again once there is room.
struct DiskFull : Failure {
    using Failure::Failure;
};

// The base cannot be reached, or stayed locked by another process for longer than the time-out.
struct Unreachable : Failure {
    using Failure::Failure;
};

// The connection was lost while the server was committing: the write may or may not be there. Never retried.
struct OutcomeUnknown : Failure {
    using Failure::Failure;
};

// A value that cannot be stored or read as asked: NUL or invalid UTF-8 in a text, an integer out of range, a
// column that is NULL or of another type than the caller reads.
struct BadValue : Failure {
    using Failure::Failure;
};

enum class Constraint { unique, foreign_key, not_null, check };

struct ConstraintViolation : Failure {
    ConstraintViolation(Constraint kind, const std::string& message) : Failure(message), kind(kind) {}
    Constraint kind;
};

}  // namespace escucha::db
