#include "app/personal_data.hpp"

#include "app/personal_facts.hpp"

namespace escucha::app {
namespace {

// --- Who they are
// --------------------------------------------------------------------------------------------
// By name, as long as there are cases to answer for; the rest of the record goes in any case.
Result<void> erase_identity(House& house, db::Tx& tx, const Holding::Erasing& e) {
    const auto changed = house.customers.change(
        tx, e.customer,
        [&](customers::Customer& c) {
            customers::Customer kept{
                .id = c.id, .kind = c.kind, .created_at = c.created_at, .version = c.version};
            kept.name = e.rest ? c.name : text(e.language, "privacy.erased_name");
            if (e.rest) kept.identifiers = c.identifiers;
            kept.language = c.language;
            kept.do_not_contact = true;
            c = std::move(kept);
        },
        e.by, e.now, std::nullopt, customers::IfBlocked::write);
    if (!changed) return Refused(changed.error());
    house.customers.forget_joined(tx, e.customer);
    house.segments.forget(tx, e.customer);
    // What has to stay stays for those who may have to answer for it, and out of everybody's sight: nobody
    // who edits the record later brings it back into a list.
    if (e.rest && !changed->blocked) return house.customers.block(tx, e.customer, e.by, e.now);
    return {};
}

std::string quiet_hours(const customers::Customer& c) {
    const auto time = [](http::TimeOfDay at) {
        return fmt::format("{:02}:{:02}", at.minutes / 60, at.minutes % 60);
    };
    return c.quiet_from && c.quiet_to ? time(*c.quiet_from) + "–" + time(*c.quiet_to) : "";
}

// Each for itself, so that machines know what a number is.
Facts told(const customers::Identifier& one, const Telling& t) {
    return {choice(t, "identifier_kind", "privacy.identifier", std::optional(one.kind)),
            {"identifier", one.value},
            choice(t, "document_type", "privacy.document", one.type),
            {"identifier_label", or_empty(one.label)}};
}

Holding identity(House& house) {
    Holding h{.name = "identity",
              .tables = {"customers", "customer_identifiers", "customer_words", "customer_unchecked",
                         "customer_suspects", "customer_merges", "customer_merge_rows"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        const auto c = house.customers.get(tx, id);
        if (!c) return out;
        Facts facts{{"name", c->name},
                    {"name_to_use", or_empty(c->name_to_use)},
                    choice(t, "kind", "export.kind", std::optional(c->kind)),
                    birthday_fact(t, "birthday", c->birthday),
                    choice(t, "treatment", "export.treatment", c->treatment),
                    choice(t, "language", "export.language", c->language),
                    choice(t, "preferred_channel", "export.channel", c->preferred_channel),
                    {"quiet_hours", quiet_hours(*c)},
                    {"do_not_contact", t.yes_no(c->do_not_contact)},
                    {"notes", or_empty(c->notes)},
                    t.moment("since", c->created_at)};
        out.push_back(std::move(facts));
        for (const auto& one : c->identifiers) out.push_back(told(one, t));
        for (const auto& merged : c->merged)
            out.push_back({{"merged_name", merged.name}, {"merged_number", std::to_string(merged.id)}});
        return out;
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) { return erase_identity(house, tx, e); };
    return h;
}

// --- What was learnt of them
// ---------------------------------------------------------------------------------
// Those of fields the organisation no longer uses are held, too.
Facts own_values(const House& house, db::Tx& tx, const profiles::Profile& p, const Telling& t) {
    Facts facts;
    const auto held = house.profiles.values(tx, std::array{p.customer}, true)[p.customer];
    for (const auto& field : house.profiles.fields(tx, true))
        for (const auto& own : held)
            if (own.key == field.key)
                facts.push_back(
                    {"own." + own.key, profiles::shown_value(field, own.value, t.language), field.label});
    std::string tags, roles;
    for (const auto& tag : p.tags) tags += tags.empty() ? tag : ", " + tag;
    for (const auto role : p.roles) {
        const auto name = word(t.language, "privacy.role", std::optional(role));
        roles += roles.empty() ? name : ", " + name;
    }
    facts.push_back({"roles", roles});
    facts.push_back({"tags", tags});
    return facts;
}

Holding profile(House& house) {
    Holding h{.name = "profile",
              .tables = {"profile_values", "profile_tagged", "profile_roles", "profile_memberships",
                         "profile_notes", "profile_needs", "profile_summaries"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        const auto p = house.profiles.profile(tx, id, t.language, t.now);
        if (!p) return out;
        out.push_back(own_values(house, tx, *p, t));
        for (const auto& m : p->memberships)
            out.push_back({{"member", m.person.name},
                           {"organisation", m.organisation.name},
                           {"position", m.position},
                           day_fact(t, "from", m.from),
                           day_fact(t, "until", m.until)});
        const auto needs = all_of(&profiles::Need::asked_at, [&](Instant at, std::int64_t before) {
            return house.profiles.needs_before(tx, id, at, before, kAtOnce, t.now);
        });
        const auto notes = all_of(&profiles::Note::at, [&](Instant at, std::int64_t before) {
            return house.profiles.notes_before(tx, id, at, before, kAtOnce);
        });
        for (const auto& need : needs)
            out.push_back({{"need", need.text},
                           t.moment("asked_at", need.asked_at),
                           choice(t, "channel", "export.channel", need.channel),
                           {"by", need.by.name}});
        for (const auto& note : notes)
            out.push_back({{"note", note.text}, t.moment("at", note.at), {"by", note.by.name}});
        return out;
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        house.profiles.forget(tx, everyone(house, tx, e.customer));
        return {};
    };
    return h;
}

Holding consents(House& house) {
    Holding h{.name = "consents", .tables = {"profile_consents", "profile_agreed"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        const auto consents = all_of(&profiles::Consent::at, [&](Instant at, std::int64_t before) {
            return house.profiles.consents_before(tx, id, at, before, kAtOnce);
        });
        for (const auto& c : consents) {
            out.push_back({{"purpose", c.purpose_name},
                           {"agreed", t.yes_no(c.given)},
                           t.moment("at", c.at),
                           {"channel", word(t.language, "export.channel", std::optional(c.channel))},
                           {"text_shown", c.text},
                           {"proof", c.proof}});
            for (const auto& file : c.files) {
                constexpr std::int64_t kTakenAlong = 5 * 1024 * 1024;  // larger ones are named only
                out.push_back({{.key = "proof_file",
                                .value = file.name,
                                .file = file.size <= kTakenAlong ? house.files.bytes_in(tx, file.id) : ""},
                               {"bytes", std::to_string(file.size)}});
            }
        }
        return out;
    };
    return h;
}

// --- Where they came from
// ------------------------------------------------------------------------------------
// What the file said and was taken is in the record; told here is what was not taken.
Holding imports_of(House& house) {
    Holding h{.name = "imports",
              .tables = {"imports", "import_pieces", "import_rows", "import_row_keys"},
              .by_name = false};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        const auto who = house.customers.get(tx, id);
        if (!who) return out;
        for (const auto& row : house.imports.rows_about(tx, everyone(house, tx, id), *who)) {
            Facts facts{{"file", row.file}, {"row", std::to_string(row.row)}, t.moment("at", row.at)};
            for (const auto& [heading, cell] : row.cells) facts.push_back({"cell." + heading, cell, heading});
            out.push_back(std::move(facts));
        }
        return out;
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        const auto who = house.customers.get(tx, id);
        return who && house.imports.keeps_file_of(tx, everyone(house, tx, id), *who);
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        house.imports.forget(tx, everyone(house, tx, e.customer), e.who);
        return {};
    };
    return h;
}

// --- Filters that name them
// ---------------------------------------------------------------------------------
Holding segments_of(House& house) {
    Holding h{.name = "segments", .tables = {"segments"}, .by_name = false};
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        const auto who = house.customers.get(tx, id);
        return who && !house.segments.naming(tx, *who).empty();
    };
    return h;
}

// --- Problems whose words name them: who keeps them sees to it
Holding problems_of(House& house) {
    Holding h{.name = "problems", .tables = {"problems"}, .by_name = false};
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        const auto who = house.customers.get(tx, id);
        return who && !house.problems.naming(tx, who->name).empty();
    };
    return h;
}

// --- What they asked about all this
// --------------------------------------------------------------------------
Holding requests_of(House& house) {
    Holding h{.name = "rights_requests", .tables = {"rights_requests"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (const auto& r : house.privacy.requests_of(tx, id, t.now))
            out.push_back({choice(t, "right", "privacy.right", std::optional(r.kind)),
                           day_fact(t, "received", r.received),
                           choice(t, "channel", "export.channel", std::optional(r.channel)),
                           {"asked_by", r.asked_by},
                           {"identity", r.identity},
                           {"text", r.text},
                           day_fact(t, "due", r.due),
                           {"norm", r.norm},
                           {"extended_reason", r.extended_reason},
                           choice(t, "state", "privacy.state", std::optional(r.state)),
                           {"decision", r.decision},
                           moment(t, "decided_at", r.decided_at)});
        return out;
    };
    return h;
}

}  // namespace

void register_personal_data(House& house) {
    auto& privacy = house.privacy;
    privacy.held(identity(house));
    privacy.held(profile(house));
    privacy.held(consents(house));
    privacy.held(cases_of(house));
    privacy.held(contacts_of(house));
    privacy.held(files_of(house));
    privacy.held(mail_of(house));
    privacy.held(promises_of(house));
    privacy.held(sheets_of(house));
    privacy.held(imports_of(house));
    privacy.held(segments_of(house));
    privacy.held(problems_of(house));
    privacy.held(requests_of(house));
    // Copies, counts and indexes of the above: nothing in them that is not told there.
    privacy.held({.name = "derived",
                  .tables = {"segment_customers", "quality_cases", "problem_cases", "problem_dismissals",
                             "search_customers", "search_cases", "search_messages", "search_notes",
                             "search_promises", "search_case_facts", "notices", "events", "idempotency_keys",
                             // told on the timeline of their case, and as a promise
                             "call_backs", "escalation_told"}});
}

}  // namespace escucha::app
