#include "modules/ledger/blanks.hpp"

#include <algorithm>
#include <charconv>

namespace escucha::ledger {

std::int64_t blanks_in(std::string_view kind, std::span<const KeptView> fields) {
    std::int64_t blanks =
        std::ranges::find(fields, Kept::How::blanked, &KeptView::how) == fields.end() ? 0 : 1;
    if (kind != kBlankedKind) return blanks;
    const auto said = std::ranges::find(fields, "acts", &KeptView::name);
    std::int64_t acts = 0;
    if (said != fields.end())
        std::from_chars(said->value.data(), said->value.data() + said->value.size(), acts);
    return blanks - acts;
}

std::size_t Blanks::place(std::string_view ledger, std::string_view subject) {
    const std::hash<std::string_view> hash;
    return (hash(ledger) * 31 + hash(subject)) % kPlaces;
}

void Blanks::count(std::string_view ledger, std::string_view subject, std::int64_t blanks) {
    if (blanks != 0) counts_[place(ledger, subject)] += blanks;
}

bool Blanks::even() const {
    return std::all_of(counts_.get(), counts_.get() + kPlaces, [](const auto& n) { return n == 0; });
}

bool Blanks::wrong_at(std::string_view ledger, std::string_view subject) const {
    return counts_[place(ledger, subject)] != 0;
}

void BlanksByName::count(std::string_view ledger, std::string_view subject, std::string_view kind,
                         std::string_view stored, std::int64_t sequence, std::int64_t line) {
    if (!blanks_.wrong_at(ledger, subject)) return;
    const auto fields = read_fields(stored);
    const auto blanks = fields ? blanks_in(kind, *fields) : 0;
    if (blanks == 0) return;
    auto& one = counts_[{std::string(ledger), std::string(subject)}];
    one.blanks += blanks;
    if (one.sequence == 0) {
        one.sequence = sequence;
        one.line = line;
    }
}

std::optional<BlanksByName::One> BlanksByName::first() const {
    std::optional<One> found;
    for (const auto& [name, count] : counts_)
        if (count.blanks != 0 &&
            (!found || std::pair(name.first, count.sequence) < std::pair(found->ledger, found->sequence)))
            found = One{name.first, name.second, count.sequence, count.line};
    return found;
}

}  // namespace escucha::ledger
