// The public portal: what a customer sees, without an account, from any telephone.
//
//   /                     ¿Qué quiere contarnos? The eight kinds, and the way back to a case
//   /contar?tipo=queja    the questions; POST opens the case and leads to
//   /caso/<code>          where it stands, what was promised, the conversation; ?nuevo=1 is the receipt
//   /seguimiento          to type the code;  /accesibilidad, /privacidad
//   /libro                the complaint books; /libro/<book> the sheet, POST presents it and leads to
//   /caso/<code>/hoja     the sheet as it was presented; ?nuevo=1 is the receipt
//   /informe              the yearly reports; /informe/<year> the newest version, ?version=1 an earlier one,
//   /pdf beside
//                         it; /informe/<year>/borrador what a manager would publish
//   /verificar            is a receipt of the book genuine; ?libro=…&numero=…&codigo=… answers at once
//
// Pages are made on the server and work without JavaScript; site.js only makes them kinder (one question at a
// time, words kept on a lost connection, progress of a sending). A page answers 200; a form 303 to what it
// did, or 422 with everything still in it and the reason beside each question.
//
// There is no session and nothing to steal with another site's form: who has the code has the case. The forms
// carry a signed token (form_token.hpp) all the same: it names the sending (sent twice, done once), and tells
// how long ago the page was drawn, which together with a field people do not see keeps most robots out.
// Without a captcha: those keep people out.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "http/api.hpp"
#include "portal/desk.hpp"
#include "portal/verify_desk.hpp"

namespace escucha::portal {

struct Settings {
    std::string secret;                  // signs the forms; the same on every node and after a restart
    std::chrono::seconds least_time{3};  // nobody tells a story faster than this
    // Per network address. Many telephones share one (carrier NAT), so the limits are wide.
    http::Rate openings{.burst = 30, .every = std::chrono::seconds(20)};
    http::Rate answers{.burst = 60, .every = std::chrono::seconds(5)};
    http::Rate wrong_codes{.burst = 20, .every = std::chrono::seconds(30)};
    // Of forms that came back with something to mend, and of receipts that were looked at: what a shop's
    // kiosk or a shared network does all day, and still no robot.
    http::Rate tries{.burst = 60, .every = std::chrono::seconds(5)};
    http::Rate checks{.burst = 60, .every = std::chrono::seconds(2)};
};

class BookDesk;
class ReportDesk;

class Portal {
  public:
    Portal(Desk& desk, Settings settings) : Portal(desk, nullptr, std::move(settings)) {}
    Portal(Desk& desk, BookDesk* books, Settings settings);
    ~Portal();

    // Before mounting: who can say whether a receipt of the complaint book is genuine (/verificar).
    void verify_with(VerifyDesk& desk);
    // Before mounting: who knows what yearly reports were published (/informe).
    void report_with(ReportDesk& desk);
    // Registers pages, files and the pages of refusals. The portal and its desk outlive the Api.
    void mount(http::Api& api);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::portal
