// The files presented with sheets, held against what the sheets say of them. `compare` (book.hpp) holds those
// words against the chain; only both together say that the photo one is shown is the one presented.
#pragma once
#include <functional>
#include <optional>

#include "modules/book/book.hpp"

namespace escucha::book {

// The first that is gone, or whose content is another; nothing: all are as they were presented. Goes through
// all the sheets that have files and reads each file whole, with memory that does not grow; stops when
// `go_on` says no.
std::optional<Difference> compare_files(db::Tx&, const std::function<bool()>& go_on);
// Of one sheet, whether they are there, in the size they had: for whoever asks from outside, where hundreds
// of megabytes are not read for each question. Nothing as well where there is no such sheet.
std::optional<Difference> compare_sizes_of_files(db::Tx&, BookId, Number);

}  // namespace escucha::book
