// Taking an import back, the last row first.
#include <algorithm>
#include <limits>
#include <unordered_set>

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

// Takes rows back, the last first, those of a batch together; somebody's work since then is more than the
// file's. Each customer stands in one row of those given.
class Undoer {
  public:
    Undoer(Share share, std::span<store::RowRecord* const> rows) : s_(std::move(share)) {
        for (store::RowRecord* row : rows) all_.push_back({.row = row});
    }

    // `later`: rows whose turn comes after these; what is restored moves their version on, too.
    void take_back(std::span<store::RowRecord> later) {
        look();
        put_extras_back();
        take_out_of_places();
        restore(later);
        // People before organisations: whoever stays keeps theirs.
        take_back_added(customers::PartyKind::person);
        put_again();
        take_back_added(customers::PartyKind::organisation);
        put_again();
        take_organisations_back();
        write_down();
    }
    void keep(const std::string& why) {
        for (Row& r : all_) r.why = why;
        write_down();
    }

  private:
    struct Row {
        store::RowRecord* row = nullptr;
        std::string why = {};  // it stays; empty: it goes
        bool gone = false;     // there is nothing to be done any more
        bool as_again = false;
        customers::PartyKind kind = customers::PartyKind::person;
        Extra extra = {};  // what was put back
        bool out = false;  // of where they belonged
        bool added() const { return *row->outcome == RowOutcome::added; }
        bool goes() const { return why.empty() && !gone; }
    };

    template <class F>
    std::vector<Row*> those(F wanted) {
        std::vector<Row*> out;
        for (Row& r : all_)
            if (wanted(r)) out.push_back(&r);
        return out;
    }

    void look() {
        std::vector<customers::CustomerId> ids;
        for (const Row& r : all_) ids.push_back(r.row->customer);
        s_.ahead.people.read(ids);
        for (Row& r : all_) look(r);
    }
    void look(Row& r) {
        const auto customer = s_.ahead.people.get(r.row->customer);
        r.gone = !customer;
        if (!customer) return;
        r.kind = customer->kind;
        if (customer->id != r.row->customer)
            r.why = "merged";
        else if (customer->blocked)
            r.why = "blocked";
        // What they were before is not known any more of who was erased.
        else if (customer->version != r.row->version_after || (!r.added() && !r.row->data.contains("before")))
            r.why = "changed";
    }

    // Own fields and tags first: they would hold the customer.
    void put_extras_back() {
        const auto rows =
            those([](const Row& r) { return r.goes() && r.row->data.contains("extra_before"); });
        if (rows.empty() || !s_.imports.hooks().put_back) return;
        std::vector<PutBack> wishes;
        for (const Row* r : rows)
            wishes.push_back({r->row->customer, extra_of(r->row->data.at("extra_before")),
                              extra_of(r->row->data.at("extra_after"))});
        auto answers = s_.imports.hooks().put_back(s_.tx, wishes, s_.by, s_.now);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (answers[i])
                rows[i]->extra = std::move(*answers[i]);
            else
                rows[i]->why = "changed";
        }
    }

    void take_out_of_places() {
        if (!s_.imports.hooks().take_out) return;
        const auto rows = those([](const Row& r) { return r.goes() && to_take_out(*r.row); });
        std::vector<TakeOut> wishes;
        for (const Row* r : rows) wishes.push_back(*to_take_out(*r->row));
        if (wishes.empty()) return;
        const auto answers = s_.imports.hooks().take_out(s_.tx, wishes, s_.by, s_.now);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i]->out = answers[i];
            if (!answers[i]) rows[i]->why = "changed";
        }
    }

    void restore(std::span<store::RowRecord> later) {
        store::Moves moves;
        for (Row* r : those([](const Row& one) { return one.goes() && !one.added(); })) {
            const auto from = r->row->version_after;
            const auto restored = s_.ahead.people.change(
                r->row->customer,
                [&](customers::Customer& c) { put_back(r->row->data.at("before").as_object(), c); }, from);
            if (!restored) {
                r->why = "taken";
                continue;
            }
            if (restored->version == from) continue;
            moves[r->row->customer] = {from, restored->version};
            for (store::RowRecord& other : later)
                if (other.customer == r->row->customer && other.version_after == from)
                    other.version_after = restored->version;
        }
        s_.ahead.people.settle();
        store::moved_on(s_.tx, s_.import.id, moves);
    }

    void take_back_added(customers::PartyKind kind) {
        const auto rows = those([&](const Row& r) { return r.goes() && r.added() && r.kind == kind; });
        std::vector<customers::CustomerId> ids;
        for (const Row* r : rows) ids.push_back(r->row->customer);
        const auto stay = s_.imports.customers().take_back(s_.tx, ids, s_.by, s_.now);
        for (Row* r : rows)
            if (stay.contains(r->row->customer)) r->why = "in_use";
    }

    // They stay: what was put back of it, and nothing else, is written again.
    void put_again() {
        const auto stay = those([](const Row& r) { return !r.why.empty() && !r.as_again; });
        std::vector<ExtraOf> extras;
        std::vector<BelongsTo> places;
        std::vector<Row*> out;
        for (Row* r : stay) {
            r->as_again = true;
            if (!r->extra.empty()) extras.push_back({r->row->customer, r->extra});
            if (!r->out) continue;
            places.push_back(to_put_in_again(*r->row));
            out.push_back(r);
        }
        if (!extras.empty() && s_.imports.hooks().write)
            (void)s_.imports.hooks().write(s_.tx, extras, s_.by, s_.now);
        if (places.empty() || !s_.imports.hooks().put_in) return;
        const auto answers = s_.imports.hooks().put_in(s_.tx, places, s_.by, s_.now);
        for (std::size_t i = 0; i < out.size(); ++i) keep_put_in_again(*out[i]->row, answers[i]);
    }

    // Those that rows brought along go, unless anything hangs on them or somebody worked on them.
    void take_organisations_back() {
        std::vector<customers::CustomerId> ids;
        const auto rows = those([](const Row& r) { return r.why.empty() && brought_along(*r.row) != 0; });
        for (const Row* r : rows) ids.push_back(brought_along(*r->row));
        if (ids.empty()) return;
        std::unordered_set<customers::CustomerId> there;
        std::vector<customers::CustomerId> as_they_were;
        for (const auto& c : s_.imports.customers().many(s_.tx, ids)) {
            if (std::ranges::find(ids, c.id) == ids.end()) continue;  // whom one was merged into
            there.insert(c.id);
            if (c.version == customers::kFirstVersion || store::left_at(s_.tx, s_.import.id, c.id, c.version))
                as_they_were.push_back(c.id);
        }
        const auto stay = s_.imports.customers().take_back(s_.tx, as_they_were, s_.by, s_.now);
        for (Row* r : rows) {
            const auto id = brought_along(*r->row);
            const bool gone = std::ranges::find(as_they_were, id) != as_they_were.end() && !stay.contains(id);
            const bool merged = !there.contains(id) && s_.imports.customers().get(s_.tx, id);
            if (!gone && (there.contains(id) || merged)) r->row->data["organisation_stays"] = true;
        }
    }

    void write_down() {
        std::vector<const store::RowRecord*> rows;
        for (Row& r : all_) {
            if (!r.why.empty()) {
                r.row->data["kept"] = r.why;
                r.row->outcome = RowOutcome::kept;
                ++s_.counts.kept;
            } else if (r.added()) {
                r.row->outcome = RowOutcome::taken_back;
                ++s_.counts.taken_back;
            } else {
                r.row->outcome = RowOutcome::restored;
                ++s_.counts.restored;
            }
            rows.push_back(r.row);
        }
        store::set_outcomes(s_.tx, s_.import.id, rows);
    }

    Share s_;
    std::vector<Row> all_ = {};
};

// From the front of `rows`, as many as are about different customers: what one row did may stand on what
// another did.
std::vector<store::RowRecord*> different_ones(std::span<store::RowRecord> rows) {
    std::unordered_set<customers::CustomerId> seen;
    std::vector<store::RowRecord*> out;
    for (store::RowRecord& row : rows) {
        if (!seen.insert(row.customer).second) break;
        out.push_back(&row);
    }
    return out;
}

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
        const Principal by = principal_of(*import);
        Ahead ahead(tx, imports, begun.id, {}, by, now);
        const Share share{{tx, imports, *import, now, ahead}, counts, by};
        for (std::span<store::RowRecord> left(rows); !left.empty();) {
            const auto now_these = different_ones(left);
            left = left.subspan(now_these.size());
            Undoer undoer(share, now_these);
            failed ? undoer.keep("failed") : undoer.take_back(left);
        }
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
