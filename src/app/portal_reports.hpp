// The yearly reports as the portal shows them: what was published, and a manager's look at what would be.
#pragma once
#include "app/house.hpp"
#include "portal/report_desk.hpp"

namespace escucha::app {

class PortalReports final : public portal::ReportDesk {
  public:
    explicit PortalReports(House& house) : house_(house) {}

    std::vector<int> years() override;
    std::vector<portal::PublicReport> versions(int year, Language language) override;
    portal::PublicReport draft(int year, Language language, Instant now) override;
    http::File pdf(const portal::PublicReport& report, Language language) override;

  private:
    House& house_;
};

}  // namespace escucha::app
