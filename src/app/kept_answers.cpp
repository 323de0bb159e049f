#include "app/kept_answers.hpp"

#include <boost/json.hpp>

#include "db/writes_here.hpp"
#include "work/idempotency.hpp"

namespace escucha::app {
namespace {

namespace idempotency = work::idempotency;

constexpr int kLost = 0;  // in the place of a status: done, but its answer is not known

// A request is begun, run and ended on one worker: what its thread wrote since is what it did.
thread_local std::uint64_t writes_before = 0;

idempotency::Request request_of(const http::IdempotencyKey& k) {
    return {k.key, k.caller, k.fingerprint};
}

std::string headers_text(const http::KeptAnswer& a) {
    boost::json::object headers;
    headers.emplace("Content-Type", a.type);
    for (const auto& [name, value] : a.headers) headers.emplace(name, value);
    return boost::json::serialize(headers);
}

http::KeptAnswer answer_of(const idempotency::Answer& kept) {
    http::KeptAnswer a{.status = kept.status, .type = {}, .headers = {}, .body = kept.body};
    const auto headers = boost::json::parse(kept.headers);
    for (const auto& [name, value] : headers.as_object()) {
        if (name == "Content-Type")
            a.type = value.as_string();
        else
            a.headers.emplace_back(name, value.as_string());
    }
    return a;
}

}  // namespace

http::Begun KeptAnswers::begin(const http::IdempotencyKey& key, Instant now) {
    const auto begun = base_.write([&](db::Tx& tx) { return idempotency::begin(tx, request_of(key), now); });
    writes_before = db::writes_of_this_thread();
    switch (begun.begun) {
        case idempotency::Begun::replay:
            if (begun.answer.status == kLost) return {http::Begin::lost, {}};
            return {http::Begin::answered, answer_of(begun.answer)};
        case idempotency::Begun::running:
            return {http::Begin::running, {}};
        case idempotency::Begun::lost:
            return {http::Begin::lost, {}};
        case idempotency::Begun::other_request:
            return {http::Begin::different, {}};
        case idempotency::Begun::fresh:
            break;
    }
    return {http::Begin::fresh, {}};
}

void KeptAnswers::finish(const http::IdempotencyKey& key, const http::KeptAnswer& answer, Instant) {
    base_.write([&](db::Tx& tx) {
        idempotency::store(tx, request_of(key),
                           {.status = answer.status, .headers = headers_text(answer), .body = answer.body});
    });
}

void KeptAnswers::broke_off(const http::IdempotencyKey& key) {
    if (db::writes_of_this_thread() == writes_before) return abandon(key);
    base_.write([&](db::Tx& tx) {
        idempotency::store(tx, request_of(key), {.status = kLost, .headers = "{}", .body = {}});
    });
}

void lose_kept_answers(db::Tx& tx) {
    // What the portal keeps is a code: whoever sends a form twice is led to their case all the same.
    idempotency::replace_answers(tx, {.status = kLost, .headers = "{}", .body = {}}, "portal");
}

void KeptAnswers::abandon(const http::IdempotencyKey& key) {
    base_.write([&](db::Tx& tx) { idempotency::forget(tx, request_of(key)); });
}

}  // namespace escucha::app
