#include "modules/search/hits.hpp"

#include <algorithm>

#include "base/tracking_code.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/promises/promises.hpp"
#include "modules/team/team.hpp"
#include "search/passage.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kTitle = 160;

bool any_found(const std::vector<Piece>& pieces) {
    return std::ranges::any_of(pieces, &Piece::found);
}

HitCase shown(const cases::Case& c) {
    const auto code = TrackingCode::parse(c.code);
    return {c.id, code ? code->shown() : c.code, c.title, c.kind, c.state};
}

}  // namespace

std::optional<SearchHit> Hits::hit(const Candidate& candidate) {
    switch (candidate.kind) {
        case SearchKind::customer:
            return customer(candidate);
        case SearchKind::case_:
            return case_(candidate);
        case SearchKind::message:
            return message(candidate);
        case SearchKind::note:
            return note(candidate);
        case SearchKind::promise:
            return promise(candidate);
    }
    return std::nullopt;
}

std::vector<Piece> Hits::pieces(std::string_view text, Language language, std::size_t most) const {
    std::vector<Piece> out;
    for (auto& m : passage(text, query_, language, most)) out.push_back({std::move(m.text), m.found});
    return out;
}

std::vector<Piece> Hits::first_found(std::span<const std::string> texts, Language language) const {
    for (const auto& text : texts)
        if (auto out = pieces(text, language, passage_); any_found(out)) return out;
    return {};
}

void Hits::put_customer(SearchHit& hit, std::int64_t id) {
    if (id == 0) return;
    const auto names = parts_.customers.names(tx_, std::array{id});
    if (!names.empty()) hit.customer = HitCustomer{id, names.begin()->second};
}

void Hits::put_person(SearchHit& hit, PersonId id) {
    if (id == 0) return;
    const auto names = parts_.team.names(tx_, std::array{id});
    if (!names.empty()) hit.person = names.begin()->second;
}

bool Hits::put_case(SearchHit& hit, std::int64_t case_id, Language& language) {
    if (case_id == 0) return true;
    const auto c = parts_.cases.find(tx_, case_id);
    if (!c || !cases::may_handle(who_, *c)) return false;
    hit.case_ = shown(*c);
    language = c->language;
    return true;
}

// What belongs to no case is its customer's: nobody's to see while their data is blocked.
bool Hits::may_show_loose(std::int64_t case_id, std::int64_t customer) {
    return case_id != 0 || customer == 0 || parts_.customers.blocked_among(tx_, std::array{customer}).empty();
}

std::optional<SearchHit> Hits::customer(const Candidate& k) {
    const auto c = parts_.customers.get(tx_, k.row.id);
    if (!c || c->id != k.row.id || c->blocked) return std::nullopt;
    SearchHit hit{.kind = k.kind, .id = c->id, .why = k.why, .at = c->created_at};
    hit.title = pieces(c->name, Language::es, kTitle);
    std::vector<std::string> texts;
    for (const auto& i : c->identifiers) texts.push_back(i.shown.empty() ? i.value : i.shown);
    const auto first = texts.empty() ? std::string() : texts.front();
    for (const auto& i : c->identifiers)
        if (i.number) texts.push_back(*i.number);
    if (c->name_to_use) texts.push_back(*c->name_to_use);
    if (c->notes) texts.push_back(*c->notes);
    if (hooks_.texts_of_customer)
        std::ranges::move(hooks_.texts_of_customer(tx_, c->id), std::back_inserter(texts));
    hit.text = first_found(texts, c->language.value_or(Language::es));
    if (hit.text.empty() && !first.empty()) hit.text.push_back({first, false});
    return hit;
}

std::vector<std::string> Hits::texts_of(const cases::Case& c) {
    const auto p = parts_.cases.progress(tx_, c.id);
    std::vector texts{p.expectation,    p.said_back,           p.outcome_text,
                      p.outcome_reason, p.outcome_alternative, p.satisfaction_words};
    if (hooks_.texts_of_case) std::ranges::move(hooks_.texts_of_case(tx_, c.id), std::back_inserter(texts));
    return texts;
}

std::optional<SearchHit> Hits::case_(const Candidate& k) {
    const auto c = parts_.cases.find(tx_, k.row.id);
    if (!c || !cases::may_handle(who_, *c)) return std::nullopt;
    SearchHit hit{.kind = k.kind, .id = c->id, .why = k.why, .at = c->opened_at};
    hit.case_ = shown(*c);
    hit.title = pieces(c->title, c->language, kTitle);
    if (!k.said.empty())
        hit.text.push_back({k.said, true});
    else if (!any_found(hit.title) && !query_.all.empty())
        hit.text = first_found(texts_of(*c), c->language);
    hit.channel = c->channel;
    put_customer(hit, c->customer);
    put_person(hit, c->owner);
    return hit;
}

std::optional<SearchHit> Hits::message(const Candidate& k) {
    const auto c = parts_.contacts.get(tx_, k.row.id);
    if (!c) return std::nullopt;
    SearchHit hit{.kind = k.kind, .id = c->id, .why = k.why, .at = c->at};
    auto language = Language::es;
    if (!put_case(hit, c->case_id, language) || !may_show_loose(c->case_id, c->customer_id))
        return std::nullopt;
    hit.title = pieces(c->text, language, passage_);
    if (!any_found(hit.title) && !c->caller_name.empty()) hit.text = pieces(c->caller_name, language, kTitle);
    hit.direction = c->direction;
    hit.channel = c->channel;
    put_customer(hit, c->customer_id);
    put_person(hit, c->person_id);
    return hit;
}

std::optional<SearchHit> Hits::note(const Candidate& k) {
    const auto log = parts_.cases.log(tx_, k.row.case_id, k.row.id + 1, 1);
    if (log.empty() || log.front().id != k.row.id) return std::nullopt;
    const auto& entry = log.front();
    SearchHit hit{.kind = k.kind, .id = entry.id, .why = k.why, .at = entry.at};
    auto language = Language::es;
    if (!put_case(hit, k.row.case_id, language)) return std::nullopt;
    hit.title = pieces(entry.text, language, passage_);
    if (const auto c = parts_.cases.find(tx_, k.row.case_id)) put_customer(hit, c->customer);
    if (entry.actor_kind == ActorKind::person) put_person(hit, entry.actor);
    return hit;
}

std::optional<SearchHit> Hits::promise(const Candidate& k) {
    const auto p = parts_.promises.get(tx_, k.row.id);
    if (!p) return std::nullopt;
    SearchHit hit{.kind = k.kind, .id = p->id, .why = k.why, .at = p->made_at};
    auto language = Language::es;
    if (!put_case(hit, p->case_id, language) || !may_show_loose(p->case_id, p->customer)) return std::nullopt;
    hit.title = pieces(p->what, language, kTitle);
    if (!any_found(hit.title)) hit.text = first_found(std::array{p->reason, p->told_how}, language);
    put_customer(hit, p->customer);
    put_person(hit, p->maker);
    return hit;
}

}  // namespace escucha::search
