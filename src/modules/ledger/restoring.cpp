// What a base says of itself after a backup was brought back.
#include <charconv>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/heads.hpp"

namespace escucha::ledger {
namespace {

constexpr std::string_view kRestored = "restored";
constexpr std::string_view kLost = "lost.";  // and the ledger

std::string number(std::int64_t n) {
    return std::to_string(n);
}
std::int64_t number_in(std::string_view text) {
    std::int64_t n = 0;
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

// "12-15", as it is written below; anything else names no acts.
std::optional<Heads::Loss::Acts> acts_in(std::string_view ledger, std::string_view value) {
    const auto dash = value.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    Heads::Loss::Acts acts{.ledger = std::string(ledger),
                           .first = number_in(value.substr(0, dash)),
                           .last = number_in(value.substr(dash + 1))};
    const bool plain = fmt::format("{}-{}", acts.first, acts.last) == value && acts.first > 0;
    return plain ? std::optional(std::move(acts)) : std::nullopt;
}

const db::Statement kNewest{
    "SELECT sequence, at FROM ledger_acts WHERE ledger = $1 ORDER BY sequence DESC LIMIT 1"};
const db::Statement kHash{"SELECT hash FROM ledger_acts WHERE ledger = $1 AND sequence = $2"};

// Is the act there by which the head says that the ledger ended?
bool holds(db::Tx& tx, const End& end) {
    const auto row = tx.one(kHash, end.ledger, end.sequence);
    return row && hex(bytes_or_text(*row, 0)) == end.hash;
}

// Since the head was made the base went another way: it has an act where the head has another, or a later
// one.
bool gone_on(db::Tx& tx, const End& end, const Head& known) {
    const auto row = tx.one(kNewest, end.ledger);
    return row && !holds(tx, end) &&
           (row->get<std::int64_t>(0) >= end.sequence || row->get<std::int64_t>(1) > micros(known.at));
}

// How far each ledger of the lost head went, and how far it goes here; where the base has gone on, how far it
// went in the last head that both have.
void add_lost(std::vector<Field>& fields, db::Tx& tx, const HeadText& text,
              const std::optional<HeadText>& common) {
    for (const auto& end : text.ends) {
        if (holds(tx, end)) continue;
        const auto row = common ? std::nullopt : tx.one(kNewest, end.ledger);
        const auto shared = common ? end_in(*common, end.ledger) : std::nullopt;
        const auto kept = row ? row->get<std::int64_t>(0) : shared ? shared->sequence : 0;
        fields.push_back({.name = std::string(kLost) + end.ledger,
                          .value = fmt::format("{}-{}", std::min(kept + 1, end.sequence), end.sequence)});
    }
}

Act restored(const Head& known, const std::optional<Head>& last, Instant now) {
    Act act{.ledger = std::string(kHouseLedger),
            .subject = std::string(kRestored),
            .kind = std::string(kRestored),
            .at = now,
            .fields = {{.name = "lost_head", .value = number(known.number)},
                       {.name = "lost_head_hash", .value = known.hash},
                       {.name = "lost_head_at", .value = number(micros(known.at))}}};
    if (last) {
        act.fields.push_back({.name = "from_head", .value = number(last->number)});
        act.fields.push_back({.name = "from_head_at", .value = number(micros(last->at))});
    }
    return act;
}

}  // namespace

// Not one from after the loss: numbers begin again where the base goes on.
bool Heads::Loss::covers(const Head& head) const {
    return head.hash == hash || (head.number > from && head.number <= to && head.at <= at);
}

const Heads::Loss::Acts* Heads::Loss::excuse(const End& end) const {
    for (const auto& a : acts)
        if (a.ledger == end.ledger && a.first <= end.sequence && end.sequence <= a.last) return &a;
    return nullptr;
}

bool Heads::Loss::of(std::string_view ledger) const {
    return std::ranges::find(acts, ledger, &Acts::ledger) != acts.end();
}

Heads::Loss Heads::loss_in(const Act& act) {
    Loss loss{.at = act.at};
    for (const auto& f : act.fields) {
        if (f.name == "lost_head") loss.to = number_in(f.value);
        if (f.name == "from_head") loss.from = number_in(f.value);
        if (f.name == "from_head_at") loss.from_at = instant(number_in(f.value));
        if (f.name == "lost_head_hash") loss.hash = f.value;
        if (f.name == "unknown_key") loss.unknown_key = f.value;
        if (!f.name.starts_with(kLost)) continue;
        if (auto acts = acts_in(std::string_view(f.name).substr(kLost.size()), f.value))
            loss.acts.push_back(std::move(*acts));
    }
    return loss;
}

// Only of acts that verdicts tell as such.
std::vector<Heads::Loss> Heads::losses(db::Tx& tx) const {
    std::vector<Loss> out;
    for (const auto& entry : ledger_.of_subject(tx, kHouseLedger, kRestored))
        if (entry.act.kind == kRestored) out.push_back(loss_in(entry.act));
    return out;
}

// The newest head of the base that the lost one, or another of those from outside, comes after. From the
// first one that the base does not have, it has gone another way.
std::optional<Head> Heads::parted_from(db::Tx& tx, const HeadText& known,
                                       std::span<const Head> others) const {
    std::int64_t first = known.number;
    const auto told = losses(tx);
    for (const auto& other : others) {
        const auto ours = find(tx, other.number);
        const bool there = ours && ours->hash == other.hash;
        const bool before = std::ranges::any_of(told, [&](const auto& loss) { return loss.covers(other); });
        if (!there && !before) first = std::min(first, other.number);
    }
    std::optional<Head> newest;
    const auto look = [&](std::int64_t number, std::string_view hash) {
        if (number >= first || (newest && newest->number >= number)) return;
        if (auto ours = find(tx, number); ours && ours->hash == hash) newest = std::move(ours);
    };
    look(known.number - 1, known.before);
    for (const auto& other : others) {
        look(other.number, other.hash);
        if (const auto text = read_head(other.text)) look(text->number - 1, text->before);
    }
    return newest;
}

Act Heads::lost(db::Tx& tx, const Head& known, const HeadText& text, std::span<const Head> others,
                Instant now) const {
    auto from = last(tx);
    const bool another = (from && from->number >= known.number) ||
                         std::ranges::any_of(text.ends, [&](const End& e) { return gone_on(tx, e, known); });
    if (another) from = parted_from(tx, text, others);
    auto act = restored(known, from, now);
    std::optional<HeadText> common;
    if (another) common = (from ? read_head(from->text) : std::nullopt).value_or(HeadText{});
    add_lost(act.fields, tx, text, common);
    return act;
}

Heads::Noticed Heads::notice_restored(db::Tx& tx, const Head& known, std::span<const Key> keys, Instant now,
                                      std::span<const Head> others) const {
    const auto text = read_head(known.text);
    if (!text || hex(sha256(known.text)) != known.hash) return Noticed::broken;
    auto ours = this->keys(tx);
    std::ranges::move(descendants(ours, keys), std::back_inserter(ours));
    if (std::ranges::find(ours, text->public_key, &Key::public_key) == ours.end() ||
        !signature_holds(known.text, known.signature, text->public_key))
        return Noticed::foreign;
    const auto same = find(tx, text->number);
    if (same && same->hash == known.hash) return Noticed::same;
    auto told = losses(tx);
    std::erase_if(told, [&](const Loss& loss) { return !loss.covers(known); });
    const auto accounted = [&](const End& end) {
        return holds(tx, end) ||
               std::ranges::any_of(told, [&](const Loss& loss) { return loss.excuse(end) != nullptr; });
    };
    if (!told.empty() && std::ranges::all_of(text->ends, accounted)) return Noticed::known;
    ledger_.append(tx, lost(tx, known, *text, others, now));
    return Noticed::said;
}

void Heads::note_foreign(db::Tx& tx, const Head& found, Instant now) const {
    for (const auto& loss : losses(tx))
        if (loss.hash == found.hash) return;
    const auto text = read_head(found.text).value_or(HeadText{});
    auto act = lost(tx, found, text, {}, now);
    act.fields.push_back({.name = "unknown_key", .value = text.public_key});
    ledger_.append(tx, act);
}

}  // namespace escucha::ledger
