// What is to become of a row, in the base as it is now.
#pragma once
#include <boost/json/object.hpp>
#include <optional>

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
    std::vector<RowChange> changes = {};
    std::vector<FieldError> errors = {};  // of the record as it would be
};

// What was decided about who may be one we know: for this row, else for all. Skipping leaves a duplicate one.
struct Choice {
    std::optional<OnDuplicate> of_row = {};
    OnDuplicate of_all = OnDuplicate::skip;
};

Judged judge(db::Tx& tx, const Imports& imports, const store::Record& import, const sheets::Row& row,
             const Choice& choice, Instant now);

// What is kept of a row. The cells are kept of those that may have to be corrected.
boost::json::object data_of(const Judged& judged, const sheets::Row& row);

// A refusal of the base for a row that was judged well.
void refuse_row(Judged& judged, const Error& error);

}  // namespace escucha::imports
