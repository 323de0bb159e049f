#include "modules/imports/judging.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "db/param.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

void compare(db::Tx& tx, const Imports& imports, const store::Record& import, Judged& j, Instant now) {
    const auto id = imports.customers().standing(tx, j.matches.front().id);
    j.before = imports.customers().get(tx, id);
    if (!j.before) return;
    j.after = *j.before;
    j.changes = apply(j.wish, import.on_match, j.after);
    if (!j.wish.extra.empty() && imports.hooks().of) {
        j.extra_before = imports.hooks().of(tx, id);
        j.extra_after = apply(j.wish.extra, j.extra_before, import.on_match, j.changes);
    }
    if (!j.changes.empty()) j.errors = imports.customers().problems_of(j.after, now);
    // What was wrong with them before is not the file's fault.
    if (!j.errors.empty() && imports.customers().problems_of(*j.before, now) == j.errors) j.errors.clear();
    j.verdict = j.changes.empty() ? RowVerdict::same : RowVerdict::update;
}

// Who is known for sure is that customer unless somebody decided otherwise for this very row.
OnDuplicate decided(const customers::Duplicate& best, const Choice& choice) {
    return choice.of_row.value_or(best.score >= kSure ? OnDuplicate::update : choice.of_all);
}

// A town alone is where thousands live: it says nothing of who somebody is.
customers::Customer telling_part(customers::Customer c) {
    std::erase_if(c.identifiers, [](const customers::Identifier& i) {
        return i.kind == customers::IdentifierKind::address &&
               i.value.find_first_of("0123456789") == std::string::npos;
    });
    return c;
}

}  // namespace

Judged judge(db::Tx& tx, const Imports& imports, const store::Record& import, const sheets::Row& row,
             const Choice& choice, Instant now) {
    Judged j{.wish = wish_of(row.cells, import.targets)};
    if (imports.hooks().read && !j.wish.extra.empty()) j.errors = imports.hooks().read(tx, j.wish.extra);
    const auto own = j.errors;
    j.matches = imports.customers().duplicates_of(tx, telling_part(j.wish.customer), 3);
    std::erase_if(j.matches, [](const auto& m) { return m.score < customers::kWorthAsking; });
    const auto what = j.matches.empty() ? OnDuplicate::create : decided(j.matches.front(), choice);
    if (what == OnDuplicate::update) {
        compare(tx, imports, import, j, now);
    } else {
        j.errors = imports.customers().problems_of(j.wish.customer, now);
        j.verdict = what == OnDuplicate::create ? RowVerdict::new_ : RowVerdict::duplicate;
    }
    j.errors.insert(j.errors.end(), own.begin(), own.end());
    if (!j.errors.empty() || !j.wish.faults.empty()) j.verdict = RowVerdict::rejected;
    return j;
}

void refuse_row(Judged& j, const Error& error) {
    j.verdict = RowVerdict::rejected;
    if (!error.fields.empty())
        j.errors = error.fields;
    else
        j.wish.faults.push_back({-1, error.code, error.params});
}

json::object data_of(const Judged& j, const sheets::Row& row) {
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
    for (const Fault& f : j.wish.faults)
        problems.push_back(
            json::object{{"column", f.column}, {"code", f.code}, {"params", json::value_from(f.params)}});
    for (const FieldError& e : j.errors)
        problems.push_back(json::object{
            {"column", j.wish.column_of(e.field)}, {"code", e.code}, {"params", json::value_from(e.params)}});
    for (const sheets::Note& n : row.notes)
        notes.push_back(json::object{{"kind", std::string(db::name(n.kind))}, {"column", n.column}});
    if (!changes.empty()) data["changes"] = std::move(changes);
    if (!problems.empty()) data["problems"] = std::move(problems);
    if (!notes.empty()) data["notes"] = std::move(notes);
    if (j.verdict == RowVerdict::rejected || j.verdict == RowVerdict::duplicate)
        data["cells"] = json::value_from(row.cells);
    return data;
}

}  // namespace escucha::imports
