// Taking an import back, the last row first.
#include <limits>

#include <boost/json.hpp>

#include <spdlog/spdlog.h>

#include "db/database.hpp"
#include "modules/imports/batches.hpp"
#include "modules/imports/belonging.hpp"
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
    explicit Undoer(Share share) : s_(std::move(share)) {}

    void row(store::RowRecord& row) {
        // One restored before may have moved its version on.
        if (moved_) row = *store::row(s_.tx, s_.import.id, row.number);
        if (const std::string why = kept(row); !why.empty()) return keep(row, why);
        if (!take_organisation_back(s_, row)) row.data["organisation_stays"] = true;
        const RowOutcome outcome = *row.outcome == RowOutcome::added
                                       ? (++s_.counts.taken_back, RowOutcome::taken_back)
                                       : (++s_.counts.restored, RowOutcome::restored);
        store::set_outcome(s_.tx, s_.import.id, row.number, outcome, row.data);
    }
    void keep(store::RowRecord& row, const std::string& why) {
        row.data["kept"] = why;
        ++s_.counts.kept;
        store::set_outcome(s_.tx, s_.import.id, row.number, RowOutcome::kept, row.data);
    }

  private:
    // Takes it back, or answers why not.
    std::string kept(store::RowRecord& row) {
        const auto& customers = s_.imports.customers();
        const auto customer = customers.get(s_.tx, row.customer);
        if (!customer) return "";
        if (customer->id != row.customer) return "merged";
        if (customer->blocked) return "blocked";
        // What they were before is not known any more of who was erased.
        const bool added = *row.outcome == RowOutcome::added;
        if (customer->version != row.version_after || (!added && !row.data.contains("before")))
            return "changed";
        const auto extra = extra_back(row);
        if (!extra) return "changed";
        std::string why = "changed";
        if (take_out(s_, row)) {
            why = added ? take_back(row) : restore(row);
            if (!why.empty()) put_in_again(s_, row);
        }
        // They stay: what was put back of it, and nothing else, is written again.
        if (!why.empty() && !extra->empty() && s_.imports.hooks().write)
            (void)s_.imports.hooks().write(s_.tx, row.customer, *extra, s_.by, s_.now);
        return why;
    }

    std::string take_back(const store::RowRecord& row) {
        return s_.imports.customers().take_back(s_.tx, row.customer, s_.by, s_.now) ? "" : "in_use";
    }

    std::string restore(const store::RowRecord& row) {
        const auto restored = s_.imports.customers().change(
            s_.tx, row.customer,
            [&](customers::Customer& c) { put_back(row.data.at("before").as_object(), c); }, s_.by, s_.now,
            row.version_after);
        if (!restored) return "taken";
        store::moved_on(s_.tx, s_.import.id, row.customer, row.version_after, restored->version);
        moved_ = true;
        return "";
    }

    // Own fields and tags first: they would hold the customer.
    Result<Extra> extra_back(const store::RowRecord& row) {
        const auto* before = row.data.if_contains("extra_before");
        if (!before || !s_.imports.hooks().put_back) return Extra{};
        const Extra was = extra_of(*before), then = extra_of(row.data.at("extra_after"));
        return s_.imports.hooks().put_back(s_.tx, row.customer, was, then, s_.by, s_.now);
    }

    Share s_;
    bool moved_ = false;
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
        Undoer undoer({{tx, imports, *import, now}, counts, principal_of(*import)});
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
