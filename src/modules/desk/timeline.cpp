// One timeline of a case: what was said (contacts), noted and changed (the case's log), and promised. Pages
// run backwards; a cursor says up to where each source was read: "<contact>.<log>.<time>".
#include <charconv>

#include "base/human_time.hpp"
#include "base/money.hpp"
#include "modules/desk/customer_page.hpp"
#include "modules/desk/desk.hpp"
#include "modules/desk/people.hpp"
#include "modules/team/team.hpp"

namespace escucha::desk {
namespace {

struct Position {
    std::int64_t contact = INT64_MAX, log = INT64_MAX, time = INT64_MAX;
};

std::optional<Position> position(std::string_view cursor) {
    Position p;
    if (cursor.empty()) return p;
    const char* at = cursor.data();
    const char* end = at + cursor.size();
    for (auto* part : {&p.contact, &p.log, &p.time}) {
        const auto [next, error] = std::from_chars(at, end, *part);
        if (error != std::errc{} || (part != &p.time && (next == end || *next != '.'))) return std::nullopt;
        at = next + (part != &p.time ? 1 : 0);
    }
    return at == end ? std::optional(p) : std::nullopt;
}

std::string cursor_of(const Position& p) {
    return fmt::format("{}.{}.{}", p.contact, p.log, p.time);
}

template <class T>
std::optional<std::string> unless_empty(const T& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

EntryType type_of(contacts::ContactType t) {
    switch (t) {
        case contacts::ContactType::call:
            return EntryType::call;
        case contacts::ContactType::visit:
            return EntryType::visit;
        default:
            return EntryType::message;
    }
}

Entry entry_of(const contacts::Contact& c) {
    Entry e;
    e.id = fmt::format("c{}", c.id);
    e.type = type_of(c.type);
    e.at = c.at;
    e.direction = c.direction;
    e.channel = c.channel;
    const bool ours =
        c.person_id != 0 && (c.direction == Direction::out || c.type != contacts::ContactType::message);
    e.by = ours ? Author{ActorKind::person, c.person_id, {}} : Author{ActorKind::customer, c.customer_id, {}};
    e.text = unless_empty(c.text);
    e.mood = c.mood;
    e.waited_seconds = c.waited_seconds;
    e.rings = c.rings;
    if (c.type == contacts::ContactType::call) e.answered = c.answered;
    e.caller_name = unless_empty(c.caller_name);
    if (c.case_id != 0) e.case_id = c.case_id;
    return e;
}

TextParams params_of(const cases::LogEntry& l, const boost::json::value& data, Language language) {
    TextParams params;
    for (const auto& [key, value] : data.as_object()) {
        if (value.is_string()) params.insert_or_assign(std::string(key), std::string(value.as_string()));
    }
    if (const auto* cents = data.as_object().if_contains("amount_cents"))
        params.insert_or_assign(
            "amount", money_in_words(language, cents->to_number<std::int64_t>(), params["currency"]));
    for (const auto* word : {"from", "to"})
        if (l.what == "reclassified") params[word] = text(language, "kind." + params[word]);
    if (l.what.starts_with("date_")) params["what"] = text(language, params["what"]);
    if (LocalDay day; parse_iso_date(params["day"], day)) params["day"] = full_day_in_words(language, day);
    if (l.what == "resolved") params["outcome"] = text(language, "outcome." + params["outcome"]);
    return params;
}

}  // namespace

// Of another case it tells the code and what it is about to those who may know of it, and to nobody else.
std::string change_in_words(const cases::LogEntry& l, Language language, const NameOfCase& name_of) {
    const auto data = boost::json::parse(l.data);
    auto params = params_of(l, data, language);
    const auto key = "change." + l.what;
    const auto other = params.find("case_id");
    if (other == params.end()) return text(language, key, params);
    if (const auto name = name_of(std::stoll(other->second))) {
        params["code"] = name->code;
        params["title"] = name->title;
        return text(language, key, params);
    }
    const auto withheld = key + ".withheld";
    return text(language, has_text(language, withheld) ? withheld : "change.withheld");
}

namespace {

// Of cases that the viewer may handle; each is looked up once.
class NamesOfCases {
  public:
    NamesOfCases(Desk& desk, db::Tx& tx, const Viewer& viewer) : desk_(desk), tx_(tx), viewer_(viewer) {}
    std::optional<CaseName> operator()(std::int64_t id) {
        const auto known = names_.find(id);
        if (known != names_.end()) return known->second;
        const auto other = desk_.cases.find(tx_, id);
        const bool told = other && cases::may_handle(viewer_.who, *other);
        return names_[id] = told ? std::optional(case_name(*other)) : std::nullopt;
    }

  private:
    Desk& desk_;
    db::Tx& tx_;
    const Viewer& viewer_;
    std::unordered_map<std::int64_t, std::optional<CaseName>> names_;
};

EntryType type_of(const cases::LogEntry& l) {
    if (l.what == "note") return EntryType::note;
    const auto aside = db::parse_enum<cases::AsideKind>(l.what);
    if (!aside) return EntryType::change;
    return *aside == cases::AsideKind::forwarded ? EntryType::forward : EntryType::third_party;
}

// What has words and files of its own has the number of a note.
Entry entry_of(const cases::LogEntry& l, Language language, const NameOfCase& name_of) {
    Entry e;
    e.type = type_of(l);
    const bool change = e.type == EntryType::change;
    e.id = fmt::format("{}{}", change ? 'l' : 'n', l.id);
    e.at = l.at;
    e.by = {l.actor_kind, l.actor != 0 ? std::optional(l.actor) : std::nullopt, {}};
    if (!change) e.text = l.text;
    if (e.type != EntryType::note)
        e.change = ChangeLine{l.what, change_in_words(l, language, name_of),
                              change ? unless_empty(l.text) : std::nullopt};
    if (e.type == EntryType::forward) e.direction = Direction::out;
    if (e.type == EntryType::third_party) e.direction = Direction::in;
    return e;
}

Entry promise_entry(const promises::Promise& p, Language language, std::string_view what, Instant at) {
    Entry e;
    e.id = fmt::format("p{}{}", p.id, what == "promise_made" ? "" : "s");
    e.type = EntryType::promise;
    e.at = at;
    e.by = {ActorKind::person, p.maker, {}};
    e.text = p.what;
    e.change =
        ChangeLine{std::string(what), text(language, fmt::format("change.{}", what), {{"what", p.what}}),
                   unless_empty(p.reason)};
    return e;
}

void add_promises(std::vector<Entry>& entries, std::span<const promises::Promise> promises, Language language,
                  Instant from, Instant before) {
    const auto within = [&](Instant at) { return at >= from && at < before; };
    for (const auto& p : promises) {
        if (within(p.made_at)) entries.push_back(promise_entry(p, language, "promise_made", p.made_at));
        if (p.settled_at && within(*p.settled_at))
            entries.push_back(
                promise_entry(p, language, fmt::format("promise_{}", db::name(p.state)), *p.settled_at));
    }
}

// Contacts and log, newest first, no more than `limit`; `p` moves to where the next page begins.
struct Merged {
    std::vector<Entry> entries;
    bool more = false;
};
Merged merge(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c, Position& p,
             std::size_t limit, NamesOfCases& names) {
    auto contacts = desk.contacts.for_case(tx, c.id, p.contact == INT64_MAX ? 0 : p.contact, limit + 1);
    std::ranges::reverse(contacts);
    const auto log = desk.cases.log(tx, c.id, p.log, limit + 1);
    Merged m;
    std::size_t i = 0, j = 0;
    while (m.entries.size() < limit && (i < contacts.size() || j < log.size())) {
        const bool contact = j == log.size() || (i < contacts.size() && contacts[i].at >= log[j].at);
        if (contact) {
            p.contact = contacts[i].id;
            m.entries.push_back(entry_of(contacts[i++]));
        } else {
            p.log = log[j].id;
            m.entries.push_back(entry_of(log[j++], viewer.language, std::ref(names)));
        }
    }
    m.more = i < contacts.size() || j < log.size();
    return m;
}

// Oldest first; what happened at the same instant keeps its order of writing (it comes newest first).
std::vector<Entry> by_time(std::vector<Entry> newest_first) {
    std::multimap<Instant, Entry> sorted;
    for (auto& e : std::views::reverse(newest_first)) sorted.emplace(e.at, std::move(e));
    std::vector<Entry> out;
    out.reserve(sorted.size());
    for (auto& [at, e] : sorted) out.push_back(std::move(e));
    return out;
}

void add_files(Desk& desk, db::Tx& tx, std::vector<Entry>& entries) {
    for (const auto& [prefix, owner] : {std::pair{'c', "contact"}, std::pair{'n', "note"}}) {
        std::vector<std::int64_t> ids;
        for (const auto& e : entries)
            if (e.id[0] == prefix) ids.push_back(std::stoll(e.id.substr(1)));
        if (ids.empty()) continue;
        auto files = desk.files.of(tx, owner, ids);
        for (auto& e : entries)
            if (e.id[0] == prefix)
                if (const auto found = files.find(std::stoll(e.id.substr(1))); found != files.end())
                    e.files = std::move(found->second);
    }
}

bool is_outside(const Entry& e) {
    return e.type == EntryType::forward || e.type == EntryType::third_party;
}

void add_mail(Desk& desk, db::Tx& tx, const Viewer& viewer, std::vector<Entry>& entries) {
    const auto add = [&](const auto& ask, auto of_them) {
        std::vector<std::int64_t> numbers;
        for (const auto& e : entries)
            if (of_them(e)) numbers.push_back(std::stoll(e.id.substr(1)));
        if (numbers.empty() || !ask) return;
        auto mail = ask(tx, numbers, viewer.language, viewer.now);
        for (auto& e : entries)
            if (of_them(e))
                if (const auto found = mail.find(std::stoll(e.id.substr(1))); found != mail.end())
                    e.mail = std::move(found->second);
    };
    add(desk.mail, [](const Entry& e) { return e.type == EntryType::message; });
    add(desk.mail_outside, is_outside);
}

// Which case it was written in; what hangs on a case that joined nothing costs one look.
void add_origins(Desk& desk, db::Tx& tx, NamesOfCases& names, const cases::Case& c,
                 std::vector<Entry>& entries) {
    const auto from = desk.cases.origins(tx, c.id);
    if (from.empty()) return;
    for (auto& e : entries) {
        if (e.type == EntryType::promise) continue;
        const auto holder = e.id[0] == 'c' ? "contacts" : "case_log";
        if (const auto id = from.of(holder, std::stoll(e.id.substr(1))); id != 0) e.from_case = names(id);
    }
}

void add_names(Desk& desk, db::Tx& tx, std::vector<Entry>& entries) {
    PeopleNames names(desk);
    for (const auto& e : entries) names.want(e.by);
    names.fetch(tx);
    for (auto& e : entries) names.fill(e.by);
}

http::PageOf<Entry> page_from(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c,
                              std::span<const promises::Promise> promises, Position p, std::size_t limit) {
    const auto upper = p.time == INT64_MAX ? cases::kNever : instant(p.time);
    NamesOfCases cases_names(desk, tx, viewer);
    auto merged = merge(desk, tx, viewer, c, p, limit, cases_names);
    const auto oldest = merged.more ? merged.entries.back().at : Instant{};
    add_promises(merged.entries, promises, viewer.language, oldest, upper);
    merged.entries = by_time(std::move(merged.entries));
    add_files(desk, tx, merged.entries);
    add_mail(desk, tx, viewer, merged.entries);
    add_origins(desk, tx, cases_names, c, merged.entries);
    add_names(desk, tx, merged.entries);
    p.time = micros(oldest);
    http::PageOf<Entry> page{std::move(merged.entries), std::nullopt};
    if (merged.more) page.next = cursor_of(p);
    return page;
}

}  // namespace

Entry entry_of_contact(const contacts::Contact& contact) {
    return entry_of(contact);
}

http::PageOf<Entry> newest_entries(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c,
                                   std::span<const promises::Promise> promises, std::size_t limit) {
    return page_from(desk, tx, viewer, c, promises, {}, limit);
}

Result<http::PageOf<Entry>> entries_before(Desk& desk, db::Tx& tx, const Viewer& viewer, const cases::Case& c,
                                           std::string_view before, std::size_t limit) {
    const auto p = position(before);
    if (!p) return invalid_field("before", "bad_cursor");
    return page_from(desk, tx, viewer, c, desk.promises.for_case(tx, c.id), *p, limit);
}

}  // namespace escucha::desk
