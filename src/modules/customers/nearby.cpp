#include "modules/customers/nearby.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "db/tx.hpp"
#include "modules/customers/customers.hpp"
#include "modules/customers/duplicate_store.hpp"
#include "modules/customers/names.hpp"
#include "modules/customers/resemblance.hpp"
#include "modules/customers/rules.hpp"

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

// "d:12345678Z" → "12345678": the check letter is often left out.
std::string_view without_letter(std::string_view key) {
    key.remove_prefix(2);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (key.size() > 1 && !digit(key.back()) && digit(key[key.size() - 2])) key.remove_suffix(1);
    return key;
}

// Two numbers of one kind of document, so that nobody has both. What kind one is, is not always known; then
// they are of one kind if they are built alike.
bool are_two_documents(const store::KeyOf& a, const store::KeyOf& b) {
    if (a.type && b.type) return a.type == b.type;
    const auto one = without_letter(a.key), other = without_letter(b.key);
    return one != other && std::ranges::equal(one, other, [](char x, char y) {
               return (x >= '0' && x <= '9') == (y >= '0' && y <= '9');
           });
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
            if (!same && kind == 'd' && kind_of(b.key) == 'd' && are_two_documents(a, b))
                e.other_document = true;
        }
    if (e.document) e.other_document = false;
}

// Without the year one day is one in 365, which says too little; another day says the same with and without.
void compare_birthdays(Evidence& e, const std::optional<BirthDate>& ours,
                       const std::optional<BirthDate>& theirs) {
    if (!ours || !theirs) return;
    const bool both_whole = ours->year && theirs->year;
    e.birthday = both_whole && *ours == *theirs;
    e.other_birthday = ours->day != theirs->day || (both_whole && !e.birthday);
}

Evidence compare(const Customer& ours, const store::Candidate& theirs, bool common_name,
                 const KeyList& our_keys, const KeyList& their_keys) {
    Evidence e{.name = compare_names(ours.name, theirs.name),
               .name_words = std::min(name_words(ours.name).size(), name_words(theirs.name).size()),
               .common_name = common_name,
               .other_kind = ours.kind != theirs.kind};
    note_shared_keys(e, our_keys, their_keys);
    compare_birthdays(e, ours.birthday, theirs.birthday);
    return e;
}

// A town alone is where thousands live: it says nothing of who somebody is.
bool is_a_town(const std::string& key) {
    return kind_of(key) == 'a' && key.find_first_of("0123456789") == std::string::npos;
}

// What a record is looked up by. Making it is dear (phones, documents, sounds), and an import asks four
// times.
struct Traits {
    KeyList keys = {};  // without the towns
    std::string sound = {};
    bool in_town = false;
};

Traits traits_of(const Customer& customer, const std::string& country) {
    Traits out{.sound = name_sound(customer.name)};
    for (store::Keyed& k : keyed(customer, country)) {
        if (is_a_town(k.key))
            out.in_town = true;
        else
            out.keys.push_back({std::move(k.key), k.identifier.type});
    }
    return out;
}

std::string told_apart_by(const Customer& c) {
    std::string out = c.name;
    for (const Identifier& i : c.identifiers) {
        out += static_cast<char>(i.kind);
        out += i.value;
    }
    return out;
}

std::optional<std::int64_t> day_of(const Customer& c) {
    if (!c.birthday || !c.birthday->year || !c.birthday->ok()) return std::nullopt;
    return c.birthday->number();
}

}  // namespace

struct Nearby::Known {
    std::string country = {};
    bool anybody_blocked = false;
    // Who has each key, sound and day that was asked for.
    std::unordered_map<std::string, std::vector<CustomerId>> by_key = {}, by_sound = {};
    std::unordered_map<std::int64_t, std::vector<store::Born>> by_day = {};
    // Those that stand: not merged away. Who is blocked is no duplicate anybody is shown.
    std::unordered_map<CustomerId, store::Candidate> candidates = {};
    std::unordered_map<CustomerId, KeyList> keys = {};

    void read(db::Tx& tx, std::span<const Customer> those);
    void forget(CustomerId id);
    std::set<CustomerId> near(const Customer& c, bool& common_name);
    const Traits& traits(const Customer& c);

  private:
    std::unordered_map<std::string, Traits> traits_ = {};
    void ask_for(std::span<const Customer> those, std::vector<std::string>& sounds);
    std::vector<CustomerId> everybody(std::span<const Customer> those);
};

const Traits& Nearby::Known::traits(const Customer& c) {
    const auto [found, is_new] = traits_.try_emplace(told_apart_by(c));
    if (is_new) found->second = traits_of(c, country);
    return found->second;
}

void Nearby::Known::ask_for(std::span<const Customer> those, std::vector<std::string>& sounds) {
    for (const Customer& c : those) {
        const auto& [keys_of_c, sound, _] = traits(c);
        for (const store::KeyOf& k : keys_of_c)
            for (std::string& key : to_look_up(k.key)) by_key.try_emplace(std::move(key));
        if (!sound.empty()) by_sound.try_emplace(sound);
        if (const auto day = day_of(c)) by_day.try_emplace(*day);
    }
    for (const auto& [sound, _] : by_sound) sounds.push_back(sound);
}

std::vector<CustomerId> Nearby::Known::everybody(std::span<const Customer> those) {
    std::set<CustomerId> ids;
    for (const Customer& c : those) {
        bool common = false;
        ids.merge(near(c, common));
    }
    return {ids.begin(), ids.end()};
}

void Nearby::Known::read(db::Tx& tx, std::span<const Customer> those) {
    std::vector<std::string> sounds, asked;
    std::vector<std::int64_t> days;
    ask_for(those, sounds);
    for (const auto& [key, _] : by_key) asked.push_back(key);
    for (const auto& [day, _] : by_day) days.push_back(day);
    for (auto& [key, id] : store::having_keys(tx, asked, kMostOfOneKey)) by_key[key].push_back(id);
    for (auto& [sound, id] : store::sounding_like(tx, sounds, kFewNamesakes + 1))
        by_sound[sound].push_back(id);
    for (auto& [day, born] : store::born_on(tx, days, kMostOfOneDay)) by_day[day].push_back(std::move(born));
    const auto ids = everybody(those);
    for (store::Candidate& c : store::candidates(tx, ids)) candidates.emplace(c.id, std::move(c));
    keys = store::keys_of_all(tx, ids);
    anybody_blocked = store::anybody_blocked(tx);
}

// Those with one of the keys, those born that day whose name has a word in common, and the few of that name.
std::set<CustomerId> Nearby::Known::near(const Customer& c, bool& common_name) {
    std::set<CustomerId> ids;
    const auto& [its_keys, sound, _] = traits(c);
    for (const store::KeyOf& k : its_keys)
        for (const std::string& key : to_look_up(k.key))
            if (const auto found = by_key.find(key); found != by_key.end())
                ids.insert(found->second.begin(), found->second.end());
    if (const auto day = day_of(c))
        if (const auto found = by_day.find(*day); found != by_day.end())
            for (const store::Born& born : found->second)
                if (share_a_sound(sound, born.name_sound)) ids.insert(born.id);
    if (const auto found = by_sound.find(sound); found != by_sound.end()) {
        common_name = found->second.size() > kFewNamesakes;
        if (!common_name) ids.insert(found->second.begin(), found->second.end());
    }
    ids.erase(c.id);
    return ids;
}

void Nearby::Known::forget(CustomerId id) {
    if (!candidates.contains(id)) return;
    for (auto& [_, ids] : by_key) std::erase(ids, id);
    for (auto& [_, ids] : by_sound) std::erase(ids, id);
    for (auto& [_, born] : by_day) std::erase_if(born, [&](const store::Born& b) { return b.id == id; });
}

Nearby::Nearby(std::unique_ptr<Known> known) : known_(std::move(known)) {}
Nearby::Nearby(Nearby&&) noexcept = default;
Nearby::~Nearby() = default;

std::optional<std::vector<Nearby::Having>> Nearby::having(const std::string& key) const {
    const auto found = known_->by_key.find(key);
    if (found == known_->by_key.end() || found->second.size() >= kMostOfOneKey) return std::nullopt;
    std::vector<Having> out;
    for (const CustomerId id : found->second)
        if (const auto c = known_->candidates.find(id); c != known_->candidates.end())
            out.push_back({id, c->second.name, c->second.blocked});
    std::ranges::sort(out, {}, &Having::id);
    return out;
}

std::vector<CustomerId> Nearby::found() const {
    std::set<CustomerId> ids;
    for (const auto& [_, having] : known_->by_key) ids.insert(having.begin(), having.end());
    return {ids.begin(), ids.end()};
}

bool Nearby::may_be_blocked(const Customer& customer) const {
    if (!known_->anybody_blocked) return false;
    const Traits& traits = known_->traits(customer);
    return traits.in_town || std::ranges::any_of(traits.keys, [&](const store::KeyOf& k) {
               const auto all = having(k.key);
               return !all || std::ranges::any_of(*all, &Having::blocked);
           });
}

std::vector<Duplicate> Nearby::duplicates_of(const Customer& customer, std::size_t limit) const {
    const KeyList& keys = known_->traits(customer).keys;
    bool common = false;
    std::vector<Duplicate> out;
    for (const CustomerId id : known_->near(customer, common)) {
        const auto candidate = known_->candidates.find(id);
        if (candidate == known_->candidates.end() || candidate->second.blocked) continue;
        const auto found = known_->keys.find(id);
        const KeyList& theirs = found == known_->keys.end() ? KeyList{} : found->second;
        Weighed w = weigh(compare(customer, candidate->second, common, keys, theirs));
        if (w.score >= kWorthMentioning)
            out.push_back({id, candidate->second.name, w.score, std::move(w.reasons)});
    }
    std::ranges::sort(out, [](const Duplicate& a, const Duplicate& b) {
        return std::pair(-a.score, a.id) < std::pair(-b.score, b.id);
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

void Nearby::wrote(const Customer& c) {
    Known& known = *known_;
    known.forget(c.id);
    known.candidates.insert_or_assign(c.id, store::Candidate{c.id, c.name, c.kind, c.birthday});
    const auto& [keys, sound, _] = known.traits(c);
    known.keys[c.id] = keys;
    for (const store::KeyOf& k : keys)
        if (const auto found = known.by_key.find(k.key);
            found != known.by_key.end() && found->second.size() < kMostOfOneKey)
            found->second.push_back(c.id);
    if (const auto found = known.by_sound.find(sound);
        found != known.by_sound.end() && found->second.size() <= kFewNamesakes)
        found->second.push_back(c.id);
    if (const auto day = day_of(c))
        if (const auto found = known.by_day.find(*day);
            found != known.by_day.end() && found->second.size() < kMostOfOneDay)
            found->second.push_back({c.id, sound});
}

Nearby Customers::nearby(db::Tx& tx, std::span<const Customer> those) const {
    auto known = std::make_unique<Nearby::Known>();
    known->country = options_.country();
    known->read(tx, those);
    return Nearby(std::move(known));
}

std::vector<Duplicate> Customers::duplicates_of(db::Tx& tx, const Customer& customer,
                                                std::size_t limit) const {
    return nearby(tx, std::span(&customer, 1)).duplicates_of(customer, limit);
}

}  // namespace escucha::customers
