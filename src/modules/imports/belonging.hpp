// Where the person of a row belongs: the organisation beside them, found or written down; and that taken
// back.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "modules/imports/ground.hpp"
#include "modules/imports/record.hpp"

namespace escucha::imports {

struct Place {
    Belongs wish = {};
    customers::CustomerId organisation = 0;  // 0: nobody we know, to be written down
    std::optional<Belonging> stands = {};    // how they belong there already
    std::string position = {};               // as what they are to belong
    std::optional<Error> refused = {};       // why they cannot be put there: said, the row goes on
};

// What is to be written; nothing where nothing is. `person`: as they stand, when they are known.
std::optional<Place> place_of(const Ground& ground, const Wish& wish,
                              const std::optional<customers::Customer>& person, OnMatch policy);
// What is wrong in the cells that name the organisation.
std::vector<Fault> faults_of_place(const Ground& ground, const Wish& wish);

// As a row keeps it: of the preview, then with what was written.
boost::json::object json_of(const Place& place);
// Who is to be put where; the organisation is written down where nobody knows it. Refused: why not.
Result<BelongsTo> placed(const Share& share, const Place& place, customers::CustomerId person);
// What a row keeps of it when it is written.
boost::json::object json_of(const Place& place, const BelongsTo& wanted, const Belonging& written);

// What a row wrote of it, to be taken out; nothing where it wrote nothing.
std::optional<TakeOut> to_take_out(const store::RowRecord& row);
// They stay after all: as they are to be put there again; and what the row keeps of that.
BelongsTo to_put_in_again(const store::RowRecord& row);
void keep_put_in_again(store::RowRecord& row, const Result<Belonging>& belongs);
// The organisation that row brought along; 0: none.
customers::CustomerId brought_along(const store::RowRecord& row);

}  // namespace escucha::imports
