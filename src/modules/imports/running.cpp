// Carrying an import out: some hundred rows a transaction. The position is saved with the rows; whoever takes
// the job up again reads the file from its beginning and passes over what is done.
#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/imports/batches.hpp"
#include "modules/imports/jobs.hpp"
#include "modules/imports/judging.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

// Carries out one row; what the base refuses after all rejects the row.
class Carrier {
  public:
    Carrier(db::Tx& tx, const Imports& imports, const store::Record& import, ImportCounts& counts,
            Instant now)
        : tx_(tx),
          imports_(imports),
          import_(import),
          counts_(counts),
          by_(principal_of(import)),
          now_(now) {}

    void row(const Waiting& w) {
        const auto known = store::row(tx_, import_.id, w.number());
        const auto [earlier, became] = earlier_of(w);
        Judged j = judge(tx_, imports_, import_, w.row, choice_of(known, import_.on_duplicate), became, now_);
        store::RowRecord record{.number = w.number(), .verdict = j.verdict};
        if (known) record.choice = known->choice;
        record.outcome = carry_out(j, record);
        record.verdict = j.verdict;
        json::object more = std::move(record.data);
        record.data = data_of(j, w.row);
        if (earlier != 0) record.data["earlier"] = earlier;
        for (auto& [name, value] : more) record.data[name] = std::move(value);
        store::put_row(tx_, import_.id, record);
    }

  private:
    // Of the rows before it about the same person the first that became a customer, and which.
    std::pair<int, customers::CustomerId> earlier_of(const Waiting& w) const {
        for (const int number : w.earlier)
            if (const auto row = number != 0 ? store::row(tx_, import_.id, number) : std::nullopt;
                row && row->customer != 0)
                return {number, row->customer};
        return {};
    }

    RowOutcome carry_out(Judged& j, store::RowRecord& record) {
        switch (j.verdict) {
            case RowVerdict::new_:
                return add(j, record);
            case RowVerdict::update:
                return change(j, record);
            case RowVerdict::same:
                return record.customer = j.before->id, ++counts_.unchanged, RowOutcome::unchanged;
            case RowVerdict::duplicate:
                return ++counts_.skipped, RowOutcome::skipped;
            case RowVerdict::rejected:
                break;
        }
        return ++counts_.refused, RowOutcome::rejected;
    }

    RowOutcome refused(Judged& j, const Error& error) {
        refuse_row(j, error);
        return ++counts_.refused, RowOutcome::rejected;
    }

    // The customer is written by now: what is refused of the rest is left out, and said.
    void write_extra(const Judged& j, const Extra& before, const Extra& after, store::RowRecord& record) {
        if (after.empty() || !imports_.hooks().write) return;
        if (const auto ok = imports_.hooks().write(tx_, record.customer, after, by_, now_); !ok) {
            record.data["unwritten"] = problems_json(j.wish, ok.error());
            return;
        }
        record.data["extra_before"] = json_of(before);
        record.data["extra_after"] = json_of(after);
    }

    RowOutcome add(Judged& j, store::RowRecord& record) {
        const auto id = imports_.customers().add(tx_, j.wish.customer, by_, now_);
        if (!id) return refused(j, id.error());
        record.customer = *id;
        write_extra(j, {}, j.wish.extra, record);
        record.version_after = customers::kFirstVersion;
        return ++counts_.added, RowOutcome::added;
    }

    RowOutcome change(Judged& j, store::RowRecord& record) {
        const auto changed = imports_.customers().change(
            tx_, j.before->id,
            [&](customers::Customer& c) {
                const auto version = c.version;
                c = j.after;
                c.version = version;
            },
            by_, now_, j.before->version);
        if (!changed) return refused(j, changed.error());
        record.customer = j.before->id;
        write_extra(j, j.extra_before, j.extra_after, record);
        record.version_after = changed->version;
        store::moved_on(tx_, import_.id, j.before->id, j.before->version, changed->version);
        record.data["before"] = remember(*j.before);
        return ++counts_.updated, RowOutcome::updated;
    }

    static json::object json_of(const Extra& extra) {
        json::array own;
        for (const auto& [key, value] : extra.own) own.push_back(json::array{key, value});
        return {{"own", std::move(own)}, {"tags", json::value_from(extra.tags)}};
    }

    db::Tx& tx_;
    const Imports& imports_;
    const store::Record& import_;
    ImportCounts& counts_;
    Principal by_;
    Instant now_;
};

class Runner {
  public:
    Runner(const Imports& imports, const store::Record& begun, Instant now)
        : imports_(imports), begun_(begun), now_(now), handled_(begun.handled) {}

    bool batch(Batch rows) {
        return all_or_each(
            rows, [&](Batch part) { return carry_out(part); }, [&](const Waiting& w) { return refuse(w); });
    }

  private:
    using Work = std::function<void(db::Tx&, const store::Record&, ImportCounts&)>;

    bool step(int rows, const Work& work) {
        const bool ours = imports_.base().write([&](db::Tx& tx) {
            const auto import = still(tx, begun_, handled_);
            if (!import) return false;
            ImportCounts counts = import->counts;
            work(tx, *import, counts);
            store::advance(tx, begun_.id, handled_ + rows, counts);
            return true;
        });
        handled_ += rows;
        return ours;
    }

    bool carry_out(Batch rows) {
        return step(static_cast<int>(rows.size()),
                    [&](db::Tx& tx, const store::Record& import, ImportCounts& counts) {
                        Carrier carrier(tx, imports_, import, counts, now_);
                        for (const Waiting& w : rows) carrier.row(w);
                    });
    }

    bool refuse(const Waiting& w) {
        try {
            return refuse(w, true);
        } catch (const std::exception& e) {
            if (is_of_the_machine(e)) throw;
        }
        return refuse(w, false);
    }
    bool refuse(const Waiting& w, bool with_cells) {
        return step(1, [&](db::Tx& tx, const store::Record& import, ImportCounts& counts) {
            store::RowRecord row{
                .number = w.number(), .verdict = RowVerdict::rejected, .outcome = RowOutcome::rejected};
            row.data = data_of_failed(wish_of(w.row.cells, import.targets, import.found), w.row, with_cells);
            store::put_row(tx, import.id, row);
            ++counts.refused;
        });
    }

    const Imports& imports_;
    const store::Record& begun_;
    Instant now_;
    int handled_;
};

}  // namespace

Result<void> Imports::run_rows(ImportId id, const work::JobRun& run) {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r || r->state != ImportState::running) return {};
    Runner runner(*this, *r, run.now);
    const auto done = each_batch(*this, *r, run, [&](Batch rows) { return runner.batch(rows); });
    return end(*this, events_, *r, ImportState::done, done, run);
}

}  // namespace escucha::imports
