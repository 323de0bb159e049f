// The complaint book (SERVICE_MODEL K10): one book per company or branch, whose sheets are numbered by year
// without a gap, chained in the ledger, and followed as cases.
//
// Sources: Peru, Ley 29571, DS 011-2011-PCM as amended by DS 101-2022-PCM (Annex I); Spain,
// Andalucía, Decreto 82/2022. What differs between countries is data (sheet.hpp).
//
// `enter` does everything in ONE transaction: the case (Cases::open_in), the number, the entry, the act in
// the ledger. The number is the book's counter of that year (of the organisation's zone), raised in that same
// transaction: what is rolled back gives its number back, what crashes never took one. Discarded: a sequence
// of the database (leaves gaps by design) and max()+1 (reads what it then must lock anyway).
//
// An entry is never edited. What happens to it later (reclassified, answered, resolved) are further acts.
// Erasing a person blanks what is personal in it; number, dates and kind stay, so that the book still adds
// up.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "base/zone.hpp"
#include "http/fields.hpp"
#include "modules/book/sheet.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Events;
class Jobs;
}  // namespace work
namespace team {
class Team;
}
namespace calendar {
class Calendars;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace files {
class Files;
}
namespace cases {
class Cases;
struct Case;
}  // namespace cases
namespace ledger {
class Ledger;
}
}  // namespace escucha

namespace escucha::book {

using BookId = std::int64_t;
using EntryId = std::int64_t;

struct Book {
    BookId id = 0;
    std::string code = {};      // "miraflores": in addresses and on posters; never changes
    std::string name = {};      // of the company or branch
    std::string provider = {};  // legal name
    std::string tax_number = {};
    std::string address = {};
    std::string country = {};  // ISO 3166-1 alpha-2
    std::string sheet = {};    // its key
    std::string notice = {};   // for the shop; empty: the sheet's
    bool open = true;          // closed: no more entries, and everything still to be read
    std::int64_t logo = 0;     // a file; 0: none
    bool sample = false;       // of the sample company, and stays so: what is written in it is no legal sheet
    Instant created_at{};
    std::int64_t version = 0;
    const Sheet& form() const;  // the sheet
};

// What the administrator says of a book. `code` is taken when it is added and ignored later.
struct BookWish {
    std::string code = {}, name = {}, provider = {}, tax_number = {}, address = {};
    std::string country = {}, sheet = {}, notice = {};
    bool open = true;
};

enum class EntryKind { claim, complaint };  // reclamo or reclamación; queja
BOOST_DESCRIBE_ENUM(EntryKind, claim, complaint)
constexpr CaseKind case_kind(EntryKind k) {
    return k == EntryKind::claim ? CaseKind::claim : CaseKind::complaint;
}

struct Number {
    int year = 0;
    std::int64_t n = 0;
    bool operator==(const Number&) const = default;
};
std::string shown(Number number, int digits = 9);            // "000000012-2026"
std::optional<Number> parse_number(std::string_view typed);  // "12-2026", "000000012-2026"
// The ledger in which the entries of a book are chained.
std::string ledger_of(BookId book, bool sample);
// "/verificar?libro=…&numero=…&codigo=…": what a QR code holds.
std::string verify_path(std::string_view book, std::string_view number, std::string_view code);

// One act on an entry: as the provider's actions of the sheet tell it. The ledger holds the same, chained.
// The first, that it was entered, stands in the entry itself.
enum class ActKind { entered, reclassified, replied, resolved, reopened, blanked };
BOOST_DESCRIBE_ENUM(ActKind, entered, reclassified, replied, resolved, reopened, blanked)
struct Act {
    std::int64_t id = 0;
    EntryId entry = 0;
    ActKind kind = ActKind::entered;
    Instant at{};
    PersonId by = 0;                 // 0: the customer, or the system
    std::string text = {};           // what was said to the customer, or the reason; empty once blanked
    std::string from = {}, to = {};  // of reclassified
    std::int64_t ledger = 0;         // the act there
    // Of resolved, while it is written: the reply date that stands from then on; nothing within: none.
    std::optional<std::optional<Instant>> answered_at = {};
};

// Who kept the book when a sheet was written: it goes on saying so after the shop has moved.
struct Keeper {
    std::string book_name = {}, provider = {}, tax_number = {}, address = {};
    bool operator==(const Keeper&) const = default;
};

struct Entry {
    EntryId id = 0;
    BookId book = 0;
    Number number = {};
    EntryKind kind = EntryKind::claim;  // as it stands; as filed: the answers
    std::string sheet = {};             // key of the sheet it was written on
    Answers answers = {};               // by field of the sheet; without the personal ones once blanked
    bool on_paper = false;              // written on paper and typed in later
    std::string paper_number = {};
    Instant at{};                        // when it was entered
    PersonId by = 0;                     // who typed it in; 0: the customer
    Instant filed_at{};                  // the legal clock counts from here: `at`, or the day of the paper
    std::optional<Instant> due_at = {};  // as its case has it
    bool due_by_law = false;             // the law sets that date; else the house does
    std::optional<Instant> answered_at = {};  // reply date
    std::int64_t case_id = 0;                 // as it was opened; Cases::standing says where it is now
    std::string case_code = {};               // tracking code
    std::int64_t customer = 0;
    std::string verification = {};  // code that /verificar takes
    std::int64_t ledger = 0;        // the act of entering
    Language language = Language::es;
    bool blanked = false;
    bool sample = false;  // as its book: it goes away with the sample company
    Keeper keeper = {};
    const Sheet& form() const;  // the sheet it was written on
};

Act entering(const Entry&);  // its first act

// A new entry, from the public page, the API or an agent who types in a paper sheet.
struct Filled {
    Answers answers = {};   // with "kind"
    bool accepted = false;  // the consumer's signature or acceptance
    Language language = Language::es;
    Channel channel = Channel::web;
    std::vector<std::int64_t> files = {};  // unattached, of whoever enters it
    Answers attached = {};                 // what they are (attaching.hpp); with `files`, or nothing
    std::optional<std::chrono::year_month_day> paper_date = {};  // typed in from paper: its own date
    std::string paper_number = {};
    TeamId team = 0;
};

// A sheet cleaned, checked and ready to be written (entering.hpp).
struct Draft;
using Prepared = std::shared_ptr<const Draft>;

struct Receipt {
    Book book = {};
    Entry entry = {};
    std::vector<Act> acts = {};  // oldest first
};

// What stands in a sheet, group by group, in words: for the screen, the PDF and the e-mail alike.
struct ShownField {
    std::string key = {}, label = {}, value = {};
    bool blanked = false;  // personal, and erased
};
BOOST_DESCRIBE_STRUCT(ShownField, (), (key, label, value, blanked))
struct ShownGroup {
    std::string key = {}, title = {};
    std::vector<ShownField> fields = {};
};
BOOST_DESCRIBE_STRUCT(ShownGroup, (), (key, title, fields))
// The whole sheet: number, date and hour, provider, what was written, acceptance, actions, reply date. Empty
// fields are left out unless `empty_too` (a PDF of the sheet shows its lines).
std::vector<ShownGroup> whole_sheet(const Receipt& receipt, Language language, const Zone& zone,
                                    bool empty_too = false);
// What the tax number is called in that country: "NIF", "RUC", "NIT"…
std::string tax_number_name(std::string_view country, Language language);

enum class EntryStanding { open, late, answered, answered_late };
BOOST_DESCRIBE_ENUM(EntryStanding, open, late, answered, answered_late)
EntryStanding standing(const Entry& entry, Instant now);

struct EntryFilter {
    BookId book = 0;
    int year = 0;             // 0: all
    int month = 0;            // 1..12 with a year; 0: all
    std::string number = {};  // "12", "12-2026"
    std::optional<EntryStanding> standing = {};
    std::optional<EntryKind> kind = {};
    EntryId before = 0;  // newest first, from below this; 0: from the newest
    EntryId after = 0;   // oldest first, from above this
    bool oldest_first = false;
    std::size_t limit = 50;  // 0: all of them, oldest first
};
struct MonthCount {
    int year = 0, month = 0;  // by when they were entered, in the organisation's zone
    std::int64_t entries = 0, late = 0, unanswered = 0;
};
BOOST_DESCRIBE_STRUCT(MonthCount, (), (year, month, entries, late, unanswered))

struct Logo {
    std::string type = {};  // image/png or image/jpeg, told from the content
    std::string bytes = {};
};
inline constexpr std::size_t kLargestLogo = 1024 * 1024;

class Books {
  public:
    struct Parts {
        db::Database& db;
        work::Events& events;
        team::Team& team;
        calendar::Calendars& calendars;
        customers::Customers& customers;
        contacts::Contacts& contacts;
        files::Files& files;
        cases::Cases& cases;
        ledger::Ledger& ledger;
    };
    explicit Books(Parts parts) : parts_(parts) {}

    // --- The books
    // Refuse invalid_fields at "code" (book_not_a_code: a-z, 0-9 and hyphens; book_code_taken), "name",
    // "provider", "address" (required), "tax_number" (required, book_tax_number: its check digit),
    // "country" (unknown_country), "sheet" (book_unknown_sheet); change also "book.not_found" and
    // "book.changed_meanwhile".
    Result<Book> add(const Principal&, const BookWish&, Instant now);
    Result<Book> add(db::Tx&, const Principal&, const BookWish&, bool sample, Instant now) const;
    Result<Book> change(const Principal&, BookId, std::optional<std::int64_t> version, const BookWish&,
                        Instant now);
    // "logo": book_not_a_logo, book_logo_too_large. Nothing: takes it away.
    Result<Book> set_logo(const Principal&, BookId, const std::optional<http::Upload>&, Instant now);
    std::vector<Book> all(db::Tx&) const;  // by name
    std::optional<Book> find(db::Tx&, BookId) const;
    std::optional<Book> by_code(db::Tx&, std::string_view code) const;
    std::optional<Logo> logo(db::Tx&, const Book&) const;

    // --- Entries
    // Refuses "book.not_found", "book.closed", invalid_fields (sheet.hpp: problems; "accepted":
    // book_must_accept; "paper_date": book_in_the_future, book_too_old; "paper_number": too_long). What is
    // entered in a book of the sample company is a sample, too. Its hour is `now`, or that of the entry
    // before it where that is later: who stood in line asked before it was their turn.
    Result<Receipt> enter(const Principal&, BookId, const Filled&, Instant now);
    Result<Receipt> enter_in(db::Tx&, const Principal&, BookId, const Filled&, Instant now) const;
    // The same in two steps, as `enter` does: all that needs neither number nor case is done before the
    // transaction, in which others wait. The second makes it anew where the book was edited meanwhile.
    Result<Prepared> prepare(const Book&, const Filled&, Instant now) const;
    Result<Receipt> enter_in(db::Tx&, const Principal&, const Prepared&, Instant now) const;
    // With the reason that its customer is told. Refuses "book.entry_not_found", "book.same_kind",
    // "book.blanked", invalid_fields "reason", and as handling its case does.
    Result<Receipt> reclassify(const Principal&, EntryId, EntryKind, const std::string& reason, Instant now);

    // --- Reading, inside anyone's transaction
    std::optional<Entry> entry(db::Tx&, EntryId) const;
    std::optional<Entry> by_number(db::Tx&, BookId, Number) const;
    // Of all books, "12", "12-2026", "000000012-2026", newest first; nothing where it is no number.
    std::vector<Entry> by_typed_number(db::Tx&, std::string_view typed, std::size_t limit) const;
    std::optional<Receipt> receipt(db::Tx&, EntryId) const;
    std::vector<Entry> entries(db::Tx&, const EntryFilter&, Instant now) const;
    std::vector<MonthCount> months(db::Tx&, BookId, Instant now) const;  // newest first
    std::vector<Entry> of_case(db::Tx&, std::int64_t case_id) const;     // as they hang on it now
    std::vector<Entry> of_customers(db::Tx&, std::span<const std::int64_t> customers) const;
    // What was done since it was entered.
    std::unordered_map<EntryId, std::vector<Act>> acts(db::Tx&, std::span<const EntryId>) const;

    // --- Erasing
    // Does the law still ask to keep entries of theirs? (Unanswered, or answered less than keep_years ago.)
    bool keeps(db::Tx&, std::span<const std::int64_t> customers, Instant now) const;
    // Blanks what is personal in their entries that need not be kept any more; answers how many.
    int blank(db::Tx&, std::span<const std::int64_t> customers, Instant now) const;
    // What had to stay when somebody asked to be erased, and need not any more: blanked; how many.
    int blank_what_was_kept(Instant now) const;
    void remove_sample(db::Tx&) const;

    // Before anything else of the transaction that `enter_in` runs in: entries stand in line for their
    // number, instead of finding out at the end that another was faster (PostgreSQL; SQLite writes one by one
    // anyway).
    void stand_in_line(db::Tx&) const;

    const Parts& parts() const { return parts_; }

  private:
    Result<Prepared> prepare_for(BookId, const Filled&, Instant now) const;
    void remember(const Book&) const;

    Parts parts_;
    // As they stood when a sheet was last written in them; a sheet's turn tells whether they still do.
    mutable std::mutex mutex_;
    mutable std::unordered_map<BookId, Book> lately_;
};

// --- What is shown, held against what is chained (comparing.cpp)
// Screens, prints and e-mails tell the tables; only the ledger cannot be changed unseen. These compare every
// column that anybody is told with the acts of the entry, so that the tables cannot be changed unseen either.
// Where a case is now, and whose it is, may change (cases are joined, customers merged) and is not compared.
enum class Differs {
    changed,    // something else is shown than was chained
    gone,       // chained, and not there any more
    unchained,  // there, and never chained
    blanked,    // erased here and not there, or the other way round
    unreadable  // not as this program writes it
};
BOOST_DESCRIBE_ENUM(Differs, changed, gone, unchained, blanked, unreadable)
struct Difference {
    Differs how = Differs::changed;
    std::string ledger = {};
    Number number = {};
    std::int64_t sequence = 0;  // of the act; 0: there is none
    std::string column = {};    // "book_entries.answers"
    Wording what = {};          // in words: "Detalle del reclamo"
};
// The first; nothing: everything is as it was chained. `entered` tells how many acts "entered" each ledger
// has. Goes through all the books once, with memory that does not grow; stops when `go_on` says no.
std::optional<Difference> compare(db::Tx&, const ledger::Ledger&,
                                  const std::map<std::string, std::int64_t, std::less<>>& entered,
                                  const std::function<bool()>& go_on);
// One entry; nothing as well where neither the tables nor the ledger have it.
std::optional<Difference> compare(db::Tx&, const ledger::Ledger&, BookId, Number);
// "Tienda Miraflores (miraflores)", of "book:3"; empty: no book's.
std::string name_of_ledger(db::Tx&, std::string_view ledger);

// GET/POST /books, PATCH /books/{id}, POST/DELETE /books/{id}/logo; GET/POST /books/{id}/entries,
// GET /book-entries/{id}, POST /book-entries/{id}/reclassification; GET /cases/{id}/book-entries; GET
// /book-sheets.
void add_routes(http::Api&, Books&);
// GET /book-entries/{id}/receipt, /books/{id}/poster, /books/{id}/file.
void add_printing_routes(http::Api&, Books&, std::string public_url);
// While the house is wired: answers and solutions of cases become acts of their entries.
void add_reactions(work::Events&, Books&);
void add_jobs(work::Jobs&, Books&);

}  // namespace escucha::book
