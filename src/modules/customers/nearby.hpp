// Who may be the same as any of many records, in as many statements as for one: what is near any of them is
// read at once, by indexes alone, and weighed in memory. An import asks so for the rows of a batch.
#pragma once
#include <cstddef>
#include <memory>
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
    // Has nobody at all what these records are found by? Then nobody can be the same by it.
    bool is_free(const std::string& key) const;
    bool anybody_blocked() const;
    // The transaction wrote this one down, or changed it, since.
    void wrote(const Customer& customer);

  private:
    friend class Customers;
    struct Known;
    explicit Nearby(std::unique_ptr<Known> known);
    std::unique_ptr<Known> known_;
};

}  // namespace escucha::customers
