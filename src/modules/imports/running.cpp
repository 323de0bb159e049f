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

// Carries out the rows of a batch; what the base refuses after all rejects the row.
class Carrier {
  public:
    Carrier(Share share, Batch rows)
        : s_(std::move(share)),
          near_(nearby(s_, rows)),
          known_(store::rows_between(s_.tx, s_.import.id, rows.front().number(), rows.back().number())) {
        s_.settle = [this] { settle(); };
    }
    Carrier(const Carrier&) = delete;

    // After the last row, too.
    void settle() {
        if (done_.empty()) return;
        store::put_rows(s_.tx, s_.import.id, done_);
        done_.clear();
    }

    void row(const Waiting& w) {
        const auto known = this->known(w.number());
        const auto [earlier, became] = earlier_of(w);
        Judged j = judge(s_, near_, w.wish, choice_of(known, s_.import.on_duplicate), became);
        store::RowRecord record{.number = w.number(), .verdict = j.verdict};
        if (known) record.choice = known->choice;
        record.outcome = carry_out(j, record);
        record.verdict = j.verdict;
        json::object more = std::move(record.data);
        record.data = data_of(j, w.row);
        record.keys = keys_of(s_, j);
        if (earlier != 0) record.data["earlier"] = earlier;
        for (auto& [name, value] : more) record.data[name] = std::move(value);
        done_.push_back(record);
        known_.insert_or_assign(record.number, std::move(record));
    }

  private:
    std::optional<store::RowRecord> known(int number) const {
        if (number == 0) return std::nullopt;
        const auto found = known_.find(number);
        return found != known_.end() ? std::optional(found->second) : store::row(s_.tx, s_.import.id, number);
    }

    // Of the rows before it about the same person the first that became a customer, and which; or the one
    // that brought this organisation along.
    std::pair<int, customers::CustomerId> earlier_of(const Waiting& w) const {
        for (const int number : w.earlier)
            if (const auto row = known(number); row && row->customer != 0) return {number, row->customer};
        const auto brings = known(w.brought_by);
        const auto brought = brings ? brought_along(*brings) : 0;
        return brought != 0 ? std::pair(w.brought_by, brought) : std::pair(0, customers::CustomerId{0});
    }

    RowOutcome carry_out(Judged& j, store::RowRecord& record) {
        switch (j.verdict) {
            case RowVerdict::new_:
                return add(j, record);
            case RowVerdict::update:
                return change(j, record);
            case RowVerdict::same:
                return record.customer = j.before->id, ++s_.counts.unchanged, RowOutcome::unchanged;
            case RowVerdict::duplicate:
                return ++s_.counts.skipped, RowOutcome::skipped;
            case RowVerdict::rejected:
                break;
        }
        return ++s_.counts.refused, RowOutcome::rejected;
    }

    RowOutcome refused(Judged& j, const Error& error) {
        refuse_row(j, error);
        return ++s_.counts.refused, RowOutcome::rejected;
    }

    // The customer is written by now: what is refused of the rest is left out, and said.
    void write_extra(const Judged& j, const Extra& before, const Extra& after, store::RowRecord& record) {
        if (after.empty() || !s_.imports.hooks().write) return;
        if (const auto ok = s_.imports.hooks().write(s_.tx, record.customer, after, s_.by, s_.now); !ok)
            return unwritten(j, ok.error(), record);
        record.data["extra_before"] = json_of(before);
        record.data["extra_after"] = json_of(after);
    }

    static void unwritten(const Judged& j, const Error& error, store::RowRecord& record) {
        json::array all = problems_json(j.wish, error);
        if (const auto* before = record.data.if_contains("unwritten"))
            for (const json::value& one : before->as_array()) all.push_back(one);
        record.data["unwritten"] = std::move(all);
    }

    void write_place(const Judged& j, store::RowRecord& record) {
        if (!j.place) return;
        auto written = put_in_place(s_, near_, *j.place, record.customer);
        if (!written) return unwritten(j, written.error(), record);
        record.data["belongs"] = std::move(*written);
    }

    RowOutcome add(Judged& j, store::RowRecord& record) {
        const auto id = s_.imports.customers().add(s_.tx, j.wish.customer, s_.by, s_.now, &near_);
        if (!id) return refused(j, id.error());
        record.customer = *id;
        write_extra(j, {}, j.wish.extra, record);
        write_place(j, record);
        record.version_after = customers::kFirstVersion;
        return ++s_.counts.added, RowOutcome::added;
    }

    RowOutcome change(Judged& j, store::RowRecord& record) {
        const auto changed = s_.imports.customers().change(
            s_.tx, j.before->id,
            [&](customers::Customer& c) {
                const auto version = c.version;
                c = j.after;
                c.version = version;
            },
            s_.by, s_.now, j.before->version);
        if (!changed) return refused(j, changed.error());
        near_.wrote(*changed);
        record.customer = j.before->id;
        write_extra(j, j.extra_before, j.extra_after, record);
        write_place(j, record);
        record.version_after = changed->version;
        settle();
        store::moved_on(s_.tx, s_.import.id, j.before->id, j.before->version, changed->version);
        record.data["before"] = remember(*j.before);
        return ++s_.counts.updated, RowOutcome::updated;
    }

    static json::object json_of(const Extra& extra) {
        json::array own;
        for (const auto& [key, value] : extra.own) own.push_back(json::array{key, value});
        return {{"own", std::move(own)}, {"tags", json::value_from(extra.tags)}};
    }

    Share s_;
    customers::Nearby near_;
    std::unordered_map<int, store::RowRecord> known_;
    std::vector<store::RowRecord> done_ = {};  // not written down yet
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
                        Carrier carrier({{tx, imports_, import, now_}, counts, principal_of(import)}, rows);
                        for (const Waiting& w : rows) carrier.row(w);
                        carrier.settle();
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
            row.data = data_of_failed(w.wish, w.row, with_cells);
            row.keys = hashed_keys(w.wish.customer, imports_.customers().country());
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
