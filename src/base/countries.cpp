#include "base/countries.hpp"

namespace escucha {
namespace {

constexpr Country kCountries[] = {
    {"AR", "ARS", Treatment::vos},   {"BO", "BOB", Treatment::usted}, {"CL", "CLP", Treatment::usted},
    {"CO", "COP", Treatment::usted}, {"CR", "CRC", Treatment::usted}, {"CU", "CUP", Treatment::usted},
    {"DO", "DOP", Treatment::usted}, {"EC", "USD", Treatment::usted}, {"ES", "EUR", Treatment::usted},
    {"GQ", "XAF", Treatment::usted}, {"GT", "GTQ", Treatment::usted}, {"HN", "HNL", Treatment::usted},
    {"MX", "MXN", Treatment::usted}, {"NI", "NIO", Treatment::usted}, {"PA", "PAB", Treatment::usted},
    {"PE", "PEN", Treatment::usted}, {"PR", "USD", Treatment::usted}, {"PY", "PYG", Treatment::usted},
    {"SV", "USD", Treatment::usted}, {"UY", "UYU", Treatment::vos},   {"VE", "VES", Treatment::usted},
};

}  // namespace

std::span<const Country> countries() {
    return kCountries;
}

const Country* find_country(std::string_view code) {
    const auto found = std::ranges::find(kCountries, code, &Country::code);
    return found == std::end(kCountries) ? nullptr : found;
}

bool is_currency(std::string_view code) {
    return code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace escucha
