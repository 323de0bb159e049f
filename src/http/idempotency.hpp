// The same POST sent twice (a lost answer, a double tap) is done once and answered the same.
//
// How it survives a crash: begin() records the key durably before the handler runs; finish() keeps the answer.
// A key that was begun and has no answer is `running` for as long as a request may take, then `lost`: it may have
// been done, and is not done again under this key.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "http/request.hpp"

namespace escucha::http {

struct IdempotencyKey {
    std::string caller;       // "person:17", "address:10.0.0.1"
    std::string key;          // as sent, 1..255 visible ASCII characters
    std::string fingerprint;  // of method, path and body
};
struct KeptAnswer {
    int status = 0;
    std::string type;
    std::vector<Header> headers;  // Location, ETag
    std::string body;
};
enum class Begin {
    fresh,      // do it, then finish() or abandon()
    answered,   // here is the answer of the first time
    running,    // the first is still being done: 409 with Retry-After
    different,  // the key was used for another request: 422
    lost,       // it was or may have been done, but its answer is not known: 409 without Retry-After
};
struct Begun {
    Begin outcome = Begin::fresh;
    KeptAnswer answer;
};

class IdempotencyStore {
  public:
    virtual ~IdempotencyStore() = default;
    virtual Begun begin(const IdempotencyKey& key, Instant now) = 0;
    virtual void finish(const IdempotencyKey& key, const KeptAnswer& answer, Instant now) = 0;
    virtual void abandon(const IdempotencyKey& key) = 0;  // refused: nothing was done
    // The machine failed on the way, on the thread that began: what was done until then is the store's to
    // know.
    virtual void broke_off(const IdempotencyKey& key) { abandon(key); }
};

}  // namespace escucha::http
