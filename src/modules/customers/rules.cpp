#include "modules/customers/rules.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "modules/customers/identifiers.hpp"
#include "modules/customers/names.hpp"

namespace escucha::customers {
namespace {

std::string_view not_one(IdentifierKind kind) {
    switch (kind) {
        case IdentifierKind::email:
            return "not_an_email";
        case IdentifierKind::phone:
            return "not_a_phone";
        case IdentifierKind::document:
            return "not_a_document";
        case IdentifierKind::whatsapp:
            return "not_a_phone";
        case IdentifierKind::telegram:
        case IdentifierKind::instagram:
        case IdentifierKind::facebook:
            return "not_a_handle";
        case IdentifierKind::address:
            return "not_an_address";
    }
    return "unknown";
}

void check_length(std::string field, std::string_view text, std::size_t most,
                  std::vector<FieldError>& errors) {
    if (code_points(text) > most)
        errors.push_back({std::move(field), "too_long", {{"max", std::to_string(most)}}});
}

void check_name(const Customer& c, std::vector<FieldError>& errors) {
    if (fold_words(c.name).empty()) errors.push_back({"name", "required"});
    check_length("name", c.name, kLongestName, errors);
    check_length("name_to_use", c.name_to_use.value_or(""), kLongestNameToUse, errors);
    check_length("notes", c.notes.value_or(""), kLongestNotes, errors);
}

// What is wrong with one; empty: nothing.
std::string_view problem_of(const Identifier& identifier, std::string_view country) {
    if (!match_key(identifier, country)) return not_one(identifier.kind);
    if (identifier.kind != IdentifierKind::document || identifier.doubtful) return {};
    const auto type = identifier.type ? identifier.type : guess_document(identifier.value, country);
    if (!type) return {};
    switch (check_document(*type, identifier.value)) {
        case DocumentCheck::wrong_digit:
            return "check_digit_wrong";
        case DocumentCheck::not_one:
            return "not_this_document";
        case DocumentCheck::right:
        case DocumentCheck::no_digit:
            return {};
    }
    return {};
}

void check_identifiers(const Customer& c, std::string_view country, std::vector<FieldError>& errors) {
    if (c.identifiers.size() > kMostIdentifiers)
        errors.push_back({"identifiers", "too_many_items", {{"max", std::to_string(kMostIdentifiers)}}});
    for (std::size_t i = 0; i < c.identifiers.size(); ++i) {
        std::string field = fmt::format("identifiers[{}].value", i);
        if (const std::string& value = c.identifiers[i].value; code_points(value) > kLongestIdentifier)
            check_length(std::move(field), value, kLongestIdentifier, errors);
        else if (const auto code = problem_of(c.identifiers[i], country); !code.empty())
            errors.push_back({std::move(field), std::string(code)});
    }
}

void check_quiet_hours(const Customer& c, std::vector<FieldError>& errors) {
    if (c.quiet_from.has_value() != c.quiet_to.has_value())
        errors.push_back({c.quiet_from ? "quiet_to" : "quiet_from", "required"});
    else if (c.quiet_from && c.quiet_from->minutes % 1440 == c.quiet_to->minutes % 1440)
        errors.push_back({"quiet_to", "same_hour"});
}

void check_birthday(const Customer& c, Instant now, std::vector<FieldError>& errors) {
    if (!c.birthday) return;
    using namespace std::chrono;
    const auto date = c.birthday->date();
    const bool is_too_early_or_late =
        date && (sys_days(*date) > floor<days>(now) + days(1) || date->year() < year(1880));
    if (!c.birthday->ok() || is_too_early_or_late) errors.push_back({"birthday", "not_a_birthday"});
}

}  // namespace

std::vector<FieldError> problems(const Customer& c, std::string_view country, Instant now) {
    std::vector<FieldError> errors;
    check_name(c, errors);
    check_identifiers(c, country, errors);
    check_quiet_hours(c, errors);
    check_birthday(c, now, errors);
    return errors;
}

std::vector<store::Keyed> keyed(const Customer& customer, std::string_view country) {
    std::vector<store::Keyed> out;
    for (const Identifier& identifier : customer.identifiers) {
        auto key = match_key(identifier, country);
        if (!key || std::ranges::find(out, *key, &store::Keyed::key) != out.end()) continue;
        out.push_back({std::move(*key), identifier});
        complete(out.back().identifier, country);
    }
    return out;
}

std::string differences(const Customer& a, const Customer& b) {
    std::string fields;
    const auto differs = [&](std::string_view name, bool same) {
        if (!same) fields += fmt::format("{}{}", fields.empty() ? "" : " ", name);
    };
    differs("kind", a.kind == b.kind);
    differs("name", a.name == b.name);
    differs("name_to_use", a.name_to_use == b.name_to_use);
    differs("treatment", a.treatment == b.treatment);
    differs("language", a.language == b.language);
    differs("preferred_channel", a.preferred_channel == b.preferred_channel);
    differs("quiet_hours", a.quiet_from == b.quiet_from && a.quiet_to == b.quiet_to);
    differs("do_not_contact", a.do_not_contact == b.do_not_contact);
    differs("birthday", a.birthday == b.birthday);
    differs("notes", a.notes == b.notes);
    differs("identifiers", a.identifiers == b.identifiers);
    return fields;
}

CustomerId same_customer(const Keys& keys, std::string_view name, const std::vector<store::Match>& matches) {
    // Several may share an address (a family, an office): the one with that name first.
    const auto by = [&](const std::string& key, bool name_must_fit) -> CustomerId {
        if (key.empty()) return 0;
        CustomerId first = 0;
        for (const store::Match& m : matches) {
            if (m.key != key) continue;
            if (may_be_same_name(m.name, name)) return m.customer;
            if (first == 0) first = m.customer;
        }
        return name_must_fit ? 0 : first;
    };
    if (const CustomerId id = by(keys.email, false)) return id;
    if (const CustomerId id = by(keys.document, false)) return id;
    return by(keys.phone, true);
}

}  // namespace escucha::customers
