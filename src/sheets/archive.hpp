// The zip a spreadsheet is (libzip), and the XML inside (expat), read in pieces: nothing is unpacked into
// memory as a whole, and what comes out is counted against the limit whatever the directory claims (zip
// bombs). Discarded: liborcus, which reads no inline texts in .xlsx (what openpyxl and every streaming writer
// produce), loses the results of formulas until the end, and answers no cells and no error for a broken file.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sheets/reader.hpp"

namespace escucha::sheets {

// Attributes of an element by their name without namespace.
class Attributes {
  public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    // The first of that name; `null` data when there is none.
    std::optional<std::string_view> find(std::string_view name) const;
    std::string text(std::string_view name) const { return std::string(find(name).value_or("")); }
    // Not a number, or absent: `otherwise`.
    long number(std::string_view name, long otherwise) const;
    bool any(std::string_view name,
             std::string_view value) const;  // some attribute of that name has the value

  private:
    const char** pairs_;
};

// What one document is read into. Names come without their namespace.
class XmlReader {
  public:
    virtual ~XmlReader() = default;
    virtual void begin(std::string_view name, const Attributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
    // True: the rest of the document is not needed.
    virtual bool enough() const { return false; }
};

class Archive {
  public:
    // Refuses "sheet.not_readable".
    static Result<Archive> open(std::string_view bytes, const Limits& limits);
    Archive(Archive&&) noexcept;
    Archive& operator=(Archive&&) noexcept;
    ~Archive();

    bool has(const std::string& part) const;
    // The beginning of a part, at most so many bytes. Refusals as of `parse`.
    Result<std::string> beginning(const std::string& part, std::size_t bytes);
    // Refuses "sheet.not_readable" (missing, a wrong checksum, not well-formed, entities of its own: `part`
    // and `line` in the params), "sheet.too_large_inside".
    Result<void> parse(const std::string& part, XmlReader& reader);

  private:
    struct Impl;
    explicit Archive(std::unique_ptr<Impl> impl);
    Result<void> each_piece(const std::string& part, const std::function<bool(std::string_view)>& on_piece);
    std::unique_ptr<Impl> impl_;
};

}  // namespace escucha::sheets
