#include "modules/ledger/receipts.hpp"

#include <list>
#include <mutex>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/lines.hpp"

namespace escucha::ledger {
namespace {

namespace json = boost::json;

const db::Statement kAct{
    "SELECT ledger, sequence, subject, kind, at, fields, hash FROM ledger_acts "
    "WHERE ledger = $1 AND sequence = $2"};
const db::Statement kActs{
    "SELECT ledger, sequence, subject, kind, at, fields, hash FROM ledger_acts "
    "WHERE ledger = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence"};

Hash digest_of(const ActLine& act) {
    return digest({act.ledger, act.subject, act.kind, act.sequence, act.at},
                  read_fields(act.stored).value_or(std::vector<KeptView>{}));
}

std::optional<ActLine> act_at(db::Tx& tx, std::string_view ledger, std::int64_t sequence) {
    const auto row = tx.one(kAct, ledger, sequence);
    return row ? std::optional(read_line(*row)) : std::nullopt;
}

// The hash that the act follows on; nothing: the act before is not there.
std::optional<Hash> before(db::Tx& tx, const ActLine& act) {
    if (act.sequence == 1) return Hash{};
    const auto one = act_at(tx, act.ledger, act.sequence - 1);
    return one ? hash_of(one->hash) : std::nullopt;
}

bool holds(const ActLine& act, const std::optional<Hash>& before) {
    return before && read_fields(act.stored) && raw(link(*before, digest_of(act))) == act.hash;
}

// Read in pieces: an hour of a large book is many megabytes of fields.
std::vector<Hash> digests_after(db::Tx& tx, const std::string& ledger, std::int64_t after, std::int64_t to) {
    constexpr std::int64_t kPiece = 200;
    std::vector<Hash> out;
    for (; after < to; after += kPiece)
        for (const auto& row : tx.query(kActs, ledger, after, std::min(to, after + kPiece)))
            out.push_back(digest_of(read_line(row)));
    return out;
}

Hash followed(const ActLine& act, std::span<const Hash> digests) {
    auto hash = hash_of(act.hash).value_or(Hash{});
    for (const auto& digest : digests) hash = link(hash, digest);
    return hash;
}

// The digests that lead to the end of a head, of the heads last asked for: the same for every receipt of that
// hour, so that looking at one costs what it costs to hash them, however often it is asked for. They prove
// themselves, or are read anew.
class Paths {
  public:
    std::optional<std::vector<Hash>> find(const Head& head, const ActLine& act) {
        const std::lock_guard lock(mutex_);
        const auto kept = std::ranges::find_if(
            kept_, [&](const Kept& k) { return k.head == head.hash && k.ledger == act.ledger; });
        if (kept == kept_.end() || kept->after > act.sequence) return std::nullopt;
        kept_.splice(kept_.begin(), kept_, kept);
        const auto skipped = act.sequence - kept->after;
        if (skipped > std::ssize(kept->digests)) return std::nullopt;
        return std::vector(kept->digests.begin() + skipped, kept->digests.end());
    }

    void keep(const Head& head, const ActLine& act, std::vector<Hash> digests) {
        if (digests.size() > kLongest) return;
        const std::lock_guard lock(mutex_);
        std::erase_if(kept_, [&](const Kept& k) { return k.head == head.hash && k.ledger == act.ledger; });
        kept_.push_front({head.hash, std::string(act.ledger), act.sequence, std::move(digests)});
        if (kept_.size() > kMost) kept_.pop_back();
    }

  private:
    static constexpr std::size_t kMost = 16, kLongest = 20'000;  // 10 MB
    struct Kept {
        std::string head, ledger;
        std::int64_t after = 0;
        std::vector<Hash> digests = {};
    };
    std::mutex mutex_;
    std::list<Kept> kept_;
};

Paths& paths() {
    static Paths all;  // a head's hash is of one installation alone
    return all;
}

// Does the way from the act to the end that the head names hold, and the head itself?
bool leads_to(db::Tx& tx, const ActLine& act, const Head& head) {
    const auto text = read_head(head.text);
    const auto end = text ? end_in(*text, act.ledger) : std::nullopt;
    if (!end || hex(sha256(head.text)) != head.hash ||
        !signature_holds(head.text, head.signature, text->public_key))
        return false;
    if (const auto known = paths().find(head, act); known && hex(followed(act, *known)) == end->hash)
        return true;
    auto digests = digests_after(tx, std::string(act.ledger), act.sequence, end->sequence);
    const bool leads = hex(followed(act, digests)) == end->hash;
    if (leads) paths().keep(head, act, std::move(digests));
    return leads;
}

// What leads there, for a receipt to take along; where it does not, what stands there is told all the same.
std::vector<Hash> way_to(db::Tx& tx, const ActLine& act, const Head& head, std::int64_t end) {
    if (leads_to(tx, act, head))
        if (auto known = paths().find(head, act)) return std::move(*known);
    return digests_after(tx, std::string(act.ledger), act.sequence, end);
}

std::string text_of(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

// Following the digests of a receipt file; nothing: they lead nowhere.
std::optional<Hash> follow(const json::object& o, const ActLine& act, std::int64_t to) {
    const auto* then = o.if_contains("then");
    if (!then || !then->is_array()) return std::nullopt;
    const auto& digests = then->get_array();
    if (act.sequence + static_cast<std::int64_t>(digests.size()) != to) return std::nullopt;
    auto hash = hash_of(act.hash).value_or(Hash{});
    for (const auto& one : digests) {
        const auto digest = one.is_string() ? unhex(std::string_view(one.get_string()), 32) : std::nullopt;
        if (!digest) return std::nullopt;
        hash = link(hash, hash_of(*digest).value_or(Hash{}));
    }
    return hash;
}

// The head of a receipt file, if the way leads to it and it is signed.
std::optional<HeadText> head_reached(const json::object& o, const ActLine& act) {
    const auto* value = o.if_contains("head");
    const auto head = value && value->is_object() ? read_head(value->get_object()) : std::nullopt;
    auto text = head ? read_head(head->text) : std::nullopt;
    const auto end = text ? end_in(*text, act.ledger) : std::nullopt;
    const auto reached = end ? follow(o, act, end->sequence) : std::nullopt;
    const bool sound = reached && hex(*reached) == end->hash &&
                       signature_holds(head->text, head->signature, text->public_key);
    return sound ? std::move(text) : std::nullopt;
}

Found describe(const Heads& heads, db::Tx& tx, const ActLine& act) {
    Found f{.kind = act.kind,
            .at = instant(act.at),
            .sequence = act.sequence,
            .code = verification_code(hex(act.hash))};
    const auto kept = read_fields(act.stored).value_or(std::vector<KeptView>{});
    f.blanked = std::ranges::find(kept, Kept::How::blanked, &KeptView::how) != kept.end();
    const auto head = heads.first_with(tx, act.ledger, act.sequence);
    const bool sound = holds(act, before(tx, act)) && (!head || leads_to(tx, act, *head));
    f.state = sound ? Found::State::genuine : Found::State::altered;
    if (!head) return f;
    f.sealed_at = head->at;
    f.head = head->number;
    if (const auto text = read_head(head->text)) f.public_key = text->public_key;
    return f;
}

}  // namespace

std::optional<std::string> receipt_json(db::Tx& tx, const Heads& heads, std::string_view ledger,
                                        std::int64_t sequence, Values values) {
    const auto act = act_at(tx, ledger, sequence);
    if (!act) return std::nullopt;
    json::object o{{"escucha", "receipt 1"},
                   {"act", act_object(*act, values)},
                   {"before", hex(before(tx, *act).value_or(Hash{}))},
                   {"code", verification_code(hex(act->hash))}};
    json::array then;
    const auto head = heads.first_with(tx, ledger, sequence);
    const auto text = head ? read_head(head->text) : std::nullopt;
    if (const auto end = text ? end_in(*text, ledger) : std::nullopt)
        for (const auto& one : way_to(tx, *act, *head, end->sequence)) then.push_back(json::value(hex(one)));
    o["then"] = std::move(then);
    if (head) o["head"] = head_object(*head);
    for (const auto& key : heads.keys(tx))
        if (head && key.number == head->key) o["key"] = key_object(key);
    return json::serialize(o);
}

namespace {

ReceiptVerdict::Signer signer(const std::string& key, std::span<const std::string> keys) {
    if (keys.empty()) return ReceiptVerdict::Signer::not_compared;
    return std::ranges::find(keys, key) == keys.end() ? ReceiptVerdict::Signer::unknown
                                                      : ReceiptVerdict::Signer::known;
}

}  // namespace

std::optional<ReceiptVerdict> verify_receipt(std::string_view text, std::span<const std::string> keys) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error || !value.is_object()) return std::nullopt;
    const auto& o = value.get_object();
    const auto* act_value = o.if_contains("act");
    const auto act = act_value && act_value->is_object() ? read_act(act_value->get_object()) : std::nullopt;
    const auto before_raw = unhex(text_of(o, "before"), 32);
    if (text_of(o, "escucha") != "receipt 1" || !act || !before_raw) return std::nullopt;
    ReceiptVerdict v{.ledger = act->ledger,
                     .subject = act->subject,
                     .kind = act->kind,
                     .code = verification_code(hex(act->hash)),
                     .sequence = act->sequence,
                     .at = instant(act->at)};
    v.genuine = holds(*act, hash_of(*before_raw)) && normal_code(text_of(o, "code")) == v.code;
    if (const auto head = v.genuine ? head_reached(o, *act) : std::nullopt) {
        v.sealed = true;
        v.sealed_at = instant(head->at);
        v.public_key = head->public_key;
        v.signer = signer(v.public_key, keys);
    }
    return v;
}

std::optional<Found> find_by_code(db::Tx& tx, const Heads& heads, std::string_view ledger,
                                  std::string_view subject, std::string_view code) {
    const auto all = heads.ledger().of_subject(tx, ledger, subject);
    const auto held = std::ranges::find(all, code, &Entry::code);
    if (held == all.end()) return std::nullopt;
    const auto act = act_at(tx, ledger, held->sequence);
    if (!act) return std::nullopt;
    auto found = describe(heads, tx, *act);
    for (auto later = std::next(held); later != all.end(); ++later)
        found.later.push_back({later->act.kind, later->act.at});
    return found;
}

}  // namespace escucha::ledger
