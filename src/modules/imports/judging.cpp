#include "modules/imports/judging.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include "base/fold.hpp"
#include "db/param.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

// More than the one that is chosen: those of the file itself fall away.
constexpr std::size_t kMatches = 10;

// Those they have and those that come are too many together.
void check_tags(const Ground& g, Judged& j) {
    if (j.extra_after.tags.empty()) return;
    Extra both{.tags = j.extra_before.tags};
    both.tags.insert(both.tags.end(), j.extra_after.tags.begin(), j.extra_after.tags.end());
    j.errors = g.ahead.read(both);
}

void compare(const Ground& g, Judged& j) {
    const auto& customers = g.imports.customers();
    j.before = g.ahead.people.get(j.matches.front().id);
    if (!j.before) return;
    j.after = *j.before;
    j.changes = apply(j.wish, g.import.on_match, j.after, customers.country());
    if (!j.wish.extra.empty() && g.imports.hooks().of) {
        j.extra_before = g.ahead.extra_of(j.before->id);
        j.extra_after = apply(j.wish.extra, j.extra_before, g.import.on_match, j.changes);
        check_tags(g, j);
    }
    j.place = place_of(g, j.wish, j.before, g.import.on_match);
    std::vector<FieldError> errors;
    if (!j.changes.empty()) errors = customers.problems_of(j.after, g.now);
    // What was wrong with them before is not the file's fault.
    if (!errors.empty() && customers.problems_of(*j.before, g.now) == errors) errors.clear();
    j.errors.insert(j.errors.end(), errors.begin(), errors.end());
    const bool moves = j.place && !j.place->refused;
    j.verdict = j.changes.empty() && !moves ? RowVerdict::same : RowVerdict::update;
}

// Who is known for sure is that customer unless somebody decided otherwise for this very row. A decision
// about somebody else is none, and nothing is done to whom the preview did not show: the row waits for
// another.
OnDuplicate decided(const Ground& g, const customers::Duplicate& best, const Choice& choice) {
    auto& people = g.ahead.people;
    const auto is = [&](customers::CustomerId id) {
        return id != 0 && people.standing(best.id) == people.standing(id);
    };
    if (choice.of_row) return is(choice.about) ? *choice.of_row : OnDuplicate::skip;
    const auto what = best.score >= kSure ? OnDuplicate::update : choice.of_all;
    const bool shown = !choice.shown || is(*choice.shown);
    return what == OnDuplicate::update && !shown ? OnDuplicate::skip : what;
}

// Those whom this very import wrote down or completed are other rows of the file: a row that is one of them
// again is known before (`earlier`), and the preview, which writes nothing, could show no other.
void leave_out_own(const Ground& g, const Choice& choice, std::vector<customers::Duplicate>& matches) {
    if (!choice.shown || matches.empty()) return;
    std::vector<customers::CustomerId> ids;
    for (const auto& m : matches) ids.push_back(m.id);
    const auto own = g.ahead.own_among(ids);
    const auto shown = *choice.shown != 0 ? g.ahead.people.standing(*choice.shown) : 0;
    std::erase_if(matches, [&](const auto& m) { return m.id != shown && own.contains(m.id); });
}

void put_first(const Ground& g, customers::CustomerId earlier, std::vector<customers::Duplicate>& matches) {
    const auto who = g.ahead.people.get(earlier);
    customers::Duplicate first{.id = who ? who->id : earlier};
    if (who)
        first.name =
            who->blocked ? g.imports.customers().names(g.tx, std::array{who->id})[who->id] : who->name;
    if (const auto found = std::ranges::find(matches, first.id, &customers::Duplicate::id);
        found != matches.end()) {
        first = std::move(*found);
        matches.erase(found);
    }
    first.score = std::max(first.score, kSure);
    matches.insert(matches.begin(), std::move(first));
}

void judge_new(const Ground& g, Judged& j, OnDuplicate what) {
    j.errors = g.imports.customers().problems_of(j.wish.customer, g.now);
    j.verdict = what == OnDuplicate::create ? RowVerdict::new_ : RowVerdict::duplicate;
    if (j.verdict == RowVerdict::new_) j.place = place_of(g, j.wish, std::nullopt, g.import.on_match);
}

// Who must not be seen, or not be here again: the row says why, and nothing else.
void leave_out_unseen(const Ground& g, Judged& j) {
    const auto& customers = g.imports.customers();
    const auto& who = j.wish.customer;
    const char* why = nullptr;
    if (!g.import.left_out.empty() &&
        is_one_of(g.import.left_out, who.name, hashed_keys(who, customers.country())))
        why = "import.left_out";
    else if (g.ahead.people.near().may_be_blocked(who) && customers.resembles_blocked(g.tx, who))
        why = "customer.blocked";
    if (!why) return;
    j.unseen = true;
    j.errors.clear();
    j.wish.faults = {{-1, why, {}}};
}

}  // namespace

Judged judge(const Ground& g, const Wish& wish, Choice choice, customers::CustomerId earlier) {
    Judged j{.wish = wish};
    const auto own = j.wish.extra.empty() ? std::vector<FieldError>{} : g.ahead.read(j.wish.extra);
    j.matches = g.ahead.people.near().duplicates_of(j.wish.customer, kMatches);
    std::erase_if(j.matches, [](const auto& m) { return m.score < customers::kWorthAsking; });
    if (earlier != 0) choice.shown = earlier;
    leave_out_own(g, choice, j.matches);
    if (earlier != 0) put_first(g, earlier, j.matches);
    const auto what = j.matches.empty() ? OnDuplicate::create : decided(g, j.matches.front(), choice);
    what == OnDuplicate::update ? compare(g, j) : judge_new(g, j, what);
    j.errors.insert(j.errors.end(), own.begin(), own.end());
    for (Fault& fault : faults_of_place(g, j.wish)) j.wish.faults.push_back(std::move(fault));
    leave_out_unseen(g, j);
    if (!j.errors.empty() || !j.wish.faults.empty()) j.verdict = RowVerdict::rejected;
    return j;
}

Choice choice_of(const std::optional<store::RowRecord>& known, OnDuplicate of_all) {
    if (!known) return {.of_all = of_all};
    const auto shown = match_of(*known);
    return {.of_row = known->choice, .about = shown, .of_all = of_all, .shown = shown};
}

void follow_earlier_row(Judged& j) {
    std::erase_if(j.errors, [](const FieldError& e) { return e.field == "name" && e.code == "required"; });
    if (!j.matches.empty() && j.matches.front().score >= kSure) return;
    j.matches.clear();
    if (j.errors.empty() && j.wish.faults.empty()) j.verdict = RowVerdict::update;
}

customers::CustomerId match_of(const store::RowRecord& row) {
    const auto* match = row.data.if_contains("match");
    return match ? match->at("id").to_number<customers::CustomerId>() : 0;
}

void refuse_row(Judged& j, const Error& error) {
    j.verdict = RowVerdict::rejected;
    if (!error.fields.empty())
        j.errors = error.fields;
    else
        j.wish.faults.push_back({-1, error.code, error.params});
}

namespace {

json::object fault_json(int column, const std::string& code, const TextParams& params) {
    return {{"column", column}, {"code", code}, {"params", json::value_from(params)}};
}

}  // namespace

json::array problems_json(const Wish& wish, const Error& error) {
    json::array out;
    for (const FieldError& e : error.fields)
        out.push_back(fault_json(wish.column_of(e.field), e.code, e.params));
    if (out.empty()) out.push_back(fault_json(-1, error.code, error.params));
    return out;
}

json::object data_of_failed(const Wish& wish, const sheets::Row& row, bool with_cells) {
    json::object data{{"name", with_cells ? shorten(wish.customer.name, 200) : ""}};
    data["problems"] = json::array{fault_json(-1, "import.row_failed", {})};
    if (with_cells) data["cells"] = json::value_from(row.cells);
    return data;
}

std::vector<std::string> keys_of(const Ground& g, const Judged& j) {
    const bool nobody = j.verdict == RowVerdict::rejected || j.verdict == RowVerdict::duplicate;
    if (!nobody || j.unseen) return {};
    return hashed_keys(j.wish.customer, g.imports.customers().country());
}

json::object data_of(const Judged& j, const sheets::Row& row) {
    if (j.unseen)
        return {{"name", ""}, {"problems", json::array{fault_json(-1, j.wish.faults.front().code, {})}}};
    json::object data{{"name", j.before ? j.before->name : j.wish.customer.name}};
    if (!j.matches.empty()) {
        const auto& m = j.matches.front();
        json::array reasons;
        for (const auto reason : m.reasons) reasons.push_back(json::value(std::string(db::name(reason))));
        data["match"] =
            json::object{{"id", m.id}, {"name", m.name}, {"score", m.score}, {"reasons", std::move(reasons)}};
    }
    json::array changes, problems, notes;
    for (const RowChange& c : j.changes) changes.push_back(json::array{c.field, c.ours, c.theirs});
    for (const Fault& f : j.wish.faults) problems.push_back(fault_json(f.column, f.code, f.params));
    for (const FieldError& e : j.errors)
        problems.push_back(fault_json(j.wish.column_of(e.field), e.code, e.params));
    for (const sheets::Note& n : row.notes)
        notes.push_back(json::object{{"kind", std::string(db::name(n.kind))}, {"column", n.column}});
    if (!j.unseen)
        for (const Remark& r : j.wish.remarks)
            notes.push_back(json::object{{"kind", r.kind}, {"column", r.column}});
    const bool written = j.verdict == RowVerdict::new_ || j.verdict == RowVerdict::update;
    if (j.place && j.place->refused)
        data["unwritten"] = problems_json(j.wish, *j.place->refused);
    else if (j.place && written)
        data["belongs"] = json_of(*j.place);
    if (!changes.empty()) data["changes"] = std::move(changes);
    if (!problems.empty()) data["problems"] = std::move(problems);
    if (!notes.empty()) data["notes"] = std::move(notes);
    if (j.verdict == RowVerdict::rejected || j.verdict == RowVerdict::duplicate)
        data["cells"] = json::value_from(row.cells);
    return data;
}

}  // namespace escucha::imports
