// Inside the module: checks keys, heads and acts as they are handed in; knows neither base nor file.
#pragma once
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "modules/ledger/blanks.hpp"
#include "modules/ledger/verifying.hpp"

namespace escucha::ledger {

// Acts in the order of their ledgers and numbers, as views into what `keeper` holds.
struct Batch {
    struct One {
        std::string_view ledger = {}, subject = {}, kind = {}, stored = {}, hash = {};
        std::int64_t sequence = 0, at = 0;
        std::int64_t line = 0;
    };
    std::vector<One> acts = {};
    std::shared_ptr<const void> keeper = {};
};

class Checker {
  public:
    explicit Checker(const VerifyOptions& options);
    ~Checker();

    // First the keys, then the heads, by number; then the acts.
    void key(const Key& key, std::int64_t line = 0);
    void head(const Head& head, std::int64_t line = 0);
    void acts(Batch batch);
    // The whole thing was read; or something about it (a file cut off) was wrong.
    Verdict finish(std::optional<Finding> last = std::nullopt);
    const Entered& entered() const { return entered_; }
    const Blanks& blanks() const { return blanks_; }
    bool stopped() const { return verdict_.finding.has_value(); }
    std::int64_t acts_seen() const { return seen_; }
    std::int64_t heads_seen() const { return verdict_.heads; }

  private:
    struct Expected {  // a head says: this ledger had this hash at this number
        std::string hash = {};
        std::int64_t head = 0;
        Instant at{};
        bool outside = false;
    };
    using Ends = std::map<std::int64_t, Expected>;
    struct Place {  // where the acts before a batch ended
        std::string ledger = {};
        std::int64_t sequence = 0;
        Hash hash = {};
        Instant at{};
    };
    struct Outcome {
        std::optional<Finding> finding = {};
        std::vector<Restored> restored = {};
        std::int64_t unsealed = 0;
    };

    void expect(const End& end, const Head& head, bool outside);
    bool excused(const End& end, const Head& head);
    bool signer_known(const HeadText& text, const Head& head) const;
    void expect_outside();
    Outcome check(const Batch& batch, Place before) const;
    std::optional<Finding> check_key_of(const Head& head, std::int64_t line) const;
    std::optional<Finding> check_one(const Batch& batch, std::size_t i, const Place& before) const;
    std::optional<Finding> check_end(const Place& end) const;
    std::optional<Finding> against_heads(const Batch::One& act, const Hash& hash) const;
    bool head_says(const Batch::One& act, const Hash& hash) const;
    void take_oldest();
    void find(Finding finding);

    VerifyOptions options_;
    Verdict verdict_;
    std::vector<Key> keys_;
    std::optional<Head> last_head_;
    std::optional<HeadText> last_text_;
    std::map<std::string, Ends, std::less<>> expected_;
    std::map<std::string, std::int64_t, std::less<>> sealed_to_;
    bool outside_expected_ = false;
    Entered entered_;
    std::int64_t* count_ = nullptr;  // of the ledger that is being read
    mutable Blanks blanks_;          // counted by every thread that checks
    Place place_;
    std::vector<std::string> ledgers_;
    std::deque<std::future<Outcome>> running_;  // a batch each
    std::size_t most_running_;
    std::int64_t seen_ = 0;
};

}  // namespace escucha::ledger
