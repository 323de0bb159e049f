// Inside the portal: what all its pages share. Included by its own .cpp files only.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "http/api.hpp"
#include "portal/book_desk.hpp"
#include "portal/form_token.hpp"
#include "portal/portal.hpp"
#include "portal/report_desk.hpp"
#include "portal/templates/case.hpp"
#include "portal/templates/layout.hpp"
#include "portal/verify_desk.hpp"

namespace escucha::portal {

struct Site {
    Site(Desk& d, BookDesk* b, Settings s);
    Desk& desk;
    BookDesk* books;  // null: no complaint books
    VerifyDesk* verifying = nullptr;
    ReportDesk* reports = nullptr;
    Settings settings;
    FormSigner forms;
    http::RateLimiter openings, answers, wrong_codes, tries, checks;
    Files files;
};

inline constexpr std::string_view kFilesPrefix = "/portal";
const http::Assets& portal_files();

// One visit to one page.
struct Visit {
    const Site& site;
    const http::PageCall& call;
    Scene scene;
    std::optional<http::Cookie> language_chosen = {};

    Visitor visitor() const;
    std::string network() const;  // the key of the limits: an IPv4 address, or the /64 of an IPv6 one
    http::PageReply show(const templates::PageOf& page, int status = 200) const;
    http::PageReply refuse(const Error& error) const;  // a whole page that says so
};

using Page = std::function<http::PageReply(Site&, const Visit&)>;
// The handler of a page: finds the language and the organisation, and says so when there is none yet.
http::PageHandler handler(Site& site, Page page);

std::string network_of(std::string_view address);
http::PageReply refusal_page(Site& site, const Error& error, const http::Call& call);

// What the field "f" of a form says about its sending.
enum class Sending {
    good,
    stale,  // not ours or too old: the page must be drawn again
    hasty,  // faster than a person, or the trap was filled
};
struct FormCheck {
    Sending sending = Sending::stale;
    FormToken token;  // of good and hasty
};
FormCheck check_form(const Visit& visit);

// The pages.
http::PageReply home_page(Site& site, const Visit& visit);
http::PageReply tell_page(Site& site, const Visit& visit);
http::PageReply tell_sent(Site& site, const Visit& visit);
http::PageReply case_page(Site& site, const Visit& visit);
http::PageReply case_sent(Site& site, const Visit& visit);
http::PageReply case_file(Site& site, const Visit& visit);
http::PageReply follow_page(Site& site, const Visit& visit);
http::PageReply verify_page(Site& site, const Visit& visit);
http::PageReply verify_proof(Site& site, const Visit& visit);
http::PageReply books_page(Site& site, const Visit& visit);
http::PageReply sheet_page(Site& site, const Visit& visit);
http::PageReply sheet_sent(Site& site, const Visit& visit);
http::PageReply sheet_logo(Site& site, const Visit& visit);
http::PageReply sheet_receipt_page(Site& site, const Visit& visit);
http::PageReply sheet_receipt_file(Site& site, const Visit& visit);
http::PageReply case_receipt_file(Site& site, const Visit& visit);
http::PageReply reports_page(Site& site, const Visit& visit);
http::PageReply report_page(Site& site, const Visit& visit);
http::PageReply report_file(Site& site, const Visit& visit);
http::PageReply report_draft(Site& site, const Visit& visit);
std::vector<book::Book> open_books(Site& site);
std::vector<int> report_years(Site& site);

}  // namespace escucha::portal
