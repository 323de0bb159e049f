#include "modules/problems/tree.hpp"

#include <algorithm>

namespace escucha::problems {

Tree::Tree(std::vector<Label> labels) : labels_(std::move(labels)) {
    for (std::size_t i = 0; i < labels_.size(); ++i) place_.emplace(labels_[i].id, i);
}

const Label* Tree::find(LabelId id) const {
    const auto found = place_.find(id);
    return found == place_.end() ? nullptr : &labels_[found->second];
}

const Label* Tree::find(LabelId id, Aspect aspect) const {
    const auto* label = find(id);
    return label && label->aspect == aspect ? label : nullptr;
}

// However the rows came to be, it ends: a tree is never deeper than it has labels.
Path Tree::path(LabelId id) const {
    Path up;
    for (const auto* label = find(id); label && up.size() <= labels_.size(); label = find(label->parent))
        up.push_back(label->id);
    std::ranges::reverse(up);
    return up;
}

LabelId Tree::below(LabelId under, LabelId id) const {
    const auto way = path(id);
    if (under == 0) return way.empty() ? 0 : way.front();
    const auto at = std::ranges::find(way, under);
    if (at == way.end()) return 0;
    return at + 1 == way.end() ? under : *(at + 1);
}

bool Tree::is_below(LabelId id, LabelId above) const {
    const auto way = path(id);
    return std::ranges::find(way, above) != way.end();
}

LabelId& Marks::of(Aspect aspect) {
    switch (aspect) {
        case Aspect::cause:
            return cause;
        case Aspect::product:
            return product;
        case Aspect::place:
            return place;
        case Aspect::moment:
            return moment;
        case Aspect::cycle:
            return cycle;
    }
    return cause;
}

LabelId Marks::of(Aspect aspect) const {
    return const_cast<Marks&>(*this).of(aspect);
}

std::size_t Tree::height(LabelId id) const {
    const auto own = path(id).size();
    std::size_t deepest = 1;
    for (const auto& label : labels_)
        if (id != 0 && is_below(label.id, id)) deepest = std::max(deepest, path(label.id).size() - own + 1);
    return deepest;
}

}  // namespace escucha::problems
