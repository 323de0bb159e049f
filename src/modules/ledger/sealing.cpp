#include "modules/ledger/sealing.hpp"

#include <future>

#include <spdlog/spdlog.h>

#include "modules/ledger/lines.hpp"

namespace escucha::ledger {
namespace {

using namespace std::chrono_literals;

struct SendHead {
    std::int64_t destination = 0;
    static constexpr work::JobKind kJob{
        .name = "ledger.send", .tries = 10, .first_wait = 30s, .longest_wait = 3600s};
};
BOOST_DESCRIBE_STRUCT(SendHead, (), (destination))

struct VerifyLedger {
    static constexpr work::JobKind kJob{.name = "ledger.verify", .queue = "slow", .tries = 2};
};
BOOST_DESCRIBE_STRUCT(VerifyLedger, (), ())

#define DESTINATION \
    "id, kind, target, every, created_at, last_head, last_sent_at, last_tried_at, failures, last_error"
const db::Statement kAll{"SELECT " DESTINATION " FROM ledger_destinations ORDER BY id"};
const db::Statement kFind{"SELECT " DESTINATION " FROM ledger_destinations WHERE id = $1"};
const db::Statement kAdd{
    "INSERT INTO ledger_destinations (kind, target, every, created_by, created_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (target) DO NOTHING RETURNING id"};
const db::Statement kRemove{"DELETE FROM ledger_destinations WHERE id = $1"};
const db::Statement kWell{
    "UPDATE ledger_destinations SET last_head = $2, last_sent_at = $3, last_tried_at = $3, failures = 0, "
    "last_error = '' WHERE id = $1"};
const db::Statement kBadly{
    "UPDATE ledger_destinations SET failures = failures + 1, last_error = $2, last_tried_at = $3 "
    "WHERE id = $1"};

Destination read(const db::Row& row) {
    return {.id = row.get<std::int64_t>(0),
            .kind = row.get<DestinationKind>(1),
            .target = row.get<std::string>(2),
            .every = row.get<Every>(3),
            .created_at = row.get<Instant>(4),
            .last_head = row.get<std::int64_t>(5),
            .last_sent_at = row.get<std::optional<Instant>>(6),
            .last_tried_at = row.get<std::optional<Instant>>(7),
            .failures = row.get<std::int64_t>(8),
            .last_error = row.get<std::string>(9)};
}
std::optional<Destination> find(db::Tx& tx, std::int64_t id) {
    const auto row = tx.one(kFind, id);
    return row ? std::optional(read(*row)) : std::nullopt;
}

void enqueue(work::Jobs& jobs, db::Tx& tx, std::int64_t destination, Instant now) {
    jobs.enqueue(tx, SendHead{destination}, {.now = now, .key = std::to_string(destination)});
}

void enqueue_all(const Sealing& sealing, db::Tx& tx, const Head& head, Instant now) {
    for (const auto& d : sealing.destinations(tx))
        if (head.daily || d.every == Every::hour || d.failures > 0)
            enqueue(sealing.parts().jobs, tx, d.id, now);
}

bool looks_like_mail(std::string_view address) {
    const auto at = address.find('@');
    return at != std::string_view::npos && at > 0 && address.find('.', at) != std::string_view::npos &&
           address.find_first_of(" \t\r\n<>,;") == std::string_view::npos && address.size() <= 254;
}

}  // namespace

void Sealing::begin(Instant now) {
    parts_.heads.ensure_key(now);
    look_beside(now);
}

// Before anything is written over: what lies there may be the only trace of what was lost.
void Sealing::look_beside(Instant now) {
    const auto known = beside.empty() ? std::nullopt : kept_beside(beside);
    if (!known) return;
    const auto noticed = parts_.base.write([&](db::Tx& tx) {
        const auto what = parts_.heads.notice_restored(tx, known->head, known->keys, now);
        if (what == Heads::Noticed::foreign) parts_.heads.note_foreign(tx, known->head, now);
        return what;
    });
    if (noticed == Heads::Noticed::said)
        spdlog::warn("the base is older than its last signed head: it was restored from a backup");
    if (noticed != Heads::Noticed::foreign) return;
    const std::filesystem::path aside = beside.string() + ".foreign-" + known->head.hash.substr(0, 12);
    std::filesystem::rename(beside, aside);
    spdlog::error(
        "the head in {} was signed with a key that is none of this base's: the base is of another "
        "installation, or from before the first key of that head; it is kept as {}",
        beside.string(), aside.string());
}

std::optional<Head> Sealing::seal(Instant now) {
    look_beside(now);
    std::vector<Key> keys;
    auto head = parts_.base.write([&](db::Tx& tx) {
        auto made = parts_.heads.seal(tx, now);
        if (made) enqueue_all(*this, tx, *made, now);
        keys = parts_.heads.keys(tx);
        return made;
    });
    if (head && !beside.empty()) keep_beside(beside, {.head = *head, .keys = std::move(keys)});
    return head;
}

Key Sealing::rotate(const Principal& by, Instant now) {
    auto key = parts_.base.write([&](db::Tx& tx) {
        auto next = parts_.heads.rotate(tx, by.name, now);
        if (const auto last = parts_.heads.last(tx)) enqueue_all(*this, tx, *last, now);
        return next;
    });
    seal(now);
    return key;
}

Result<Destination> Sealing::add(const Principal& by, DestinationKind kind, const std::string& target,
                                 Every every, Instant now) {
    if (kind == DestinationKind::mail && !looks_like_mail(target))
        return invalid_field("target", "not_an_email");
    if (kind == DestinationKind::webhook && !is_webhook(target))
        return invalid_field("target", "not_an_https_address");
    return parts_.base.write([&](db::Tx& tx) -> Result<Destination> {
        if (destinations(tx).size() >= kMostDestinations) return conflict("ledger.too_many_destinations");
        const auto row = tx.one(kAdd, kind, target, every, by.person, now);
        if (!row) return conflict("ledger.destination_known");
        const auto id = row->get<std::int64_t>(0);
        enqueue(parts_.jobs, tx, id, now);
        return *find(tx, id);
    });
}

Result<void> Sealing::remove(std::int64_t id) {
    return parts_.base.write([&](db::Tx& tx) -> Result<void> {
        parts_.jobs.cancel<SendHead>(tx, std::to_string(id));
        if (tx.execute(kRemove, id) == 0) return not_found("ledger.destination_not_found");
        return {};
    });
}

Result<Destination> Sealing::send_soon(std::int64_t id, Instant now) {
    return parts_.base.write([&](db::Tx& tx) -> Result<Destination> {
        auto d = find(tx, id);
        if (!d) return not_found("ledger.destination_not_found");
        enqueue(parts_.jobs, tx, id, now);
        return std::move(*d);
    });
}

std::vector<Destination> Sealing::destinations(db::Tx& tx) const {
    std::vector<Destination> out;
    for (const auto& row : tx.query(kAll)) out.push_back(ledger::read(row));
    return out;
}

Result<void> Sealing::send(std::int64_t destination, Instant now) {
    std::optional<Destination> d;
    std::optional<Head> head;
    parts_.base.read([&](db::Tx& tx) {
        d = find(tx, destination);
        head = parts_.heads.last(tx);
    });
    if (!d || !head) return {};  // taken away meanwhile; or there is nothing yet
    const auto done = d->kind == DestinationKind::mail ? mail(d->target, *head, now)
                                                       : post_json(d->target, head_line(*head));
    parts_.base.write([&](db::Tx& tx) {
        if (done)
            tx.execute(kWell, destination, head->number, now);
        else
            tx.execute(
                kBadly, destination,
                done.error().params.contains("why") ? done.error().params.at("why") : done.error().code, now);
    });
    return done;
}

void add_jobs(work::Jobs& jobs, Sealing& sealing) {
    jobs.every("ledger.seal", 1h, [&sealing](const work::JobRun& run) { sealing.seal(run.now); });
    jobs.every("ledger.verify_daily", 24h, [&sealing](const work::JobRun& run) {
        (void)sealing.verify_soon(run.now);  // somebody just asked for it: that will do
    });
    jobs.handle<SendHead>([&sealing](const SendHead& job, const work::JobRun& run) {
        return sealing.send(job.destination, run.now);
    });
    jobs.handle<VerifyLedger>(
        [&sealing](const VerifyLedger&, const work::JobRun& run) { sealing.verify_now(run); });
}

// --- Verifying from the console, and every day -------------------------------------------------------------
namespace {

const db::Statement kStart{
    "INSERT INTO ledger_verification (id, started_at, acts, total, beat_at) VALUES (1, $1, 0, $2, $1) "
    "ON CONFLICT (id) DO UPDATE SET started_at = $1, acts = 0, total = $2, beat_at = $1, "
    "finished_at = NULL, verdict = ''"};
const db::Statement kBeat{"UPDATE ledger_verification SET acts = $1, beat_at = $2 WHERE id = 1"};
const db::Statement kFinish{
    "UPDATE ledger_verification SET acts = $1, beat_at = $2, finished_at = $2, verdict = $3, "
    "sound_at = COALESCE($4, sound_at) WHERE id = 1"};
const db::Statement kHow{
    "SELECT started_at, acts, total, beat_at, finished_at, verdict FROM ledger_verification WHERE id = 1"};

struct KeptVerdict {
    bool sound = false;
    std::string es = {}, en = {};
};
BOOST_DESCRIBE_STRUCT(KeptVerdict, (), (sound, es, en))

// Nobody took it up, or who did is gone.
constexpr auto kGivenUp = 10min;

}  // namespace

std::optional<Verification> Sealing::verification(db::Tx& tx, Instant now) const {
    const auto row = tx.one(kHow);
    if (!row) return std::nullopt;
    Verification v{.started_at = row->get<Instant>(0),
                   .acts = row->get<std::int64_t>(1),
                   .total = row->get<std::int64_t>(2),
                   .finished_at = row->get<std::optional<Instant>>(4)};
    v.running = !v.finished_at && now - row->get<Instant>(3) < kGivenUp;
    if (!v.finished_at) return v;
    const auto kept = boost::json::value_to<KeptVerdict>(boost::json::parse(row->get<std::string>(5)));
    v.sound = kept.sound;
    v.words_es = kept.es;
    v.words_en = kept.en;
    return v;
}

Result<Verification> Sealing::verify_soon(Instant now) {
    return parts_.base.write([&](db::Tx& tx) -> Result<Verification> {
        const auto running = verification(tx, now);
        if (running && running->running) return conflict("ledger.verifying");
        std::int64_t total = 0;
        for (const auto& end : ends(tx)) total += end.sequence;
        tx.execute(kStart, now, total);
        parts_.jobs.enqueue(tx, VerifyLedger{}, {.now = now, .key = "verify"});
        return *verification(tx, now);
    });
}

// Beside the thread that verifies, which is in a transaction all the while.
void Sealing::verify_now(const work::JobRun& run) {
    std::atomic<std::int64_t> acts = 0;
    std::atomic<bool> go_on = true;
    VerifyOptions options{.compare = compare, .name_of = name_of};
    add_beside(options, beside);
    options.progress = [&](std::int64_t n) { acts = n; };
    options.go_on = [&] { return go_on.load(); };
    auto verdict = std::async(std::launch::async, [&] { return verify(parts_.base, parts_.heads, options); });
    while (verdict.wait_for(700ms) != std::future_status::ready) {
        if (!run.go_on()) go_on = false;
        parts_.base.write([&](db::Tx& tx) { tx.execute(kBeat, acts.load(), run.time()); });
    }
    const auto v = verdict.get();
    if (!go_on) return;
    const KeptVerdict kept{v.sound(), told(v, Language::es), told(v, Language::en)};
    const auto text = boost::json::serialize(boost::json::value_from(kept));
    const auto sound = v.sound() ? std::optional(run.time()) : std::nullopt;
    parts_.base.write([&](db::Tx& tx) { tx.execute(kFinish, v.acts, run.time(), text, sound); });
    if (!v.sound()) spdlog::error("the ledger is not intact: {}", kept.en);
}

}  // namespace escucha::ledger
