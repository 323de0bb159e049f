// What the console shows of a case that a dispute body has (cases/disputes.hpp), and what it sends.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "modules/cases/cases.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/requests.hpp"

namespace escucha::desk {

struct DisputeLine {
    std::int64_t id = 0;
    std::string body = {};
    std::chrono::year_month_day since = {};
    std::optional<std::chrono::year_month_day> ended = {};
    std::optional<Ref> by = {};
    Instant noted_at{};
};
BOOST_DESCRIBE_STRUCT(DisputeLine, (), (id, body, since, ended, by, noted_at))

struct NoteDispute {
    Id id;
    Line<160> body;
    std::chrono::year_month_day since = {};
};
BOOST_DESCRIBE_STRUCT(NoteDispute, (), (id, body, since))
struct EndDispute {
    Id id, dispute;
    std::chrono::year_month_day ended = {};
};
BOOST_DESCRIBE_STRUCT(EndDispute, (), (id, dispute, ended))

std::vector<DisputeLine> disputes_shown(Desk&, db::Tx&, const cases::Case&);  // the newest first
// The names of the bodies of the country, for a form to propose.
std::vector<std::string> bodies_proposed(Desk&, db::Tx&, Language, Instant now);

// POST /cases/{id}/disputes, POST /cases/{id}/disputes/{dispute}/end
void add_disputes(http::Api&, Desk&);

}  // namespace escucha::desk
