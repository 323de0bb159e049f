// What is to become of a row, in the base as it is now.
#pragma once
#include <boost/json/object.hpp>
#include <optional>

#include "modules/imports/belonging.hpp"
#include "modules/imports/record.hpp"
#include "modules/imports/store.hpp"

namespace escucha::imports {

struct Judged {
    RowVerdict verdict = RowVerdict::new_;
    Wish wish = {};
    std::vector<customers::Duplicate> matches = {};  // best first
    std::optional<customers::Customer> before = {};  // of an update: as it is now
    customers::Customer after = {};                  // of an update: as it would be
    Extra extra_before = {}, extra_after = {};       // own fields and tags: as they are, what to write
    std::optional<Place> place = {};                 // where they are to belong
    std::vector<RowChange> changes = {};
    std::vector<FieldError> errors = {};  // of the record as it would be
    bool unseen = false;  // about somebody who is blocked, or was erased: nothing of the row is kept
};

// What was decided about who may be one we know: for this row, while it is about the same customer; else for
// all. Skipping leaves a duplicate one.
struct Choice {
    std::optional<OnDuplicate> of_row = {};
    customers::CustomerId about = 0;
    OnDuplicate of_all = OnDuplicate::skip;
    // When it is run: whom the preview showed (0: nobody). Nobody else is changed by this row.
    std::optional<customers::CustomerId> shown = {};
};
Choice choice_of(const std::optional<store::RowRecord>& known, OnDuplicate of_all);

// `earlier`: who a row before this one, about the same person, became; 0: there is none.
Judged judge(const Ground& ground, const Wish& wish, Choice choice, customers::CustomerId earlier);

// In a preview: a row before it will become its customer.
void follow_earlier_row(Judged& judged);

// What is kept of a row. The cells are kept of those that may have to be corrected.
boost::json::object data_of(const Judged& judged, const sheets::Row& row);

// A refusal of the base for a row that was judged well.
void refuse_row(Judged& judged, const Error& error);

// What a row that came to nothing is known again by when its person is erased; none where a customer was
// found or written.
std::vector<std::string> keys_of(const Ground& ground, const Judged& judged);

// A row that the base could not take for a reason of the machine's; without its cells where they are the
// reason.
boost::json::object data_of_failed(const Wish& wish, const sheets::Row& row, bool with_cells);
// What was left out of a row whose customer was written, by a refusal: problems as of a rejected row.
boost::json::array problems_json(const Wish& wish, const Error& error);
// Whom the row was, or may have been, when it was last judged; 0: nobody.
customers::CustomerId match_of(const store::RowRecord& row);

}  // namespace escucha::imports
