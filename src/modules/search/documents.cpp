#include "modules/search/documents.hpp"

#include <algorithm>
#include <iterator>

#include "base/fold.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/promises/promises.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kAtOnce = 100;

// The name of a choice as a fact: letters only, because the index splits at anything else.
template <class E>
std::string letters(E value) {
    std::string out;
    for (const char c : std::string_view(boost::describe::enum_to_string(value, "")))
        if (c != '_') out += c;
    return out;
}

void add(std::string& line, std::string_view word) {
    if (!line.empty()) line += ' ';
    line += word;
}

std::string name_words(std::string_view name) {
    std::string line;
    for (const auto& word : fold_words(name)) add(line, word);
    return line;
}

std::string month_of(Instant at) {
    return month_fact(year_month_day{std::chrono::floor<std::chrono::days>(at)});
}

std::string digits_in(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c >= '0' && c <= '9'; });
    return out;
}

// As it was written, as one shows it, and as it is dialled, from here and at home: typed any of these ways it
// is found.
void add_identifier(Columns& text, const customers::Identifier& i) {
    add_to(text, i.value, Language::es);
    if (!i.shown.empty() && i.shown != i.value) add_to(text, i.shown, Language::es);
    if (!i.number) return;
    add_to(text, *i.number, Language::es);
    for (const auto& form : customers::national_forms(*i.number))
        if (form != digits_in(i.value) && form != digits_in(i.shown)) add_to(text, form, Language::es);
}

}  // namespace

std::string kind_fact(CaseKind kind) {
    return "k" + letters(kind);
}
std::string channel_fact(Channel channel) {
    return "c" + letters(channel);
}
std::string month_fact(year_month_day date) {
    return fmt::format("m{:04}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

void Changes::put(store::Document document) {
    const std::pair key{document.kind, document.id};
    documents[key] = std::move(document);
}

void Changes::write(db::Tx& tx) const {
    for (const auto& [key, document] : documents)
        document ? store::put(tx, *document) : store::remove(tx, key.first, key.second);
    for (const auto& [id, facts_of_case] : facts)
        facts_of_case ? store::save(tx, *facts_of_case) : store::remove_facts(tx, id);
}

bool Documents::is_blocked(std::int64_t customer) {
    return customer != 0 && !parts_.customers.blocked_among(tx_, std::array{customer}).empty();
}

const std::string& Documents::name_of(std::int64_t customer) {
    const auto found = names_.find(customer);
    if (found != names_.end()) return found->second;
    const auto names = parts_.customers.names(tx_, std::array{customer});
    return names_.emplace(customer, names.empty() ? std::string() : name_words(names.begin()->second))
        .first->second;
}

void Documents::customer(std::int64_t id) {
    const auto c = parts_.customers.standing(tx_, id) == id ? parts_.customers.get(tx_, id) : std::nullopt;
    if (!c || c->blocked) return changes_.remove(SearchKind::customer, id);
    store::Document d{.kind = SearchKind::customer, .id = id, .at = c->created_at, .customer_id = id};
    const auto language = c->language.value_or(Language::es);
    add_to(d.text, c->name, Language::es);
    if (c->name_to_use) add_to(d.text, *c->name_to_use, Language::es);
    for (const auto& i : c->identifiers) add_identifier(d.text, i);
    if (c->notes) add_to(d.text, *c->notes, language);
    if (hooks_.texts_of_customer)
        for (const auto& text : hooks_.texts_of_customer(tx_, id)) add_to(d.text, text, language);
    d.who = name_words(c->name);
    if (c->name_to_use) add(d.who, name_words(*c->name_to_use));
    d.facts = "d " + month_of(d.at);
    changes_.put(std::move(d));
}

// What all documents of a case share.
struct Documents::Of {
    const cases::Case& c;
    std::string who = {};
    std::string facts = {};
    store::CaseFacts kept = {};
    std::set<std::string> told = {};  // by the case's own document: its changes need not repeat it
};

store::Document Documents::document_of(const Of& of) const {
    return {.case_id = of.c.id, .customer_id = of.c.customer, .who = of.who, .facts = of.facts};
}

namespace {

// Of the case's documents, what hardly ever changes. (Its state and owner do: entries are asked for by a
// join.)
std::string shared_facts(const cases::Case& c) {
    auto facts = fmt::format("d {} n{} t{}", kind_fact(c.kind), c.id, c.team);
    if (c.about_person != 0) add(facts, fmt::format("a{}", c.about_person));
    return facts;
}

store::CaseFacts facts_now(const cases::Case& c) {
    return {.case_id = c.id,
            .customer_id = c.customer,
            .kind = letters(c.kind),
            .state = letters(c.state),
            .owner = c.owner,
            .team = c.team,
            .about = c.about_person};
}

// Whether what its entries carry is another than before.
bool shared_changed(const store::CaseFacts& before, const store::CaseFacts& now) {
    return before.customer_id != now.customer_id || before.kind != now.kind || before.team != now.team ||
           before.about != now.about;
}

std::set<std::string> told_by(const cases::Progress& p) {
    return {p.expectation,    p.said_back,           p.outcome_text,
            p.outcome_reason, p.outcome_alternative, p.satisfaction_words};
}

}  // namespace

void Documents::case_(std::int64_t id, bool whole) {
    const auto c = parts_.cases.find(tx_, id);
    if (!c || c->sealed || c->state == cases::State::merged) {  // joined: its entries are the other's
        changes_.remove(SearchKind::case_, id);
        changes_.facts[id] = std::nullopt;
        return;
    }
    Of of{.c = *c,
          .who = name_of(c->customer),
          .facts = shared_facts(*c),
          .kept = facts_now(*c),
          .told = told_by(parts_.cases.progress(tx_, id))};
    const auto before = store::facts_of(tx_, id);
    const bool all = whole || !before || shared_changed(*before, of.kept);
    entries(of, all ? 0 : before->contact_id, all ? 0 : before->log_id);
    if (all) promises_of(of);
    auto d = document_of(of);
    d.kind = SearchKind::case_, d.id = id, d.at = c->opened_at;
    add_to(d.text, c->title, c->language);
    for (const auto& words : of.told) add_to(d.text, words, c->language);
    if (hooks_.texts_of_case)
        for (const auto& words : hooks_.texts_of_case(tx_, id)) add_to(d.text, words, c->language);
    add(d.who, fmt::format("p{}", c->owner));
    add(d.facts,
        fmt::format("s{} {} o{} {}", letters(c->state), channel_fact(c->channel), c->owner, month_of(d.at)));
    changes_.put(std::move(d));
    changes_.facts[id] = std::move(of.kept);
}

namespace {

store::Document as_message(store::Document d, const contacts::Contact& c, Language language) {
    d.kind = SearchKind::message, d.id = c.id, d.at = c.at;
    d.customer_id = c.customer_id, d.case_id = c.case_id;
    add_to(d.text, c.text, language);
    if (!c.caller_name.empty()) add_to(d.text, c.caller_name, language);
    if (c.person_id != 0) add(d.who, fmt::format("p{}", c.person_id));
    add(d.facts, fmt::format("{} {}", channel_fact(c.channel), month_of(c.at)));
    return d;
}

store::Document as_promise(store::Document d, const promises::Promise& p, Language language) {
    d.kind = SearchKind::promise, d.id = p.id, d.at = p.made_at;
    d.customer_id = p.customer, d.case_id = p.case_id;
    add_to(d.text, p.what, language);
    for (const auto* words : {&p.reason, &p.told_how})
        if (!words->empty()) add_to(d.text, *words, language);
    add(d.who, fmt::format("p{}", p.maker));
    add(d.facts, fmt::format("u{}", p.team));
    if (p.channel) add(d.facts, channel_fact(*p.channel));
    add(d.facts, month_of(p.made_at));
    return d;
}

}  // namespace

// From the newest back to those that are in the index already.
void Documents::entries(Of& of, std::int64_t contacts_from, std::int64_t log_from) {
    of.kept.contact_id = contacts_from;
    for (std::int64_t before = 0;;) {
        const auto page = parts_.contacts.for_case(tx_, of.c.id, before, kAtOnce);
        for (const auto& c : page) {
            if (c.id <= contacts_from) continue;
            changes_.put(as_message(document_of(of), c, of.c.language));
            of.kept.contact_id = std::max(of.kept.contact_id, c.id);
        }
        if (page.size() < kAtOnce || page.front().id <= contacts_from) break;
        before = page.front().id;
    }
    of.kept.log_id = log_from;
    for (std::int64_t before = INT64_MAX;;) {
        const auto page = parts_.cases.log(tx_, of.c.id, before, kAtOnce);
        for (const auto& entry : page) {
            if (entry.id <= log_from) continue;
            of.kept.log_id = std::max(of.kept.log_id, entry.id);
            if (entry.text.empty() || of.told.contains(entry.text)) continue;
            auto d = document_of(of);
            d.kind = SearchKind::note, d.id = entry.id, d.at = entry.at;
            add_to(d.text, entry.text, of.c.language);
            if (entry.actor_kind == ActorKind::person) add(d.who, fmt::format("p{}", entry.actor));
            add(d.facts, month_of(entry.at));
            changes_.put(std::move(d));
        }
        if (page.size() < kAtOnce || page.back().id <= log_from) break;
        before = page.back().id;
    }
}

void Documents::promises_of(Of& of) {
    for (const auto& p : parts_.promises.for_case(tx_, of.c.id))
        changes_.put(as_promise(document_of(of), p, of.c.language));
}

void Documents::contact(std::int64_t id) {
    const auto c = parts_.contacts.get(tx_, id);
    if (!c || (c->case_id == 0 && is_blocked(c->customer_id)))
        return changes_.remove(SearchKind::message, id);
    if (c->case_id != 0) return;
    store::Document d{.who = name_of(c->customer_id), .facts = "d"};
    changes_.put(as_message(std::move(d), *c, Language::es));
}

void Documents::promise(std::int64_t id) {
    const auto p = parts_.promises.get(tx_, id);
    if (!p) return changes_.remove(SearchKind::promise, id);
    const auto c = p->case_id != 0 ? parts_.cases.find(tx_, p->case_id) : std::nullopt;
    if (c ? c->sealed : is_blocked(p->customer)) return changes_.remove(SearchKind::promise, id);
    store::Document d{.who = p->customer != 0 ? name_of(p->customer) : std::string(),
                      .facts = c ? shared_facts(*c) : "d"};
    changes_.put(as_promise(std::move(d), *p, c ? c->language : Language::es));
}

void Documents::loose_entries(std::int64_t customer) {
    constexpr std::size_t kMostPromises = 1'000;
    for (std::int64_t before = 0;;) {
        const auto page = parts_.contacts.for_customer(tx_, customer, before, kAtOnce);
        for (const auto& c : page)
            if (c.case_id == 0) contact(c.id);
        if (page.size() < kAtOnce) break;
        before = page.back().id;
    }
    for (const auto& p : parts_.promises.for_customer(tx_, customer, kMostPromises))
        if (p.case_id == 0) promise(p.id);
}

}  // namespace escucha::search
