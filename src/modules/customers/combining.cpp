#include "modules/customers/combining.hpp"

#include <algorithm>

namespace escucha::customers {
namespace {

// A member of both records: what was asked for, else the winner's, or the loser's where the winner has none.
template <class T>
void take(std::optional<T>& ours, const std::optional<T>& theirs, std::optional<Take> wish) {
    if (wish.value_or(ours ? Take::winner : Take::loser) == Take::loser) ours = theirs;
}
template <class T>
void take_value(T& ours, const T& theirs, std::optional<Take> wish) {
    if (wish == Take::loser) ours = theirs;
}

std::optional<std::string> both(const std::optional<std::string>& ours,
                                const std::optional<std::string>& theirs) {
    if (!ours || !theirs) return ours ? ours : theirs;
    return *ours == *theirs ? *ours : *ours + "\n\n" + *theirs;
}

// Each member that a merge may change, by the name it has in `differences`.
template <class F>
void each_member(F f) {
    f("kind", [](auto& c) -> auto& { return c.kind; });
    f("name", [](auto& c) -> auto& { return c.name; });
    f("name_to_use", [](auto& c) -> auto& { return c.name_to_use; });
    f("treatment", [](auto& c) -> auto& { return c.treatment; });
    f("language", [](auto& c) -> auto& { return c.language; });
    f("preferred_channel", [](auto& c) -> auto& { return c.preferred_channel; });
    f("do_not_contact", [](auto& c) -> auto& { return c.do_not_contact; });
    f("birthday", [](auto& c) -> auto& { return c.birthday; });
    f("notes", [](auto& c) -> auto& { return c.notes; });
}

// The hours are one thing: half of them says nothing.
struct Quiet {
    std::optional<http::TimeOfDay> from, to;
    bool operator==(const Quiet&) const = default;
};
Quiet quiet(const Customer& c) {
    return {c.quiet_from, c.quiet_to};
}

bool has(const std::vector<Identifier>& list, const Identifier& wanted) {
    return std::ranges::find_if(list, [&](const Identifier& i) {
               return i.kind == wanted.kind && i.value == wanted.value;
           }) != list.end();
}

}  // namespace

Customer combine(const Customer& winner, const Customer& loser, const MergeWish& wish) {
    Customer c = winner;
    take_value(c.kind, loser.kind, wish.kind);
    take_value(c.name, loser.name, wish.name);
    take(c.name_to_use, loser.name_to_use, wish.name_to_use);
    take(c.treatment, loser.treatment, wish.treatment);
    take(c.language, loser.language, wish.language);
    take(c.preferred_channel, loser.preferred_channel, wish.preferred_channel);
    const bool quiet_of_loser =
        wish.quiet_hours.value_or(c.quiet_from ? Take::winner : Take::loser) == Take::loser;
    if (quiet_of_loser) c.quiet_from = loser.quiet_from, c.quiet_to = loser.quiet_to;
    if (!wish.do_not_contact)
        c.do_not_contact = c.do_not_contact || loser.do_not_contact;
    else
        take_value(c.do_not_contact, loser.do_not_contact, wish.do_not_contact);
    take(c.birthday, loser.birthday, wish.birthday);
    if (wish.notes.value_or(Take::both) == Take::both)
        c.notes = both(winner.notes, loser.notes);
    else
        take_value(c.notes, loser.notes, wish.notes);
    for (const Identifier& i : loser.identifiers)
        if (!has(c.identifiers, i)) c.identifiers.push_back(i);
    return c;
}

Customer separate(const Customer& now, const Customer& before, const Customer& after,
                  std::vector<std::string>& edited) {
    Customer c = now;
    each_member([&](std::string_view name, auto member) {
        if (member(before) == member(after)) return;
        if (member(now) == member(after))
            member(c) = member(before);
        else
            edited.emplace_back(name);
    });
    if (quiet(before) != quiet(after)) {
        if (quiet(now) == quiet(after))
            c.quiet_from = before.quiet_from, c.quiet_to = before.quiet_to;
        else
            edited.emplace_back("quiet_hours");
    }
    std::erase_if(c.identifiers, [&](const Identifier& i) {
        return has(after.identifiers, i) && !has(before.identifiers, i);
    });
    return c;
}

}  // namespace escucha::customers
