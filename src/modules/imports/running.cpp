// The long work: every row looked at, and every row carried out, some hundred a transaction. The position is
// saved with the rows; whoever takes the job up again reads the file from its beginning and passes over what
// is done.
#include <algorithm>
#include <unordered_map>

#include <boost/json.hpp>

#include "db/database.hpp"
#include "modules/imports/events.hpp"
#include "modules/imports/file.hpp"
#include "modules/imports/jobs.hpp"
#include "modules/imports/judging.hpp"
#include "work/events.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

using Batch = std::vector<sheets::Row>;

// Rows after `skip` of them, in batches; false from `on_batch` ends it. `passed` sees those passed over.
Result<void> each_batch(const Imports& imports, const store::Record& r,
                        const std::function<void(const sheets::Row&)>& passed,
                        const std::function<bool(const Batch&)>& on_batch) {
    const std::string bytes = bytes_of(imports.base(), r.id, r.size);
    Batch batch;
    int number = 0;
    bool more = true;
    const auto read = sheets::read(bytes, options_of(r.reading), [&](const sheets::Head&, sheets::Row&& row) {
        if (number++ < r.handled) return passed(row), true;
        batch.push_back(std::move(row));
        if (batch.size() < kBatch) return true;
        more = on_batch(batch);
        batch.clear();
        return more;
    });
    if (!read) return Refused(read.error());
    if (more && !batch.empty()) on_batch(batch);
    return {};
}

// Within a file: who is named again further down.
class Seen {
  public:
    // The earlier row about the same person, if there is one; remembers this one.
    int earlier(const Wish& wish, int number) {
        int found = 0;
        for (std::string& key : bare_keys(wish.customer)) {
            const auto [where, fresh] = rows_.try_emplace(std::move(key), number);
            if (!fresh && found == 0) found = where->second;
        }
        return found;
    }

  private:
    std::unordered_map<std::string, int> rows_;
};

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

// Is it still ours to do, and where this batch thinks it is?
std::optional<store::Record> still(db::Tx& tx, const store::Record& r, ImportState state, int handled) {
    auto now = store::get(tx, r.id);
    return now && now->state == state && now->handled == handled ? std::move(now) : std::nullopt;
}

void end(const Imports& imports, const work::Events& events, ImportId id, ImportState from, ImportState to,
         const Result<void>& how, Instant now) {
    imports.base().write([&](db::Tx& tx) {
        auto r = store::get(tx, id);
        if (!r || r->state != from) return;
        const bool whole = from == ImportState::undoing || r->handled >= r->total;
        if (how && !whole) return;  // cancelled in between, or taken up elsewhere
        r->state = how ? to : ImportState::failed;
        if (!how) r->problem = how.error();
        r->finished_at = now;
        store::save(tx, *r);
        const char* type = to == ImportState::done     ? "import.finished"
                           : to == ImportState::undone ? "import.undone"
                                                       : nullptr;
        if (type)
            events.append(tx, work::event(type, "import", id, principal_of(*r), now, ImportRun{id, r->name}));
    });
}

}  // namespace

void Imports::check_rows(ImportId id, Instant now) {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r || r->state != ImportState::checking) return;
    Seen seen;
    int handled = r->handled;
    const auto passed = [&](const sheets::Row& row) {
        seen.earlier(wish_of(row.cells, r->targets), static_cast<int>(row.number));
    };
    const auto done = each_batch(*this, *r, passed, [&](const Batch& batch) {
        std::vector<int> earlier;
        for (const sheets::Row& row : batch)
            earlier.push_back(seen.earlier(wish_of(row.cells, r->targets), static_cast<int>(row.number)));
        const bool more = base_.write([&](db::Tx& tx) {
            const auto import = still(tx, *r, ImportState::checking, handled);
            if (!import) return false;
            ImportCounts counts = import->counts;
            for (std::size_t i = 0; i < batch.size(); ++i) {
                Judged j = judge(tx, *this, *import, batch[i], {}, now);
                if (earlier[i] != 0 && j.verdict == RowVerdict::new_) j.verdict = RowVerdict::update;
                json::object data = data_of(j, batch[i]);
                if (earlier[i] != 0) data["earlier"] = earlier[i];
                store::put_row(tx, id,
                               {.number = static_cast<int>(batch[i].number),
                                .verdict = j.verdict,
                                .data = std::move(data)});
                count(counts, j.verdict);
            }
            store::advance(tx, id, handled + static_cast<int>(batch.size()), counts);
            return true;
        });
        handled += static_cast<int>(batch.size());
        return more;
    });
    end(*this, events_, id, ImportState::checking, ImportState::ready, done, now);
}

namespace {

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

    void row(const sheets::Row& row) {
        const int number = static_cast<int>(row.number);
        const auto known = store::row(tx_, import_.id, number);
        const Choice choice{known ? known->choice : std::nullopt, import_.on_duplicate};
        Judged j = judge(tx_, imports_, import_, row, choice, now_);
        store::RowRecord record{.number = number, .verdict = j.verdict};
        record.outcome = carry_out(j, record);
        record.verdict = j.verdict;
        json::object more = std::move(record.data);
        record.data = data_of(j, row);
        for (auto& [name, value] : more) record.data[name] = std::move(value);
        store::put_row(tx_, import_.id, record);
    }

  private:
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

    void write_extra(Judged& j, customers::CustomerId id, const Extra& extra) {
        if (extra.empty() || !imports_.hooks().write) return;
        if (const auto ok = imports_.hooks().write(tx_, id, extra, by_, now_); !ok) refuse_row(j, ok.error());
    }

    RowOutcome add(Judged& j, store::RowRecord& record) {
        const auto id = imports_.customers().add(tx_, j.wish.customer, by_, now_);
        if (!id) return refused(j, id.error());
        record.customer = *id;
        write_extra(j, *id, j.wish.extra);
        if (!j.wish.extra.empty()) {
            record.data["extra_before"] = json_of({});
            record.data["extra_after"] = json_of(j.wish.extra);
        }
        record.version_after = imports_.customers().get(tx_, *id)->version;
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
        write_extra(j, j.before->id, j.extra_after);
        record.version_after = changed->version;
        store::moved_on(tx_, import_.id, j.before->id, j.before->version, changed->version);
        record.data["before"] = remember(*j.before);
        if (!j.extra_after.empty()) {
            record.data["extra_before"] = json_of(j.extra_before);
            record.data["extra_after"] = json_of(j.extra_after);
        }
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

}  // namespace

void Imports::run_rows(ImportId id, Instant now) {
    const auto r = base_.read([&](db::Tx& tx) { return store::get(tx, id); });
    if (!r || r->state != ImportState::running) return;
    int handled = r->handled;
    const auto done = each_batch(
        *this, *r, [](const sheets::Row&) {},
        [&](const Batch& batch) {
            const bool more = base_.write([&](db::Tx& tx) {
                const auto import = still(tx, *r, ImportState::running, handled);
                if (!import) return false;
                ImportCounts counts = import->counts;
                Carrier carrier(tx, *this, *import, counts, now);
                for (const sheets::Row& row : batch) carrier.row(row);
                store::advance(tx, id, handled + static_cast<int>(batch.size()), counts);
                return true;
            });
            handled += static_cast<int>(batch.size());
            return more;
        });
    end(*this, events_, id, ImportState::running, ImportState::done, done, now);
}

namespace {

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
        else if (customer && customer->version != row.version_after)
            kept = "changed";
        else if (customer)
            kept = *row.outcome == RowOutcome::added ? take_back(row) : restore(row);
        if (!kept.empty()) row.data["kept"] = kept;
        const RowOutcome outcome = !kept.empty() ? (++counts_.kept, RowOutcome::kept)
                                   : *row.outcome == RowOutcome::added
                                       ? (++counts_.taken_back, RowOutcome::taken_back)
                                       : (++counts_.restored, RowOutcome::restored);
        store::set_outcome(tx_, import_.id, row.number, outcome, row.data);
    }

  private:
    std::string take_back(const store::RowRecord& row) {
        extra_back(row);  // our own fields and tags do not hold them here
        return imports_.customers().take_back(tx_, row.customer, by_, now_) ? "" : "in_use";
    }

    std::string restore(const store::RowRecord& row) {
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

}  // namespace

void Imports::undo_rows(ImportId id, Instant now) {
    bool more = true;
    while (more)
        more = base_.write([&](db::Tx& tx) {
            const auto import = store::get(tx, id);
            if (!import || import->state != ImportState::undoing) return false;
            auto rows = store::to_undo(tx, id, kBatch);
            ImportCounts counts = import->counts;
            Undoer undoer(tx, *this, *import, counts, now);
            for (store::RowRecord& row : rows) undoer.row(row);
            store::advance(tx, id, import->handled + static_cast<int>(rows.size()), counts);
            return !rows.empty();
        });
    end(*this, events_, id, ImportState::undoing, ImportState::undone, {}, now);
}

}  // namespace escucha::imports
