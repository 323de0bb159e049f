#include "modules/cases/citing.hpp"

namespace escucha::cases {

std::string cited(const Rulebooks& books, db::Tx& tx, const Case& c, rules::DutyKind kind, Instant now) {
    const auto book = books.of(tx, c.rulebook, c.clock_from.value_or(now));
    const auto& legal = c.legal_kind.empty() ? book->rules->legal_kind_of(c.kind) : c.legal_kind;
    const auto* duty = legal.empty() ? nullptr : book->rules->duty(kind, legal);
    if (!duty) return {};
    return duty->article.empty() ? fmt::format(" ({})", duty->norm)
                                 : fmt::format(" ({}, {})", duty->norm, duty->article);
}

}  // namespace escucha::cases
