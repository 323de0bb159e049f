// The composition root: reads nothing but a Config, builds every part, wires them, and lends each what stands
// later in the order of the modules. Nobody else knows all the parts.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "base/clock.hpp"
#include "base/passwords.hpp"
#include "db/database.hpp"
#include "http/api.hpp"
#include "modules/book/book.hpp"
#include "modules/calendar/calendar.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/desk/desk.hpp"
#include "modules/escalation/escalation.hpp"
#include "modules/files/files.hpp"
#include "modules/guidance/guidance.hpp"
#include "modules/imports/imports.hpp"
#include "modules/ledger/ledger.hpp"
#include "modules/ledger/sealing.hpp"
#include "modules/points/points.hpp"
#include "modules/privacy/privacy.hpp"
#include "modules/problems/problems.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/promises/promises.hpp"
#include "modules/quality/quality.hpp"
#include "modules/report/report.hpp"
#include "modules/rules/rules.hpp"
#include "modules/search/search.hpp"
#include "modules/segments/segments.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"
#include "work/events.hpp"
#include "work/jobs.hpp"
#include "work/live.hpp"

namespace escucha::app {

// Opens the base a configuration names, creating the folder of an SQLite file. Brings no schema.
std::unique_ptr<db::Database> open_base(const Config&);

// The parts of the domain on an open, migrated base; without sockets.
class House {
  public:
    House(db::Database& base, const Config& config, Clock clock, PasswordCost cost = {});
    ~House();
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    db::Database& base;
    Clock clock;
    Passwords passwords;
    work::Events events;
    work::Jobs jobs;
    work::Live live;
    team::Team team;
    calendar::Calendars calendars;
    rules::Rules rules;
    customers::Customers customers;
    imports::Imports imports;
    profiles::Profiles profiles;
    contacts::Contacts contacts;
    files::Files files;
    cases::Cases cases;
    segments::Segments segments;
    promises::Promises promises;
    templates::Templates templates;
    guidance::Guidance guidance;
    points::Points points;
    escalation::Escalation escalation;
    ledger::Ledger ledger;
    ledger::Heads heads;
    ledger::Sealing sealing;
    book::Books books;
    email::Email email;
    search::Search search;
    desk::Desk desk;
    quality::Quality quality;
    report::Reports reports;
    privacy::Privacy privacy;
    problems::Problems problems;

  private:
    void lend_upwards();
    void add_recurring();
};

// Everything that answers HTTP, on a House. Mounts the API, the console, the portal and the service pages.
class Doors {
  public:
    Doors(House&, const Config&);
    ~Doors();
    http::Api& api();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::app
