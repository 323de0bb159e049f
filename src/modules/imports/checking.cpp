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
            const auto import = store::get(tx, begun_.id);  // whom to leave out may be new
            Ahead ahead(tx, imports_, begun_.id, customers_of(rows), {}, now_);
            const Ground ground{tx, imports_, import ? *import : begun_, now_, ahead};
            Rows out;
            for (const Waiting& w : rows) out.push_back(judged(ground, w, out));
            return out;
        });
    }

    store::RowRecord judged(const Ground& ground, const Waiting& w, const Rows& before) const {
        Judged j = judge(ground, w.wish, {}, 0);
        const int earlier = earlier_of(ground.tx, w, before);
        if (earlier != 0) follow_earlier_row(j);
        store::RowRecord out{.number = w.number(),
                             .verdict = j.verdict,
                             .data = data_of(j, w.row),
                             .keys = keys_of(ground, j)};
        if (earlier != 0) out.data["earlier"] = earlier;
        if (const auto was = chosen_.find(out.number);
            was != chosen_.end() && match_of(was->second) == match_of(out))
            out.choice = was->second.choice;
        return out;
    }

    std::optional<store::RowRecord> row(db::Tx& tx, int number, const Rows& before) const {
        if (number == 0) return std::nullopt;
        const auto here = std::ranges::find(before, number, &store::RowRecord::number);
        return here != before.end() ? std::optional(*here) : store::row(tx, begun_.id, number);
    }

    // Of those before it the first that will become a customer, or bring this one along.
    int earlier_of(db::Tx& tx, const Waiting& w, const Rows& before) const {
        for (const int number : w.earlier)
            if (const auto earlier = row(tx, number, before); earlier && becomes_somebody(earlier->verdict))
                return number;
        const auto brings = row(tx, w.brought_by, before);
        const auto* belongs = brings ? brings->data.if_contains("belongs") : nullptr;
        return belongs && belongs->at("new").as_bool() ? w.brought_by : 0;
    }

    static std::vector<const store::RowRecord*> pointers(const Rows& rows) {
        std::vector<const store::RowRecord*> out;
        for (const store::RowRecord& row : rows) out.push_back(&row);
        return out;
    }

    bool write(const Rows& rows) {
        const bool ours = imports_.base().write([&](db::Tx& tx) {
            const auto import = still(tx, begun_, handled_);
            if (!import) return false;
            ImportCounts counts = import->counts;
            store::put_rows(tx, begun_.id, pointers(rows));
            for (const store::RowRecord& row : rows) count(counts, row.verdict);
            store::advance(tx, begun_.id, handled_ + static_cast<int>(rows.size()), counts);
            return true;
        });
        handled_ += static_cast<int>(rows.size());
        return ours;
    }

    bool refuse(const Waiting& w) {
        store::RowRecord row{.number = w.number(), .verdict = RowVerdict::rejected};
        row.data = data_of_failed(w.wish, w.row, true);
        row.keys = hashed_keys(w.wish.customer, imports_.customers().country());
        try {
            return write({row});
        } catch (const std::exception& e) {
            if (is_of_the_machine(e)) throw;
        }
        row.data = data_of_failed(w.wish, w.row, false);
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
