// What happens by itself: heads every hour and every day, sent to where the house wants them outside; and the
// verification that somebody started from the console.
//
// A destination gets the newest head, as a job with back-off: heads are chained, so one that was missed is
// held by the next. How it went stands with the destination.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/principal.hpp"
#include "modules/ledger/verifying.hpp"
#include "work/jobs.hpp"

namespace escucha::ledger {

enum class DestinationKind { mail, webhook };
BOOST_DESCRIBE_ENUM(DestinationKind, mail, webhook)
enum class Every { hour, day };  // each head, or the first of each day
BOOST_DESCRIBE_ENUM(Every, hour, day)

struct Destination {
    std::int64_t id = 0;
    DestinationKind kind{};
    std::string target = {};  // an address, or https://… (http:// only to this very machine)
    Every every = Every::day;
    Instant created_at{};
    std::int64_t last_head = 0;  // the last one it took; 0: none yet
    std::optional<Instant> last_sent_at = {}, last_tried_at = {};
    std::int64_t failures = 0;  // in a row
    std::string last_error = {};
};
inline constexpr std::size_t kMostDestinations = 10;

struct Verification {
    bool running = false;
    Instant started_at{};
    std::int64_t acts = 0, total = 0;
    std::optional<Instant> finished_at = {};
    std::optional<bool> sound = {};
    std::string words_es = {}, words_en = {};
};

class Sealing {
  public:
    struct Parts {
        db::Database& base;
        work::Jobs& jobs;
        Heads& heads;
    };
    explicit Sealing(Parts parts) : parts_(parts) {}

    // Lent by src/app: hands a head to a mail server; a refusal says why, in the server's words.
    using Mail = std::function<Result<void>(const std::string& to, const Head&, Instant now)>;
    Mail mail = [](const std::string&, const Head&, Instant) -> Result<void> {
        return refuse(ErrorKind::unavailable, "letter.no_sender");
    };
    std::filesystem::path beside = {};  // where the last head is kept; empty: nowhere
    Compare compare = {};               // what the house shows, held against what is chained
    NameOf name_of = {};

    // At the start: the first key; and whether the base is older than the head beside it says. A head there
    // that none of our keys signed is set aside under another name, and the chain says that it was there.
    void begin(Instant now);
    // A head, if one is due, and its sending.
    std::optional<Head> seal(Instant now);
    // "ledger.key_changed" is an act; the head of before is sent, too.
    Key rotate(const Principal& by, Instant now);

    // Refuse invalid_fields at "target" (not_an_email, not_an_https_address), "ledger.destination_known",
    // "ledger.too_many_destinations", "ledger.destination_not_found". A new one gets the last head at once.
    Result<Destination> add(const Principal& by, DestinationKind, const std::string& target, Every,
                            Instant now);
    Result<void> remove(std::int64_t id);
    Result<Destination> send_soon(std::int64_t id, Instant now);
    std::vector<Destination> destinations(db::Tx&) const;
    Result<void> send(std::int64_t destination, Instant now);  // the job

    // Refuses "ledger.verifying".
    Result<Verification> verify_soon(Instant now);
    std::optional<Verification> verification(db::Tx&, Instant now) const;
    void verify_now(const work::JobRun& run);  // the job

    const Parts& parts() const { return parts_; }

  private:
    void look_beside(Instant now);

    Parts parts_;
};

// Posts JSON; a refusal of kind unavailable holds in `params["why"]` what was wrong.
Result<void> post_json(const std::string& url, const std::string& body);
// Whether the house sends there at all: https:// to a host with a name, or http:// to this very machine; no
// user or password in it.
bool is_webhook(std::string_view url);

void add_jobs(work::Jobs&, Sealing&);
// GET /ledger; POST /ledger/verifications, /ledger/keys, /ledger/destinations,
// /ledger/destinations/{id}/sendings; DELETE /ledger/destinations/{id}; GET /ledger/export,
// /ledger/heads/{number}, /ledger/ledgers/{ledger}/acts/{sequence}/receipt. Administrators.
void add_routes(http::Api&, Sealing&);

}  // namespace escucha::ledger
