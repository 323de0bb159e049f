// Who acts in the sample company, and what its stories and scenes share.
#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/fold.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"
#include "modules/team/team.hpp"

namespace escucha::app::sample {

inline Principal person(const team::PersonRef& p) {
    Principal who;
    who.kind = ActorKind::person;
    who.person = p.id;
    who.role = p.role;
    who.team = p.team;
    who.name = p.name;
    return who;
}
inline Principal customer(std::int64_t id) {
    Principal who;
    who.kind = ActorKind::customer;
    who.person = id;
    return who;
}

// What the rules refuse here would be a mistake in the stories.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::logic_error("the sample company was refused: " + result.error().code);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline std::string mail_of(std::string_view name) {
    return fmt::format("{}@example.com", fmt::join(fold_words(name), "."));
}

}  // namespace escucha::app::sample
