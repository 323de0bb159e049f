// What passed between a person and us, told to them and kept as the law asks.
#include "app/personal_facts.hpp"
#include "base/money.hpp"
#include "base/tracking_code.hpp"

namespace escucha::app {

// --- What passed between us
// ----------------------------------------------------------------------------------
namespace {

Facts facts_of(House& house, db::Tx& tx, const cases::Case& c, const Telling& t) {
    const auto p = house.cases.progress(tx, c.id);
    return {{"code", TrackingCode::parse(c.code)->shown()},
            choice(t, "kind", "kind", std::optional(c.kind)),
            {"legal_kind", c.legal_kind},
            {"legal_flags", c.legal_flags},
            choice(t, "channel", "export.channel", std::optional(c.channel)),
            {"title", c.title},
            t.moment("opened_at", c.opened_at),
            {"expectation", p.expectation},
            {"understood", p.said_back},
            {"correction", p.correction},
            {"done_how", p.done_how},
            moment(t, "solved_at", c.solved_at),
            {"outcome", p.outcome_text},
            {"outcome_reason", p.outcome_reason},
            {"outcome_alternative", p.outcome_alternative},
            {"score", c.score > 0 ? std::to_string(c.score) : ""},
            {"words", p.satisfaction_words}};
}

// What of a case is told: where cases of several people are joined, what came from those of others is left to
// their records, and what of one's own hangs on another's case now is told all the same.
struct Part {
    cases::CaseId held = 0;
    std::function<bool(const std::string& holder, std::int64_t row)> told = {};
};

std::vector<Part> parts_of(House& house, db::Tx& tx, CustomerId customer, cases::CaseId number) {
    const auto held = house.cases.standing(tx, number);
    const auto stands = house.cases.find(tx, held);
    const bool own = stands && stands->customer == customer;
    if (held != number && own) return {};  // told with the one that stands
    const auto origins = std::make_shared<cases::Origins>(house.cases.origins(tx, held));
    if (!own)
        return {{held, [origins, number](const std::string& holder, std::int64_t row) {
                     return origins->of(holder, row) == number;
                 }}};
    const auto theirs = house.cases.of_customers(tx, std::array{customer});
    return {{held, [origins, theirs](const std::string& holder, std::int64_t row) {
                 const auto from = origins->of(holder, row);
                 return from == 0 || std::ranges::find(theirs, from) != theirs.end();
             }}};
}

void what_was_done(House& house, db::Tx& tx, const Part& part, const Telling& t, std::vector<Facts>& out) {
    const auto number = part.held;
    for (const auto& o : house.cases.options(tx, number))
        if (part.told("case_options", o.id))
            out.push_back({{"offered", o.text}, {"chosen", o.chosen_at ? t.yes_no(true) : ""}});
    for (const auto& given : house.cases.compensations(tx, number)) {
        if (!part.told("case_compensations", given.id)) continue;
        out.push_back({{"compensation", given.description},
                       {"amount", money_in_words(t.language, given.amount_cents, given.currency)},
                       {"reason", given.reason},
                       t.moment("at", given.at)});
    }
    for (const auto& p : house.points.all_of(tx, number))
        if (part.told("points", p.id))
            out.push_back({{"point", p.text},
                           choice(t, "point_decision", "points.decision", p.decision),
                           {"answer", p.told.empty() ? p.answer : p.told},
                           {"reason", p.reason},
                           {"alternative", p.alternative},
                           moment(t, "at", p.answered_at)});
    for (const auto& skipped : house.cases.skipped_of(tx, number))
        if (part.told("case_skipped_steps", skipped.id))
            out.push_back({{"skipped_step", skipped.reason}, t.moment("at", skipped.at)});
}

// Notes, and what was done in the words of whoever did it: summaries, reasons, how something was confirmed.
void what_was_written(House& house, db::Tx& tx, CustomerId customer, const Part& part, const Telling& t,
                      std::vector<Facts>& out) {
    const auto log = all_of(&cases::LogEntry::at, [&](Instant, std::int64_t before) {
        return house.cases.log(tx, part.held, before, kAtOnce);
    });
    // Another case is named where it is theirs, too.
    const auto name_of = [&](std::int64_t id) -> std::optional<desk::CaseName> {
        const auto other = house.cases.find(tx, id);
        if (!other || other->customer != customer) return std::nullopt;
        return desk::case_name(*other);
    };
    for (const auto& entry : log) {
        if (!part.told("case_log", entry.id)) continue;
        if (db::parse_enum<cases::AsideKind>(entry.what))
            continue;  // others' words; to whom it went: mail_of
        if (entry.what == "note")
            out.push_back({{"internal_note", entry.text}, t.moment("at", entry.at)});
        else
            out.push_back({{"change", desk::change_in_words(entry, t.language, name_of)},
                           {"text", entry.text},
                           t.moment("at", entry.at)});
    }
}

}  // namespace

Holding cases_of(House& house) {
    Holding h{.name = "cases",
              .tables = {"cases", "case_progress", "case_log", "case_options", "case_compensations",
                         "case_skipped_steps", "case_drafts", "case_watchers", "case_links", "case_link_rows",
                         "case_held_replies", "case_alarms", "case_pauses", "case_extensions",
                         "case_disputes", "points"}};  // told with the log
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (const auto number : house.cases.of_customers(tx, std::array{id})) {
            const auto c = house.cases.find(tx, number);
            if (!c) continue;
            out.push_back(facts_of(house, tx, *c, t));
            for (const auto& part : parts_of(house, tx, id, number)) {
                what_was_done(house, tx, part, t, out);
                what_was_written(house, tx, id, part, t, out);
            }
        }
        return out;
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        return !house.cases.of_customers(tx, std::array{id}).empty();
    };
    h.open = [&house](db::Tx& tx, CustomerId id) {
        return house.cases.open_cases(tx, std::array{id}).at(id);
    };
    h.may_go = [&house](db::Tx& tx, CustomerId id) -> Result<void> {
        const auto joined = house.cases.joined_with_others(tx, id);
        if (joined.empty()) return {};
        return conflict("rights.joined_cases", {{"code", TrackingCode::parse(joined.front().code)->shown()},
                                                {"n", std::to_string(joined.size())}});
    };
    return h;
}

Holding contacts_of(House& house) {
    Holding h{.name = "contacts", .tables = {"contacts"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (contacts::ContactId before = 0;;) {
            const auto page = house.contacts.for_customer(tx, id, before, kAtOnce);
            for (const auto& c : page)
                out.push_back({t.moment("at", c.at),
                               choice(t, "direction", "privacy.direction", std::optional(c.direction)),
                               choice(t, "channel", "export.channel", std::optional(c.channel)),
                               {"caller_name", c.caller_name},
                               choice(t, "mood", "privacy.mood", c.mood),
                               {"text", c.text}});
            if (page.size() < kAtOnce) return out;
            before = page.back().id;
        }
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        return !house.contacts.for_customer(tx, id, 0, 1).empty();
    };
    return h;
}

Holding files_of(House& house) {
    Holding h{.name = "files", .tables = {"files", "file_pieces"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling&) {
        std::vector<Facts> out;
        const auto add = [&](std::string_view owner, const std::vector<std::int64_t>& numbers) {
            for (const auto& [_, files] : house.files.of(tx, owner, numbers))
                for (const auto& file : files)
                    out.push_back({{"file", file.name},
                                   {"file_type", file.type},
                                   {"bytes", std::to_string(file.size)}});
        };
        for (contacts::ContactId before = 0;;) {
            const auto page = house.contacts.for_customer(tx, id, before, kAtOnce);
            std::vector<std::int64_t> numbers;
            for (const auto& c : page) numbers.push_back(c.id);
            add("contact", numbers);
            if (page.size() < kAtOnce) break;
            before = page.back().id;
        }
        for (const auto number : house.cases.of_customers(tx, std::array{id})) {
            std::vector<std::int64_t> notes;
            for (const auto& part : parts_of(house, tx, id, number)) {
                const auto log = all_of(&cases::LogEntry::at, [&](Instant, std::int64_t before) {
                    return house.cases.log(tx, part.held, before, kAtOnce);
                });
                for (const auto& entry : log)
                    if (entry.what == "note" && part.told("case_log", entry.id)) notes.push_back(entry.id);
            }
            add("note", notes);
        }
        return out;
    };
    return h;
}

Holding promises_of(House& house) {
    Holding h{.name = "promises", .tables = {"promises"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        const auto promises = all_of(&promises::Promise::made_at, [&](Instant at, std::int64_t before) {
            return house.promises.made_to(tx, id, at, before, kAtOnce);
        });
        for (const auto& p : promises)
            out.push_back({{"promised", p.what},
                           t.moment("made_at", p.made_at),
                           t.moment("promised_for", p.promised_for),
                           moment(t, "settled_at", p.settled_at),
                           {"reason", p.reason},
                           {"told_how", p.told_how},
                           choice(t, "verdict", "privacy.verdict", p.verdict)});
        return out;
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) { return !house.promises.for_customer(tx, id, 1).empty(); };
    h.open = [&house](db::Tx& tx, CustomerId id) {
        const auto all = house.promises.for_customer(tx, id, 1'000);
        return static_cast<int>(
            std::ranges::count(all, promises::PromiseState::open, &promises::Promise::state));
    };
    return h;
}

namespace {

// What left the house about them: to whom and when. What came back are the words of others.
void add_forwarded(const email::MailLine& m, const Telling& t, std::vector<Facts>& out) {
    if (m.direction == Direction::in) return;
    if (m.delivery && m.delivery->state == email::DeliveryState::cancelled) return;
    std::vector<std::string> to;
    for (const auto* list : {&m.to, &m.cc})
        for (const auto& a : *list) to.push_back(a.email);
    out.push_back({t.moment("at", m.at),
                   {"forwarded_to", fmt::format("{}", fmt::join(to, ", "))},
                   {"mail_subject", m.subject}});
}

}  // namespace

Holding mail_of(House& house) {
    Holding h{.name = "mail",
              .tables = {"mail_messages", "mail_deliveries", "mail_raws", "mail_raw_pieces", "mail_set_aside",
                         "mail_bounced", "mail_brakes", "mail_forwards", "mail_forwarded_files"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (auto before = std::numeric_limits<std::int64_t>::max();;) {
            const auto page = house.email.of_customer(tx, id, before, kAtOnce, t.language);
            for (const auto& m : page)
                if (m.forward)
                    add_forwarded(m, t, out);
                else
                    out.push_back(
                        {t.moment("at", m.at),
                         {"direction", word(t.language, "privacy.direction", std::optional(m.direction))},
                         {"mail_from", m.from.email},
                         {"mail_to", m.to.empty() ? "" : m.to.front().email},
                         {"mail_subject", m.subject}});
            if (page.size() < kAtOnce) return out;
            before = page.back().id;
        }
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        std::vector<std::string> addresses;
        for (const auto& i : e.who.identifiers)
            if (i.kind == customers::IdentifierKind::email) addresses.push_back(i.value);
        house.email.forget(tx, everyone(house, tx, e.customer), addresses);
        return {};
    };
    return h;
}

}  // namespace escucha::app
