#include "portal/form_token.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/tokens.hpp"

namespace escucha::portal {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string FormSigner::signature(std::string_view body) const {
    return derived_token(secret_, fmt::format("portal form {}", body)).substr(0, 22);
}

std::string FormSigner::draw(Instant now) const {
    return draw(FormToken{.once = random_token(16), .drawn = now});
}

std::string FormSigner::draw(const FormToken& again) const {
    const auto body = fmt::format("{}.{}", again.once, micros(again.drawn));
    return fmt::format("{}.{}", body, signature(body));
}

std::string FormSigner::name_file(const FormToken& form, const File& file) const {
    const auto which = fmt::format("{}.{}", file.id, micros(file.at));
    return fmt::format("{}.{}", which, signature(fmt::format("file {} {}", form.once, which)));
}

std::optional<FormSigner::File> FormSigner::read_file(const FormToken& form, std::string_view name) const {
    const auto first = name.find('.'), last = name.rfind('.');
    if (name.size() > 128 || first == last) return std::nullopt;
    const auto id = number(name.substr(0, first));
    const auto at = number(name.substr(first + 1, last - first - 1));
    if (!id || !at) return std::nullopt;
    const File file{*id, instant(*at)};
    return equal_secret(name_file(form, file), name) ? std::optional(file) : std::nullopt;
}

std::optional<FormToken> FormSigner::read(std::string_view token, Instant now,
                                          std::chrono::hours oldest) const {
    const auto last = token.rfind('.');
    const auto first = token.find('.');
    if (token.size() > 128 || last == token.npos || first == last) return std::nullopt;
    const auto body = token.substr(0, last);
    if (!equal_secret(signature(body), token.substr(last + 1))) return std::nullopt;
    const auto drawn = number(body.substr(first + 1));
    if (!drawn) return std::nullopt;
    const auto age = now - instant(*drawn);
    if (age < -std::chrono::minutes(1) || age > oldest) return std::nullopt;
    return FormToken{.once = std::string(body.substr(0, first)), .drawn = instant(*drawn)};
}

}  // namespace escucha::portal
