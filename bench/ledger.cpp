#include "bench/ledger.hpp"

#include <cstdlib>
#include <thread>

#include <sys/resource.h>

#include "db/migrator.hpp"
#include "modules/ledger/verifying.hpp"

namespace escucha::bench {
namespace {

using Steady = std::chrono::steady_clock;

// As a sheet of Peru's complaint book: sixteen fields, ten of them personal.
ledger::Act sheet(std::int64_t n) {
    ledger::Act act{.ledger = "book:1",
                    .subject = fmt::format("{:09}-2026", n),
                    .kind = "entered",
                    .at = instant(1'790'000'000'000'000 + n * 1'000'000)};
    for (const auto* name : {"name", "document", "address", "phone", "email", "parent", "birthday",
                             "district", "province", "signature"})
        act.fields.push_back(
            {.name = name, .value = fmt::format("Rosa Quispe Ñahui {}", n), .personal = true});
    for (const auto* name : {"product", "amount", "description", "detail", "request", "kind"})
        act.fields.push_back({.name = name, .value = "Compré el equipo hace dos semanas y no enciende."});
    return act;
}

double seconds_of(auto work) {
    const auto start = Steady::now();
    work();
    return Seconds(Steady::now() - start).count();
}

// Appended one by one by 16, each waiting until it is durable.
double rate(db::Database& base, const ledger::Ledger& ledger, int each) {
    constexpr int kThreads = 16;
    const auto seconds = seconds_of([&] {
        std::vector<std::jthread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < each; ++i)
                    base.write([&](db::Tx& tx) {
                        ledger.take_turn(tx);
                        ledger.append(tx, sheet(t * each + i));
                    });
            });
    });
    return kThreads * each / seconds;
}

// The same rows into a table that chains nothing: what the disk takes.
const db::Statement kPlain{
    "INSERT INTO ledger_acts (ledger, sequence, subject, kind, at, fields, hash) "
    "SELECT 'plain', COALESCE(MAX(sequence), 0) + 1, $1, 'entered', 0, $2, $2 FROM ledger_acts "
    "WHERE ledger = 'plain'"};
double plain_rate(db::Database& base, int each) {
    constexpr int kThreads = 16;
    const std::vector<std::byte> fields(900, std::byte{'x'});
    const auto seconds = seconds_of([&] {
        std::vector<std::jthread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < each; ++i)
                    base.write([&](db::Tx& tx) { tx.execute(kPlain, "000000001-2026", fields); });
            });
    });
    base.write([](db::Tx& tx) { tx.execute("DELETE FROM ledger_acts WHERE ledger = 'plain'"); });
    return kThreads * each / seconds;
}

void fill(db::Database& base, const ledger::Ledger& ledger, std::int64_t acts, std::int64_t from) {
    constexpr std::int64_t kPiece = 10'000;
    for (auto n = from; n < acts; n += kPiece)
        base.write([&](db::Tx& tx) {
            for (auto i = n; i < std::min(acts, n + kPiece); ++i) ledger.append(tx, sheet(i));
        });
}

double peak_mebibytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

void on_postgres(Report& report, int each) {
    const char* url = std::getenv("ESCUCHA_TEST_POSTGRES");
    if (!url) return;
    const auto base = db::open(url, {.schema = fmt::format("bench_{}", ::getpid())});
    db::migrate(*base, instant(0));
    const ledger::Ledger ledger(*base);
    const auto before = base->figures().retries;
    report.add({"ledger: acts appended by 16, PostgreSQL", 0, rate(*base, ledger, each), "a second", {}});
    report.add({"ledger: of them run again",
                0,
                static_cast<double>(base->figures().retries - before),
                "writes",
                {}});
}

}  // namespace

void measure_ledger(Report& report, const std::filesystem::path& folder, std::int64_t acts) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto base = db::open("sqlite:" + (folder / "base.db").string());
    db::migrate(*base, instant(0));
    const ledger::Ledger ledger(*base);
    ledger::Heads heads(*base, ledger);
    heads.ensure_key(instant(1'790'000'000'000'000));
    const int each = acts >= 100'000 ? 2'000 : 50;
    report.add(
        {"ledger: rows of the same size, not chained, by 16", 0, plain_rate(*base, each), "a second", {}});
    report.add({"ledger: acts appended by 16", 0, rate(*base, ledger, each), "a second", {}});
    on_postgres(report, std::min(each, 300));
    fill(*base, ledger, acts, 16 * each);
    base->write([&](db::Tx& tx) { return heads.seal(tx, instant(1'795'000'000'000'000)); });
    const auto memory = peak_mebibytes();
    ledger::Verdict verdict;
    const auto seconds = seconds_of([&] { verdict = ledger::verify(*base, heads); });
    if (!verdict.sound()) throw std::runtime_error(ledger::told(verdict, Language::en));
    report.add({"ledger: every act verified", verdict.acts, seconds, "s",
                30.0 * static_cast<double>(acts) / 1'000'000});
    report.add({"ledger: memory that took on top", verdict.acts, peak_mebibytes() - memory, "MiB", {}});
}

}  // namespace escucha::bench
