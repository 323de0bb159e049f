// Everything that answers HTTP: the API of every module, the console, the portal, and what operators ask.
#include "app/house.hpp"
#include "app/kept_answers.hpp"
#include "app/portal_books.hpp"
#include "app/portal_desk.hpp"
#include "app/portal_reports.hpp"
#include "app/portal_verify.hpp"
#include "app/secrets.hpp"
#include "http/assets.hpp"
#include "portal/portal.hpp"

extern const escucha::http::Assets escucha_console_assets;

namespace escucha::app {
namespace {

http::ApiOptions api_options(House& house, const Config& config) {
    return {.now = house.clock,
            .language = house.team.organisation()->language,
            .trusted_proxies = config.server.trusted_proxies,
            .behind_tls = config.public_url().starts_with("https://"),
            .public_url = config.server.public_url,
            .log_requests = config.log.requests};
}

}  // namespace

struct Doors::Impl {
    Impl(House& house, const Config& config)
        : house(house),
          answers(house.base),
          public_url(config.public_url()),
          desk(house, public_url),
          books(house, public_url),
          verifying(house),
          reports(house),
          portal(desk, &books, {.secret = secret(house.base, "portal.forms")}),
          api(api_options(house, config)) {
        api.authenticate_with([&house](const http::Credentials& c) { return house.team.authenticate(c); });
        api.keep_answers_in(answers);
        add_modules();
        add_gauges();
        portal.verify_with(verifying);
        portal.report_with(reports);
        portal.mount(api);
        api.assets("/consola", escucha_console_assets, "", "index.html");
        api.ready_check("database", [&house] {
            return house.base.read([](db::Tx& tx) { return tx.query("SELECT 1").size() == 1; });
        });
        api.mount_service_pages();
    }

    void add_modules() {
        team::add_routes(api, house.team);
        calendar::add_routes(api, house.calendars);
        rules::add_routes(api, house.rules);
        customers::add_routes(api, house.customers);
        imports::add_routes(api, house.imports);
        profiles::add_routes(api, house.profiles);
        segments::add_routes(api, house.segments);
        files::add_routes(api, house.files);
        promises::add_routes(api, house.promises);
        templates::add_routes(api, house.templates);
        guidance::add_routes(api, house.guidance);
        points::add_routes(api, house.points);
        escalation::add_routes(api, house.escalation);
        book::add_routes(api, house.books);
        ledger::add_routes(api, house.sealing);
        book::add_printing_routes(api, house.books, public_url);
        email::add_routes(api, house.email);
        search::add_routes(api, house.search);
        desk::add_routes(api, house.desk);
        desk::add_live(api, house.desk);
        quality::add_routes(api, house.quality);
        report::add_routes(api, house.reports);
        privacy::add_routes(api, house.privacy);
        problems::add_routes(api, house.problems);
    }

    void add_gauges() {
        const auto jobs = [this](auto member) {
            return [this, member] {
                return house.base.read([&](db::Tx& tx) {
                    return static_cast<double>(house.jobs.counts(tx, house.clock()).*member);
                });
            };
        };
        api.metrics().gauge("escucha_jobs_waiting", "Jobs waiting for their time.",
                            jobs(&work::JobCounts::waiting));
        api.metrics().gauge("escucha_jobs_dead", "Jobs given up, which a person must look at.",
                            jobs(&work::JobCounts::dead));
        api.metrics().gauge("escucha_live_consoles", "Consoles that follow live updates.",
                            [this] { return static_cast<double>(house.live.subscribers()); });
        const auto figure = [this](auto member) {
            return [this, member] { return static_cast<double>(house.base.figures().*member); };
        };
        api.metrics().gauge("escucha_db_writes", "Writes kept since the start.",
                            figure(&db::Figures::writes));
        api.metrics().gauge("escucha_db_commits", "Commits made for them.", figure(&db::Figures::commits));
    }

    House& house;
    KeptAnswers answers;
    std::string public_url;
    PortalDesk desk;
    PortalBooks books;
    PortalVerify verifying;
    PortalReports reports;
    portal::Portal portal;
    http::Api api;
};

Doors::Doors(House& house, const Config& config) : impl_(std::make_unique<Impl>(house, config)) {}
Doors::~Doors() = default;
http::Api& Doors::api() {
    return impl_->api;
}

}  // namespace escucha::app
