// One matter written down twice becomes one case, and can become two again; two matters in one conversation
// become two cases, and can become one again. Shapes, and what other modules lend.
//
// A case that was joined to another keeps its row and its code: state `merged`, and who asks for it gets the
// other (`Cases::standing`). What hangs on a case in the tables of every module is moved by that module
// (`Holder`) and written into a journal, so that undoing moves back exactly that. What was said is never
// edited: it only hangs on another case.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.hpp"
#include "base/vocabulary.hpp"
#include "modules/cases/case.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::cases {

using LinkId = std::int64_t;
using RowIds = std::vector<std::int64_t>;

// Entries of a timeline that are another matter.
struct Picked {
    RowIds contacts = {}, notes = {}, promises = {};
};

// A module's rows that belong to a case. `name` is stored in the journal: as stable as a column; its text is
// "case_holder.<name>".
struct Holder {
    std::string name = {};
    // "contacts.case_id": the columns this holder answers for, also those it never moves because they are
    // history or made anew (say why in a comment). A test holds every column of the base that names a case
    // against these.
    std::vector<std::string> columns = {};
    std::function<std::int64_t(db::Tx&, CaseId)> count = {};
    // Rows of `from` become rows of `to`; answers those moved.
    std::function<RowIds(db::Tx&, CaseId from, CaseId to)> move = {};
    // Those of `rows` that are still of `from` become rows of `to`; answers how many.
    std::function<std::int64_t(db::Tx&, std::span<const std::int64_t> rows, CaseId from, CaseId to)>
        move_rows = {};
    // Which of its rows go with these entries of the case. None: they stay.
    std::function<RowIds(db::Tx&, CaseId, const Picked&)> picked = {};
    // Its rows of the case that concern these customers. None: it knows of no customers.
    std::function<RowIds(db::Tx&, CaseId, std::span<const CustomerId>)> of_people = {};
};

// The usual one: a table of the calling module with a number `id` and a column `case_id`. The name is the
// caller's literal.
Holder holder_of(std::string table);
// The same for a table that has a column `customer_id` as well.
Holder holder_of_people(std::string table);

struct MergeWish {
    CaseId winner = 0, loser = 0;
    std::int64_t winner_version = 0, loser_version = 0;  // as they were looked at
    bool other_customer = false;                         // yes, although they are of different people
};
struct SplitWish {
    CaseId from = 0;
    std::int64_t version = 0;
    std::vector<std::string> entries = {};  // ids of the timeline: "c12", "n9", "p5"
    CaseKind kind = CaseKind::question;
    std::string title = {};     // empty: the beginning of the first words
    PersonId about_person = 0;  // 0: whom the case it comes from is about
};

struct Moved {
    std::string what = {};  // name of the holder: "contacts"
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (what, rows))

// What joining would do, before anybody does it.
struct MergePreview {
    Case winner, loser;  // as they stand
    Case joined;         // the winner afterwards
    std::vector<Moved> moves = {};
    bool other_customer = false;
};

enum class LinkKind { merge, split };
BOOST_DESCRIBE_ENUM(LinkKind, merge, split)

struct Link {
    LinkId id = 0;
    LinkKind kind = LinkKind::merge;
    CaseId case_id = 0;  // what it was joined to; what it was split from
    CaseId other = 0;    // what was joined; what was split off
    Instant at{};
    PersonId by = 0;
};

// Which case each row was written in, for those that came by joining; by holder.
class Origins {
  public:
    void add(const std::string& holder, std::int64_t row, CaseId from) { rows_[holder].emplace(row, from); }
    CaseId of(const std::string& holder, std::int64_t row) const;  // 0: the case it hangs on
    bool empty() const { return rows_.empty(); }

  private:
    std::unordered_map<std::string, std::unordered_map<std::int64_t, CaseId>> rows_;
};

// Where a code leads: the case whose code it is, and the one that stands for it now (often the same).
struct Asked {
    Case asked, standing;
};

}  // namespace escucha::cases
