// Pictures in the middle of words. The text of an answer, a note or a message stays plain text; in it
// "[[captura.png]]" stands for the picture of that name among the files that came with it. A mark that names
// none of them is words like any others.
//
// Where several pictures bear one name (mail programs call all of theirs image.png), the first mark means the
// first of them, the second the second, and every further one the last.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace escucha {

// Of the kinds that every browser and mail program shows: "image/png", "image/jpeg", "image/gif",
// "image/webp". No drawings (SVG): they are programs.
bool is_shown_picture(std::string_view type);

std::string picture_mark(std::string_view name);  // "[[captura.png]]"

struct TextPiece {
    std::string_view text = {};               // of the text that was split: words, or the mark itself
    std::optional<std::size_t> picture = {};  // which of the names it means
};

// Reads a text from its beginning on, whole or piece by piece; a mark never goes over the end of a line.
class PictureMarks {
  public:
    explicit PictureMarks(const std::vector<std::string>& names);
    // All of `text`, in its order, without empty pieces.
    std::vector<TextPiece> split(std::string_view text);

  private:
    struct Named {
        std::vector<std::size_t> which;
        std::size_t seen = 0;
    };
    std::optional<std::size_t> take(std::string_view name);
    std::map<std::string, Named, std::less<>> named_;
};

// Which of the pictures the text shows; the others are files beside it.
std::vector<bool> pictures_in(std::string_view text, const std::vector<std::string>& names);

}  // namespace escucha
