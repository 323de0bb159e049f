// The page that checks a receipt.
#pragma once
#include <string>
#include <vector>

#include "portal/templates/layout.hpp"
#include "portal/verify_desk.hpp"

namespace escucha::portal::templates {

struct VerifyForm {
    std::vector<VerifyBook> books = {};
    std::string book = {}, number = {}, code = {};  // as typed
    std::string error = {}, number_error = {}, code_error = {};
    std::vector<LostTime> lost = {};
};
PageOf verify_form(const Scene& scene, const VerifyForm& form);
PageOf verified(const Scene& scene, const CheckedReceipt& receipt);

}  // namespace escucha::portal::templates
