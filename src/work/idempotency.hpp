// Answers kept for repeated requests (Idempotency-Key on POST; draft-ietf-httpapi-idempotency-key-header).
//
//     auto begun = base.write([&](db::Tx& tx) { return idempotency::begin(tx, {key, scope, fingerprint},
//     now); }); Begun::fresh → run the request, then `store` its answer (or `forget` after a failure that
//     changed nothing) Begun::replay → send `answer`;  Begun::running → 409, try again;  Begun::lost → 409,
//     look first;  Begun::other_request → 422
//
// Of two at the same time exactly one is told `fresh`. A request whose node died before it stored an answer
// is `running` for as long as one may take, then `lost`: whether it was done is unknown, and it is never done
// twice. All is kept 24 hours.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/database.hpp"

namespace escucha::work::idempotency {

inline constexpr std::chrono::hours kKept{24};
inline constexpr std::chrono::minutes kRunsAtMost{2};

struct Request {
    std::string_view key;          // as sent
    std::string_view scope;        // who asks: keys of different principals never meet
    std::string_view fingerprint;  // a hash of method, path and body
};

struct Answer {
    int status = 0;
    std::string headers;  // as the caller wishes to have them back, e.g. JSON
    std::string body;     // any bytes
};

enum class Begun { fresh, replay, running, lost, other_request };

struct Beginning {
    Begun begun = Begun::fresh;
    Answer answer = {};  // of a replay
};

Beginning begin(db::Tx& tx, const Request& request, Instant now);
void store(db::Tx& tx, const Request& request, const Answer& answer);
void forget(db::Tx& tx,
            const Request& request);  // the request failed and left nothing: it may be tried again
// Every answer kept becomes `instead`, but those of `spared`, a scope whose answers tell of nobody; that the
// requests were done stays known. For when answers hold what nobody may see any more: which of them do,
// nobody can tell from their bytes.
void replace_answers(db::Tx& tx, const Answer& instead, std::string_view spared);
std::int64_t sweep(db::Tx& tx, Instant now);  // drops what is older than kKept

}  // namespace escucha::work::idempotency
