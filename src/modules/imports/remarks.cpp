#include "modules/imports/remarks.hpp"

#include <algorithm>
#include <array>

#include "base/fold.hpp"

namespace escucha::imports {
namespace {

// Headings that name one document, and where it is one.
struct Named {
    std::string_view word, countries;
};
constexpr auto kNamed = std::to_array<Named>({{"dni", "ES PE AR"},
                                              {"nie", "ES"},
                                              {"nif", "ES"},
                                              {"cif", "ES"},
                                              {"ruc", "PE EC"},
                                              {"nit", "CO"},
                                              {"rut", "CL CO"},
                                              {"run", "CL"},
                                              {"cuit", "AR"},
                                              {"cuil", "AR"},
                                              {"curp", "MX"},
                                              {"rfc", "MX"},
                                              {"cedula", "CO EC UY DO"},
                                              {"ci", "EC UY"}});

bool names_one_of(std::string_view heading, std::string_view country) {
    return std::ranges::any_of(fold_words(heading), [&](const std::string& word) {
        const auto found = std::ranges::find(kNamed, word, &Named::word);
        return found != kNamed.end() && !country.empty() && found->countries.contains(country);
    });
}

}  // namespace

void remark_on_documents(Wish& wish, const std::vector<std::string>& headings, std::string_view country) {
    const auto& all = wish.customer.identifiers;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto column = static_cast<std::size_t>(wish.identifier_columns[i]);
        if (all[i].kind != customers::IdentifierKind::document || all[i].type || column >= headings.size())
            continue;
        if (!customers::guess_document(all[i].value, country) && names_one_of(headings[column], country))
            wish.remarks.push_back({static_cast<int>(column), "not_that_document"});
    }
}

}  // namespace escucha::imports
