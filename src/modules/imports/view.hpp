// What is kept, as it is shown.
#pragma once
#include "modules/imports/store.hpp"

namespace escucha::imports {

Import view(db::Tx& tx, const store::Record& record, Language language);
// `organisations`: the names of those that rows bring somebody to.
using Names = std::unordered_map<customers::CustomerId, std::string>;
ImportRow view(const store::Record& record, const store::RowRecord& row, Language language,
               const Names& organisations = {});
// Whom the row is, or looked, like; 0: nobody we knew.
customers::CustomerId customer_of(const store::RowRecord& row);
// What was wrong, one sentence for each fault: "Correo (C): no parece una dirección…".
std::vector<RowProblem> problems_of(const store::Record& record, const boost::json::object& data,
                                    Language language, std::string_view part = "problems");

}  // namespace escucha::imports
