// Who may be the same as any of many records, in as many statements as for one: what is near any of them is
// read at once, by indexes alone, and weighed in memory. An import asks so for the rows of a batch.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "modules/customers/duplicates.hpp"
#include "modules/customers/party.hpp"

namespace escucha::customers {

class Customers;

// Made by Customers::nearby; of one transaction, and as old as the moment it was made, but for what `wrote`
// told it since.
class Nearby {
  public:
    Nearby(Nearby&&) noexcept;
    ~Nearby();

    // As Customers::duplicates_of, of one of the records it was made for.
    std::vector<Duplicate> duplicates_of(const Customer& customer, std::size_t limit) const;
    // Everybody who is found by this key; nothing: that is not known here, the base has to be asked.
    struct Having {
        CustomerId id = 0;
        std::string name = {};
        bool blocked = false;
    };
    std::optional<std::vector<Having>> having(const std::string& key) const;
    // Everybody who is found as one of the records is.
    std::vector<CustomerId> found() const;
    // May writing this one down be writing somebody down again whose data is blocked? Then the base is asked.
    bool may_be_blocked(const Customer& customer) const;
    // The transaction wrote this one down, or changed it, since.
    void wrote(const Customer& customer);

  private:
    friend class Customers;
    struct Known;
    explicit Nearby(std::unique_ptr<Known> known);
    std::unique_ptr<Known> known_;
};

}  // namespace escucha::customers
