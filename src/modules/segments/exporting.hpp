// What a file of customers may hold: the columns, their headings and what stands in them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "modules/segments/looking.hpp"
#include "sheets/writer.hpp"

namespace escucha::segments {

// What a row is made of.
struct ExportRow {
    const customers::Customer& customer;
    const store::Facts& facts;
    const std::vector<std::string>& tags;
    const std::vector<profiles::OwnValue>& own;
};

struct ExportColumn {
    std::string key = {};  // "name", "email", "own.talla"
    sheets::Column column = {};
    bool usual = true;  // among those taken when nobody chose
    std::function<std::string(const ExportRow&)> cell = {};
};

// In the order of the file. Headings in `language`; days as the organisation's calendar shows them.
std::vector<ExportColumn> export_columns(const std::vector<profiles::OwnField>& own, Language language,
                                         const Zone& zone);

}  // namespace escucha::segments
