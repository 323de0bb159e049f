// Names of whoever appears in an answer, fetched once for all of it.
#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "db/tx.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/shapes.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {

class PeopleNames {
  public:
    explicit PeopleNames(Desk& desk) : desk_(desk) {}

    void want(PersonId person) {
        if (person != 0) people_.push_back(person);
    }
    void want(const Author& author) {
        if (author.kind == ActorKind::person) want(author.id.value_or(0));
        if (author.kind == ActorKind::customer && author.id) customers_.push_back(*author.id);
    }
    void fetch(db::Tx& tx) {
        for (auto* ids : {&people_, &customers_}) {
            std::ranges::sort(*ids);
            ids->erase(std::ranges::unique(*ids).begin(), ids->end());
        }
        people_names_ = desk_.team.names(tx, people_);
        customer_names_ = desk_.customers.names(tx, customers_);
    }
    void fill(Author& author) const {
        if (!author.id) return;
        const auto& names = author.kind == ActorKind::customer ? customer_names_ : people_names_;
        if (const auto found = names.find(*author.id); found != names.end()) author.name = found->second;
    }
    std::optional<Ref> ref(PersonId person) const {
        if (person == 0) return std::nullopt;
        const auto found = people_names_.find(person);
        return Ref{person, found == people_names_.end() ? std::string() : found->second};
    }

  private:
    Desk& desk_;
    std::vector<std::int64_t> people_, customers_;
    std::unordered_map<std::int64_t, std::string> people_names_, customer_names_;
};

}  // namespace escucha::desk
