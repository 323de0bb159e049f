// The table of what was published: report_publications.
#pragma once
#include <string>
#include <vector>

#include "db/tx.hpp"
#include "modules/report/publishing.hpp"

namespace escucha::report::store {

// As they are stored, without labels or addresses. The same figures are the same text.
std::string figures_text(const YearlyReport& figures);
void add(db::Tx& tx, const Publication& p);
void withdraw(db::Tx& tx, const Publication& p);
std::vector<Publication> publications(db::Tx& tx, int year);  // newest first, without labels
std::vector<int> published_years(db::Tx& tx);                 // newest first

}  // namespace escucha::report::store
