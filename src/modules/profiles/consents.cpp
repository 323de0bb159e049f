// C8: what a customer agreed to, with the text they were shown. Withdrawing is the same one step as giving.
#include <algorithm>

#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

// Nobody agrees to what is no longer asked, or to a text that was never shown.
std::vector<FieldError> problems(const Purpose& purpose, const ConsentWish& wish, Instant now) {
    std::vector<FieldError> errors;
    if (wish.given && purpose.archived) errors.push_back({"purpose", "no_longer_asked"});
    if (wish.text_version && (*wish.text_version < 1 || *wish.text_version > purpose.text_version))
        errors.push_back({"text_version", "unknown_text_version"});
    if (wish.at && *wish.at > now) errors.push_back({"at", "in_the_future"});
    if (wish.given && wish.proof.empty() && wish.files.empty()) errors.push_back({"proof", "required"});
    return errors;
}

Result<void> attach(const Profiles& p, db::Tx& tx, const std::vector<std::int64_t>& files,
                    std::int64_t consent, const Principal& by) {
    if (files.empty()) return {};
    return p.hooks().attach ? p.hooks().attach(tx, files, consent, by) : not_found("file.not_found");
}

}  // namespace

Result<Consent> record_consent(Profiles& p, CustomerId id, const ConsentWish& wish, const Principal& by,
                               Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Consent> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        const auto all = store::purposes(tx);
        const auto purpose = std::ranges::find(all, wish.purpose, &Purpose::id);
        if (purpose == all.end()) return not_found("consent_purpose.not_found");
        if (auto errors = problems(*purpose, wish, now); !errors.empty())
            return invalid_fields(std::move(errors));
        Consent said{.purpose = wish.purpose,
                     .purpose_name = purpose->name,
                     .given = wish.given,
                     .text_version = wish.text_version.value_or(purpose->text_version),
                     .at = wish.at.value_or(now),
                     .channel = wish.channel,
                     .proof = wish.proof,
                     .by = {by.person, {}}};
        said.id = store::add_consent(tx, id, said);
        if (const auto ok = attach(p, tx, wish.files, said.id, by); !ok) return Refused(ok.error());
        const char* what = wish.given ? "given" : "withdrawn";
        p.events().append(tx, work::event(ConsentChanged::kType, "customer", id, by, now,
                                          ConsentChanged{id, wish.purpose, what}));
        auto kept = p.consents_before(tx, id, said.at, said.id + 1, 1);
        return std::move(kept.front());
    });
}

void show_proofs(const Profiles& p, db::Tx& tx, std::vector<Consent>& consents) {
    if (!p.hooks().files_of || consents.empty()) return;
    std::vector<std::int64_t> ids;
    for (const Consent& c : consents) ids.push_back(c.id);
    auto files = p.hooks().files_of(tx, ids);
    for (Consent& c : consents) c.files = std::move(files[c.id]);
}

std::optional<CustomerId> Profiles::whose_consent(db::Tx& tx, std::int64_t consent) const {
    return store::whose_consent(tx, consent);
}

// THE rule: what customers say of themselves, and for a purpose that they agreed to it.
std::optional<Permission> Profiles::may_contact(db::Tx& tx, CustomerId id, Channel channel,
                                                std::optional<std::int64_t> purpose, Instant now) const {
    const auto customer = customers_.get(tx, id);
    if (!customer) return std::nullopt;
    switch (customers::may_contact(*customer, channel, now, *team_.organisation()->zone)) {
        case customers::MayContact::do_not_contact:
            return Permission::do_not_contact;
        case customers::MayContact::quiet_hours:
            return Permission::quiet_hours;
        case customers::MayContact::blocked:
            return Permission::blocked;
        case customers::MayContact::yes:
            break;
    }
    if (purpose && !store::agreed(tx, customer->id, *purpose)) return Permission::no_consent;
    return Permission::yes;
}

}  // namespace escucha::profiles
