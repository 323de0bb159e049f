#include "bench/ceiling.hpp"

#include <chrono>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/tracking_code.hpp"
#include "bench/report.hpp"

namespace escucha::bench {
namespace {

constexpr int kPerCommit = 64;
constexpr int kCommits = 400;

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

class Raw {
  public:
    explicit Raw(const std::string& file) {
        if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open " + file);
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("PRAGMA foreign_keys = ON");
        run("PRAGMA cache_size = -16000");  // as the product's writer has it
    }
    ~Raw() {
        for (auto* s : statements_) sqlite3_finalize(s);
        sqlite3_close(db_);
    }
    void run(const char* sql) {
        if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
    }
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* s = nullptr;
        if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(db_));
        statements_.push_back(s);
        return s;
    }
    std::int64_t step(sqlite3_stmt* s) {
        const int code = sqlite3_step(s);
        const std::int64_t first = code == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
        if (code != SQLITE_ROW && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
        sqlite3_reset(s);
        return first;
    }
    std::int64_t last_id() const { return sqlite3_last_insert_rowid(db_); }

  private:
    sqlite3* db_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

void text(sqlite3_stmt* s, int at, const std::string& value) {
    sqlite3_bind_text(s, at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
}

// The rows of one opening, as the product writes them (cases/opening.cpp and who listens to it).
class Opening {
  public:
    explicit Opening(Raw& raw)
        : raw_(raw),
          find_(raw.prepare("SELECT customer_id FROM customer_identifiers WHERE match_key = ?1")),
          case_(raw.prepare("INSERT INTO cases (code, kind, channel, state, live, title, customer_id, "
                            "team_id, language, opened_at, "
                            "last_at, last_from, first_answer_due, resolution_due, due_at, due_what, "
                            "soon_at) VALUES (?1, 'claim', 'web', 'open', 1, "
                            "'Compré el equipo hace dos semanas', ?2, 1, 'es', ?3, ?3, 'customer', ?3 + "
                            "14400000000, ?3 + 864000000000, "
                            "?3 + 14400000000, 'first_answer', ?3 + 10800000000)")),
          progress_(raw.prepare("INSERT INTO case_progress (case_id, heard, expectation, expected_at, "
                                "expected_by) VALUES (?1, 1, 'Que me lo cambien.', ?2, 1)")),
          contact_(raw.prepare("INSERT INTO contacts (case_id, customer_id, type, direction, channel, at, "
                               "text) VALUES (?1, ?2, 'message', 'in', "
                               "'web', ?3, 'Compré el equipo hace dos semanas y dejó de funcionar ayer. "
                               "Nadie me contesta en la tienda.')")),
          event_(raw.prepare(
              "INSERT INTO events (tx, at, type, subject_type, subject_id, actor_kind, actor_id, request_id, "
              "address, case_id, "
              "owner_id, team_id, data) VALUES (0, ?1, 'case.opened', 'case', ?2, 'person', 1, "
              "'abcdefgh12345678', '127.0.0.1', ?2, 0, 1, "
              "'{\"code\":\"K7QM2XRD9WTBV4\",\"kind\":\"claim\",\"channel\":\"web\",\"customer\":17}')")),
          job_(raw.prepare("INSERT INTO jobs (queue, name, data, dedup, priority, state, run_at, tries, "
                           "request_id, created_at, changed_at) VALUES "
                           "('default', 'case.deadline', '{\"case_id\":17}', CAST(?1 AS TEXT), 1, 'waiting', "
                           "?2, 0, '', ?2, ?2)")),
          quality_(raw.prepare("INSERT INTO quality_cases (opened_at, case_id, problem, due_at) VALUES (?1, "
                               "?2, 1, ?1 + 14400000000)")),
          segment_(raw.prepare("UPDATE segment_customers SET open_cases = open_cases + 1, last_contact_at = "
                               "CASE WHEN last_contact_at > ?2 THEN last_contact_at ELSE ?2 END "
                               "WHERE customer_id = ?1")) {}

    void one(std::int64_t number, std::int64_t now) {
        text(find_, 1, "email:" + email_of(number % kCustomers + 1));
        const auto customer = raw_.step(find_);
        text(case_, 1, TrackingCode::mint().text());
        step(case_, 2, {customer, now});
        const auto id = raw_.last_id();
        step(progress_, 1, {id, now});
        step(contact_, 1, {id, customer, now});
        step(event_, 1, {now, id});
        step(job_, 1, {id, now + 10'800'000'000});
        step(quality_, 1, {now, id});
        step(segment_, 1, {customer, now});
    }

  private:
    void step(sqlite3_stmt* s, int first, std::initializer_list<std::int64_t> values) {
        for (const auto v : values) sqlite3_bind_int64(s, first++, v);
        raw_.step(s);
    }
    Raw& raw_;
    sqlite3_stmt *find_, *case_, *progress_, *contact_, *event_, *job_, *quality_, *segment_;
};

}  // namespace

double fdatasync_milliseconds(const std::filesystem::path& folder) {
    const auto file = (folder / "fdatasync").string();
    const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (fd < 0) throw std::runtime_error("cannot write in " + folder.string());
    std::vector<char> page(4096, 'x');
    std::vector<double> took;
    for (int i = 0; i < 300; ++i) {
        const auto start = std::chrono::steady_clock::now();
        if (::write(fd, page.data(), page.size()) < 0 || ::fdatasync(fd) != 0)
            throw std::runtime_error("cannot write " + file);
        took.push_back(milliseconds_since(start));
    }
    ::close(fd);
    ::unlink(file.c_str());
    return percentile(took, 0.5);
}

Ceiling::Ceiling(const Base& base) : copy_(base.file.parent_path() / "ceiling.db") {
    std::filesystem::copy_file(base.file, copy_, std::filesystem::copy_options::overwrite_existing);
}

Ceiling::~Ceiling() {
    std::error_code ignored;
    for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(copy_.string() + end, ignored);
}

double Ceiling::openings_a_second() const {
    Raw raw(copy_.string());
    Opening opening(raw);
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    const auto start = std::chrono::steady_clock::now();
    for (int commit = 0; commit < kCommits; ++commit) {
        raw.run("BEGIN IMMEDIATE");
        for (int i = 0; i < kPerCommit; ++i)
            opening.one(i * 7'919 + commit, now + commit * kPerCommit + i);  // as the 64 clients ask
        raw.run("COMMIT");
    }
    return kCommits * kPerCommit / (milliseconds_since(start) / 1000);
}

}  // namespace escucha::bench
