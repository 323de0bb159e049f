// Is it in the list?
#pragma once
#include <algorithm>
#include <vector>

namespace escucha::rules {

template <class T>
bool contains(const std::vector<T>& list, const auto& value) {
    return std::ranges::find(list, value) != list.end();
}

}  // namespace escucha::rules
