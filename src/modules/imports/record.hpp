// A row as a customer, and a customer beside one we know. Pure.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/imports.hpp"

namespace escucha::imports {

// A fault of a cell; `column` 0-based, -1: of the row as a whole.
struct Fault {
    int column = -1;
    std::string code = {};
    TextParams params = {};
};

// Something odd in a cell that keeps nothing from being imported: text "import.note.<kind>".
struct Remark {
    int column = 0;
    std::string kind = {};
};

// An organisation beside a person: where they belong.
struct Belongs {
    customers::Customer organisation = {};  // its name, and its document where the row says one
    std::string position = {};              // as what; may be empty
    int document_column = -1;
};

struct Wish {
    customers::Customer customer = {};
    std::optional<Belongs> belongs = {};
    bool says_kind = false, says_contact = false;  // the row says whether it is a person, whether to contact
    Extra extra = {};
    std::vector<Fault> faults = {};  // cells that could not be read
    std::vector<Remark> remarks = {};
    std::vector<int> identifier_columns = {};               // where each identifier stands
    std::vector<std::pair<std::string, int>> columns = {};  // where each field stands, by target
    int column_of(
        std::string_view field) const;  // of a field error's path: "identifiers[1].value", "own.talla"
};

// `targets`: one for each column. `how`: its dates and numbers. `country` tells whose a document is: the
// number of a company beside a person and that company is the company's.
Wish wish_of(const std::vector<std::string>& cells, const std::vector<std::string>& targets,
             const ImportReading& how = {}, std::string_view country = {});

// "1985-04-12", "12/04/1985", "12-4-85", "12 de abril de 1985", "April 12, 1985"; in digits the day comes
// before the month, unless `month_first`.
std::optional<std::chrono::year_month_day> read_date(std::string_view text, bool month_first = false);
// The same, and without their year "--1126", "--11-26" (RFC 6350, 4.3.1), "26/11", "26 de noviembre".
std::optional<BirthDate> read_birthday(std::string_view text, bool month_first = false);
// Does a cell prove which comes first? 1: the month ("04/13/1985"), -1: the day ("13/04/1985"), 0: nothing.
int proves_month_first(std::string_view text);
bool looks_like_a_date(std::string_view text);

// Applies the wish to one we know; what differs afterwards is listed. `country`: as of customers::match_key,
// which says what is the same address or number.
std::vector<RowChange> apply(const Wish& wish, OnMatch policy, customers::Customer& ours,
                             std::string_view country);
// The same for own fields and tags: what to write.
Extra apply(const Extra& wish, const Extra& ours, OnMatch policy, std::vector<RowChange>& changes);

// What an undo puts back.
boost::json::object remember(const customers::Customer& customer);
void put_back(const boost::json::object& remembered, customers::Customer& customer);

}  // namespace escucha::imports
