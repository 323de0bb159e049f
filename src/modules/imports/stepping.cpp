// From step to step: what may follow what, and that only one import is run or undone.
#include <algorithm>
#include <unordered_set>

#include "db/database.hpp"
#include "modules/imports/events.hpp"
#include "modules/imports/guessing.hpp"
#include "modules/imports/jobs.hpp"
#include "modules/imports/view.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"

namespace escucha::imports {
namespace {

using Step = std::function<Result<void>(db::Tx&, store::Record&)>;

Result<Import> step(const Imports& imports, ImportId id, const Step& change) {
    return imports.base().write([&](db::Tx& tx) -> Result<Import> {
        auto r = store::get(tx, id);
        if (!r) return not_found("import.not_found");
        if (const auto ok = change(tx, *r); !ok) return Refused(ok.error());
        store::save(tx, *r);
        return view(tx, *r, Language::es);
    });
}

Result<void> nobody_else_at_work(db::Tx& tx, ImportId id) {
    const auto other = store::at_work(tx, id);
    if (!other) return {};
    return conflict("import.another_running", {{"name", other->name}, {"id", std::to_string(other->id)}});
}

bool is_one_of(ImportState state, std::initializer_list<ImportState> states) {
    return std::ranges::find(states, state) != states.end();
}

// Whom is a row about? A name, a company, or something they are found by.
bool names_somebody(const std::vector<std::string>& targets) {
    return std::ranges::any_of(targets, [](const std::string& t) {
        return t == "name" || t == "given_name" || t == "surname" || t == "organisation" || t == "email" ||
               t == "phone" || t == "whatsapp" || t == "document";
    });
}

std::vector<FieldError> faults(const std::vector<std::string>& targets, std::size_t columns,
                               const std::vector<ImportTarget>& own) {
    std::vector<FieldError> errors;
    std::unordered_set<std::string> taken;
    if (targets.size() != columns) return {{"targets", "as_many_as_columns"}};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string& t = targets[i];
        if (t.empty()) continue;
        const auto plain = all_targets();
        const bool known =
            std::ranges::find(plain, t) != plain.end() ||
            std::ranges::any_of(own, [&](const ImportTarget& o) { return "own:" + o.name == t; });
        const std::string field = fmt::format("targets[{}]", i);
        if (!known)
            errors.push_back({field, "unknown_target"});
        else if (!takes_many(t) && !taken.insert(t).second)
            errors.push_back({field, "only_once"});
    }
    if (!names_somebody(targets)) errors.push_back({"targets", "nobody_named"});
    return errors;
}

void announce(const work::Events& events, db::Tx& tx, const std::string& type, const store::Record& r,
              Instant now) {
    events.append(tx, work::event(type, "import", r.id, principal_of(r), now, ImportRun{r.id, r.name}));
}

}  // namespace

Principal principal_of(const store::Record& r) {
    Principal p;
    if (r.acting_id == 0) return p;
    p.kind = ActorKind::person;
    p.person = r.acting_id;
    p.role = r.acting_role;
    p.name = r.acting_name;
    return p;
}

void act_as(store::Record& r, const Principal& by) {
    r.acting_id = by.person;
    r.acting_name = by.name;
    r.acting_role = by.role;
}

namespace {

void begin(store::Record& r, ImportState state, const Principal& by) {
    r.state = state;
    ++r.generation;
    act_as(r, by);
    r.problem.reset();
}

// Undoing, cancelled, leaves it as done as it is.
ImportState cancelled(ImportState state) {
    if (state == ImportState::checking) return ImportState::uploaded;
    return state == ImportState::undoing ? ImportState::done : ImportState::cancelled;
}

}  // namespace

Result<Import> Imports::preview(ImportId id, const std::vector<std::string>& targets, OnMatch on_match,
                                const Principal& by, Instant now, Columns columns) {
    return step(*this, id, [&](db::Tx& tx, store::Record& r) -> Result<void> {
        if (!is_one_of(r.state, {ImportState::uploaded, ImportState::ready}))
            return conflict("import.wrong_state");
        auto errors = faults(targets, r.headings.size(),
                             hooks_.fields ? hooks_.fields(tx) : std::vector<ImportTarget>{});
        if (!errors.empty()) return invalid_fields(std::move(errors));
        if (r.targets != targets || r.state == ImportState::uploaded) store::clear_rows(tx, id);
        r.targets = targets;
        r.on_match = on_match;
        r.handled = 0;
        r.counts = {};
        begin(r, ImportState::checking, by);
        if (columns == Columns::remember) store::keep_mapping(tx, r.heading_key, targets, now);
        jobs_.enqueue(tx, CheckRows{id}, {.now = now, .key = std::to_string(id)});
        return {};
    });
}

Result<Import> Imports::run(ImportId id, OnDuplicate on_duplicate, const Principal& by, Instant now) {
    return step(*this, id, [&](db::Tx& tx, store::Record& r) -> Result<void> {
        if (!is_one_of(r.state, {ImportState::ready, ImportState::cancelled}))
            return conflict("import.wrong_state");
        if (auto ok = nobody_else_at_work(tx, id); !ok) return ok;
        if (r.state == ImportState::ready) r.handled = 0;
        r.on_duplicate = on_duplicate;
        begin(r, ImportState::running, by);
        r.started_at = now;
        r.finished_at.reset();
        store::keep_mapping(tx, r.heading_key, r.targets, now);
        announce(events_, tx, "import.run", r, now);
        jobs_.enqueue(tx, RunRows{id}, {.now = now, .key = std::to_string(id)});
        return {};
    });
}

Result<Import> Imports::cancel(ImportId id, const Principal& by, Instant now) {
    return step(*this, id, [&](db::Tx& tx, store::Record& r) -> Result<void> {
        if (!is_one_of(r.state, {ImportState::checking, ImportState::running, ImportState::undoing}))
            return conflict("import.wrong_state");
        begin(r, cancelled(r.state), by);
        r.finished_at = now;
        announce(events_, tx, "import.cancelled", r, now);
        return {};
    });
}

Result<Import> Imports::undo(ImportId id, const Principal& by, Instant now) {
    return step(*this, id, [&](db::Tx& tx, store::Record& r) -> Result<void> {
        if (!is_one_of(r.state, {ImportState::done, ImportState::cancelled, ImportState::failed}))
            return conflict("import.wrong_state");
        if (auto ok = nobody_else_at_work(tx, id); !ok) return ok;
        begin(r, ImportState::undoing, by);
        r.handled = 0;
        r.finished_at.reset();
        jobs_.enqueue(tx, UndoRows{id}, {.now = now, .key = std::to_string(id)});
        return {};
    });
}

Result<void> Imports::choose(ImportId id, int row, OnDuplicate choice) {
    return base_.write([&](db::Tx& tx) -> Result<void> {
        const auto r = store::get(tx, id);
        if (!r) return not_found("import.not_found");
        if (r->state != ImportState::ready) return conflict("import.wrong_state");
        if (!store::choose(tx, id, row, choice)) return not_found("import.row_not_found");
        return {};
    });
}

Result<void> Imports::discard(ImportId id) {
    return base_.write([&](db::Tx& tx) -> Result<void> {
        const auto r = store::get(tx, id);
        if (!r) return not_found("import.not_found");
        if (is_one_of(r->state, {ImportState::checking, ImportState::running, ImportState::undoing}))
            return conflict("import.wrong_state");
        store::remove(tx, id);
        return {};
    });
}

}  // namespace escucha::imports
