// The base as the rows of a batch see it: read ahead in few statements, and as it will be when what waits to
// be written is. Gone with the transaction.
#pragma once
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "modules/customers/bulk.hpp"
#include "modules/imports/imports.hpp"

namespace escucha::imports {

class Ahead {
  public:
    // `those`: whom the rows are about, as they say it.
    Ahead(db::Tx& tx, const Imports& imports, ImportId import, std::span<const customers::Customer> those,
          const Principal& by, Instant now);
    Ahead(const Ahead&) = delete;

    customers::Bulk people;

    // Own fields and tags: as written, turned into how they are kept; and those of a customer.
    std::vector<FieldError> read(Extra& extra);
    Extra extra_of(customers::CustomerId id);
    std::optional<Belonging> belonging(customers::CustomerId person, customers::CustomerId organisation);
    // Those that this import wrote down or completed, before or in this batch.
    std::unordered_set<customers::CustomerId> own_among(std::span<const customers::CustomerId> ids);
    void wrote(customers::CustomerId id) { own_[id] = true; }

    // Of these something waits to be written that is not in `people`. Whoever asks for it has it written by
    // `settle` before.
    void waits(customers::CustomerId id) { waiting_.insert(id); }
    bool is_waiting(customers::CustomerId id) const { return waiting_.contains(id); }
    void settled();
    std::function<void()> settle = [] {};

  private:
    void ask_for(customers::CustomerId id);

    db::Tx& tx_;
    const Imports& imports_;
    ImportId import_;
    Instant now_;
    std::vector<customers::CustomerId> found_;
    std::optional<Hooks::Reader> reader_ = {};
    std::unordered_map<customers::CustomerId, Extra> extras_ = {};
    std::unordered_map<customers::CustomerId, std::vector<BelongsTo>> belonging_ = {};
    std::unordered_map<customers::CustomerId, bool> own_ = {};
    std::unordered_set<customers::CustomerId> waiting_ = {};
};

}  // namespace escucha::imports
