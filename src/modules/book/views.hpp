// What the API of the books gives. The names are those of the published schema.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/describe/class.hpp>

#include "modules/book/book.hpp"

namespace escucha::book {

struct SheetChoiceView {
    std::string value = {}, label = {};
    std::optional<std::string> explained = {};
};
BOOST_DESCRIBE_STRUCT(SheetChoiceView, (), (value, label, explained))
struct SheetFieldView {
    std::string key = {};
    SheetFieldType type{};
    std::string label = {};
    std::optional<std::string> hint = {};
    bool required = false;   // always
    bool presented = false;  // without it the law takes the sheet as not presented
    std::optional<std::string> required_with = {}, one_of = {};
    int longest = 0;
    std::vector<SheetChoiceView> choices = {};
};
BOOST_DESCRIBE_STRUCT(SheetFieldView, (),
                      (key, type, label, hint, required, presented, required_with, one_of, longest, choices))
struct SheetGroupView {
    std::string key = {}, title = {};
    std::vector<SheetFieldView> fields = {};
};
BOOST_DESCRIBE_STRUCT(SheetGroupView, (), (key, title, fields))
struct SheetView {
    std::string key = {};
    std::optional<std::string> country = {};  // none: for any
    bool standard = false;                    // what a new book of the country begins with
    std::string name = {}, norm = {}, notice = {}, acceptance = {};
    std::vector<SheetGroupView> groups = {};
};
BOOST_DESCRIBE_STRUCT(SheetView, (), (key, country, standard, name, norm, notice, acceptance, groups))
struct SheetList {
    std::vector<SheetView> items;
};
BOOST_DESCRIBE_STRUCT(SheetList, (), (items))

struct BookView {
    BookId id = 0;
    std::string code = {}, name = {}, provider = {}, tax_number = {}, address = {}, country = {};
    std::string sheet = {}, sheet_name = {}, norm = {};
    std::string notice = {};        // its own; empty: the sheet's
    std::string notice_shown = {};  // what hangs in the shop
    bool open = true;
    std::string page = {};  // of the portal, without the public address: "/libro/miraflores"
    std::optional<std::string> logo_url = {};
    bool sample = false;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BookView, (),
                      (id, code, name, provider, tax_number, address, country, sheet, sheet_name, norm,
                       notice, notice_shown, open, page, logo_url, sample, version))
struct BookList {
    std::vector<BookView> items;
};
BOOST_DESCRIBE_STRUCT(BookList, (), (items))
struct MonthList {
    std::vector<MonthCount> items;
    std::int64_t per_volume = 0;  // sheets in one volume of the book as PDF
};
BOOST_DESCRIBE_STRUCT(MonthList, (), (items, per_volume))

struct EntryLine {
    EntryId id = 0;
    BookId book_id = 0;
    std::string number = {};
    EntryKind kind{};
    std::string kind_label = {};  // as the sheet calls it: "Reclamo"
    std::string consumer = {};    // empty: erased, or not for the caller's eyes (K4)
    EntryStanding standing{};
    bool on_paper = false;
    Instant at{}, filed_at{};
    std::optional<Instant> due_at = {}, answered_at = {};
    std::int64_t case_id = 0;  // the one that stands for it
    bool blanked = false;
};
BOOST_DESCRIBE_STRUCT(EntryLine, (),
                      (id, book_id, number, kind, kind_label, consumer, standing, on_paper, at, filed_at,
                       due_at, answered_at, case_id, blanked))
struct EntryActLine {
    ActKind kind{};
    Instant at{};
    std::string text = {};  // in words, with who and when
    std::string said = {};
    std::string by = {};  // a name of ours; empty: the customer, or the system
};
BOOST_DESCRIBE_STRUCT(EntryActLine, (), (kind, at, text, said, by))
struct EntryFile {
    std::int64_t id = 0;
    std::string name = {};
    std::int64_t size = 0;
    std::string sha256 = {};
    std::string url = {};
};
BOOST_DESCRIBE_STRUCT(EntryFile, (), (id, name, size, sha256, url))
struct EntryView {
    EntryLine line = {};
    std::string book_name = {}, book_code = {}, sheet_name = {};
    std::string case_code = {};  // tracking code
    std::string verification = {};
    std::string paper_number = {};
    std::vector<ShownGroup> groups = {};
    std::vector<EntryFile> files = {};  // presented with it
    std::vector<EntryActLine> acts = {};
    std::vector<std::string> doubts = {};  // what looked wrong and was taken all the same
    bool may_reclassify = false;
};
BOOST_DESCRIBE_STRUCT(EntryView, (),
                      (line, book_name, book_code, sheet_name, case_code, verification, paper_number, groups,
                       files, acts, doubts, may_reclassify))
// What whoever wrote a sheet is told at once.
struct EnteredView {
    EntryLine line = {};
    std::string case_code = {};  // tracking code
    std::string verification = {};
    std::vector<std::string> doubts = {};  // what looked wrong and was taken all the same
};
BOOST_DESCRIBE_STRUCT(EnteredView, (), (line, case_code, verification, doubts))
struct EntryList {
    std::vector<EntryLine> items = {};
    std::optional<std::int64_t> next = {};  // `before` of the next page
};
BOOST_DESCRIBE_STRUCT(EntryList, (), (items, next))

SheetView view(const Sheet&, Language);
BookView view(const Book&, Language);
// Which case stands for each of many entries, and may the reader handle it? Else they see number and dates
// alone: of what is about themselves, and of those whose data is blocked. Asked once for all of them.
class Eyes {
  public:
    Eyes(db::Tx&, std::span<const Entry>, const Principal&);
    std::optional<std::int64_t> of(const Entry&) const;  // the case; nothing: not for them

  private:
    std::unordered_map<std::int64_t, std::int64_t> seen_;
};
EntryLine line(const Entry&, std::optional<std::int64_t> seen, Language, Instant now);
std::vector<EntryLine> lines(db::Tx&, std::span<const Entry>, const Principal&, Language, Instant now);
// Without asking the base for anything: from what was just written.
EnteredView entered(const Receipt&, Language, Instant now);
// The receipt of an entry that the reader may see whole, and the case that stands for it. Refuses
// "book.entry_not_found", "case.about_you", "case.sealed".
struct SeenReceipt {
    Receipt receipt = {};
    std::int64_t case_id = 0;
};
Result<SeenReceipt> seen(const Books&, db::Tx&, EntryId, const Principal&);
Result<EntryView> view(const Books&, db::Tx&, EntryId, const Principal&, Language, Instant now);

}  // namespace escucha::book
