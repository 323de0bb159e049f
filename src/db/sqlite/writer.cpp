#include "db/sqlite/writer.hpp"

#include <spdlog/spdlog.h>

namespace escucha::db::sqlite {

namespace {

const Statement kBegin{Sql{.sqlite = "BEGIN IMMEDIATE"}};
const Statement kCommit{Sql{.sqlite = "COMMIT"}};
const Statement kSavepoint{Sql{.sqlite = "SAVEPOINT member"}};
const Statement kRelease{Sql{.sqlite = "RELEASE member"}};
const Statement kRollBackTo{Sql{.sqlite = "ROLLBACK TO member"}};

// A batch that has worked this long is committed, however many wait: nobody waits for strangers without end.
constexpr std::chrono::milliseconds kLongestBatch{20};

}  // namespace

Writer::Writer(const std::filesystem::path& path, const Options& options)
    : connection_(path, {.create = true, .busy_timeout = options.busy_timeout, .cache_kib = 16000}),
      largest_batch_(std::max<std::size_t>(1, options.largest_batch)) {
    connection_.script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
        "PRAGMA journal_size_limit = 67108864");
    thread_ = std::thread([this] { serve(); });
}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

detail::Afterwards Writer::write(const std::function<bool(Tx&)>& keep) {
    Request request;
    request.keep = &keep;
    submit(request);
    return std::move(request.afterwards);
}

void Writer::alone(const std::function<void(Tx&)>& work) {
    const std::function<bool(Tx&)> keep = [&](Tx& tx) { return work(tx), true; };
    Request request;
    request.keep = &keep;
    request.alone = true;
    submit(request);
}

void Writer::submit(Request& request) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(&request);
    }
    arrived_.notify_one();
    request.answer.await();
    if (request.failure) std::rethrow_exception(request.failure);
}

// Up to `most` of the waiting; one that must be alone comes alone. Empty: nobody waits (or, having waited:
// stop).
Writer::Batch Writer::take(std::size_t most, bool wait) {
    std::unique_lock lock(mutex_);
    if (wait) arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    auto end = waiting_.begin();
    while (end != waiting_.end() && static_cast<std::size_t>(end - waiting_.begin()) < most && !(*end)->alone)
        ++end;
    if (wait && end == waiting_.begin() && end != waiting_.end()) ++end;
    Batch taken(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    return taken;
}

void Writer::serve() {
    for (auto batch = take(largest_batch_, true); !batch.empty(); batch = take(largest_batch_, true)) {
        if (batch.front()->alone)
            run_alone(*batch.front());
        else
            run(std::move(batch));
    }
}

void Writer::run(Batch batch) {
    try {
        connection_.run(&kBegin, {}, {});
        run_members(batch);
        commit(batch);
    } catch (...) {
        fail_all(batch, std::current_exception());
    }
    for (auto* request : batch) request->answer.give();
}

// The batch, and whoever arrives meanwhile.
void Writer::run_members(Batch& batch) {
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        run_member(*batch[i]);
        if (i + 1 == batch.size() && std::chrono::steady_clock::now() - began < kLongestBatch)
            std::ranges::copy(take(largest_batch_ - batch.size(), false), std::back_inserter(batch));
    }
}

void Writer::run_member(Request& request) {
    connection_.run(&kSavepoint, {}, {});
    Tx tx(connection_, true);
    try {
        request.kept = (*request.keep)(tx);
        if (tx.failed()) throw Failure("a write went on after one of its statements had failed");
        if (request.kept && connection_.references_dangle())
            throw ConstraintViolation(Constraint::foreign_key, "a write left references to nothing");
    } catch (...) {
        request.kept = false;
        request.failure = std::current_exception();
    }
    // A full disk may have undone the whole transaction, neighbours included.
    if (!connection_.in_transaction()) std::rethrow_exception(request.failure);
    if (!request.kept) connection_.run(&kRollBackTo, {}, {});
    connection_.run(&kRelease, {}, {});
    if (request.kept) request.afterwards = {tx.take_on_commit(), tx.take_wakes()};
}

void Writer::commit(Batch& batch) {
    const auto kept = std::ranges::count_if(batch, &Request::kept);
    if (kept == 0) return roll_back();
    connection_.run(&kCommit, {}, {});
    writes_.fetch_add(static_cast<std::uint64_t>(kept), std::memory_order_relaxed);
    commits_.fetch_add(1, std::memory_order_relaxed);
}

void Writer::run_alone(Request& request) {
    try {
        connection_.script("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
        Tx tx(connection_, true);
        (*request.keep)(tx);
        if (tx.failed()) throw Failure("a schema change went on after one of its statements had failed");
        if (!tx.query("PRAGMA foreign_key_check").empty())
            throw ConstraintViolation(Constraint::foreign_key, "a schema change left references to nothing");
        connection_.run(&kCommit, {}, {});
        commits_.fetch_add(1, std::memory_order_relaxed);
    } catch (...) {
        request.failure = std::current_exception();
        roll_back();
    }
    try {
        connection_.script("PRAGMA foreign_keys = ON");
    } catch (...) {
        request.failure = std::current_exception();
    }
    request.answer.give();
}

void Writer::roll_back() noexcept {
    try {
        if (connection_.in_transaction()) connection_.script("ROLLBACK");
    } catch (const std::exception& e) {
        spdlog::error("rolling back: {}", e.what());
    }
}

void Writer::fail_all(Batch& batch, const std::exception_ptr& failure) {
    roll_back();
    for (auto* request : batch) {
        request->failure = failure;
        request->afterwards = {};
    }
}

}  // namespace escucha::db::sqlite
