// The complaint book: its list, its sheet to be filled in, and the receipt.
#pragma once
#include <string>
#include <vector>

#include "portal/book_desk.hpp"
#include "portal/templates/fields.hpp"
#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {

// A file that came with an earlier try of the form.
struct KeptFile {
    std::string token = {};  // names it, signed for this form
    std::string name = {};
    std::int64_t size = 0;
};

struct SheetForm {
    const book::Book& book;
    const book::Sheet& sheet;
    book::Answers typed = {};
    bool accepted = false;
    bool doubts_seen = false;  // sent along: what looks wrong was shown
    Complaints complaints = {};
    std::string token = {};
    std::vector<KeptFile> kept = {};
    std::vector<std::string> lost_files = {};  // of this try: to be chosen again
};

PageOf books(const Scene& scene, const std::vector<book::Book>& books);
PageOf sheet(const Scene& scene, const SheetForm& form);
PageOf closed_book(const Scene& scene, const book::Book& book);
// `fresh`: just presented.
PageOf sheet_receipt(const Scene& scene, const PublicSheet& sheet, bool fresh);

// On the first page; nothing where there is no book.
html::Markup book_box(const Scene& scene, const std::vector<book::Book>& books);

}  // namespace escucha::portal::templates
