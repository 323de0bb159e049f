#include "portal/site.hpp"
#include "portal/templates/book.hpp"
#include "portal/templates/info.hpp"
#include "portal/templates/report.hpp"
#include "portal/templates/tell.hpp"

namespace escucha::portal {

http::PageReply home_page(Site& site, const Visit& visit) {
    return visit.show(
        templates::home(visit.scene, html::join(templates::book_box(visit.scene, open_books(site)),
                                                templates::report_box(visit.scene, report_years(site)))));
}

// A GET form, so that it works from everywhere; what it was given is looked at and sent on to the case's
// page, which is where guessing is slowed down.
http::PageReply follow_page(Site&, const Visit& visit) {
    const std::string typed(visit.call.query_value("codigo").substr(0, 200));
    if (typed.empty()) return visit.show(templates::follow(visit.scene, "", ""));
    const auto code = TrackingCode::parse(typed);
    if (!code)
        return visit.show(templates::follow(visit.scene, typed, visit.scene.t("error." + code.error().code)),
                          422);
    return http::PageReply::redirect(templates::case_path(*code));
}

}  // namespace escucha::portal
