// Customers brought in from a file (SERVICE_MODEL C1): a spreadsheet, a list out of another program, the
// cards of a telephone. In steps, each of which can be taken back until the next:
//
//   upload     the file is kept, its columns are guessed (guessing.hpp) or remembered from last time
//   preview    a job says of every row what would become of it, and writes nothing else
//   run        a job does it, at most kBatch rows a transaction; the position is kept in the same
//   transaction, so
//              that after a crash nothing is done twice and nothing is left out; it can be cancelled. A row
//              the base cannot take is rejected; the others go on
//   undo       a job takes it all back: who was added goes, who was changed is as before; whoever somebody
//              worked on since is left alone and listed
//
// One import is run, or undone, at a time: two would meet in the same customers. Meanwhile another can be
// looked at; rows are judged anew when they are run, by the base as it then is. A row is a customer we know
// when customers::duplicates_of scores kSure or more; from customers::kWorthAsking on it is a duplicate that
// a person decides about (for all, or row by row). Rows of one file that only resemble each other are several
// customers, in the preview as in the run; one with the document, or the address or number and the name, of a
// row before it is that customer again. An organisation beside a person is where they belong: found by its
// document or its exact name, or written down.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "http/fields.hpp"
#include "modules/customers/customers.hpp"
#include "sheets/reader.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
class Body;
}  // namespace http
namespace work {
class Events;
class Jobs;
struct JobRun;
}  // namespace work
}  // namespace escucha

namespace escucha::imports {

using ImportId = std::int64_t;

// Of its jobs: looking at one waits for none that is carried out.
inline constexpr std::string_view kQueue = "imports", kLookQueue = "imports.look";
inline constexpr std::size_t kBatch = 200;  // rows of one transaction
inline constexpr int kSure = 90;            // score from which on a customer is the one of the row
inline constexpr std::size_t kMostColumns = 2000;
inline constexpr std::size_t kLargestFile = 64 * 1024 * 1024;  // bytes

enum class ImportState { uploaded, checking, ready, running, cancelled, done, failed, undoing, undone };
enum class RowVerdict { new_, update, same, duplicate, rejected };
enum class RowOutcome { added, updated, unchanged, skipped, rejected, taken_back, restored, kept };
// A customer we know: only what is empty with us, what the file says, or nothing.
enum class OnMatch { fill, file, keep };
// Who may be one we know.
enum class OnDuplicate { skip, update, create };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, checking, ready, running, cancelled, done, failed, undoing, undone)
BOOST_DESCRIBE_ENUM(RowVerdict, new_, update, same, duplicate, rejected)
BOOST_DESCRIBE_ENUM(RowOutcome, added, updated, unchanged, skipped, rejected, taken_back, restored, kept)
BOOST_DESCRIBE_ENUM(OnMatch, fill, file, keep)
BOOST_DESCRIBE_ENUM(OnDuplicate, skip, update, create)

struct ImportColumn {
    int column = 0;  // from 0
    std::string heading = {};
    std::vector<std::string> samples = {};  // of the first rows
    std::string target = {};                // a ImportTarget's name; empty: not imported
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (column, heading, samples, target))

// How the file is read: found out, or corrected.
struct ImportReading {
    sheets::Format format = sheets::Format::csv;
    sheets::Encoding encoding = sheets::Encoding::utf8;
    std::string separator = {};  // separated text only
    bool decimal_comma = false;
    bool month_first = false;  // of dates written in digits: a day beyond 12 stood in the second place
    std::string sheet = {};
    std::vector<std::string> sheets = {};
    int heading_row = 1;  // 0: none
};
BOOST_DESCRIBE_STRUCT(ImportReading, (),
                      (format, encoding, separator, decimal_comma, month_first, sheet, sheets, heading_row))

struct ImportCounts {
    // By the preview.
    int new_ = 0, update = 0, same = 0, duplicate = 0, rejected = 0;
    // By what was done.
    int added = 0, updated = 0, unchanged = 0, skipped = 0, refused = 0;
    // By the undoing.
    int taken_back = 0, restored = 0, kept = 0;
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (),
                      (new_, update, same, duplicate, rejected, added, updated, unchanged, skipped, refused,
                       taken_back, restored, kept))

struct EarlierImport {  // the same file, imported before
    ImportId id = 0;
    std::string name = {};
    Instant at{};
    std::optional<Instant> undone_at = {};  // it was taken back
};
BOOST_DESCRIBE_STRUCT(EarlierImport, (), (id, name, at, undone_at))

struct Import {
    ImportId id = 0;
    std::string name = {};  // of the file
    std::int64_t size = 0;
    std::string by = {};
    Instant at{};
    ImportState state = ImportState::uploaded;
    ImportReading reading = {};
    std::vector<ImportColumn> columns = {};
    bool remembered = false;  // the columns are as for the last file with these headings
    OnMatch on_match = OnMatch::fill;
    OnDuplicate on_duplicate = OnDuplicate::skip;
    int rows = 0, handled = 0;
    ImportCounts counts = {};
    std::optional<EarlierImport> same_as = {};
    std::optional<std::string> problem = {};  // why it failed, in words
    std::optional<Instant> started_at = {}, finished_at = {};
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, name, size, by, at, state, reading, columns, remembered, on_match, on_duplicate,
                       rows, handled, counts, same_as, problem, started_at, finished_at))

struct RowChange {  // a field that differs
    std::string field = {};
    std::string ours = {}, theirs = {};  // empty: nothing there
};
BOOST_DESCRIBE_STRUCT(RowChange, (), (field, ours, theirs))

struct RowProblem {  // what is wrong in a cell, in words
    std::string heading = {};
    std::string column = {};  // as the spreadsheet shows it: "C"; empty: the row as a whole
    std::string text = {};
};
BOOST_DESCRIBE_STRUCT(RowProblem, (), (heading, column, text))

struct ImportRow {
    int row = 0;
    RowVerdict verdict = RowVerdict::new_;
    std::optional<RowOutcome> outcome = {};
    std::string name = {};
    std::optional<customers::CustomerRef> customer = {};  // the one it is, or may be
    int score = 0;
    std::vector<std::string> reasons = {};  // in words
    std::optional<int> earlier_row = {};    // of this file, the same person
    std::vector<RowChange> changes = {};
    std::vector<RowProblem> problems = {};
    std::vector<std::string> notes = {};  // what was odd in the cells, in words
    std::optional<OnDuplicate> choice = {};
};
BOOST_DESCRIBE_STRUCT(ImportRow, (),
                      (row, verdict, outcome, name, customer, score, reasons, earlier_row, changes, problems,
                       notes, choice))

// A field that columns may fill. Labels: texts "import.target.<name>"; own fields ("own:<key>") bring theirs.
struct ImportTarget {
    std::string name = {};
    std::string label = {};
};
BOOST_DESCRIBE_STRUCT(ImportTarget, (), (name, label))

// What a row says beyond the customer's record: own fields as written, and tags.
struct Extra {
    std::vector<std::pair<std::string, std::string>> own = {};  // key and value; empty value: none
    std::vector<std::string> tags = {};
    // How the file writes: dates, and numbers (nothing: as programs do, "1234.5").
    bool month_first = false;
    std::optional<bool> decimal_comma = {};
    bool empty() const { return own.empty() && tags.empty(); }
};

// How a person belongs to an organisation. `version` says whether somebody changed it since.
struct Belonging {
    std::int64_t membership = 0;
    std::string position = {};
    std::int64_t version = 0;
};

// What is lent works on many customers at once, each of them named once in a call: an answer for each.
struct ExtraOf {
    customers::CustomerId customer = 0;
    Extra extra = {};
};
struct PutBack {
    customers::CustomerId customer = 0;
    Extra before = {}, after = {};
};
struct BelongsTo {
    customers::CustomerId person = 0, organisation = 0;
    Belonging as = {};
};
struct TakeOut {
    customers::CustomerId person = 0;
    Belonging as_left = {};
    std::optional<std::string> position_before = {};  // nothing: they did not belong there
};

// Lent by src/app, because own fields and memberships stand later in the order of the modules.
struct Hooks {
    std::function<std::vector<ImportTarget>(db::Tx&)> fields = {};  // own fields, named by their key
    // Turns values as written into how they are kept; what cannot be read, or is too much: at "own.<key>",
    // "tags". The fields are those of when it is asked for.
    using Reader = std::function<std::vector<FieldError>(Extra&)>;
    std::function<Reader(db::Tx&)> reader = {};
    std::function<std::unordered_map<customers::CustomerId, Extra>(db::Tx&,
                                                                   std::span<const customers::CustomerId>)>
        of = {};
    // Sets the values given and adds the tags.
    std::function<std::vector<Result<void>>(db::Tx&, std::span<const ExtraOf>, const Principal&, Instant)>
        write = {};
    // Puts back what `after` changed, where it still stands; answers what of it did.
    std::function<std::vector<Result<Extra>>(db::Tx&, std::span<const PutBack>, const Principal&, Instant)>
        put_back = {};
    // Where these people belong at that time.
    std::function<std::vector<BelongsTo>(db::Tx&, std::span<const customers::CustomerId>, Instant)> belong =
        {};
    // Puts them there; with a membership, says as what. Answers it as it then stands.
    std::function<std::vector<Result<Belonging>>(db::Tx&, std::span<const BelongsTo>, const Principal&,
                                                 Instant)>
        put_in = {};
    // Takes it away again, or says as what as before; false where somebody changed it since.
    std::function<std::vector<bool>(db::Tx&, std::span<const TakeOut>, const Principal&, Instant)> take_out =
        {};
};

// A row of a file that nothing was made of: its cells as they came, with their headings.
struct ImportedRow {
    std::string file = {};
    Instant at{};
    int row = 0;
    std::vector<std::pair<std::string, std::string>> cells = {};
};

struct ReadingWish {  // nothing: as found
    std::optional<sheets::Encoding> encoding = {};
    std::optional<char> separator = {};
    std::optional<bool> decimal_comma = {};
    std::optional<bool> month_first = {};
    std::optional<std::size_t> heading_row = {};
    std::string sheet = {};
};

class Imports {
  public:
    Imports(db::Database& base, work::Events& events, work::Jobs& jobs, customers::Customers& customers);
    void lend(Hooks hooks) { hooks_ = std::move(hooks); }
    // For erasing somebody: `ids` are their records, `who` the one that stands, as it is until then. What was
    // written in their rows goes (also in those that came to nothing: known by what they are found by), and,
    // of imports that are over, the file and the samples of its columns. An import still to be run needs its
    // file: there they are left out, and it goes when the import is over; `keeps_file_of` says whether there
    // is one where they are, or may be.
    void forget(db::Tx& tx, std::span<const customers::CustomerId> ids, const customers::Customer& who) const;
    bool keeps_file_of(db::Tx& tx, std::span<const customers::CustomerId> ids,
                       const customers::Customer& who) const;
    // What files say of them in rows that were not taken.
    std::vector<ImportedRow> rows_about(db::Tx& tx, std::span<const customers::CustomerId> ids,
                                        const customers::Customer& who) const;

    // NOT inside a transaction (several short ones). Refuses what sheets::read refuses.
    Result<Import> upload(std::string_view name, std::string_view bytes, const Principal& by, Instant now,
                          const ReadingWish& wish = {});
    Result<Import> read_anew(ImportId id, const ReadingWish& wish);  // while nothing was run
    // Begins the preview. Refuses "import.not_found", "import.wrong_state", invalid_fields at "targets[i]"
    // ("unknown_target", "only_once") and "targets"
    // ("nobody_named": no column tells whom a row is about).
    // What was decided about a row stands while it still is about the same customer. The columns are
    // remembered for the next file with these headings; of a mere trial only when it is run after all.
    enum class Columns { remember, forget };
    Result<Import> preview(ImportId id, const std::vector<std::string>& targets, OnMatch on_match,
                           const Principal& by, Instant now, Columns columns = Columns::remember);
    // Decides about one row of the preview. Refuses "import.row_not_found".
    Result<void> choose(ImportId id, int row, OnDuplicate choice);
    // As it was previewed. Both also refuse "import.another_running" (params: name, id).
    Result<Import> run(ImportId id, OnDuplicate on_duplicate, const Principal& by, Instant now);
    // What was done until then stays, and can be undone; or goes on with `run`. An undoing that is cancelled
    // can be begun again.
    Result<Import> cancel(ImportId id, const Principal& by, Instant now);
    Result<Import> undo(ImportId id, const Principal& by, Instant now);
    Result<void> discard(ImportId id);  // not while it is at work; what it brought stays

    std::optional<Import> find(ImportId id, Language language = Language::es) const;
    std::vector<Import> list(std::size_t limit) const;  // newest first, without their columns
    // Rows after `after`, with a verdict or an outcome, or all.
    Result<http::PageOf<ImportRow>> rows(ImportId id, std::optional<RowVerdict> verdict,
                                         std::optional<RowOutcome> outcome, int after, std::size_t limit,
                                         Language language) const;
    // The rows that were not imported, as they came, with a last column that says why: to be corrected and
    // imported again. `format`: xlsx or csv.
    Result<std::string> report(ImportId id, sheets::Format format, Language language) const;
    std::vector<ImportTarget> targets(Language language) const;

    // The jobs' bodies: until they are done, cancelled, or the process ends (work::unfinished).
    Result<void> check_rows(ImportId id, const work::JobRun& run);
    Result<void> run_rows(ImportId id, const work::JobRun& run);
    Result<void> undo_rows(ImportId id, const work::JobRun& run);
    // Uploads that broke off are forgotten after a day.
    void forget_unfinished(Instant now);

    db::Database& base() const { return base_; }
    customers::Customers& customers() const { return customers_; }
    const Hooks& hooks() const { return hooks_; }
    work::Jobs& jobs() const { return jobs_; }

  private:
    // Of whoever is blocked now: rows that are theirs only by what they are found by.
    void forget_loose(db::Tx& tx, customers::CustomerId id) const;

    db::Database& base_;
    const work::Events& events_;
    work::Jobs& jobs_;
    customers::Customers& customers_;
    Hooks hooks_;
};

// POST/GET /imports, /imports/{id} and what can be done with one; GET /import-targets.
void add_routes(http::Api& api, Imports& imports);
void add_jobs(work::Jobs& jobs, Imports& imports);

}  // namespace escucha::imports
