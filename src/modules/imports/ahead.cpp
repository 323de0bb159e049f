#include "modules/imports/ahead.hpp"

#include <algorithm>
#include <array>

#include "modules/imports/store.hpp"

namespace escucha::imports {

using customers::CustomerId;

Ahead::Ahead(db::Tx& tx, const Imports& imports, ImportId import, std::span<const customers::Customer> those,
             const Principal& by, Instant now)
    : people(imports.customers(), tx, those, by, now),
      tx_(tx),
      imports_(imports),
      import_(import),
      now_(now),
      found_(people.near().found()) {
    people.read(found_);
}

std::vector<FieldError> Ahead::read(Extra& extra) {
    if (!imports_.hooks().reader) return {};
    if (!reader_) reader_ = imports_.hooks().reader(tx_);
    return (*reader_)(extra);
}

void Ahead::ask_for(CustomerId id) {
    if (waiting_.contains(id)) settle();
}

// Whoever is asked for first brings along all who were found: the rows after it ask for them.
Extra Ahead::extra_of(CustomerId id) {
    if (!imports_.hooks().of) return {};
    ask_for(id);
    if (const auto known = extras_.find(id); known != extras_.end()) return known->second;
    std::vector<CustomerId> ids{id};
    std::ranges::copy_if(found_, std::back_inserter(ids),
                         [&](CustomerId other) { return other != id && !extras_.contains(other); });
    auto all = imports_.hooks().of(tx_, ids);
    for (const CustomerId one : ids) extras_.emplace(one, std::move(all[one]));
    return extras_[id];
}

std::optional<Belonging> Ahead::belonging(CustomerId person, CustomerId organisation) {
    if (!imports_.hooks().belong) return std::nullopt;
    ask_for(person);
    if (!belonging_.contains(person)) {
        std::vector<CustomerId> ids{person};
        std::ranges::copy_if(found_, std::back_inserter(ids),
                             [&](CustomerId one) { return one != person && !belonging_.contains(one); });
        for (const CustomerId one : ids) belonging_[one];
        for (BelongsTo& one : imports_.hooks().belong(tx_, ids, now_))
            belonging_[one.person].push_back(std::move(one));
    }
    const auto& all = belonging_[person];
    const auto found = std::ranges::find(all, organisation, &BelongsTo::organisation);
    return found == all.end() ? std::nullopt : std::optional(found->as);
}

std::unordered_set<CustomerId> Ahead::own_among(std::span<const CustomerId> ids) {
    std::vector<CustomerId> unknown;
    const auto note = [&](CustomerId id) {
        if (!own_.contains(id)) unknown.push_back(id);
    };
    std::ranges::for_each(ids, note);
    if (!unknown.empty()) {
        std::ranges::for_each(found_, note);
        const auto own = store::written_among(tx_, import_, unknown);
        for (const CustomerId id : unknown) own_.emplace(id, own.contains(id));
    }
    std::unordered_set<CustomerId> out;
    for (const CustomerId id : ids)
        if (own_.at(id)) out.insert(id);
    return out;
}

void Ahead::settled() {
    for (const CustomerId id : waiting_) {
        extras_.erase(id);
        belonging_.erase(id);
    }
    waiting_.clear();
}

}  // namespace escucha::imports
