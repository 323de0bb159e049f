// Many customers in one transaction, in as few statements as one: a batch of an import. What is to be written
// waits until `settle`; whoever asks here sees it as if it were written. Who reads the tables otherwise, or
// writes what hangs on a customer, calls `settle` first. Gone with the transaction.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "base/principal.hpp"
#include "modules/customers/customers.hpp"

namespace escucha::customers {

class Bulk {
  public:
    // `those`: what is to be written down, compared with whom there is.
    Bulk(const Customers& customers, db::Tx& tx, std::span<const Customer> those, const Principal& by,
         Instant now);
    ~Bulk();
    Bulk(const Bulk&) = delete;

    const Nearby& near() const;
    // Reads them ahead, in few statements; `get` reads one by one what was not.
    void read(std::span<const CustomerId> ids);
    // Who stands for this customer now (Customers::get, Customers::standing).
    std::optional<Customer> get(CustomerId id);
    CustomerId standing(CustomerId id);

    // As Customers::organisations_like; what this file names is read once for all it names it with.
    void read_organisations(std::span<const Customer> wanted);
    std::vector<CustomerId> organisations_like(const Customer& wanted, std::size_t limit);

    // As Customers::add, but who it may be is suspected at once.
    Result<CustomerId> add(const Customer& wanted);
    // As Customers::change.
    Result<Customer> change(CustomerId id, const std::function<void(Customer&)>& change,
                            std::int64_t version);
    // Writes what waits, and announces it.
    void settle();

  private:
    struct Waiting;
    std::unique_ptr<Waiting> waiting_;
};

}  // namespace escucha::customers
