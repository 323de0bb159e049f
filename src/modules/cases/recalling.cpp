#include "modules/cases/recalling.hpp"

#include <algorithm>

namespace escucha::cases {
namespace {

using contacts::Contact;
using contacts::ContactType;
using What = Told::What;

constexpr std::size_t kPage = 200;

bool among(std::span<const Instant> all, Instant one) {
    return std::ranges::find(all, one) != all.end();
}

What word(const Contact& c, const Hints& hints, std::span<const Instant> thanked) {
    if (c.type != ContactType::message) {
        if (!c.answered) return What::missed;
        return among(hints.opened, c.at) ? What::customer : What::ours;
    }
    if (c.direction == Direction::in) return among(thanked, c.at) ? What::thanks : What::customer;
    const bool waits = c.waits || among(hints.waited, c.at) || among(hints.begun_by_us, c.at);
    return waits ? What::ours_waiting : What::ours;
}

std::string of_data(const LogEntry& l, std::string_view name) {
    const auto data = boost::json::parse(l.data);
    const auto* value = data.as_object().if_contains(name);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

Told ended(const LogEntry& l) {
    return {.at = l.at, .what = What::solved, .outcome = db::parse_enum<Outcome>(of_data(l, "outcome"))};
}

Told rated(const LogEntry& l) {
    const auto score = of_data(l, "score");
    return {.at = l.at, .what = What::rated, .score = score.empty() ? 0 : score[0] - '0'};
}

std::optional<Told> told(const LogEntry& l) {
    static const std::unordered_map<std::string_view, What> kWords{{"said_back", What::ours_waiting},
                                                                   {"options_offered", What::ours_waiting},
                                                                   {"confirmed", What::heard},
                                                                   {"confirmed_by_customer", What::customer},
                                                                   {"corrected_by_customer", What::customer},
                                                                   {"reopened", What::reopened},
                                                                   {"third_party", What::aside},
                                                                   {"third_party_unknown", What::aside},
                                                                   {"undelivered", What::returned}};
    if (l.what == "resolved") return ended(l);
    if (l.what == "rated") return rated(l);
    if (l.what == "option_chosen")
        return Told{.at = l.at, .what = l.actor_kind == ActorKind::customer ? What::customer : What::heard};
    const auto found = kWords.find(l.what);
    return found == kWords.end() ? std::nullopt : std::optional(Told{.at = l.at, .what = found->second});
}

struct Written {
    std::vector<Contact> contacts = {};
    std::vector<LogEntry> log = {};
};

// What hangs on the case, by the case it was written in.
std::map<CaseId, Written> by_origin(Work& w) {
    const auto origins = store::origins(w.tx, w.c.id);
    std::map<CaseId, Written> out;
    for (auto& c : contacts_of(w)) out[origins.of("contacts", c.id)].contacts.push_back(std::move(c));
    for (auto& l : log_of(w)) out[origins.of("case_log", l.id)].log.push_back(std::move(l));
    return out;
}

Thread thread_of(Work& w, CaseId id, const std::map<CaseId, Written>& written, const Hints& hints) {
    Thread thread;
    if (const auto own = written.find(id == w.c.id ? 0 : id); own != written.end())
        thread.told = told_of(own->second.contacts, own->second.log, hints);
    for (const auto& joining : store::joinings_of(w.tx, id)) {
        auto other = thread_of(w, joining.other, written, hints);
        other.joined_at = joining.at;
        thread.joined.push_back(std::move(other));
    }
    return thread;
}

void add(Hints& hints, Instant opened, const std::optional<Instant>& waited, bool begun_by_us) {
    (begun_by_us ? hints.begun_by_us : hints.opened).push_back(opened);
    if (waited) hints.waited.push_back(*waited);
}

// Joined cases keep their rows; what joining changed in them stands in the journal.
Hints hints_of(Work& w) {
    Hints hints;
    add(hints, w.c.opened_at, w.c.waiting_since, w.c.begun_by_us);
    for (const auto& c : store::within(w.tx, w.c.id)) {
        add(hints, c.opened_at, c.waiting_since, c.begun_by_us);
        for (const auto& j : store::joinings_of(w.tx, c.id)) {
            add(hints, j.before.opened_at, j.before.waiting_since, c.begun_by_us);
            if (j.other_before.waiting_since) hints.waited.push_back(*j.other_before.waiting_since);
        }
    }
    return hints;
}

}  // namespace

std::vector<Contact> contacts_of(Work& w, std::int64_t after) {
    std::vector<Contact> out;
    for (contacts::ContactId before = 0;;) {
        auto page = w.parts.contacts.for_case(w.tx, w.c.id, before, kPage);
        const bool more = page.size() == kPage && page.front().id > after;
        if (more) before = page.front().id;
        std::erase_if(page, [&](const Contact& c) { return c.id <= after; });
        out.insert(out.begin(), page.begin(), page.end());
        if (!more) return out;
    }
}

std::vector<LogEntry> log_of(Work& w, std::int64_t after) {
    std::vector<LogEntry> out;
    for (auto before = std::numeric_limits<std::int64_t>::max();;) {
        const auto page = store::log(w.tx, w.c.id, before, kPage);
        for (const auto& l : page)
            if (l.id > after) out.push_back(l);
        if (page.size() < kPage || page.back().id <= after) break;
        before = page.back().id;
    }
    std::ranges::reverse(out);
    return out;
}

std::vector<Told> told_of(std::span<const Contact> said, std::span<const LogEntry> log, const Hints& hints) {
    std::vector<Instant> thanked;
    for (const auto& l : log)
        if (l.what == "thanked") thanked.push_back(l.at);
    std::multimap<Instant, Told> sorted;  // what is equal stays in this order
    for (const auto& c : said) sorted.emplace(c.at, Told{.at = c.at, .what = word(c, hints, thanked)});
    for (const auto& l : log)
        if (const auto t = told(l)) sorted.emplace(t->at, *t);
    std::vector<Told> out;
    for (const auto& [at, t] : sorted) out.push_back(t);
    return out;
}

Thread thread_of(Work& w) {
    return thread_of(w, w.c.id, by_origin(w), hints_of(w));
}

NextUpdate next_update_of(Work& w) {
    return [&w](Instant said) { return w.next_update(said); };
}

}  // namespace escucha::cases
