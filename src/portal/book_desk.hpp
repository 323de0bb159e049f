// What the portal needs of the complaint books. Apart from Desk, because a house may have none: then there is
// no trace of them on any page.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/tracking_code.hpp"
#include "modules/book/book.hpp"
#include "portal/desk.hpp"

namespace escucha::portal {

// A file that came with an earlier try of a form. A number alone does not name it: one that was removed may
// be given again.
struct WaitingFile {
    std::int64_t id = 0;
    Instant at{};  // when it came
    std::string name = {};
    std::int64_t size = 0;
};

struct SheetIntake {
    std::string book = {};       // its code
    book::Answers answers = {};  // by field of the sheet, with "kind"
    bool accepted = false;
    bool doubts_seen = false;  // what looks wrong was shown, and is meant so
    std::string once = {};     // as Intake::once
    std::vector<http::Upload> files = {};
    std::vector<WaitingFile> kept = {};  // sent with an earlier try of this form, and stored then
};

struct PublicSheet {
    TrackingCode code;
    std::string book = {}, book_name = {}, number = {}, sheet_name = {};
    Instant at{};
    std::optional<Instant> due_at = {}, answered_at = {};
    bool due_by_law = false;
    std::string verification = {};
    std::string email = {};  // where the copy went; empty: nowhere
    std::string receipt_note = {}, answer_note = {};
    std::vector<book::ShownGroup> groups = {};
};

class BookDesk {
  public:
    virtual ~BookDesk() = default;

    virtual std::vector<book::Book>
    books() = 0;  // the open ones, by name. Asked for by the first page: cheap
    virtual std::optional<book::Book> book(std::string_view code) = 0;
    virtual const book::Sheet& sheet_of(const book::Book& book) = 0;
    virtual std::optional<book::Logo> logo(std::string_view code) = 0;
    // Fields are named as the sheet names them. What only looks wrong is refused once, as conflict
    // "book.doubts" with its fields, until `doubts_seen`.
    // What was stored of `files` moves to `kept`, also when the sheet is refused, so that nobody has to
    // choose them again; what was kept too long and is gone leaves it, and is refused as "files".
    virtual Result<TrackingCode> enter(SheetIntake& intake, const Visitor& visitor) = 0;
    // Of those, what can still go with a sheet.
    virtual std::vector<WaitingFile> waiting_files(const std::vector<WaitingFile>& kept) = 0;
    // The sheets that the case of this code came with: usually one, or none.
    virtual std::vector<PublicSheet> sheets(const TrackingCode& code, Language language) = 0;
    // The last of them as PDF. Refuses "book.entry_not_found".
    virtual Result<http::File> receipt(const TrackingCode& code, const Visitor& visitor) = 0;
};

}  // namespace escucha::portal
