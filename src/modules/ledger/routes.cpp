// The routes of the ledger: a table of contents. Administrators only.
#include "http/api.hpp"
#include "http/body_sink.hpp"
#include "modules/ledger/lines.hpp"
#include "modules/ledger/receipts.hpp"
#include "modules/ledger/sealing.hpp"

namespace escucha::ledger {
namespace {

using http::Line;

constexpr std::size_t kHeadsShown = 24;

// --- What is asked -----------------------------------------------------------------------------------------
struct OneDestination {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneDestination, (), (id))
struct AddDestination {
    DestinationKind kind{};
    Line<2000> target;
    Every every{};
};
BOOST_DESCRIBE_STRUCT(AddDestination, (), (kind, target, every))
struct OneHead {
    http::Id number;
};
BOOST_DESCRIBE_STRUCT(OneHead, (), (number))
struct Export {
    std::optional<bool> personal;
};
BOOST_DESCRIBE_STRUCT(Export, (), (personal))
struct OneAct {
    Line<100> ledger;
    http::Id sequence;
};
BOOST_DESCRIBE_STRUCT(OneAct, (), (ledger, sequence))

// --- What is answered --------------------------------------------------------------------------------------
struct KeyView {
    std::int64_t number = 0;
    std::string public_key = {};
    Instant created_at{};
    bool active = false;
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (number, public_key, created_at, active))
struct HeadView {
    std::int64_t number = 0;
    Instant at{};
    bool daily = false;
    std::string hash = {};
    std::int64_t acts = 0;  // of all ledgers, up to it
};
BOOST_DESCRIBE_STRUCT(HeadView, (), (number, at, daily, hash, acts))
struct DestinationView {
    std::int64_t id = 0;
    DestinationKind kind{};
    std::string target = {};
    Every every{};
    Instant created_at{};
    std::int64_t last_head = 0;
    std::optional<Instant> last_sent_at = {}, last_tried_at = {};
    std::int64_t failures = 0;
    std::string last_error = {};
};
BOOST_DESCRIBE_STRUCT(DestinationView, (),
                      (id, kind, target, every, created_at, last_head, last_sent_at, last_tried_at, failures,
                       last_error))
struct VerificationView {
    bool running = false;
    Instant started_at{};
    std::int64_t acts = 0, total = 0;
    std::optional<Instant> finished_at = {};
    std::optional<bool> sound = {};
    std::string words = {};  // in the caller's language
};
BOOST_DESCRIBE_STRUCT(VerificationView, (), (running, started_at, acts, total, finished_at, sound, words))
struct LedgerView {
    std::vector<KeyView> keys = {};    // newest first
    std::vector<HeadView> heads = {};  // newest first
    std::vector<DestinationView> destinations = {};
    std::optional<VerificationView> verification = {};
    std::int64_t acts = 0;      // in all ledgers, but those of the sample company
    std::int64_t unsealed = 0;  // of them, since the last head
};
BOOST_DESCRIBE_STRUCT(LedgerView, (), (keys, heads, destinations, verification, acts, unsealed))

std::int64_t all_acts(std::span<const End> ends) {
    std::int64_t n = 0;
    for (const auto& end : ends)
        if (!end.ledger.starts_with(kSamplePrefix)) n += end.sequence;
    return n;
}

HeadView view(const Head& head) {
    const auto text = read_head(head.text);
    return {head.number, head.at, head.daily, head.hash, text ? all_acts(text->ends) : 0};
}
// The words of the server that did not take it; or what the house says of it.
std::string in_words(const std::string& error, Language language) {
    const auto key = "error." + error;
    return has_text(language, key) ? text(language, key) : error;
}
DestinationView view(const Destination& d, Language language) {
    return {d.id,        d.kind,         d.target,        d.every,    d.created_at,
            d.last_head, d.last_sent_at, d.last_tried_at, d.failures, in_words(d.last_error, language)};
}
VerificationView view(const Verification& v, Language language) {
    return {v.running,
            v.started_at,
            v.acts,
            v.total,
            v.finished_at,
            v.sound,
            language == Language::es ? v.words_es : v.words_en};
}

LedgerView whole(const Sealing& sealing, Language language, Instant now) {
    return sealing.parts().base.read([&](db::Tx& tx) {
        LedgerView out;
        for (const auto& key : sealing.parts().heads.keys(tx))
            out.keys.insert(out.keys.begin(), {key.number, key.public_key, key.created_at, key.active});
        for (const auto& head : sealing.parts().heads.newest(tx, kHeadsShown))
            out.heads.push_back(view(head));
        for (const auto& d : sealing.destinations(tx)) out.destinations.push_back(view(d, language));
        if (const auto v = sealing.verification(tx, now)) out.verification = view(*v, language);
        out.acts = all_acts(ends(tx));
        out.unsealed = out.acts - (out.heads.empty() ? 0 : out.heads.front().acts);
        return out;
    });
}

http::File exported(const Sealing& sealing, Values values, Instant now) {
    static http::SpoolRules rules;  // outlives what it serves
    http::BodySink sink(rules);
    sealing.parts().base.read([&](db::Tx& tx) {
        export_lines(tx, sealing.parts().heads, values, now, [&](std::string_view t) { sink.append(t); });
    });
    return {.content = sink.take(), .name = "escucha-ledger.jsonl"};
}

void add_reading(http::Api& api, Sealing& sealing) {
    const auto admin = http::Access::role(Role::administrator);
    api.get(
        "/ledger",
        {.id = "getLedger",
         .access = admin,
         .scope = "ledger:read",
         .summary = "The seal of the books: keys, last heads, where they are sent, the last verification"},
        [&](const http::Call& call) -> Result<LedgerView> {
            return whole(sealing, call.language, call.now);
        });
    api.get("/ledger/export",
            {.id = "exportLedger",
             .access = admin,
             .scope = "ledger:read",
             .summary = "Every act, head and key, as lines of JSON that `escucha verify` reads",
             .description = "Without `personal` the personal values are left out; their commitments stay, "
                            "and the file verifies all the same."},
            [&](const http::Call& call, const Export& in) -> Result<http::File> {
                const auto values =
                    in.personal.value_or(false) ? Values::with_personal : Values::without_personal;
                return exported(sealing, values, call.now);
            });
    api.get("/ledger/heads/{number}",
            {.id = "getLedgerHead",
             .access = admin,
             .scope = "ledger:read",
             .summary = "A signed head, as it is sent outside",
             .errors = {"ledger.head_not_found"}},
            [&](const http::Call&, const OneHead& in) -> Result<http::File> {
                const auto head = sealing.parts().base.read(
                    [&](db::Tx& tx) { return sealing.parts().heads.find(tx, in.number); });
                if (!head) return not_found("ledger.head_not_found");
                return http::File{.content = http::Body(head_line(*head) + "\n"),
                                  .name = fmt::format("escucha-head-{}.json", head->number)};
            });
    api.get("/ledger/ledgers/{ledger}/acts/{sequence}/receipt",
            {.id = "getLedgerReceipt",
             .access = admin,
             .scope = "ledger:read",
             .summary = "One act with its way to a signed head: verifies by itself",
             .errors = {"ledger.not_found"}},
            [&](const http::Call&, const OneAct& in) -> Result<http::File> {
                auto json = sealing.parts().base.read([&](db::Tx& tx) {
                    return receipt_json(tx, sealing.parts().heads, in.ledger.str(), in.sequence);
                });
                if (!json) return not_found("ledger.not_found");
                return http::File{.content = http::Body(std::move(*json)), .name = "escucha-receipt.json"};
            });
}

void add_destinations(http::Api& api, Sealing& sealing) {
    const auto admin = http::Access::role(Role::administrator);
    api.post("/ledger/destinations",
             {.id = "addLedgerDestination",
              .access = admin,
              .summary = "Send heads to an address outside; the last one goes at once",
              .errors = {"ledger.destination_known", "ledger.too_many_destinations"}},
             [&](const http::Call& call, const AddDestination& in) -> Result<http::Created<DestinationView>> {
                 const auto d = sealing.add(call.principal, in.kind, in.target.str(), in.every, call.now);
                 if (!d) return Refused(d.error());
                 return http::Created<DestinationView>{view(*d, call.language),
                                                       fmt::format("/ledger/destinations/{}", d->id)};
             });
    api.post("/ledger/destinations/{id}/sendings",
             {.id = "sendLedgerHead",
              .access = admin,
              .summary = "Send the last head there now",
              .errors = {"ledger.destination_not_found"}},
             [&](const http::Call& call, const OneDestination& in) -> Result<DestinationView> {
                 const auto d = sealing.send_soon(in.id, call.now);
                 if (!d) return Refused(d.error());
                 return view(*d, call.language);
             });
    api.del("/ledger/destinations/{id}",
            {.id = "removeLedgerDestination",
             .access = admin,
             .summary = "Send no more heads there",
             .errors = {"ledger.destination_not_found"}},
            [&](const http::Call&, const OneDestination& in) -> Result<std::monostate> {
                const auto done = sealing.remove(in.id);
                if (!done) return Refused(done.error());
                return std::monostate{};
            });
}

}  // namespace

void add_routes(http::Api& api, Sealing& sealing) {
    add_reading(api, sealing);
    add_destinations(api, sealing);
    const auto admin = http::Access::role(Role::administrator);
    api.post("/ledger/verifications",
             {.id = "verifyLedger",
              .access = admin,
              .summary = "Verify the whole chain now; how far it is stands in GET /ledger",
              .errors = {"ledger.verifying"}},
             [&](const http::Call& call) -> Result<VerificationView> {
                 const auto v = sealing.verify_soon(call.now);
                 if (!v) return Refused(v.error());
                 return view(*v, call.language);
             });
    api.post("/ledger/keys",
             {.id = "changeLedgerKey",
              .access = admin,
              .summary = "A new signing key, signed by the one before, whose private half is erased"},
             [&](const http::Call& call) -> Result<KeyView> {
                 const auto key = sealing.rotate(call.principal, call.now);
                 return KeyView{key.number, key.public_key, key.created_at, key.active};
             });
}

}  // namespace escucha::ledger
