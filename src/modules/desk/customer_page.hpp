// What the customer's page shows of several modules at once (SERVICE_MODEL C2).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "modules/desk/desk.hpp"
#include "modules/profiles/profiles.hpp"

namespace escucha::desk {

// What stands in the timeline. A case stands where it was opened, a promise where it was made, an answer (how
// they say they were served) where it was given.
enum class TimelineKind { contact, case_, promise, answer, note, need, consent };
BOOST_DESCRIBE_ENUM(TimelineKind, contact, case_, promise, answer, note, need, consent)

struct AnswerLine {
    int score = 0;  // 1 to 5
    std::string words;
};
BOOST_DESCRIBE_STRUCT(AnswerLine, (), (score, words))

// The part named like `kind` is there, and with an answer its case.
struct TimelineEntry {
    std::string id;
    TimelineKind kind{};
    Instant at{};
    std::optional<std::int64_t> case_id;
    std::optional<Entry> contact;
    std::optional<CaseRow> case_;
    std::optional<promises::PromiseView> promise;
    std::optional<AnswerLine> answer;
    std::optional<profiles::Note> note;
    std::optional<profiles::Need> need;
    std::optional<profiles::Consent> consent;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (),
                      (id, kind, at, case_id, contact, case_, promise, answer, note, need, consent))

struct CustomerOpen {
    std::vector<CaseRow> cases;                   // newest first
    std::vector<promises::PromiseView> promises;  // the one due first
};
BOOST_DESCRIBE_STRUCT(CustomerOpen, (), (cases, promises))

struct TimelineWish {
    std::string before;  // a cursor; empty: the newest
    std::vector<TimelineKind> kinds;
    std::size_t limit = 30;
};
// Refuses "customer.not_found" and a cursor that is none.
Result<http::PageOf<TimelineEntry>> customer_timeline(Desk&, db::Tx&, const Viewer&, std::int64_t customer,
                                                      const TimelineWish&);

Entry entry_of_contact(const contacts::Contact& contact);  // names are not filled in

// GET /customers/{id}/timeline, GET /customers/{id}/open.
void add_customer_page(http::Api&, Desk&);

}  // namespace escucha::desk
