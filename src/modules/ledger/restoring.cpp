// What a base says of itself after a backup was brought back.
#include "modules/ledger/heads.hpp"

namespace escucha::ledger {
namespace {

// The fields of the act: how far each ledger of the lost head went, and how far it goes here.
std::vector<Field> told(db::Tx& tx, const Head& known, const HeadText& text,
                        const std::optional<Head>& last) {
    std::vector<Field> fields{{.name = "lost_head", .value = std::to_string(known.number)},
                              {.name = "lost_head_hash", .value = known.hash},
                              {.name = "lost_head_at", .value = std::to_string(micros(known.at))}};
    if (last) {
        fields.push_back({.name = "from_head", .value = std::to_string(last->number)});
        fields.push_back({.name = "from_head_at", .value = std::to_string(micros(last->at))});
    }
    const auto here = ends(tx);
    for (const auto& end : text.ends) {
        const auto found = std::ranges::find(here, end.ledger, &End::ledger);
        const auto sequence = found == here.end() ? 0 : found->sequence;
        if (sequence < end.sequence)
            fields.push_back(
                {.name = "lost." + end.ledger, .value = fmt::format("{}-{}", sequence + 1, end.sequence)});
    }
    return fields;
}

}  // namespace

std::optional<Appended> Heads::notice_restored(db::Tx& tx, const Head& known, Instant now) const {
    const auto text = read_head(known.text);
    if (!text || hex(sha256(known.text)) != known.hash) return std::nullopt;
    const auto ours = keys(tx);
    const bool believed = std::ranges::find(ours, text->public_key, &Key::public_key) != ours.end() &&
                          signature_holds(known.text, known.signature, text->public_key);
    const auto same = find(tx, text->number);
    if (!believed || (same && same->hash == known.hash)) return std::nullopt;
    for (const auto& entry : ledger_.of_subject(tx, kHouseLedger, "restored"))
        for (const auto& f : entry.act.fields)
            if (f.name == "lost_head_hash" && f.value == known.hash) return std::nullopt;
    return ledger_.append(tx, {.ledger = std::string(kHouseLedger),
                               .subject = "restored",
                               .kind = "restored",
                               .at = now,
                               .fields = told(tx, known, *text, last(tx))});
}

}  // namespace escucha::ledger
