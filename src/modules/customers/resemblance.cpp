#include "modules/customers/resemblance.hpp"

#include <algorithm>
#include <cmath>

namespace escucha::customers {
namespace {

// The chance in per cent by how near the names are: different, related, similar, same.
struct Weight {
    Reason reason;
    int different, related, similar, same;
};
constexpr Weight kDocument{Reason::same_document, 75, 85, 97, 98};
constexpr Weight kEmail{Reason::same_email, 40, 50, 90, 95};
constexpr Weight kPhone{Reason::same_phone, 35, 45, 85, 92};
constexpr Weight kMessaging{Reason::same_messaging, 45, 55, 88, 93};
constexpr Weight kAddress{Reason::same_address, 10, 25, 62, 78};
// Among some ten thousand people there are always two of one name and one day: never sure by itself.
constexpr Weight kBirthday{Reason::same_birthday, 0, 42, 80, 85};

int by_name(const Weight& w, NameMatch name) {
    switch (name) {
        case NameMatch::different:
            return w.different;
        case NameMatch::related:
            return w.related;
        case NameMatch::similar:
            return w.similar;
        case NameMatch::same:
            return w.same;
    }
    return 0;
}

// A name alone: three words of a Spanish name are rarely borne by two, two words often.
int name_alone(const Evidence& e) {
    if (e.name == NameMatch::same) {
        if (e.common_name) return 40;
        return e.name_words >= 3 ? 65 : e.name_words == 2 ? 50 : 30;
    }
    return e.name == NameMatch::similar && e.name_words >= 2 ? 40 : 0;
}

std::optional<Reason> name_reason(NameMatch name) {
    switch (name) {
        case NameMatch::same:
            return Reason::same_name;
        case NameMatch::similar:
            return Reason::similar_name;
        case NameMatch::related:
            return Reason::same_surname;
        case NameMatch::different:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Weighed weigh(const Evidence& e) {
    Weighed out;
    double against = 1;  // the chance that all of it is chance
    const auto count = [&](bool there, const Weight& w) {
        if (!there) return;
        out.reasons.push_back(w.reason);
        against *= 1 - by_name(w, e.name) / 100.0;
    };
    count(e.document, kDocument);
    count(e.email, kEmail);
    count(e.phone, kPhone);
    count(e.messaging, kMessaging);
    count(e.birthday, kBirthday);
    count(e.address, kAddress);
    double score = std::max(100 * (1 - against), static_cast<double>(name_alone(e)));
    if (const auto reason = name_reason(e.name)) out.reasons.push_back(*reason);
    const bool names_fit = e.name == NameMatch::same || e.name == NameMatch::similar;
    if (!names_fit && !e.document && !(e.birthday && e.name == NameMatch::related))
        score = std::min(score, kWorthAsking - 1.0);
    if (e.other_document) score = std::min(score * 0.6, kWorthAsking - 5.0);
    if (e.other_birthday) score *= 0.75;
    if (e.other_kind) score *= 0.75;
    if (e.other_document) out.reasons.push_back(Reason::different_document);
    if (e.other_birthday) out.reasons.push_back(Reason::different_birthday);
    out.score = static_cast<int>(std::lround(std::min(score, 99.0)));
    return out;
}

}  // namespace escucha::customers
