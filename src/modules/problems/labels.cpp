// The company's own words for what goes wrong: five trees, kept by supervisors.
#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "db/database.hpp"
#include "modules/problems/events.hpp"
#include "modules/problems/store.hpp"
#include "modules/problems/tree.hpp"
#include "work/events.hpp"

namespace escucha::problems {
namespace {

constexpr std::size_t kMostLabels = 2000;
constexpr std::size_t kDeepest = 4;

void announce(const Problems& p, db::Tx& tx, LabelId id, const char* what, const Principal& by, Instant now) {
    p.parts().events.append(tx,
                            work::event(LabelChanged::kType, "label", id, by, now, LabelChanged{id, what}));
}

Result<void> check(db::Tx& tx, const Tree& tree, const Label& label) {
    std::vector<FieldError> wrong;
    if (sort_key(label.name).empty()) wrong.push_back({"name", "required"});
    if (label.parent != 0 && !tree.find(label.parent, label.aspect))
        wrong.push_back({"parent_id", "unknown_label"});
    else if (label.id != 0 && label.parent != 0 && tree.is_below(label.parent, label.id))
        wrong.push_back({"parent_id", "under_itself"});
    else if (tree.path(label.parent).size() + tree.height(label.id) > kDeepest)
        wrong.push_back({"parent_id", "label_too_deep", {{"most", std::to_string(kDeepest)}}});
    if (!wrong.empty()) return invalid_fields(std::move(wrong));
    if (store::name_taken(tx, label)) return conflict("label.name_taken", {{"name", label.name}});
    return {};
}

}  // namespace

std::vector<Label> Problems::labels(db::Tx& tx) const {
    return store::labels(tx);
}

Result<Label> Problems::add_label(const Principal& by, Aspect aspect, LabelId parent, const std::string& name,
                                  Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Label> {
        const Tree tree(store::labels(tx));
        if (tree.all().size() >= kMostLabels)
            return conflict("label.too_many", {{"most", std::to_string(kMostLabels)}});
        Label label{.aspect = aspect, .parent = parent, .name = one_line(name), .version = 1};
        if (const auto ok = check(tx, tree, label); !ok) return Refused(ok.error());
        label.id = store::add(tx, label, now);
        announce(*this, tx, label.id, "added", by, now);
        return label;
    });
}

Result<Label> Problems::change_label(const Principal& by, LabelId id, std::optional<std::int64_t> version,
                                     const Label& wanted, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<Label> {
        const Tree tree(store::labels(tx));
        const auto* before = tree.find(id);
        if (!before) return not_found("label.not_found");
        if (version && *version != before->version)
            return conflict("label.changed_meanwhile", {{"name", before->name}});
        Label label = *before;
        label.parent = wanted.parent;
        label.name = one_line(wanted.name);
        label.active = wanted.active;
        if (const auto ok = check(tx, tree, label); !ok) return Refused(ok.error());
        store::save(tx, label);
        ++label.version;
        announce(*this, tx, id, "changed", by, now);
        return label;
    });
}

Result<bool> Problems::remove_label(const Principal& by, LabelId id, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<bool> {
        const Tree tree(store::labels(tx));
        const auto* label = tree.find(id);
        if (!label) return not_found("label.not_found");
        const bool gone = !store::in_use(tx, id);
        Label kept = *label;
        kept.active = false;
        gone ? store::remove(tx, id) : static_cast<void>(store::save(tx, kept));
        announce(*this, tx, id, "removed", by, now);
        return gone;
    });
}

}  // namespace escucha::problems
