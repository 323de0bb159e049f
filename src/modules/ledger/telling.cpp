// Verdicts in words. Moments are told in UTC: who checks may sit anywhere.
#include <fmt/chrono.h>

#include "modules/ledger/receipts.hpp"

namespace escucha::ledger {
namespace {

std::string moment(Instant at) {
    return fmt::format("{:%F %T} UTC", std::chrono::floor<std::chrono::seconds>(at));
}

std::string kind_in_words(Language language, std::string_view kind) {
    const auto key = fmt::format("ledger.kind.{}", kind);
    return has_text(language, key) ? text(language, key) : std::string(kind);
}

void add(std::string& to, Language language, std::string_view key, const TextParams& params = {}) {
    to += text(language, key, params);
    to += '\n';
}

TextParams params_of(const Finding& f) {
    TextParams p{{"ledger", f.ledger},
                 {"sequence", std::to_string(f.sequence)},
                 {"subject", f.subject},
                 {"head", std::to_string(f.head)},
                 {"at", moment(f.head_at)},
                 {"last", std::to_string(f.last)},
                 {"first", std::to_string(f.last + 1)},
                 {"line", std::to_string(f.line)}};
    if (f.last_at) p["last_at"] = moment(*f.last_at);
    p["name"] = f.name.empty() ? f.ledger : f.name;
    p["column"] = f.column;
    return p;
}

// What to do about it: the same for all that was altered, for all that is gone…
std::string_view advice(Wrong wrong) {
    switch (wrong) {
        case Wrong::missing:
        case Wrong::head_missing:
        case Wrong::shortened:
            return "gone";
        case Wrong::shown_changed:
        case Wrong::shown_gone:
        case Wrong::shown_unchained:
        case Wrong::shown_blanked:
        case Wrong::shown_unreadable:
            return "shown";
        case Wrong::signature:
        case Wrong::key:
        case Wrong::foreign_head:
        case Wrong::old_key:
        case Wrong::head_content:
            return "key";
        case Wrong::file:
            return "file";
        default:
            return "altered";
    }
}

std::string_view where(const Finding& f) {
    if (f.subject.empty()) return "ledger.where.act_only";
    if (f.name.empty()) return "ledger.where.act";
    return f.sequence == 0 ? "ledger.where.sheet_only" : "ledger.where.sheet";
}

void add_finding(std::string& to, Language language, const Finding& f) {
    auto params = params_of(f);
    params["what"] = language == Language::es ? f.what_es : f.what_en;
    if (!f.ledger.empty())
        add(to, language, where(f), params);
    else if (f.head > 0)
        add(to, language, "ledger.where.head", params);
    if (f.line > 0) add(to, language, "ledger.where.line", params);
    const bool from = f.wrong == Wrong::shortened && f.last_at;
    add(to, language,
        from ? "ledger.wrong.shortened_from" : fmt::format("ledger.wrong.{}", db::name(f.wrong)), params);
    add(to, language, fmt::format("ledger.do.{}", advice(f.wrong)), params);
}

void add_restored(std::string& to, Language language, const Restored& r) {
    TextParams params{{"at", moment(r.at)}, {"hash", r.lost_head_hash}};
    if (r.from) params["from"] = moment(*r.from);
    add(to, language, r.from ? "ledger.verdict.restored" : "ledger.verdict.restored_from_start", params);
    if (!r.lost.empty()) add(to, language, "ledger.verdict.restored_lost", {{"lost", r.lost}});
    if (!r.unknown_key.empty())
        add(to, language, "ledger.verdict.restored_unknown", {{"key", r.unknown_key}});
}

}  // namespace

std::string told(const Verdict& v, Language language) {
    std::string out;
    add(out, language, v.sound() ? "ledger.verdict.sound" : "ledger.verdict.bad");
    if (v.finding) add_finding(out, language, *v.finding);
    if (v.finding && v.was_sound)
        add(out, language, "ledger.verdict.was_sound", {{"at", moment(*v.was_sound)}});
    if (v.sound() && v.compared) add(out, language, "ledger.verdict.compared");
    if (v.sound() && !v.blanks_checked) add(out, language, "ledger.verdict.no_personal");
    add(out, language, "ledger.verdict.acts",
        {{"acts", std::to_string(v.acts)},
         {"ledgers", std::to_string(v.ledgers)},
         {"heads", std::to_string(v.heads)},
         {"keys", std::to_string(v.keys)}});
    if (v.since) add(out, language, "ledger.verdict.since", {{"at", moment(*v.since)}});
    if (v.sealed)
        add(out, language, "ledger.verdict.sealed",
            {{"at", moment(*v.sealed)}, {"unsealed", std::to_string(v.unsealed)}});
    else
        add(out, language, "ledger.verdict.unsealed");
    if (v.sound() && v.outside > 0)
        add(out, language, "ledger.verdict.outside", {{"outside", std::to_string(v.outside)}});
    if (v.sound() && v.excused > 0)
        add(out, language, "ledger.verdict.excused",
            {{"excused", std::to_string(v.excused)},
             {"acts", fmt::format("{}", fmt::join(v.excused_acts, ", "))}});
    for (const auto& r : v.restored) add_restored(out, language, r);
    if (!v.public_key.empty()) add(out, language, "ledger.verdict.key", {{"key", v.public_key}});
    return out;
}

std::string told(const ReceiptVerdict& v, Language language) {
    std::string out;
    using Signer = ReceiptVerdict::Signer;
    const auto key = [&]() -> std::string_view {
        if (!v.sealed) return v.genuine ? "genuine" : "bad";
        if (v.signer == Signer::known) return "sealed";
        return v.signer == Signer::unknown ? "unknown_key" : "not_compared";
    };
    add(out, language, fmt::format("ledger.receipt.{}", key()), {{"at", moment(v.sealed_at.value_or(v.at))}});
    add(out, language, "ledger.receipt.act",
        {{"ledger", v.ledger},
         {"subject", v.subject},
         {"sequence", std::to_string(v.sequence)},
         {"kind", kind_in_words(language, v.kind)},
         {"at", moment(v.at)},
         {"code", v.code}});
    if (v.sealed)
        add(out, language, v.signer == Signer::known ? "ledger.receipt.key_known" : "ledger.receipt.key",
            {{"key", v.public_key}});
    return out;
}

}  // namespace escucha::ledger
