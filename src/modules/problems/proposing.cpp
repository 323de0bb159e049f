// What looks like one problem, offered to whoever looks: from the complaints of the last weeks that are of
// none yet. Nothing here changes anything but what was put aside.
#include <algorithm>
#include <set>

#include "db/database.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/problems/marking.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"

namespace escucha::problems {
namespace {

constexpr std::chrono::days kRecent{60};
constexpr std::size_t kPage = 200;
constexpr std::size_t kMostLikely = 3;
constexpr std::size_t kLookedAt = 100;  // cases of open problems, the newest
constexpr Instant kEver = Instant::max();

Look look_at(const cases::Case& c, const MarkedCase* row, const Tree& tree) {
    Look look{.id = c.id, .at = c.opened_at, .stems = telling_stems(c.title, c.language)};
    if (!row) return look;
    look.cause = tree.path(row->marks.cause);
    look.product = tree.path(row->marks.product);
    look.place = tree.path(row->marks.place);
    return look;
}

// The complaints of the last weeks, newest first, that this person may see.
std::vector<cases::Case> recent(const Problems& problems, db::Tx& tx, const Principal& who, Instant now) {
    cases::Filter filter;
    filter.kinds = {CaseKind::complaint, CaseKind::claim, CaseKind::return_};
    filter.opened_from = now - kRecent;
    filter.sort = cases::Sort::newest;
    filter.limit = kPage;
    std::vector<cases::Case> out;
    while (out.size() < kMostCompared) {
        const auto page = problems.parts().cases.list(tx, filter, {.person = who.person, .now = now});
        if (!page) break;
        for (const auto& c : page->items)
            if (cases::may_handle(who, c) && !c.sealed) out.push_back(c);
        if (!page->next) break;
        filter.cursor = *page->next;
    }
    if (out.size() > kMostCompared) out.resize(kMostCompared);
    return out;
}

std::map<CaseId, MarkedCase> rows_since(db::Tx& tx, Instant since) {
    std::map<CaseId, MarkedCase> out;
    for (auto& row : store::marked_within(tx, since, kEver)) out.emplace(row.id, row);
    return out;
}

Proposal proposal_of(const Group& group, std::span<const Look> looks) {
    Proposal p{.score = group.score, .words = group.common.words};
    for (const auto i : group.members) p.cases.push_back(looks[i].id);
    const auto& first = looks[group.members.front()];
    if (group.common.cause) p.common.cause = first.cause.back();
    if (group.common.product) p.common.product = first.product.back();
    if (group.common.place) p.common.place = first.place.back();
    return p;
}

}  // namespace

std::vector<Proposal> Problems::proposals(db::Tx& tx, const Principal& who, Instant now) const {
    const Tree tree(store::labels(tx));
    const auto rows = rows_since(tx, now - kRecent);
    std::vector<Look> looks;
    for (const auto& c : recent(*this, tx, who, now)) {
        const auto row = rows.find(c.id);
        if (row != rows.end() && row->second.problem != 0) continue;
        looks.push_back(look_at(c, row == rows.end() ? nullptr : &row->second, tree));
    }
    const auto aside = store::dismissed(tx, now - 2 * kRecent);
    const auto apart = [&](CaseId a, CaseId b) { return aside.contains({std::min(a, b), std::max(a, b)}); };
    std::vector<Proposal> out;
    for (const auto& group : groups_of(looks, apart)) out.push_back(proposal_of(group, looks));
    return out;
}

std::vector<Likely> Problems::likely(db::Tx& tx, const Principal& who, CaseId id) const {
    const auto c = handled(*this, tx, who, id);
    if (!c || !is_problem(c->kind) || c->state == cases::State::solved) return {};
    const auto own = store::find_case(tx, c->id);
    if (own && own->problem != 0) return {};
    const Tree tree(store::labels(tx));
    const auto mine = look_at(*c, own ? &*own : nullptr, tree);
    std::vector<Look> looks{mine};
    std::vector<ProblemId> of{0};
    const auto rows = store::of_open_problems(tx, kLookedAt);
    const auto others = cases::several(tx, ids_of(rows));
    for (const auto& row : rows) {
        const auto other = others.find(row.id);
        if (other == others.end() || !cases::may_handle(who, other->second)) continue;
        looks.push_back(look_at(other->second, &row, tree));
        of.push_back(row.problem);
    }
    const Vocabulary vocabulary(looks);
    std::map<ProblemId, Likely> best;
    for (std::size_t i = 1; i < looks.size(); ++i) {
        const auto found = compare(mine, looks[i], vocabulary);
        auto& likely = best[of[i]];
        if (found.score < kAlike || found.score <= likely.score) continue;
        likely = {of[i], found.score, found.words, found.cause, found.product, found.place};
    }
    std::vector<Likely> out;
    for (auto& [_, one] : best)
        if (one.problem != 0) out.push_back(std::move(one));
    std::ranges::sort(out, std::greater{}, &Likely::score);
    if (out.size() > kMostLikely) out.resize(kMostLikely);
    return out;
}

Result<void> Problems::dismiss(const Principal& by, std::span<const CaseId> cases, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        std::set<CaseId> stand;
        for (const auto id : cases) {
            const auto c = handled(*this, tx, by, id);
            if (!c) return Refused(c.error());
            stand.insert(c->id);
        }
        std::set<std::pair<CaseId, CaseId>> pairs;
        for (auto a = stand.begin(); a != stand.end(); ++a)
            for (auto b = std::next(a); b != stand.end(); ++b) pairs.emplace(*a, *b);
        store::dismiss(tx, pairs, now);
        return {};
    });
}

}  // namespace escucha::problems
