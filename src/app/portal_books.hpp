// The complaint books as the portal sees them, over the module book.
#pragma once
#include "app/house.hpp"
#include "portal/book_desk.hpp"

namespace escucha::app {

class PortalBooks final : public portal::BookDesk {
  public:
    // `public_url`: as receipts print it, without a slash at the end.
    explicit PortalBooks(House& house, std::string public_url = {})
        : house_(house), public_url_(std::move(public_url)) {}

    std::vector<book::Book> books() override;
    std::optional<book::Book> book(std::string_view code) override;
    const book::Sheet& sheet_of(const book::Book& book) override { return book.form(); }
    std::optional<book::Logo> logo(std::string_view code) override;
    Result<TrackingCode> enter(portal::SheetIntake& intake, const portal::Visitor& visitor) override;
    std::vector<portal::WaitingFile> waiting_files(const std::vector<portal::WaitingFile>& kept) override;
    std::vector<portal::PublicSheet> sheets(const TrackingCode& code, Language language) override;

    Result<http::File> receipt(const TrackingCode& code, const portal::Visitor& visitor) override;

  private:
    House& house_;
    std::string public_url_;
};

}  // namespace escucha::app
