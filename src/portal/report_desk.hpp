// What the portal needs of the yearly reports: /informe. Apart from Desk, like the complaint books.
#pragma once
#include <string>
#include <vector>

#include "http/request.hpp"
#include "modules/report/publishing.hpp"

namespace escucha::portal {

struct PublicReport {
    report::Publication published = {};
    report::ReportWords words = {};
};

class ReportDesk {
  public:
    virtual ~ReportDesk() = default;

    // Of which anything was published, newest first. Asked for by the first page: cheap.
    virtual std::vector<int> years() = 0;
    virtual std::vector<PublicReport> versions(int year, Language language) = 0;  // newest first
    // What would be published now. It counts a year's cases: for managers alone.
    virtual PublicReport draft(int year, Language language, Instant now) = 0;
    virtual http::File pdf(const PublicReport& report, Language language) = 0;
};

}  // namespace escucha::portal
