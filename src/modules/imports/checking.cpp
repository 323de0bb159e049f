// The preview: what would become of every row. The base is only read for it, so that nobody waits.
#include <algorithm>

#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/imports/batches.hpp"
#include "modules/imports/judging.hpp"

namespace escucha::imports {
namespace {

void count(ImportCounts& c, RowVerdict verdict) {
    switch (verdict) {
        case RowVerdict::new_:
            ++c.new_;
            break;
        case RowVerdict::update:
            ++c.update;
            break;
        case RowVerdict::same:
            ++c.same;
            break;
        case RowVerdict::duplicate:
            ++c.duplicate;
            break;
        case RowVerdict::rejected:
            ++c.rejected;
            break;
    }
}

bool becomes_somebody(RowVerdict verdict) {
    return verdict != RowVerdict::rejected && verdict != RowVerdict::duplicate;
}

class Checker {
  public:
    Checker(Imports& imports, const store::Record& begun, Instant now)
        : imports_(imports), begun_(begun), now_(now), handled_(begun.handled) {
        chosen_ = imports.base().read([&](db::Tx& tx) { return store::chosen(tx, begun.id); });
    }

    bool batch(Batch rows) {
        return all_or_each(
            rows, [&](Batch part) { return write(judged(part)); },
            [&](const Waiting& w) { return refuse(w); });
    }

  private:
    using Rows = std::vector<store::RowRecord>;

    Rows judged(Batch rows) const {
        return imports_.base().read([&](db::Tx& tx) {
            Rows out;
            for (const Waiting& w : rows) out.push_back(judged(tx, w, out));
            return out;
        });
    }

    store::RowRecord judged(db::Tx& tx, const Waiting& w, const Rows& before) const {
        Judged j = judge(tx, imports_, begun_, w.row, {}, 0, now_);
        const int earlier = earlier_of(tx, w, before);
        if (earlier != 0) follow_earlier_row(j);
        store::RowRecord out{.number = w.number(), .verdict = j.verdict, .data = data_of(j, w.row)};
        if (earlier != 0) out.data["earlier"] = earlier;
        if (const auto was = chosen_.find(out.number);
            was != chosen_.end() && match_of(was->second) == match_of(out))
            out.choice = was->second.choice;
        return out;
    }

    // Of those before it the first that will become a customer.
    int earlier_of(db::Tx& tx, const Waiting& w, const Rows& before) const {
        for (const int number : w.earlier) {
            if (number == 0) break;
            const auto here = std::ranges::find(before, number, &store::RowRecord::number);
            const auto there = here == before.end() ? store::row(tx, begun_.id, number) : std::nullopt;
            if (here != before.end() ? becomes_somebody(here->verdict)
                                     : there && becomes_somebody(there->verdict))
                return number;
        }
        return 0;
    }

    bool write(const Rows& rows) {
        const bool ours = imports_.base().write([&](db::Tx& tx) {
            const auto import = still(tx, begun_, handled_);
            if (!import) return false;
            ImportCounts counts = import->counts;
            for (const store::RowRecord& row : rows) {
                store::put_row(tx, begun_.id, row);
                count(counts, row.verdict);
            }
            store::advance(tx, begun_.id, handled_ + static_cast<int>(rows.size()), counts);
            return true;
        });
        handled_ += static_cast<int>(rows.size());
        return ours;
    }

    bool refuse(const Waiting& w) {
        const Wish wish = wish_of(w.row.cells, begun_.targets, begun_.found);
        store::RowRecord row{.number = w.number(), .verdict = RowVerdict::rejected};
        row.data = data_of_failed(wish, w.row, true);
        try {
            return write({row});
        } catch (const std::exception& e) {
            if (is_of_the_machine(e)) throw;
        }
        row.data = data_of_failed(wish, w.row, false);
        return write({row});
    }

    Imports& imports_;
    const store::Record& begun_;
    Instant now_;
    int handled_;
    std::unordered_map<int, store::RowRecord> chosen_;
};

}  // namespace

Result<void> Imports::check_rows(ImportId id, const work::JobRun& run) {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r || r->state != ImportState::checking) return {};
    Checker checker(*this, *r, run.now);
    const auto done = each_batch(*this, *r, run, [&](Batch rows) { return checker.batch(rows); });
    return end(*this, events_, *r, ImportState::ready, done, run);
}

}  // namespace escucha::imports
