// Problems whose words name somebody: a title may quote a case.
#include <algorithm>

#include "base/fold.hpp"
#include "modules/problems/store.hpp"

namespace escucha::problems {
namespace {

// " ana nunez paz ": found whole.
std::string folded(std::string_view text) {
    std::string out = " ";
    for (const auto& word : fold_words(text)) out += word + " ";
    return out;
}

}  // namespace

std::vector<Problem> Problems::naming(db::Tx& tx, std::string_view name) const {
    const auto looked_for = folded(name);
    auto out = store::all(tx);
    std::erase_if(out, [&](const Problem& p) {
        const auto words = folded(p.title + "\n" + p.about + "\n" + p.remedy + "\n" + p.told);
        return looked_for.size() < 4 || words.find(looked_for) == std::string::npos;
    });
    return out;
}

}  // namespace escucha::problems
