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
// Writes it down; what is refused answers why.
Result<boost::json::object> put_in_place(const Share& share, customers::Nearby& near, const Place& place,
                                         customers::CustomerId person);

// Takes back what a row wrote; false: somebody changed it since.
bool take_out(const Share& share, const store::RowRecord& row);
// They stay after all: puts them there again.
void put_in_again(const Share& share, store::RowRecord& row);
// The organisation a row brought along goes, unless anything hangs on it or somebody worked on it; false: it
// stays.
bool take_organisation_back(const Share& share, const store::RowRecord& row);
// The organisation that row brought along; 0: none.
customers::CustomerId brought_along(const store::RowRecord& row);

}  // namespace escucha::imports
