// The yearly reports: their list, and one of them with its tables.
#pragma once
#include <vector>

#include "portal/report_desk.hpp"
#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {

struct ReportShown {
    std::vector<PublicReport> versions = {};  // of the year, newest first
    std::size_t at = 0;                       // the one shown
    bool is_draft = false;                    // a manager looks at what is not published yet
};

PageOf reports(const Scene& scene, const std::vector<int>& years);
PageOf report(const Scene& scene, const ReportShown& shown);

// On the first page; nothing where nothing was published.
html::Markup report_box(const Scene& scene, const std::vector<int>& years);

}  // namespace escucha::portal::templates
