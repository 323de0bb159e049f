#include "modules/customers/customers.hpp"

namespace escucha::customers {

// Our own tables go with the record (merging.cpp), the journal stays as it was written: nothing is moved.
Customers::Customers(db::Database& base, const work::Events& events, Options options)
    : base_(base), events_(events), options_(std::move(options)) {
    holders_.push_back(
        {.name = "customers",
         .columns = {"customer_identifiers.customer_id", "customer_words.customer_id",
                     "customer_unchecked.customer_id", "customer_suspects.one_id",
                     "customer_suspects.other_id", "customer_merges.winner_id", "customer_merges.loser_id"}});
}

}  // namespace escucha::customers
