// Carrying an import out: some hundred rows a transaction. The position is saved with the rows; whoever takes
// the job up again reads the file from its beginning and passes over what is done.
#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/imports/batches.hpp"
#include "modules/imports/jobs.hpp"
#include "modules/imports/judging.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

// Carries out the rows of a batch; what the base refuses after all rejects the row. Nothing is written before
// `settle`, unless somebody has to ask the base for it.
class Carrier {
  public:
    Carrier(Share share, Batch rows)
        : s_(std::move(share)), known_(store::rows_numbered(s_.tx, s_.import.id, numbers_of(rows))) {
        s_.ahead.settle = [this] { settle(); };
    }
    Carrier(const Carrier&) = delete;

    void row(const Waiting& w) {
        const auto known = this->known(w.number());
        const auto [earlier, became] = earlier_of(w);
        Judged j = judge(s_, w.wish, choice_of(known, s_.import.on_duplicate), became);
        store::RowRecord record{.number = w.number(), .verdict = j.verdict};
        if (known) record.choice = known->choice;
        record.outcome = carry_out(j, record);
        record.verdict = j.verdict;
        json::object more = std::move(record.data);
        record.data = data_of(j, w.row);
        record.keys = keys_of(s_, j);
        if (earlier != 0) record.data["earlier"] = earlier;
        for (auto& [name, value] : more) record.data[name] = std::move(value);
        done_.push_back(record.number);
        known_.insert_or_assign(record.number, std::move(record));
    }

    // After the last row, too.
    void settle() {
        s_.ahead.people.settle();
        write_extras();
        write_places();
        s_.ahead.settled();
        store::moved_on(s_.tx, s_.import.id, moves_);
        moves_.clear();
        std::vector<const store::RowRecord*> rows;
        for (const int number : done_) rows.push_back(&known_.at(number));
        store::put_rows(s_.tx, s_.import.id, rows);
        done_.clear();
    }

  private:
    // What is written when the customers are: of which row, and how to say what is refused of it.
    struct ExtraToWrite {
        int row = 0;
        Wish wish = {};
        Extra before = {};
        ExtraOf what = {};
    };
    struct PlaceToWrite {
        int row = 0;
        Wish wish = {};
        Place place = {};
        BelongsTo what = {};
    };

    static std::vector<int> numbers_of(Batch rows) {
        std::vector<int> out;
        for (const Waiting& w : rows) {
            out.push_back(w.number());
            out.insert(out.end(), w.earlier.begin(), w.earlier.end());
            out.push_back(w.brought_by);
        }
        std::ranges::sort(out);
        out.erase(std::ranges::unique(out).begin(), out.end());
        return out;
    }

    std::optional<store::RowRecord> known(int number) const {
        const auto found = known_.find(number);
        return found == known_.end() ? std::nullopt : std::optional(found->second);
    }

    // Of the rows before it about the same person the first that became a customer, and which; or the one
    // that brought this organisation along.
    std::pair<int, customers::CustomerId> earlier_of(const Waiting& w) {
        for (const int number : w.earlier)
            if (const auto row = known(number); row && row->customer != 0) return {number, row->customer};
        if (std::ranges::find(places_, w.brought_by, &PlaceToWrite::row) != places_.end()) settle();
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

    // The customer is written by then: what is refused of the rest is left out, and said.
    static void unwritten(const Wish& wish, const Error& error, store::RowRecord& record) {
        json::array all = problems_json(wish, error);
        if (const auto* before = record.data.if_contains("unwritten"))
            for (const json::value& one : before->as_array()) all.push_back(one);
        record.data["unwritten"] = std::move(all);
    }

    // One thing of one customer at a time.
    void make_room_for(customers::CustomerId id) {
        if (s_.ahead.is_waiting(id)) settle();
    }

    void write_later(const Judged& j, const Extra& before, const Extra& after, store::RowRecord& record) {
        const bool extra = !after.empty() && s_.imports.hooks().write;
        if (extra || j.place) s_.ahead.waits(record.customer);
        if (extra) extras_.push_back({record.number, j.wish, before, {record.customer, after}});
        if (!j.place) return;
        auto what = placed(s_, *j.place, record.customer);
        if (what)
            places_.push_back({record.number, j.wish, *j.place, std::move(*what)});
        else
            unwritten(j.wish, what.error(), record);
    }

    void write_extras() {
        if (extras_.empty()) return;
        std::vector<ExtraOf> all;
        for (const ExtraToWrite& one : extras_) all.push_back(one.what);
        const auto answers = s_.imports.hooks().write(s_.tx, all, s_.by, s_.now);
        for (std::size_t i = 0; i < extras_.size(); ++i) {
            store::RowRecord& record = known_.at(extras_[i].row);
            if (!answers[i]) {
                unwritten(extras_[i].wish, answers[i].error(), record);
                continue;
            }
            record.data["extra_before"] = json_of(extras_[i].before);
            record.data["extra_after"] = json_of(extras_[i].what.extra);
        }
        extras_.clear();
    }

    void write_places() {
        if (places_.empty()) return;
        std::vector<BelongsTo> all;
        for (const PlaceToWrite& one : places_) all.push_back(one.what);
        const auto answers = s_.imports.hooks().put_in(s_.tx, all, s_.by, s_.now);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            store::RowRecord& record = known_.at(places_[i].row);
            if (answers[i])
                record.data["belongs"] = imports::json_of(places_[i].place, places_[i].what, *answers[i]);
            else
                unwritten(places_[i].wish, answers[i].error(), record);
        }
        places_.clear();
    }

    RowOutcome add(Judged& j, store::RowRecord& record) {
        const auto id = s_.ahead.people.add(j.wish.customer);
        if (!id) return refused(j, id.error());
        record.customer = *id;
        s_.ahead.wrote(*id);
        write_later(j, {}, j.wish.extra, record);
        record.version_after = customers::kFirstVersion;
        return ++s_.counts.added, RowOutcome::added;
    }

    RowOutcome change(Judged& j, store::RowRecord& record) {
        make_room_for(j.before->id);
        const auto changed = s_.ahead.people.change(
            j.before->id,
            [&](customers::Customer& c) {
                const auto version = c.version;
                c = j.after;
                c.version = version;
            },
            j.before->version);
        if (!changed) return refused(j, changed.error());
        record.customer = j.before->id;
        s_.ahead.wrote(record.customer);
        write_later(j, j.extra_before, j.extra_after, record);
        record.version_after = changed->version;
        moved_on(record.customer, j.before->version, changed->version);
        record.data["before"] = remember(*j.before);
        return ++s_.counts.updated, RowOutcome::updated;
    }

    // Rows before that left them at the version they had.
    void moved_on(customers::CustomerId id, std::int64_t from, std::int64_t to) {
        if (from == to) return;
        for (const int number : done_)
            if (store::RowRecord& r = known_.at(number); r.customer == id && r.version_after == from)
                r.version_after = to;
        moves_.try_emplace(id, store::Move{from, to}).first->second.to = to;
    }

    static json::object json_of(const Extra& extra) {
        json::array own;
        for (const auto& [key, value] : extra.own) own.push_back(json::array{key, value});
        return {{"own", std::move(own)}, {"tags", json::value_from(extra.tags)}};
    }

    Share s_;
    std::unordered_map<int, store::RowRecord> known_;
    std::vector<int> done_ = {};  // not written down yet
    std::vector<ExtraToWrite> extras_ = {};
    std::vector<PlaceToWrite> places_ = {};
    store::Moves moves_ = {};
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
                        const Principal by = principal_of(import);
                        Ahead ahead(tx, imports_, import.id, customers_of(rows), by, now_);
                        Carrier carrier({{tx, imports_, import, now_, ahead}, counts, by}, rows);
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
            store::put_rows(tx, import.id, std::array<const store::RowRecord*, 1>{&row});
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
