// Two records that are one party become one, and can become two again. Shapes, and what other modules lend.
//
// The loser keeps its row, marked as merged into the winner: who asks for its id gets the winner. What hangs
// on it in the tables of every module is moved by that module (`Holder`) and written into a journal, so that
// undoing moves back exactly that.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/result.hpp"
#include "modules/customers/party.hpp"

namespace escucha::db {
class Tx;
}

namespace escucha::customers {

using MergeId = std::int64_t;

// What both records had and one can have once only (a field of the organisation's own): the winner's stands,
// the loser's waits with the joined record and is its own again when they are parted.
struct HeldBack {
    std::string what = {};  // as the organisation calls it: "Talla"
    std::string ours = {}, theirs = {};
};
BOOST_DESCRIBE_STRUCT(HeldBack, (), (what, ours, theirs))

// A module's rows that name a customer. `name` is stored in the journal: as stable as a column; its text is
// "holder.<name>" ("casos"). The numbers of rows are whatever the module knows them by again.
struct Holder {
    std::string name = {};
    // "cases.customer_id": the columns this holder answers for, also those it never moves because they are
    // history (say why in a comment). A test holds every column of the base that names a customer against
    // these.
    std::vector<std::string> columns = {};
    // Those of them of whom there is any row.
    std::function<std::unordered_set<CustomerId>(db::Tx&, std::span<const CustomerId>)> among = {};
    // Rows of `from` become rows of `to`; answers those moved. A row that `to` has already (the same tag)
    // stays.
    std::function<std::vector<std::int64_t>(db::Tx&, CustomerId from, CustomerId to)> move = {};
    // Those of `rows` that are still of `from` become rows of `to` again.
    std::function<void(db::Tx&, std::span<const std::int64_t> rows, CustomerId from, CustomerId to)>
        move_back = {};
    // Optional: refuses moving these rows back, before any is: what was made of them since the merge stands
    // in the way.
    std::function<Result<void>(db::Tx&, std::span<const std::int64_t> rows, Instant merged)> may_move_back =
        {};
    // Optional: what of the loser's waits because the winner had its own, in words.
    std::function<std::vector<HeldBack>(db::Tx&, CustomerId winner, CustomerId loser, Language)> held_back =
        {};
    // Optional, to tell what came later: the newest row there is, and the rows of a customer newer than that.
    std::function<std::int64_t(db::Tx&)> newest = {};
    std::function<std::int64_t(db::Tx&, CustomerId, std::int64_t newest)> count_since = {};
};

// The usual one: a table of the calling module with a number `id` and a column naming one customer.
// The names are the caller's literals.
Holder holder_of(std::string name, std::string table, std::string column = "customer_id",
                 std::string id = "id");

// Those of `ids` that stand in this column: what `Holder::among` asks, for tables that are not its usual
// ones.
std::unordered_set<CustomerId> standing_in(db::Tx& tx, std::string_view table, std::string_view column,
                                           std::span<const CustomerId> ids);

// Which record a field is taken from. `both`: notes only, one after the other. What is not said is the
// winner's, or the loser's where the winner has none; notes: both. Identifiers: always all of both.
enum class Take { winner, loser, both };
BOOST_DESCRIBE_ENUM(Take, winner, loser, both)

struct MergeWish {
    CustomerId winner = 0, loser = 0;
    std::int64_t winner_version = 0, loser_version = 0;  // as they were shown side by side
    std::optional<Take> kind = {}, name = {}, name_to_use = {}, treatment = {}, language = {},
                        preferred_channel = {}, quiet_hours = {}, do_not_contact = {}, birthday = {},
                        notes = {};
};

struct Moved {
    std::string what = {};  // name of the holder: "cases"
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(Moved, (), (what, rows))

struct Merge {
    MergeId id = 0;
    Customer winner = {}, loser = {};  // as they were before
    std::vector<Moved> moved = {};     // what came from the loser
    std::vector<HeldBack> held_back = {};
    Instant at{};
    std::int64_t by = 0;  // person
    std::optional<Instant> undone_at = {};
    // After undoing: what had come to the winner since the merge and stays with it, and the winner's fields
    // that were edited since and stay as they are.
    std::vector<Moved> stayed = {};
    std::vector<std::string> edited = {};
};
BOOST_DESCRIBE_STRUCT(Merge, (), (id, winner, loser, moved, held_back, at, by, undone_at, stayed, edited))

}  // namespace escucha::customers
