#include "app/personal_data.hpp"

#include <limits>

#include "app/house.hpp"
#include "base/tracking_code.hpp"

namespace escucha::app {
namespace {

using customers::CustomerId;
using privacy::Facts;
using privacy::Holding;
using privacy::Telling;

constexpr std::size_t kAtOnce = 200;

std::string or_empty(const std::optional<std::string>& text) {
    return text.value_or("");
}

std::string day_of(const std::optional<std::chrono::year_month_day>& date) {
    if (!date) return {};
    return iso_date(LocalDay{std::chrono::sys_days(*date).time_since_epoch()});
}

// The name of an enumerator as a person reads it: "export.channel.phone".
template <class E>
std::string word(Language language, std::string_view prefix, const std::optional<E>& value) {
    return value ? text(language, fmt::format("{}.{}", prefix, db::name(*value))) : std::string();
}

std::string when(const Telling& t, const std::optional<Instant>& at) {
    return at ? t.day_hour(*at) : std::string();
}

// Every line there is, page by page, newest first: a record that stops at some number is none.
// `page(at, before)` gives those older than a line that is told by when it was and its number.
template <class When, class F>
auto all_of(When when, F page) {
    decltype(page(Instant{}, std::int64_t{})) out;
    auto at = instant(std::numeric_limits<std::int64_t>::max());
    for (std::int64_t before = std::numeric_limits<std::int64_t>::max();;) {
        const auto more = page(at, before);
        out.insert(out.end(), more.begin(), more.end());
        if (more.size() < kAtOnce) return out;
        at = more.back().*when;
        before = more.back().id;
    }
}

// Their record and those that were joined to it.
std::vector<CustomerId> everyone(const House& house, db::Tx& tx, CustomerId id) {
    auto all = house.customers.joined(tx, id);
    all.insert(all.begin(), id);
    return all;
}

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
                    {"kind", word(t.language, "export.kind", std::optional(c->kind))},
                    {"birthday", day_of(c->birthday)},
                    {"treatment", word(t.language, "export.treatment", c->treatment)},
                    {"language", word(t.language, "export.language", c->language)},
                    {"preferred_channel", word(t.language, "export.channel", c->preferred_channel)},
                    {"do_not_contact", t.yes_no(c->do_not_contact)},
                    {"notes", or_empty(c->notes)},
                    {"since", t.day_hour(c->created_at)}};
        for (std::size_t i = 0; i < c->identifiers.size(); ++i) {
            const auto& one = c->identifiers[i];
            facts.push_back({fmt::format("identifier_{}", i + 1), one.value,
                             word(t.language, "privacy.identifier", std::optional(one.kind))});
        }
        out.push_back(std::move(facts));
        for (const auto& merged : c->merged)
            out.push_back({{"merged_name", merged.name}, {"merged_number", std::to_string(merged.id)}});
        return out;
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) { return erase_identity(house, tx, e); };
    return h;
}

// --- What was learnt of them
// ---------------------------------------------------------------------------------
Facts own_values(const profiles::Profile& p, const Telling& t) {
    Facts facts;
    for (const auto& own : p.own)
        if (own.value) {
            const profiles::OwnField field{
                .key = own.key, .label = own.label, .type = own.type, .choices = own.choices};
            facts.push_back(
                {"own." + own.key, profiles::shown_value(field, *own.value, t.language), own.label});
        }
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
        out.push_back(own_values(*p, t));
        for (const auto& m : p->memberships)
            out.push_back({{"member", m.person.name},
                           {"organisation", m.organisation.name},
                           {"position", m.position},
                           {"from", day_of(m.from)},
                           {"until", day_of(m.until)}});
        const auto needs = all_of(&profiles::Need::asked_at, [&](Instant at, std::int64_t before) {
            return house.profiles.needs_before(tx, id, at, before, kAtOnce, t.now);
        });
        const auto notes = all_of(&profiles::Note::at, [&](Instant at, std::int64_t before) {
            return house.profiles.notes_before(tx, id, at, before, kAtOnce);
        });
        for (const auto& need : needs)
            out.push_back(
                {{"need", need.text}, {"asked_at", t.day_hour(need.asked_at)}, {"by", need.by.name}});
        for (const auto& note : notes)
            out.push_back({{"note", note.text}, {"at", t.day_hour(note.at)}, {"by", note.by.name}});
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
                           {"at", t.day_hour(c.at)},
                           {"channel", word(t.language, "export.channel", std::optional(c.channel))},
                           {"text_shown", c.text},
                           {"proof", c.proof}});
            for (const auto& file : c.files)
                out.push_back({{"proof_file", file.name}, {"bytes", std::to_string(file.size)}});
        }
        return out;
    };
    return h;
}

// --- What passed between us
// ----------------------------------------------------------------------------------
Facts facts_of(House& house, db::Tx& tx, const cases::Case& c, const Telling& t) {
    const auto p = house.cases.progress(tx, c.id);
    return {{"code", TrackingCode::parse(c.code)->shown()},
            {"kind", word(t.language, "kind", std::optional(c.kind))},
            {"title", c.title},
            {"opened_at", t.day_hour(c.opened_at)},
            {"expectation", p.expectation},
            {"understood", p.said_back},
            {"solved_at", when(t, c.solved_at)},
            {"outcome", p.outcome_text},
            {"outcome_reason", p.outcome_reason},
            {"score", c.score > 0 ? std::to_string(c.score) : ""},
            {"words", p.satisfaction_words}};
}

Holding cases_of(House& house) {
    Holding h{.name = "cases",
              .tables = {"cases", "case_progress", "case_log", "case_options", "case_compensations",
                         "case_skipped_steps", "case_drafts", "case_watchers"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (const auto number : house.cases.of_customers(tx, std::array{id})) {
            const auto c = house.cases.find(tx, number);
            if (!c) continue;
            out.push_back(facts_of(house, tx, *c, t));
            for (const auto& o : house.cases.options(tx, number)) out.push_back({{"offered", o.text}});
            for (const auto& given : house.cases.compensations(tx, number))
                out.push_back({{"compensation", given.description}, {"at", t.day_hour(given.at)}});
            const auto log = all_of(&cases::LogEntry::at, [&](Instant, std::int64_t before) {
                return house.cases.log(tx, number, before, kAtOnce);
            });
            for (const auto& entry : log)
                if (entry.what == "note")
                    out.push_back({{"internal_note", entry.text}, {"at", t.day_hour(entry.at)}});
        }
        return out;
    };
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        return !house.cases.of_customers(tx, std::array{id}).empty();
    };
    h.open = [&house](db::Tx& tx, CustomerId id) {
        return house.cases.open_cases(tx, std::array{id}).at(id);
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
                out.push_back(
                    {{"at", t.day_hour(c.at)},
                     {"direction", word(t.language, "privacy.direction", std::optional(c.direction))},
                     {"channel", word(t.language, "export.channel", std::optional(c.channel))},
                     {"caller_name", c.caller_name},
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
        for (contacts::ContactId before = 0;;) {
            const auto page = house.contacts.for_customer(tx, id, before, kAtOnce);
            std::vector<std::int64_t> numbers;
            for (const auto& c : page) numbers.push_back(c.id);
            for (const auto& [_, files] : house.files.of(tx, "contact", numbers))
                for (const auto& file : files)
                    out.push_back({{"file", file.name}, {"bytes", std::to_string(file.size)}});
            if (page.size() < kAtOnce) return out;
            before = page.back().id;
        }
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
                           {"made_at", t.day_hour(p.made_at)},
                           {"promised_for", t.day_hour(p.promised_for)},
                           {"settled_at", when(t, p.settled_at)},
                           {"reason", p.reason}});
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

Holding mail_of(House& house) {
    Holding h{.name = "mail",
              .tables = {"mail_messages", "mail_deliveries", "mail_raws", "mail_raw_pieces", "mail_set_aside",
                         "mail_bounced", "mail_brakes"}};
    h.tell = [&house](db::Tx& tx, CustomerId id, const Telling& t) {
        std::vector<Facts> out;
        for (auto before = std::numeric_limits<std::int64_t>::max();;) {
            const auto page = house.email.of_customer(tx, id, before, kAtOnce, t.language);
            for (const auto& m : page)
                out.push_back(
                    {{"at", t.day_hour(m.at)},
                     {"direction", word(t.language, "privacy.direction", std::optional(m.direction))},
                     {"mail_from", m.from.email},
                     {"mail_to", m.to.empty() ? "" : m.to.front().email},
                     {"mail_subject", m.subject}});
            if (page.size() < kAtOnce) return out;
            before = page.back().id;
        }
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        house.email.forget(tx, everyone(house, tx, e.customer));
        return {};
    };
    return h;
}

// --- Where they came from
// ------------------------------------------------------------------------------------
// Nothing is told of it: what the file said is in the record.
Holding imports_of(House& house) {
    Holding h{.name = "imports", .tables = {"imports", "import_pieces", "import_rows"}, .by_name = false};
    h.keeps = [&house](db::Tx& tx, CustomerId id) {
        return house.imports.keeps_file_of(tx, everyone(house, tx, id));
    };
    h.erase = [&house](db::Tx& tx, const Holding::Erasing& e) -> Result<void> {
        house.imports.forget(tx, everyone(house, tx, e.customer));
        return {};
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
    privacy.held(imports_of(house));
    privacy.held({.name = "rights_requests", .tables = {"rights_requests"}});
    // Copies, counts and indexes of the above: nothing in them that is not told there.
    privacy.held({.name = "derived",
                  .tables = {"segment_customers", "quality_cases", "search_customers", "search_cases",
                             "search_messages", "search_notes", "search_promises", "search_case_facts",
                             "notices", "events"}});
}

}  // namespace escucha::app
