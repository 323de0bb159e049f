// Taking an import back, the last row first.
#include <limits>

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include "db/database.hpp"
#include "modules/imports/batches.hpp"
#include "modules/imports/jobs.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

Extra extra_of(const json::value& value) {
    Extra extra;
    for (const json::value& pair : value.at("own").as_array())
        extra.own.emplace_back(pair.at(0).as_string(), pair.at(1).as_string());
    extra.tags = json::value_to<std::vector<std::string>>(value.at("tags"));
    return extra;
}

// Takes back one row, the last first; somebody's work since then is more than the file's.
class Undoer {
  public:
    Undoer(db::Tx& tx, const Imports& imports, const store::Record& import, ImportCounts& counts, Instant now)
        : tx_(tx),
          imports_(imports),
          import_(import),
          counts_(counts),
          by_(principal_of(import)),
          now_(now) {}

    void row(store::RowRecord& row) {
        // A row before may have moved its version on: rows are read anew, one by one.
        row = *store::row(tx_, import_.id, row.number);
        const auto customer = imports_.customers().get(tx_, row.customer);
        std::string kept;
        if (customer && imports_.customers().standing(tx_, row.customer) != row.customer)
            kept = "merged";
        else if (customer && customer->blocked)
            kept = "blocked";
        else if (customer && customer->version != row.version_after)
            kept = "changed";
        else if (customer)
            kept = *row.outcome == RowOutcome::added ? take_back(row) : restore(row);
        if (!kept.empty()) return keep(row, kept);
        const RowOutcome outcome = *row.outcome == RowOutcome::added
                                       ? (++counts_.taken_back, RowOutcome::taken_back)
                                       : (++counts_.restored, RowOutcome::restored);
        store::set_outcome(tx_, import_.id, row.number, outcome, row.data);
    }
    void keep(store::RowRecord& row, const std::string& why) {
        row.data["kept"] = why;
        ++counts_.kept;
        store::set_outcome(tx_, import_.id, row.number, RowOutcome::kept, row.data);
    }

  private:
    std::string take_back(const store::RowRecord& row) {
        extra_back(row);  // our own fields and tags do not hold them here
        if (imports_.customers().take_back(tx_, row.customer, by_, now_)) return "";
        if (const auto* after = row.data.if_contains("extra_after"); after && imports_.hooks().write)
            (void)imports_.hooks().write(tx_, row.customer, extra_of(*after), by_,
                                         now_);  // they keep what came
        return "in_use";
    }

    std::string restore(const store::RowRecord& row) {
        if (!row.data.contains("before"))
            return "changed";  // what it was is not known any more: they were erased
        const auto restored = imports_.customers().change(
            tx_, row.customer,
            [&](customers::Customer& c) { put_back(row.data.at("before").as_object(), c); }, by_, now_,
            row.version_after);
        if (!restored) return "taken";
        store::moved_on(tx_, import_.id, row.customer, row.version_after, restored->version);
        return extra_back(row) ? "" : "taken";
    }

    bool extra_back(const store::RowRecord& row) {
        const auto* before = row.data.if_contains("extra_before");
        if (!before || !imports_.hooks().put_back) return true;
        const Extra was = extra_of(*before), then = extra_of(row.data.at("extra_after"));
        return imports_.hooks().put_back(tx_, row.customer, was, then, by_, now_).has_value();
    }

    db::Tx& tx_;
    const Imports& imports_;
    const store::Record& import_;
    ImportCounts& counts_;
    Principal by_;
    Instant now_;
};

// How far an undoing is: the row it came to, and how many it has done.
struct Undone {
    int before = std::numeric_limits<int>::max();
    int rows = 0;
    bool ours = true;
};

// The next `most` rows. `failed`: of the first of them it is only written down that it could not be taken
// back.
Undone next_rows(const Imports& imports, const store::Record& begun, int before, std::size_t most,
                 bool failed, Instant now) {
    return imports.base().write([&](db::Tx& tx) -> Undone {
        const auto import = store::get(tx, begun.id);
        if (!import || import->generation != begun.generation) return {.before = before, .ours = false};
        auto rows = store::to_undo(tx, begun.id, before, most);
        ImportCounts counts = import->counts;
        Undoer undoer(tx, imports, *import, counts, now);
        for (store::RowRecord& row : rows) failed ? undoer.keep(row, "failed") : undoer.row(row);
        store::advance(tx, begun.id, import->handled + static_cast<int>(rows.size()), counts);
        return {.before = rows.empty() ? before : rows.back().number, .rows = static_cast<int>(rows.size())};
    });
}

// As `all_or_each`: one row that cannot be taken back does not hold up the others.
Undone next_batch(const Imports& imports, const store::Record& begun, int before, Instant now) {
    try {
        return next_rows(imports, begun, before, kBatch, false, now);
    } catch (const std::exception& e) {
        if (is_of_the_machine(e)) throw;
    }
    Undone done{.before = before, .rows = 1};
    for (std::size_t i = 0; i < kBatch && done.ours && done.rows > 0; ++i) {
        try {
            done = next_rows(imports, begun, done.before, 1, false, now);
        } catch (const std::exception& e) {
            if (is_of_the_machine(e)) throw;
            spdlog::warn("taking import {} back, before row {}: {}", begun.id, done.before, e.what());
            done = next_rows(imports, begun, done.before, 1, true, now);
        }
    }
    return done;
}

}  // namespace

Result<void> Imports::undo_rows(ImportId id, const work::JobRun& run) {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r || r->state != ImportState::undoing) return {};
    Undone done{.rows = 1};
    while (done.ours && done.rows > 0 && run.go_on()) done = next_batch(*this, *r, done.before, run.now);
    return end(*this, events_, *r, ImportState::undone, {}, run);
}

}  // namespace escucha::imports
