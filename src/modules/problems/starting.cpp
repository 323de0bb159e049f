#include "modules/problems/starting.hpp"

#include <map>

#include "base/language.hpp"
#include "db/database.hpp"
#include "modules/problems/events.hpp"
#include "modules/problems/store.hpp"
#include "work/events.hpp"

namespace escucha::problems {

std::span<const StartingLabel> starting_labels() {
    using enum Aspect;
    static constexpr StartingLabel kLabels[] = {
        {cause, "treatment", ""},
        {cause, "treatment_rude", "treatment"},
        {cause, "treatment_ignored", "treatment"},
        {cause, "treatment_repeat", "treatment"},
        {cause, "waiting", ""},
        {cause, "waiting_queue", "waiting"},
        {cause, "waiting_answer", "waiting"},
        {cause, "waiting_delivery", "waiting"},
        {cause, "product", ""},
        {cause, "product_faulty", "product"},
        {cause, "product_different", "product"},
        {cause, "product_missing", "product"},
        {cause, "money", ""},
        {cause, "money_overcharged", "money"},
        {cause, "money_refund", "money"},
        {cause, "money_unclear", "money"},
        {cause, "promise", ""},
        {cause, "promise_date", "promise"},
        {cause, "promise_advertised", "promise"},
        {cause, "information", ""},
        {cause, "information_wrong", "information"},
        {cause, "information_none", "information"},
        {cause, "safety", ""},
        {moment, "arrives", ""},
        {moment, "angry", ""},
        {moment, "special", ""},
        {moment, "undecided", ""},
        {moment, "objects", ""},
        {moment, "interested", ""},
        {moment, "buys", ""},
        {moment, "declines", ""},
        {moment, "complains", ""},
        {cycle, "purchase", ""},
        {cycle, "aftersales", ""},
    };
    return kLabels;
}

int Problems::add_starting_labels(db::Tx& tx, Language language, bool sample, Instant now) const {
    bool has[5] = {};
    for (const auto& label : store::labels(tx)) has[static_cast<int>(label.aspect)] = true;
    std::map<std::string_view, LabelId> ids{{"", 0}};
    int added = 0;
    for (const auto& one : starting_labels()) {
        if (has[static_cast<int>(one.aspect)]) continue;
        const auto key = fmt::format("label.{}.{}", db::name(one.aspect), one.key);
        ids[one.key] = store::add(tx,
                                  {.aspect = one.aspect,
                                   .parent = ids.at(one.under),
                                   .name = text(language, key),
                                   .sample = sample},
                                  now);
        ++added;
    }
    return added;
}

Result<int> Problems::add_starting_labels(const Principal& by, Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<int> {
        const int added = add_starting_labels(tx, by.language, false, now);
        if (added > 0)
            parts_.events.append(
                tx, work::event(LabelChanged::kType, "label", 0, by, now, LabelChanged{0, "added"}));
        return added;
    });
}

}  // namespace escucha::problems
