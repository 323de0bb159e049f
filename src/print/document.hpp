// Documents on paper: PDF of the texts, tables, pictures and QR codes it is told, by cairo and pango. Knows
// no domain.
//
//     std::string out;
//     print::render({.title = "Constancia", .created = now}, [&](std::string_view piece) { out += piece; },
//                   [&](print::Document& d) {
//                       d.heading(1, "Hoja de Reclamación");
//                       d.fields(std::array{print::Field{"Número", "000000012-2026"}});
//                   });
//
// The fonts are compiled in and embedded, cut down to what is used: what is printed does not depend on what
// the machine has installed (Atkinson Hyperlegible Next; DejaVu Sans for Greek, Cyrillic, Arabic, Hebrew and
// signs. What neither of them has, emoji or Chinese, is shown as the box with its number that pango draws).
//
// The same input gives the same bytes: the date of the file is an argument, nothing else looks at a clock or
// at chance.
//
// `draw` is called twice where pages are counted ("Página 1 de 3"): once to count them, once to write. It
// must draw the same both times, so whoever reads a base does so in one transaction. Discarded: recording
// every page until the last is known, which holds a book of a thousand pages in memory. Pages leave through
// the sink as they fill.
//
// Strangers' texts are taken as they are: characters that XML or paper cannot show become U+FFFD, words
// longer than the line are broken anywhere, right-to-left is laid out by the Unicode rules, and a text of
// more than kLongestText bytes is cut there with a sign that says so.
//
// It is a plain PDF 1.5 with title and author. PDF/A (ISO 19005) is NOT claimed: cairo 1.16 writes neither
// XMP nor an output intent, and no validator was at hand to prove a claim.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"

namespace escucha::print {

enum class Paper { a5, a4, a3 };

inline constexpr std::size_t kLongestText = 256 * 1024;  // bytes of one paragraph, value or cell

// Of the sRGB space, 0..1.
struct Colour {
    double red = 0, green = 0, blue = 0;
};
inline constexpr Colour kInk{.red = 0.10, .green = 0.12, .blue = 0.16};
inline constexpr Colour kQuiet{.red = 0.36, .green = 0.39, .blue = 0.45};
inline constexpr Colour kAccent{.red = 0.06, .green = 0.35, .blue = 0.40};

enum class Align { left, centre, right };

struct TextStyle {
    double size = 10;  // points
    bool bold = false;
    Colour colour = kInk;
    Align align = Align::left;
    double space_after = 6;  // points
};

struct Field {
    std::string label = {}, value = {};
};

struct Column {
    std::string heading = {};
    double share = 1;  // of the width, in proportion to the others
    Align align = Align::left;
};

// A picture as it is in its file. Told from the bytes: PNG, or JPEG (which stands in the PDF as it came).
struct Picture {
    std::string bytes = {};
};

struct Options {
    Paper paper = Paper::a4;
    bool landscape = false;
    std::string title = {}, author = {}, subject = {};
    Language language = Language::es;
    Instant created{};             // as the PDF's date
    std::string header = {};       // small, above each page but the first; empty: none
    std::string footer = {};       // small, below each page, left
    std::string page_number = {};  // below, right: "Página {page} de {pages}"; empty: none
    double margin = 54;            // points
};

// Everything goes down the page from where the last thing ended, and over to a new page where it does not
// fit.
class Document {
  public:
    virtual ~Document() = default;

    // Levels 1 (the title) to 3. A heading never stands alone at the foot of a page.
    virtual void heading(int level, std::string_view text) = 0;
    virtual void paragraph(std::string_view text, const TextStyle& style = {}) = 0;
    // Label and value, two columns; a long value takes as many lines and pages as it needs.
    virtual void fields(std::span<const Field> fields) = 0;
    // A box set off from the text: what the law wants said, a key to keep.
    virtual void notice(std::string_view title, std::string_view text) = 0;

    // Rows between begin and end; the headings are repeated on each page. Missing cells are empty. A row
    // taller than a page goes on on the next.
    virtual void begin_table(std::span<const Column> columns) = 0;
    virtual void row(std::span<const std::string> cells, bool bold = false) = 0;
    virtual void end_table() = 0;

    // At most so large, in proportion. False, and nothing is drawn, where it is neither PNG nor JPEG,
    // damaged, or of more than 16 million points.
    virtual bool picture(const Picture& picture, double width, double height, Align align = Align::left) = 0;
    // As vectors, with the quiet zone the standard asks for (ISO/IEC 18004). `text` of at most 1,000 bytes;
    // false where it does not fit.
    virtual bool qr(std::string_view text, double size, Align align = Align::centre) = 0;
    // A QR code with words beside it.
    virtual bool qr_beside(std::string_view text, double size, std::string_view title,
                           std::string_view words) = 0;

    virtual void rule() = 0;  // a fine line across
    virtual void space(double points) = 0;
    virtual void new_page() = 0;       // nothing on a page that is still empty
    virtual double room() const = 0;   // points left on this page
    virtual double width() const = 0;  // points between the margins
    // Bars of a chart, each with its label below and its figure above; values are not negative.
    virtual void bars(std::span<const Field> labels_and_figures, std::span<const double> values,
                      double height) = 0;
};

using Sink = std::function<void(std::string_view piece)>;

// Answers how many pages there are. Throws std::runtime_error when the machine fails (memory, fonts), and
// whatever the sink or `draw` throws.
int render(const Options& options, const Sink& sink, const std::function<void(Document&)>& draw);
std::string render(const Options& options, const std::function<void(Document&)>& draw);

}  // namespace escucha::print
