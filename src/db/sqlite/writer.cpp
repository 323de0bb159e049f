#include "db/sqlite/writer.hpp"

#include <set>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "db/began.hpp"

namespace escucha::db::sqlite {

namespace {

const Statement kBegin{Sql{.sqlite = "BEGIN IMMEDIATE"}};
const Statement kCommit{Sql{.sqlite = "COMMIT"}};
const Statement kSavepoint{Sql{.sqlite = "SAVEPOINT member"}};
const Statement kRelease{Sql{.sqlite = "RELEASE member"}};
const Statement kRollBackTo{Sql{.sqlite = "ROLLBACK TO member"}};

long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value) {
    static_assert(sizeof(word) == sizeof(value));
    return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
}

}  // namespace

// Once the word is set the waiter may be gone, and its memory another's: the call that wakes reads nothing
// there, and who is woken without reason looks again.
void Writer::Answer::give() {
    auto& word = given_;
    word.store(1, std::memory_order_release);
    futex(word, FUTEX_WAKE, 1);
}

void Writer::Answer::await() {
    while (given_.load(std::memory_order_acquire) == 0) futex(given_, FUTEX_WAIT, 0);
}

Writer::Writer(const std::filesystem::path& path, const Options& options, Wake wake)
    : connection_(path, {.create = true, .busy_timeout = options.busy_timeout, .cache_kib = 16000}),
      largest_batch_(std::max<std::size_t>(1, options.largest_batch)),
      wake_(std::move(wake)) {
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

// Those who wait now; one that must be alone comes alone. Empty: stop. Whoever arrives while a batch works is
// of the next: were they taken in, all would wait for one commit together, the processors idle meanwhile.
Writer::Batch Writer::take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    auto end = waiting_.begin();
    while (end != waiting_.end() && static_cast<std::size_t>(end - waiting_.begin()) < largest_batch_ &&
           !(*end)->alone)
        ++end;
    if (end == waiting_.begin() && end != waiting_.end()) ++end;
    Batch taken(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    return taken;
}

void Writer::serve() {
    for (auto batch = take(); !batch.empty(); batch = take()) {
        if (batch.front()->alone)
            run_alone(*batch.front());
        else
            run(std::move(batch));
    }
}

void Writer::run(Batch batch) {
    try {
        connection_.run(&kBegin, {}, {});
        if (!run_together(batch)) run_apart(batch);
        commit(batch);
    } catch (...) {
        fail_all(batch, std::current_exception());
    }
    wake_listeners(batch);
    for (auto* request : batch) request->answer.give();
}

// Without savepoints, for which every page a member touches would be copied first. False: one of several
// wrote something that must not stay, and nothing of the batch was kept.
bool Writer::run_together(Batch& batch) {
    for (auto* request : batch) {
        const auto before = connection_.changes();
        run_function(*request);
        if (request->kept || (connection_.in_transaction() && connection_.changes() == before)) continue;
        roll_back();
        return batch.size() == 1;
    }
    return true;
}

// Once more (functions given to write may run again), each so that its own work can be undone alone.
void Writer::run_apart(Batch& batch) {
    connection_.run(&kBegin, {}, {});
    for (auto* request : batch) {
        request->failure = nullptr;
        run_member(*request);
    }
}

void Writer::run_function(Request& request) {
    detail::begins();  // nobody else has committed since the batch began: it has the only right to write
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
    request.afterwards = {};
    if (request.kept) request.afterwards = {tx.take_on_commit(), tx.take_wakes()};
}

void Writer::run_member(Request& request) {
    connection_.run(&kSavepoint, {}, {});
    run_function(request);
    // A full disk may have undone the whole transaction, neighbours included.
    if (!connection_.in_transaction()) std::rethrow_exception(request.failure);
    if (!request.kept) connection_.run(&kRollBackTo, {}, {});
    connection_.run(&kRelease, {}, {});
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
        detail::begins();
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

// Once a batch, not once a member: with sixty-four writing, sixty-four threads would be woken for nothing.
void Writer::wake_listeners(Batch& batch) noexcept {
    try {
        std::set<std::string> channels;
        for (auto* request : batch)
            for (auto& channel : std::exchange(request->afterwards.wakes, {}))
                channels.insert(std::move(channel));
        for (const auto& channel : channels) wake_(channel);
    } catch (const std::exception& e) {
        spdlog::error("waking listeners: {}", e.what());
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
