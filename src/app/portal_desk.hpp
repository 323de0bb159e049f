// The portal's desk over the modules: what a customer without an account sees and does, by tracking code.
#pragma once
#include "app/house.hpp"
#include "portal/desk.hpp"

namespace escucha::app {

class PortalDesk : public portal::Desk {
  public:
    // `public_url`: as receipts print it, without a slash at the end.
    explicit PortalDesk(House& house, std::string public_url = {})
        : house_(house), public_url_(std::move(public_url)) {}

    std::optional<portal::Organisation> organisation() override;
    Result<TrackingCode> open_case(const portal::Intake&, const portal::Visitor&) override;
    std::optional<portal::PublicCase> find(const TrackingCode&, const portal::Visitor&) override;
    Result<http::File> receipt(const TrackingCode&, const portal::Visitor&) override;
    Result<void> reply(const TrackingCode&, const portal::Answer&, const portal::Visitor&) override;
    Result<void> confirm_said_back(const TrackingCode&, std::int64_t version,
                                   const portal::Visitor&) override;
    Result<void> correct_said_back(const TrackingCode&, std::int64_t version, const std::string& text,
                                   const portal::Visitor&) override;
    Result<void> choose_option(const TrackingCode&, std::int64_t option, const portal::Visitor&) override;
    Result<void> judge_promise(const TrackingCode&, std::int64_t promise, bool kept,
                               const portal::Visitor&) override;
    Result<void> rate(const TrackingCode&, const portal::PublicSatisfaction&,
                      const portal::Visitor&) override;
    Result<http::File> file(const TrackingCode&, std::int64_t file, const portal::Visitor&) override;

  private:
    std::optional<cases::Asked> case_of(const TrackingCode&);
    Result<void> act(const TrackingCode&, const portal::Visitor&,
                     const std::function<Result<cases::Changed>(const Principal&, const cases::Asked&)>& f);
    // What only the case's own customer decides, when others' cases were joined to it.
    Result<void> act_on_own(
        const TrackingCode&, const portal::Visitor&,
        const std::function<Result<cases::Changed>(const Principal&, const cases::Case&)>& f);
    House& house_;
    std::string public_url_;
};

}  // namespace escucha::app
