// Keeps the answers of POSTs with an Idempotency-Key in the base, so that a repeated request is done once
// whatever node it reaches.
#pragma once
#include "db/database.hpp"
#include "http/idempotency.hpp"

namespace escucha::app {

class KeptAnswers : public http::IdempotencyStore {
  public:
    explicit KeptAnswers(db::Database& base) : base_(base) {}
    http::Begun begin(const http::IdempotencyKey&, Instant now) override;
    void finish(const http::IdempotencyKey&, const http::KeptAnswer&, Instant now) override;
    void abandon(const http::IdempotencyKey&) override;
    // Gives the key back only when the request had written nothing: else it would be done a second time.
    void broke_off(const http::IdempotencyKey&) override;

  private:
    db::Database& base_;
};

// Somebody was erased or blocked: what was answered about them is not answered once more. A repeated request
// is told that it was done, and to look.
void lose_kept_answers(db::Tx& tx);

}  // namespace escucha::app
