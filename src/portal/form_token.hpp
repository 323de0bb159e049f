// What a form of the portal carries in its field "f": <nonce>.<when drawn>.<signature>.
//
// The nonce is the key of the sending (Intake::once): the same page sent twice opens one case. The signature
// (keyed BLAKE2b by the portal's secret) makes both believable without keeping anything on the server.
// It is not bound to a cookie: no form of the portal acts by authority that a browser adds on its own.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace escucha::portal {

struct FormToken {
    std::string once;
    Instant drawn{};
};

class FormSigner {
  public:
    explicit FormSigner(std::string secret) : secret_(std::move(secret)) {}

    // A new token of a page drawn now; or the same sending's again, for a page shown anew after an error, so
    // that a first sending that did get through is not repeated.
    std::string draw(Instant now) const;
    std::string draw(const FormToken& again) const;

    // Names a file that came with an earlier try of that form: only with it is it taken up again.
    struct File {
        std::int64_t id = 0;
        Instant at{};  // when it came
    };
    std::string name_file(const FormToken& form, const File& file) const;
    std::optional<File> read_file(const FormToken& form, std::string_view name) const;

    // Nothing when it is not ours, is from the future (by more than a minute of clocks apart) or older than
    // `oldest`: people leave pages open for days.
    std::optional<FormToken> read(std::string_view token, Instant now,
                                  std::chrono::hours oldest = std::chrono::hours(24 * 7)) const;

  private:
    std::string signature(std::string_view body) const;
    std::string secret_;
};

}  // namespace escucha::portal
