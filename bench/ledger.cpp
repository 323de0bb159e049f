#include "bench/ledger.hpp"

#include <cstdlib>
#include <thread>

#include <sys/resource.h>

#include "app/comparing.hpp"
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

// A book as it is lived, in its tables and in the ledger: sheets of which every other was answered.
const db::Statement kAddBook{
    "INSERT INTO books (code, name, name_key, provider, tax_number, address, country, sheet, created_at) "
    "VALUES ('banco', 'Tienda', 'tienda', 'Tienda S.A.C.', '20999999990', 'Calle Real 123', 'PE', 'pe', 0) "
    "RETURNING id"};
const db::Statement kAddYear{"INSERT INTO book_years (book_id, year, last) VALUES ($1, 2026, $2)"};
const db::Statement kAddEntry{
    "INSERT INTO book_entries (book_id, year, number, month, kind, sheet, answers, entered_at, filed_at, "
    "due_at, answered_at, case_id, case_code, customer_id, verification, ledger_act, language, book_name, "
    "provider, tax_number, address, due_by_law) VALUES ($1, 2026, $2, 9, 'claim', 'pe', $3, $4, $4, $4, $5, "
    "$2, $6, $2, $7, $8, 'es', 'Tienda', 'Tienda S.A.C.', '20999999990', 'Calle Real 123', 1) RETURNING id"};
const db::Statement kAddAct{
    "INSERT INTO book_acts (entry_id, kind, at, person_id, text, ledger_act) VALUES ($1, $2, $3, 0, $4, $5)"};

class LivedBook {
  public:
    LivedBook(db::Database& base, const ledger::Ledger& ledger) : base_(base), ledger_(ledger) {}

    void fill(std::int64_t entries) {
        constexpr std::int64_t kPiece = 5'000;
        base_.write([&](db::Tx& tx) { book_ = tx.one(kAddBook)->get<std::int64_t>(0); });
        for (std::int64_t n = 1; n <= entries; n += kPiece)
            base_.write([&](db::Tx& tx) {
                for (auto i = n; i < std::min(entries + 1, n + kPiece); ++i) add(tx, i);
            });
        base_.write([&](db::Tx& tx) { tx.execute(kAddYear, book_, entries); });
    }

  private:
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    static Pairs answers(std::int64_t n) {
        return {{"amount", "129.90"},
                {"consumer_address", "Jr. de la Unión 512, Lima"},
                {"consumer_document", std::to_string(10'000'000 + n)},
                {"consumer_email", fmt::format("cliente{}@correo.example", n)},
                {"consumer_name", fmt::format("Rosa Quispe Ñahui {}", n)},
                {"description", "Zapatillas de correr, talla 40"},
                {"detail", "Compré el equipo hace dos semanas y dejó de funcionar ayer. Nadie me contesta."},
                {"document_type", "dni"},
                {"goods", "product"},
                {"kind", "claim"},
                {"request", "Que me lo cambien."}};
    }
    ledger::Act act(std::int64_t n, std::string kind, Instant at, std::vector<ledger::Field> fields) const {
        return {.ledger = fmt::format("book:{}", book_),
                .subject = fmt::format("{:09}-2026", n),
                .kind = std::move(kind),
                .at = at,
                .fields = std::move(fields)};
    }
    void add(db::Tx& tx, std::int64_t n) const {
        const auto at = instant(1'788'500'000'000'000 + n * 1'000'000), answered = at + std::chrono::hours(1);
        const auto code = fmt::format("K7QDM{:09}", n);
        std::vector<ledger::Field> fields{{"book_code", "banco"},
                                          {"book_name", "Tienda"},
                                          {"provider", "Tienda S.A.C."},
                                          {"tax_number", "20999999990"},
                                          {"address", "Calle Real 123"},
                                          {"sheet", "pe"},
                                          {"filed_at", std::to_string(micros(at))},
                                          {"due_at", std::to_string(micros(at))},
                                          {"due_by_law", "1"},
                                          {"language", "es"},
                                          {"by", "0"},
                                          {.name = "case_code", .value = code, .personal = true}};
        boost::json::object kept;
        for (const auto& [key, value] : answers(n)) {
            kept[key] = value;
            fields.push_back({.name = key, .value = value, .personal = key != "kind" && key != "goods"});
        }
        const auto entered = ledger_.append(tx, act(n, "entered", at, std::move(fields)));
        const auto id = tx.insert(kAddEntry, book_, n, boost::json::serialize(kept), at,
                                  n % 2 == 0 ? std::optional(answered) : std::nullopt, code, entered.code,
                                  entered.sequence);
        if (n % 2 != 0) return;
        const std::string text = "Le cambiamos el equipo y le pedimos disculpas por la espera.";
        const auto resolved = ledger_.append(tx, act(n, "resolved", answered,
                                                     {{"by", "0"},
                                                      {"answered_at", std::to_string(micros(answered))},
                                                      {.name = "text", .value = text, .personal = true}}));
        tx.execute(kAddAct, id, "resolved", answered, text, resolved.sequence);
    }

    db::Database& base_;
    const ledger::Ledger& ledger_;
    std::int64_t book_ = 0;
};

// A book of so many sheets: the chain, and each sheet as it is shown against it.
void measure_lived_book(Report& report, const std::filesystem::path& folder, std::int64_t entries) {
    const auto base = db::open("sqlite:" + (folder / "book.db").string());
    db::migrate(*base, instant(0));
    const ledger::Ledger ledger(*base);
    ledger::Heads heads(*base, ledger);
    heads.ensure_key(instant(1'788'000'000'000'000));
    LivedBook(*base, ledger).fill(entries);
    base->write([&](db::Tx& tx) { return heads.seal(tx, instant(1'795'000'000'000'000)); });
    const auto memory = peak_mebibytes();
    ledger::Verdict verdict;
    const auto seconds =
        seconds_of([&] { verdict = ledger::verify(*base, heads, {.compare = app::compare_books(ledger)}); });
    if (!verdict.sound()) throw std::runtime_error(ledger::told(verdict, Language::en));
    report.add({"ledger: a book verified and compared with what it shows", entries, seconds, "s",
                30.0 * static_cast<double>(entries) / 1'000'000});
    report.add({"ledger: memory that took on top", entries, peak_mebibytes() - memory, "MiB", {}});
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
    measure_lived_book(report, folder, acts);
}

}  // namespace escucha::bench
