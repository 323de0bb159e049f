// Receipts as the portal checks them: the complaint books' numbers over the ledger's acts.
#pragma once
#include "app/house.hpp"
#include "portal/verify_desk.hpp"

namespace escucha::app {

class PortalVerify final : public portal::VerifyDesk {
  public:
    explicit PortalVerify(House& house) : house_(house) {}

    std::vector<portal::VerifyBook> books() override;
    std::optional<std::string> number(std::string_view typed) override;
    std::optional<portal::CheckedReceipt> check(std::string_view book, const std::string& number,
                                                const std::string& code) override;
    std::vector<portal::LostTime> lost(std::string_view book) override;
    std::optional<std::string> proof(std::string_view book, const std::string& number,
                                     const std::string& code) override;

  private:
    House& house_;
};

}  // namespace escucha::app
