// The trees of labels, in memory while somebody works with them. Pure.
#pragma once
#include <unordered_map>

#include "modules/problems/problems.hpp"

namespace escucha::problems {

class Tree {
  public:
    explicit Tree(std::vector<Label> labels);

    const std::vector<Label>& all() const { return labels_; }
    const Label* find(LabelId id) const;
    const Label* find(LabelId id, Aspect aspect) const;
    // From the top to it; empty when there is none.
    Path path(LabelId id) const;
    // The label of `id`'s path that stands directly below `under` (0: at the top); 0 where it is not below
    // it.
    LabelId below(LabelId under, LabelId id) const;
    // How many levels it is with those below it; 1: nothing is below it, or there is no such label yet.
    std::size_t height(LabelId id) const;
    bool is_below(LabelId id, LabelId above) const;  // or the same

  private:
    std::vector<Label> labels_;
    std::unordered_map<LabelId, std::size_t> place_;
};

}  // namespace escucha::problems
