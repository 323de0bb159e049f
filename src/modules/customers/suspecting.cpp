// Who may be written down twice: candidates by indexes alone, weighed (resemblance.hpp); the worklist of
// pairs.
#include <charconv>
#include <set>

#include "db/database.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/resemblance.hpp"
#include "modules/customers/rules.hpp"
#include "modules/customers/store.hpp"

namespace escucha::customers {
namespace {

// What a shared switchboard, a placeholder birthday (1 January) or a frequent name may bring at most.
constexpr std::size_t kMostOfOneKey = 50, kMostOfOneDay = 500;
// More bear that name: it says nothing by itself.
constexpr std::size_t kFewNamesakes = 6;
constexpr int kWorthMentioning = 35;

using KeyList = std::vector<store::KeyOf>;

char kind_of(std::string_view key) {
    return key.empty() ? '\0' : key.front();
}

// A WhatsApp number is a phone.
std::vector<std::string> to_look_up(const std::string& key) {
    if (kind_of(key) == 'p') return {key, "w" + key.substr(1)};
    if (kind_of(key) == 'w') return {key, "p" + key.substr(1)};
    return {key};
}

bool is_same_key(const std::string& a, const std::string& b) {
    const auto phone = [](const std::string& key) { return kind_of(key) == 'p' || kind_of(key) == 'w'; };
    return a == b || (phone(a) && phone(b) && a.substr(1) == b.substr(1));
}

void note_shared_keys(Evidence& e, const KeyList& ours, const KeyList& theirs) {
    for (const store::KeyOf& a : ours)
        for (const store::KeyOf& b : theirs) {
            const char kind = kind_of(a.key);
            const bool same = is_same_key(a.key, b.key);
            if (same && kind == 'd') e.document = true;
            if (same && kind == 'e') e.email = true;
            if (same && (kind == 'p' || kind == 'w')) e.phone = true;
            if (same && (kind == 't' || kind == 'i' || kind == 'f')) e.messaging = true;
            if (same && kind == 'a') e.address = true;
            if (!same && kind == 'd' && kind_of(b.key) == 'd' && a.type && a.type == b.type)
                e.other_document = true;
        }
    if (e.document) e.other_document = false;
}

Evidence compare(const Customer& ours, const store::Candidate& theirs, NameMatch name, bool common_name,
                 const KeyList& our_keys, const KeyList& their_keys) {
    Evidence e{.name = name,
               .name_words = std::min(name_words(ours.name).size(), name_words(theirs.name).size()),
               .common_name = common_name,
               .other_kind = ours.kind != theirs.kind};
    note_shared_keys(e, our_keys, their_keys);
    if (ours.birthday && theirs.birthday) {
        e.birthday = *ours.birthday == *theirs.birthday;
        e.other_birthday = !e.birthday;
    }
    return e;
}

KeyList keys_of(const Customer& customer, const std::string& country) {
    KeyList out;
    for (const store::Keyed& k : keyed(customer, country)) out.push_back({k.key, k.identifier.type});
    return out;
}

void insert(std::set<CustomerId>& into, const std::vector<CustomerId>& ids) {
    into.insert(ids.begin(), ids.end());
}

struct Near {
    store::Candidate candidate;
    NameMatch name = NameMatch::different;
};
struct Nearby {
    std::vector<Near> near;
    bool common_name = false;
};

// Those with one of the keys, those born that day whose name has a word in common, and the few of that name.
Nearby look_around(db::Tx& tx, const Customer& c, const KeyList& keys) {
    Nearby out;
    std::set<CustomerId> ids;
    for (const store::KeyOf& k : keys)
        for (const std::string& key : to_look_up(k.key))
            insert(ids, store::having_key(tx, key, kMostOfOneKey));
    const std::string sound = name_sound(c.name);
    if (c.birthday && c.birthday->ok())
        for (const store::Born& born : store::born_on(tx, *c.birthday, kMostOfOneDay))
            if (share_a_sound(sound, born.name_sound)) ids.insert(born.id);
    const auto namesakes =
        sound.empty() ? std::vector<CustomerId>{} : store::sounding_like(tx, sound, kFewNamesakes + 1);
    out.common_name = namesakes.size() > kFewNamesakes;
    if (!out.common_name) insert(ids, namesakes);
    ids.erase(c.id);
    for (store::Candidate& candidate : store::candidates(tx, std::vector(ids.begin(), ids.end()))) {
        const NameMatch name = compare_names(c.name, candidate.name);
        out.near.push_back({std::move(candidate), name});
    }
    return out;
}

std::vector<CustomerId> ids_of(const std::vector<Near>& near) {
    std::vector<CustomerId> ids;
    for (const Near& n : near) ids.push_back(n.candidate.id);
    return ids;
}

}  // namespace

std::vector<Duplicate> Customers::duplicates_of(db::Tx& tx, const Customer& customer,
                                                std::size_t limit) const {
    const KeyList keys = keys_of(customer, options_.country());
    const auto [near, common] = look_around(tx, customer, keys);
    const auto their_keys = store::keys_of_all(tx, ids_of(near));
    std::vector<Duplicate> out;
    for (const Near& n : near) {
        const auto found = their_keys.find(n.candidate.id);
        const KeyList& theirs = found == their_keys.end() ? KeyList{} : found->second;
        Weighed w = weigh(compare(customer, n.candidate, n.name, common, keys, theirs));
        if (w.score >= kWorthMentioning)
            out.push_back({n.candidate.id, n.candidate.name, w.score, std::move(w.reasons)});
    }
    std::ranges::sort(out, [](const Duplicate& a, const Duplicate& b) {
        return std::pair(-a.score, a.id) < std::pair(-b.score, b.id);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

std::vector<Duplicate> Customers::worth_showing(db::Tx& tx, const Customer& customer,
                                                std::size_t limit) const {
    auto all = duplicates_of(tx, customer, limit + kMostOfOneKey);
    if (customer.id != 0) {
        const auto dismissed = store::dismissed_with(tx, customer.id);
        std::erase_if(
            all, [&](const Duplicate& d) { return std::ranges::find(dismissed, d.id) != dismissed.end(); });
    }
    if (all.size() > limit) all.resize(limit);
    return all;
}

namespace {

constexpr std::size_t kMostSuspectsOfOne = 20;

store::Pair pair_of(CustomerId a, CustomerId b, int score, std::vector<Reason> reasons, Instant now) {
    return {std::min(a, b), std::max(a, b), score, std::move(reasons), now};
}

// "<score>.<one>.<other>"
std::string cursor_of(const store::Pair& last) {
    return fmt::format("{}.{}.{}", last.score, last.one, last.other);
}

std::optional<store::After> read_cursor(std::string_view cursor) {
    store::After after;
    const char* at = cursor.data();
    const char* const end = at + cursor.size();
    const auto number = [&](auto& into) {
        const auto read = std::from_chars(at, end, into);
        at = read.ptr;
        return read.ec == std::errc{};
    };
    const auto dot = [&] { return at != end && *at++ == '.'; };
    if (number(after.score) && dot() && number(after.one) && dot() && number(after.other) && at == end)
        return after;
    return std::nullopt;
}

}  // namespace

void Customers::find_suspects_of(db::Tx& tx, CustomerId id, Instant now) const {
    const auto customer = store::get(tx, id);
    if (!customer || customer->blocked || store::merged_into(tx, id) != 0) return;
    std::vector<CustomerId> still;
    for (Duplicate& d : duplicates_of(tx, *customer, kMostSuspectsOfOne)) {
        if (d.score < kWorthAsking) break;
        still.push_back(d.id);
        store::suspect(tx, pair_of(id, d.id, d.score, std::move(d.reasons), now));
    }
    store::drop_open(tx, id, still);
}

std::size_t Customers::find_suspects(std::size_t batch, Instant now) {
    return base_.write([&](db::Tx& tx) {
        const auto ids = store::take_unchecked(tx, batch);
        for (const CustomerId id : ids) find_suspects_of(tx, id, now);
        return ids.size();
    });
}

Result<http::PageOf<Suspect>> Customers::suspects(db::Tx& tx, std::string_view cursor,
                                                  std::size_t limit) const {
    std::optional<store::After> after;
    if (!cursor.empty() && !(after = read_cursor(cursor))) return invalid_field("cursor", "bad_cursor");
    auto pairs = store::open_pairs(tx, after, limit + 1);
    http::PageOf<Suspect> page;
    if (pairs.size() > limit) {
        pairs.resize(limit);
        page.next = cursor_of(pairs.back());
    }
    std::vector<CustomerId> ids;
    for (const store::Pair& p : pairs) ids.insert(ids.end(), {p.one, p.other});
    const auto names = this->names(tx, ids);
    const auto identifiers = store::identifiers_of(tx, ids);
    const auto record = [&](CustomerId id) {
        const auto name = names.find(id);
        const auto known = identifiers.find(id);
        return SuspectRecord{id, name == names.end() ? "" : name->second,
                             known == identifiers.end() ? std::vector<std::string>{} : known->second};
    };
    for (store::Pair& p : pairs)
        page.items.push_back({record(p.one), record(p.other), p.score, std::move(p.reasons), p.found_at});
    return page;
}

Result<void> Customers::dismiss(db::Tx& tx, CustomerId one, CustomerId other, const Principal& by,
                                Instant now) const {
    if (one == other) return conflict("customer.same");
    for (const CustomerId id : {one, other})
        if (const auto c = store::get(tx, id); !c || c->blocked)
            return c ? refused_as_blocked() : not_found("customer.not_found");
    store::dismiss(tx, one, other, by, now, 0);
    return {};
}

Result<void> Customers::suggest(db::Tx& tx, CustomerId one, CustomerId other, const Principal&,
                                Instant now) const {
    if (one == other) return conflict("customer.same");
    const auto customer = store::get(tx, one), second = store::get(tx, other);
    if (!customer || !second) return not_found("customer.not_found");
    if (customer->blocked || second->blocked) return refused_as_blocked();
    if (store::merged_into(tx, one) != 0 || store::merged_into(tx, other) != 0)
        return conflict("customer.already_merged");
    int score = kWorthAsking;
    std::vector<Reason> reasons;
    for (Duplicate& d : duplicates_of(tx, *customer, kMostOfOneDay)) {
        if (d.id != other) continue;
        score = std::max(score, d.score);
        reasons = std::move(d.reasons);
    }
    reasons.push_back(Reason::suggested);
    store::suspect_anew(tx, pair_of(one, other, score, std::move(reasons), now));
    return {};
}

}  // namespace escucha::customers
