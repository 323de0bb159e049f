// What looking at rows, carrying them out and taking them back have in common: batches of them, one
// transaction each.
#pragma once
#include <array>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "modules/imports/ground.hpp"
#include "modules/imports/record.hpp"
#include "modules/imports/store.hpp"
#include "work/jobs.hpp"

namespace escucha::work {
class Events;
}

namespace escucha::imports {

// Within a file: who is named again further down.
class Seen {
  public:
    static constexpr std::size_t kMost = 4;  // rows about one person that are looked at
    using Earlier = std::array<int, kMost>;  // their numbers, the first first; then zeros

    explicit Seen(std::string country) : country_(std::move(country)) {}
    // The rows before `number` that are about the same person; remembers this one.
    Earlier look(const Wish& wish, int number);
    // Of a row about an organisation: the first row before it that names it beside a person; 0: none.
    int brought_by(const Wish& wish, int number);
    const std::string& country() const { return country_; }

  private:
    struct Named {
        std::string name = {};  // folded
        int row = 0;
    };
    // Those before it with one of its e-mails whose name may be theirs, too; remembers this one.
    std::vector<int> under_its_email(const Wish& wish, int number);

    std::string country_;
    std::unordered_map<std::string, Earlier> rows_;
    std::unordered_map<std::string, std::vector<Named>> by_email_;
    std::unordered_map<std::string, int> organisations_;  // folded name, the first row that names it so
};

// A row of the file with what its cells say and the rows that are about the same person.
struct Waiting {
    sheets::Row row = {};
    Wish wish = {};
    Seen::Earlier earlier = {};
    int brought_by = 0;  // the row that names this organisation beside a person
    int number() const { return static_cast<int>(row.number); }
};
using Batch = std::span<const Waiting>;

// The rows that are not handled yet, at most kBatch at once, as long as `on_batch` says so and the program
// goes on.
Result<void> each_batch(const Imports& imports, const store::Record& import, const work::JobRun& run,
                        const std::function<bool(Batch)>& on_batch);

// Whom the rows are about, as they say it.
std::vector<customers::Customer> customers_of(Batch batch);

// `work` does a part of the batch in one transaction and answers whether to go on. What the base cannot take
// is found by doing it row by row, so that one bad row costs that row alone: `refuse` writes down that it
// failed. What is not the row's fault (no room, no base) is thrown on.
bool all_or_each(Batch batch, const std::function<bool(Batch)>& work,
                 const std::function<bool(const Waiting&)>& refuse);
// Is it the machine that fails, and no row?
bool is_of_the_machine(const std::exception& failure);

// The import, if it still is ours to do, and where this batch thinks it is.
std::optional<store::Record> still(db::Tx& tx, const store::Record& begun, int handled);
// An import somebody was to be left out of is over: its file goes.
void forget_when_over(db::Tx& tx, ImportId id);
// `begun` came to its end, and stands as `to`; or it could not be read. What is not whole although nobody
// cancelled it is to be taken up again: the job waits.
Result<void> end(const Imports& imports, const work::Events& events, const store::Record& begun,
                 ImportState to, const Result<void>& how, const work::JobRun& run);

}  // namespace escucha::imports
