#include "modules/ledger/checking.hpp"

#include <thread>

namespace escucha::ledger {
namespace {

Finding about(const Batch::One& act, Wrong wrong) {
    return {.wrong = wrong,
            .ledger = std::string(act.ledger),
            .sequence = act.sequence,
            .subject = std::string(act.subject),
            .line = act.line};
}
Finding about(const Head& head, Wrong wrong, std::int64_t line) {
    return {.wrong = wrong, .head = head.number, .head_at = head.at, .line = line};
}

// Nothing: the fields cannot be read.
std::optional<Hash> digest_of(const Batch::One& act, std::int64_t* blanks = nullptr) {
    const auto fields = read_fields(act.stored);
    if (!fields) return std::nullopt;
    if (blanks) *blanks = blanks_in(act.kind, *fields);
    return digest({act.ledger, act.subject, act.kind, act.sequence, act.at}, *fields);
}

// Does the next act follow on this hash?
bool followed(const Batch& batch, std::size_t i, const Hash& hash) {
    if (i + 1 >= batch.acts.size()) return false;
    const auto& next = batch.acts[i + 1];
    if (next.ledger != batch.acts[i].ledger || next.sequence != batch.acts[i].sequence + 1) return false;
    const auto digest = digest_of(next);
    const auto stands = hash_of(next.hash);
    return digest && stands && link(hash, *digest) == *stands;
}

std::optional<Restored> restored(const Batch::One& act) {
    if (act.ledger != kHouseLedger || act.kind != "restored") return std::nullopt;
    Restored r{.at = instant(act.at)};
    const auto fields = read_fields(act.stored).value_or(std::vector<KeptView>{});
    for (const auto& f : shown_fields(fields)) {
        if (f.name == "from_head_at") r.from = instant(std::atoll(f.value.c_str()));
        if (f.name == "lost_head_hash") r.lost_head_hash = f.value;
        if (f.name == "unknown_key") r.unknown_key = f.value;
        constexpr std::string_view kLost = "lost.";
        if (f.name.starts_with(kLost))
            r.lost +=
                fmt::format("{}{} {}", r.lost.empty() ? "" : ", ", f.name.substr(kLost.size()), f.value);
    }
    return r;
}

}  // namespace

Checker::Checker(const VerifyOptions& options)
    : options_(options), most_running_(std::max(2U, std::thread::hardware_concurrency()) + 1) {}

Checker::~Checker() {
    for (auto& outcome : running_) outcome.wait();
}

void Checker::find(Finding finding) {
    if (!verdict_.finding) verdict_.finding = std::move(finding);
}

// --- Keys and heads
// ----------------------------------------------------------------------------------------
void Checker::key(const Key& key, std::int64_t line) {
    if (stopped()) return;
    if (!follows(key, keys_.empty() ? nullptr : &keys_.back()))
        return find({.wrong = Wrong::key, .sequence = key.number, .line = line});
    keys_.push_back(key);
    verdict_.keys = key.number;
    verdict_.public_key = key.public_key;
}

void Checker::head(const Head& head, std::int64_t line) {
    if (stopped()) return;
    const auto text = read_head(head.text);
    if (!text || text->number != head.number || text->at != micros(head.at) ||
        hex(sha256(head.text)) != head.hash)
        return find(about(head, Wrong::head_content, line));
    const auto number = last_head_ ? last_head_->number + 1 : 1;
    if (head.number != number || text->before != (last_head_ ? last_head_->hash : kNoHash))
        return find(about(head, Wrong::head_missing, line));
    if (auto wrong = check_key_of(head, line)) return find(std::move(*wrong));
    const auto& key = keys_[static_cast<std::size_t>(head.key - 1)];
    if (text->public_key != key.public_key || !signature_holds(head.text, head.signature, key.public_key))
        return find(about(head, Wrong::signature, line));
    ++verdict_.heads;
    for (const auto& end : text->ends) expect(end, head, false);
    verdict_.sealed = head.at;
    last_head_ = head;
    last_text_ = text;
}

// A key that was replaced signs no more: an old key out of a backup forges no new head. Their hours are not
// compared: a clock that was put right makes honest heads that seem to go back.
std::optional<Finding> Checker::check_key_of(const Head& head, std::int64_t line) const {
    if (head.key < 1 || head.key > static_cast<std::int64_t>(keys_.size()))
        return about(head, Wrong::key, line);
    if (last_head_ && head.key < last_head_->key) return about(head, Wrong::old_key, line);
    return std::nullopt;
}

// Only where a ledger went on: what an earlier head said already need not be kept again.
void Checker::expect(const End& end, const Head& head, bool outside) {
    const auto [stands, fresh] = expected_[end.ledger].try_emplace(
        end.sequence, Expected{.hash = end.hash, .head = head.number, .at = head.at, .outside = outside});
    if (!fresh && stands->second.hash != end.hash)
        find({.wrong = Wrong::rewritten,
              .ledger = end.ledger,
              .sequence = end.sequence,
              .head = head.number,
              .head_at = head.at,
              .outside = outside});
    if (!outside) sealed_to_[end.ledger] = std::max(sealed_to_[end.ledger], end.sequence);
}

// What the chain says was lost is no surprise; it excuses those acts and nothing else, and is told.
bool Checker::excused(const End& end, const Head& head) {
    for (const auto& loss : options_.losses) {
        const auto* acts = loss.covers(head) ? loss.excuse(end) : nullptr;
        if (!acts) continue;
        auto range = fmt::format("{} {}-{}", acts->ledger, acts->first, acts->last);
        auto& told = verdict_.excused_acts;
        if (std::ranges::find(told, range) == told.end()) told.push_back(std::move(range));
        return true;
    }
    return false;
}

// One of ours, one that comes after ours, or that of a lost head which the chain names.
bool Checker::signer_known(const HeadText& text, const Head& head) const {
    const auto is = [&text](const Key& key) { return key.public_key == text.public_key; };
    if (std::ranges::any_of(keys_, is) || std::ranges::any_of(descendants(keys_, options_.outside_keys), is))
        return true;
    return std::ranges::any_of(options_.losses, [&](const auto& loss) {
        return loss.unknown_key == text.public_key && loss.covers(head);
    });
}

void Checker::expect_outside() {
    if (std::exchange(outside_expected_, true)) return;
    for (const auto& head : options_.outside) {
        const auto text = read_head(head.text);
        if (!text || hex(sha256(head.text)) != head.hash || !signer_known(*text, head) ||
            !signature_holds(head.text, head.signature, text->public_key)) {
            auto finding = about(head, Wrong::foreign_head, 0);
            finding.outside = true;
            return find(std::move(finding));
        }
        bool whole = true;
        for (const auto& end : text->ends) excused(end, head) ? void(whole = false) : expect(end, head, true);
        ++(whole ? verdict_.outside : verdict_.excused);
    }
}

// --- Acts
// --------------------------------------------------------------------------------------------------
void Checker::acts(Batch batch) {
    expect_outside();
    if (batch.acts.empty() || stopped()) return;
    Place before = place_;
    for (const auto& act : batch.acts) {
        if (ledgers_.empty() || ledgers_.back() != act.ledger) {
            ledgers_.emplace_back(act.ledger);
            count_ = &entered_[ledgers_.back()];
        }
        if (act.kind == "entered") ++*count_;
    }
    const auto& last = batch.acts.back();
    place_ = {.ledger = std::string(last.ledger),
              .sequence = last.sequence,
              .hash = hash_of(last.hash).value_or(Hash{}),
              .at = instant(last.at)};
    if (seen_ == 0) verdict_.since = instant(batch.acts.front().at);
    for (const auto& act : batch.acts) verdict_.since = std::min(*verdict_.since, instant(act.at));
    seen_ += static_cast<std::int64_t>(batch.acts.size());
    running_.push_back(std::async(std::launch::async,
                                  [this, batch = std::move(batch), before] { return check(batch, before); }));
    while (running_.size() >= most_running_) take_oldest();
}

void Checker::take_oldest() {
    auto outcome = running_.front().get();
    running_.pop_front();
    verdict_.unsealed += outcome.unsealed;
    std::ranges::move(outcome.restored, std::back_inserter(verdict_.restored));
    if (outcome.finding) find(std::move(*outcome.finding));
    verdict_.acts = seen_;
    if (options_.progress) options_.progress(seen_);
}

Checker::Outcome Checker::check(const Batch& batch, Place before) const {
    Outcome outcome;
    for (std::size_t i = 0; i < batch.acts.size(); ++i) {
        const auto& act = batch.acts[i];
        if (act.ledger != before.ledger) {
            outcome.finding = check_end(before);
            before = {.ledger = std::string(act.ledger)};
        }
        if (!outcome.finding) outcome.finding = check_one(batch, i, before);
        if (outcome.finding) return outcome;
        before.sequence = act.sequence;
        before.hash = hash_of(act.hash).value_or(Hash{});
        before.at = instant(act.at);
        if (auto r = restored(act)) outcome.restored.push_back(std::move(*r));
        const auto sealed = sealed_to_.find(act.ledger);
        if (!act.ledger.starts_with(kSamplePrefix) &&
            (sealed == sealed_to_.end() || act.sequence > sealed->second))
            ++outcome.unsealed;
    }
    return outcome;
}

std::optional<Finding> Checker::check_one(const Batch& batch, std::size_t i, const Place& before) const {
    const auto& act = batch.acts[i];
    if (act.sequence > before.sequence + 1) {
        auto finding = about(act, Wrong::missing);
        finding.sequence = before.sequence + 1;
        finding.subject.clear();
        return finding;
    }
    if (act.sequence != before.sequence + 1) return about(act, Wrong::order);
    std::int64_t blanks = 0;
    const auto digest = digest_of(act, &blanks);
    const auto stands = hash_of(act.hash);
    if (!digest) return about(act, Wrong::unreadable);
    blanks_.count(act.ledger, act.subject, blanks);
    const Hash should = link(before.hash, *digest);
    if (stands && *stands == should) return against_heads(act, should);
    // Who is right: what stands there, or what follows from the content?
    const bool hash_is_wrong = !stands || followed(batch, i, should) || head_says(act, should);
    return about(act, hash_is_wrong ? Wrong::hash : Wrong::content);
}

bool Checker::head_says(const Batch::One& act, const Hash& hash) const {
    const auto ledger = expected_.find(act.ledger);
    if (ledger == expected_.end()) return false;
    const auto says = ledger->second.find(act.sequence);
    return says != ledger->second.end() && says->second.hash == hex(hash);
}

std::optional<Finding> Checker::against_heads(const Batch::One& act, const Hash& hash) const {
    const auto ledger = expected_.find(act.ledger);
    if (ledger == expected_.end()) return std::nullopt;
    const auto says = ledger->second.find(act.sequence);
    if (says == ledger->second.end() || says->second.hash == hex(hash)) return std::nullopt;
    auto finding = about(act, Wrong::rewritten);
    finding.head = says->second.head;
    finding.head_at = says->second.at;
    finding.outside = says->second.outside;
    if (says != ledger->second.begin()) finding.last = std::prev(says)->first;
    return finding;
}

std::optional<Finding> Checker::check_end(const Place& end) const {
    const auto ledger = expected_.find(end.ledger);
    if (ledger == expected_.end()) return std::nullopt;
    const auto beyond = ledger->second.upper_bound(end.sequence);
    if (beyond == ledger->second.end()) return std::nullopt;
    const auto& [sequence, says] = *std::prev(ledger->second.end());
    Finding finding{.wrong = Wrong::shortened,
                    .ledger = end.ledger,
                    .sequence = sequence,
                    .head = says.head,
                    .head_at = says.at,
                    .outside = says.outside,
                    .last = end.sequence};
    if (end.sequence > 0) finding.last_at = end.at;
    return finding;
}

Verdict Checker::finish(std::optional<Finding> last) {
    expect_outside();
    while (!running_.empty()) take_oldest();
    verdict_.acts = seen_;
    if (!stopped() && !place_.ledger.empty())
        if (auto short_ = check_end(place_)) find(std::move(*short_));
    for (const auto& [ledger, ends] : expected_)
        if (std::ranges::find(ledgers_, ledger) == ledgers_.end())
            if (auto gone = check_end({.ledger = ledger})) find(std::move(*gone));
    if (last) find(std::move(*last));
    verdict_.ledgers = static_cast<std::int64_t>(ledgers_.size());
    return verdict_;
}

}  // namespace escucha::ledger
