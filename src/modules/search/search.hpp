// Find anything: one index over customers, cases, what was said (messages, calls, visits), internal notes and
// promises, asked with one line of text (search/query.hpp) and answered with typed hits.
//
// How it is fed. Nothing is indexed in the transaction of those who work: opening a case is the hot path. A
// thread of its own (`start`) follows the events of the others from a cursor kept in the base, reads what
// they tell of through the modules' faces, and writes documents in short transactions, in batches, within a
// second; it rests three times as long as it works, and twelve times while others write much. Documents are
// written whole and by their subject's id, so that doing it twice changes nothing, and nodes that do it at
// once do not disturb each other. A base that is older than the index, and `escucha reindex`, walk everything
// from the newest on; `progress` says how far.
//
// How it finds. Each kind has a text index of its own whose rows bear the subject's id: newest first is the
// index read from its end, and stops when a page is full. "Best first" is not bm25, which has to look at
// every match before it can order two of them (130–490 ms for a common word among a million): first come the
// words as a phrase, then the very forms that were typed ("año" before "ano"), then their other forms; each
// newest first. That is as quick as newest first, the same on both back ends, and can be explained.
//
// Who sees what. Nobody finds a case about themselves (K4), nor anything of it. Programs find only the kinds
// their scopes allow.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/vocabulary.hpp"
#include "modules/cases/cases.hpp"

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
}
namespace team {
class Team;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace promises {
class Promises;
}
}  // namespace escucha

namespace escucha::search {

enum class SearchKind { customer, case_, message, note, promise };
BOOST_DESCRIBE_ENUM(SearchKind, customer, case_, message, note, promise)
enum class SearchOrder { best, newest };
BOOST_DESCRIBE_ENUM(SearchOrder, best, newest)

// Why something was found: by its code, by a code with one slip mended, by an e-mail, phone or document, by
// the number of a sheet of the complaint book, by the very words (as a phrase, or each of them), by other
// forms of them, by their beginnings (while one types), or by the filters alone.
enum class SearchReason { code, mended_code, identifier, sheet, phrase, words, forms, beginning, filters };
BOOST_DESCRIBE_ENUM(SearchReason, code, mended_code, identifier, sheet, phrase, words, forms, beginning,
                    filters)

// A text in pieces, so that whoever shows it marks what was found without trusting any mark-up.
struct Piece {
    std::string text = {};
    bool found = false;
};
BOOST_DESCRIBE_STRUCT(Piece, (), (text, found))

struct HitCustomer {
    std::int64_t id = 0;
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(HitCustomer, (), (id, name))
struct HitCase {
    std::int64_t id = 0;
    std::string code = {}, title = {};
    CaseKind kind{};
    cases::State state{};
};
BOOST_DESCRIBE_STRUCT(HitCase, (), (id, code, title, kind, state))

struct SearchHit {
    SearchKind kind{};
    std::int64_t id = 0;  // of the customer, the case, the contact, the note, the promise
    SearchReason why{};
    std::vector<Piece> title = {};  // a name, a title, what was promised; of messages and notes: their words
    std::vector<Piece> text = {};   // what else was found in it: an identifier, a passage; may be empty
    Instant at{};
    std::optional<HitCustomer> customer = {};
    std::optional<HitCase> case_ = {};
    std::optional<std::string> person = {};   // of ours who wrote, spoke, promised or owns it
    std::optional<Direction> direction = {};  // messages
    std::optional<Channel> channel = {};      // messages
};
BOOST_DESCRIBE_STRUCT(SearchHit, (),
                      (kind, id, why, title, text, at, customer, case_, person, direction, channel))

struct KindCount {
    SearchKind kind{};
    std::int64_t count = 0;
    bool capped = false;  // there are more
};
BOOST_DESCRIBE_STRUCT(KindCount, (), (kind, count, capped))

// A filter as it was understood, for a chip: `part` is the text of the query it came from.
struct Understood {
    std::string key = {}, value = {}, part = {};
};
BOOST_DESCRIBE_STRUCT(Understood, (), (key, value, part))
// A part of the query that was not understood, and was left out; `message` says so to a person.
struct Misunderstood {
    std::string part = {}, code = {}, message = {};
};
BOOST_DESCRIBE_STRUCT(Misunderstood, (), (part, code, message))

struct IndexProgress {
    std::int64_t done = 0, total = 0;
};
BOOST_DESCRIBE_STRUCT(IndexProgress, (), (done, total))

struct SearchAnswer {
    std::vector<SearchHit> items = {};
    std::optional<std::string> next = {};
    std::vector<KindCount> counts = {};
    std::vector<Understood> filters = {};
    std::vector<Misunderstood> problems = {};
    std::optional<IndexProgress> indexing = {};  // while the index is being made: not everything is found yet
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (), (items, next, counts, filters, problems, indexing))

struct Wanted {
    std::string query = {};
    bool typing = false;  // the last word may be unfinished: up to `limit` of each kind, no pages
    std::optional<SearchKind> kind = {};
    SearchOrder order = SearchOrder::best;
    std::string cursor = {};
    std::size_t limit = 20;
};

// What others lend before the thread starts, to be found with a customer: own fields, tags, notes.
struct FoundSheet {
    std::int64_t case_id = 0;  // as it stands
    std::string number = {};   // as printed
};
struct Hooks {
    std::function<std::vector<std::string>(db::Tx&, std::int64_t customer)> texts_of_customer = {};
    // What else a case is found by: the points of a claim, its sheets.
    std::function<std::vector<std::string>(db::Tx&, std::int64_t case_id)> texts_of_case = {};
    // Sheets of the complaint books by their number, with its year or without, with leading zeros or without;
    // newest first.
    std::function<std::vector<FoundSheet>(db::Tx&, std::string_view typed, std::size_t limit)> sheets = {};
};

class Search {
  public:
    struct Parts {
        db::Database& base;
        const work::Events& events;
        const team::Team& team;
        customers::Customers& customers;
        const contacts::Contacts& contacts;
        const cases::Cases& cases;
        const promises::Promises& promises;
    };
    explicit Search(Parts parts);
    ~Search();  // stops
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    void lend(Hooks hooks);

    // Refuses "cursor" (bad_cursor). What of the query makes no sense is in SearchAnswer::problems.
    Result<SearchAnswer> find(const Wanted&, const Principal&, Language, Instant now) const;

    // --- Feeding -------------------------------------------------------------------------------------------
    void start();
    void stop();
    // Does on this thread, without resting, whatever there is to do; for the command line and for tests.
    // `told`: while everything is made anew, after each step.
    void catch_up(const std::function<void(const IndexProgress&)>& told = {});
    // Forgets everything and begins anew; `catch_up` or the thread then makes it.
    void begin_anew();
    std::optional<IndexProgress> progress(db::Tx&) const;  // nothing when the index is complete
    // What went for good (the sample company): in the transaction that removes it, before it is gone.
    void forget(db::Tx&, std::span<const std::int64_t> customers, std::span<const std::int64_t> cases) const;

    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

// GET /search.
void add_routes(http::Api& api, Search& search);

}  // namespace escucha::search
