#include "modules/imports/batches.hpp"

#include <algorithm>
#include <new>

#include <spdlog/spdlog.h>

#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "db/database.hpp"
#include "modules/imports/events.hpp"
#include "modules/imports/file.hpp"
#include "modules/imports/jobs.hpp"
#include "modules/imports/remarks.hpp"
#include "work/events.hpp"

namespace escucha::imports {
namespace {

constexpr std::size_t kMostOfOneEmail = 8;

// Is every word of the shorter one of the longer, or its initial? "A. Torres" and "Ana Torres Quispe" under
// one e-mail are one person; so says the base, too, which does not take both.
bool may_be_one(const std::string& a, const std::string& b) {
    const auto one = fold_words(a), other = fold_words(b);
    const auto& [shorter, longer] = one.size() <= other.size() ? std::tie(one, other) : std::tie(other, one);
    return !shorter.empty() && std::ranges::all_of(shorter, [&](const std::string& word) {
        return std::ranges::any_of(longer, [&](const std::string& w) {
            return w == word || (word.size() == 1 && w.starts_with(word)) ||
                   (w.size() == 1 && word.starts_with(w));
        });
    });
}

}  // namespace

std::vector<int> Seen::under_its_email(const Wish& wish, int number) {
    std::vector<int> out;
    for (const auto& identifier : wish.customer.identifiers) {
        if (identifier.kind != customers::IdentifierKind::email) continue;
        auto key = customers::match_key(identifier, country_);
        if (!key) continue;
        auto& named = by_email_[std::move(*key)];
        for (const Named& before : named)
            if (before.row != number && may_be_one(before.name, wish.customer.name))
                out.push_back(before.row);
        if (named.size() < kMostOfOneEmail) named.push_back({sort_key(wish.customer.name), number});
    }
    return out;
}

Seen::Earlier Seen::look(const Wish& wish, int number) {
    Earlier found{};
    auto free = found.begin();
    const auto add = [&](int row) {
        if (free != found.end() && std::ranges::find(found, row) == found.end()) *free++ = row;
    };
    for (std::string& key : telling_keys(wish.customer, country_)) {
        Earlier& rows = rows_[std::move(key)];
        for (const int row : rows)
            if (row != 0 && row != number) add(row);
        const auto last = std::ranges::find(rows, 0);
        if (last != rows.end() && std::ranges::find(rows, number) == rows.end()) *last = number;
    }
    for (const int row : under_its_email(wish, number)) add(row);
    return found;
}

int Seen::brought_by(const Wish& wish, int number) {
    const auto key = [](const std::string& name) {
        return fmt::format("{}", fmt::join(fold_words(name), " "));
    };
    if (wish.belongs) organisations_.try_emplace(key(wish.belongs->organisation.name), number);
    if (wish.customer.kind != customers::PartyKind::organisation) return 0;
    const auto found = organisations_.find(key(wish.customer.name));
    return found == organisations_.end() ? 0 : found->second;
}

std::vector<customers::Customer> customers_of(Batch batch) {
    std::vector<customers::Customer> out;
    out.reserve(batch.size());
    for (const Waiting& w : batch) out.push_back(w.wish.customer);
    return out;
}

Result<void> each_batch(const Imports& imports, const store::Record& r, const work::JobRun& run,
                        const std::function<bool(Batch)>& on_batch) {
    const std::string bytes = bytes_of(imports.base(), r.id, r.size);
    Seen seen(imports.customers().country());
    std::vector<Waiting> batch;
    int number = 0;
    bool more = run.go_on();
    if (!more) return {};
    const auto read = sheets::read(bytes, options_of(r.reading), [&](const sheets::Head&, sheets::Row&& row) {
        Waiting waiting{.row = std::move(row)};
        waiting.wish = wish_of(waiting.row.cells, r.targets, r.found, seen.country());
        remark_on_documents(waiting.wish, r.headings, seen.country());
        waiting.earlier = seen.look(waiting.wish, waiting.number());
        waiting.brought_by = seen.brought_by(waiting.wish, waiting.number());
        if (number++ < r.handled) return true;
        batch.push_back(std::move(waiting));
        if (batch.size() < kBatch) return true;
        more = on_batch(batch) && run.go_on();
        batch.clear();
        return more;
    });
    if (!read) return Refused(read.error());
    if (more && !batch.empty()) on_batch(batch);
    return {};
}

bool is_of_the_machine(const std::exception& failure) {
    return dynamic_cast<const db::DiskFull*>(&failure) || dynamic_cast<const db::Unreachable*>(&failure) ||
           dynamic_cast<const db::OutcomeUnknown*>(&failure) || dynamic_cast<const std::bad_alloc*>(&failure);
}

bool all_or_each(Batch batch, const std::function<bool(Batch)>& work,
                 const std::function<bool(const Waiting&)>& refuse) {
    try {
        return work(batch);
    } catch (const std::exception& e) {
        if (is_of_the_machine(e)) throw;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        bool more = true;
        try {
            more = work(batch.subspan(i, 1));
        } catch (const std::exception& e) {
            if (is_of_the_machine(e)) throw;
            spdlog::warn("importing, row {}: {}", batch[i].number(), e.what());
            more = refuse(batch[i]);
        }
        if (!more) return false;
    }
    return true;
}

std::optional<store::Record> still(db::Tx& tx, const store::Record& begun, int handled) {
    auto now = store::get(tx, begun.id);
    return now && now->generation == begun.generation && now->handled == handled ? std::move(now)
                                                                                 : std::nullopt;
}

namespace {

const char* event_of(ImportState state) {
    return state == ImportState::done     ? "import.finished"
           : state == ImportState::undone ? "import.undone"
                                          : nullptr;
}

Result<void> not_whole(const work::JobRun& run) {
    if (!run.go_on()) return work::unfinished();
    return conflict("import.taken_up_elsewhere");
}

}  // namespace

Result<void> end(const Imports& imports, const work::Events& events, const store::Record& begun,
                 ImportState to, const Result<void>& how, const work::JobRun& run) {
    const bool over = imports.base().write([&](db::Tx& tx) {
        auto r = store::get(tx, begun.id);
        if (!r || r->generation != begun.generation || r->state != begun.state) return true;  // cancelled
        const bool whole = to == ImportState::undone
                               ? store::to_undo(tx, r->id, std::numeric_limits<int>::max(), 1).empty()
                               : r->handled >= r->total;
        if (how && !whole) return false;
        r->state = how ? to : ImportState::failed;
        if (!how) r->problem = how.error();
        r->finished_at = run.now;
        store::save(tx, *r);
        forget_when_over(tx, r->id);
        if (const char* type = event_of(r->state))
            events.append(
                tx, work::event(type, "import", r->id, principal_of(*r), run.now, ImportRun{r->id, r->name}));
        return true;
    });
    return over ? Result<void>{} : not_whole(run);
}

}  // namespace escucha::imports
