// One request under an Idempotency-Key (idempotency.hpp): begun, and then finished or given back, whatever
// happens.
#pragma once
#include <exception>
#include <string>
#include <string_view>

#include "http/api_impl.hpp"

namespace escucha::http {

class Once {
  public:
    // Without a store everything is fresh and nothing is kept.
    Once(IdempotencyStore* store, const Visit& visit);
    ~Once();  // gives back what was begun and not finished; never throws
    Once(const Once&) = delete;
    Begun begin();
    void finish(const Reply& reply);

  private:
    IdempotencyStore* store_;
    IdempotencyKey key_;
    Instant now_;
    bool begun_ = false;
    int exceptions_ = std::uncaught_exceptions();
};

bool usable_key(std::string_view key);  // empty, or 1..255 visible ASCII characters
Reply again(const KeptAnswer& kept);
Error not_again(Begin outcome);  // running, different, lost

}  // namespace escucha::http
