// What a message of ours says, in the two forms it goes out in: plain words, and beside them a page (HTML) of
// the same words. The plain text is the truth: nobody writes HTML, it is made of what stands there.
//
// Of the text become, in the page: blank lines paragraphs; runs of two and more lines with "- " or "1. " in
// front lists; "> " quotes; addresses links; "[[captura.png]]" the picture of that name (picture_marks.hpp);
// what stands below the line "-- " the signature (RFC 3676, 4.3). Stars and underscores stay what they are:
// in "marque *611*" they are no emphasis.
//
// The page is made for programs of every kind: no remote loads, no script, styles with the elements they are
// for (Outlook and Gmail drop style sheets), colours that can be read on white and on black paper.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace escucha::mail {

struct LetterPicture {
    std::string name = {};        // as a mark names it
    std::string content_id = {};  // without <>: of the part that brings it
    int width = 0;                // pixels; 0: not known
};

// How the page looks around the words.
struct LetterLook {
    std::string language = {};  // "es"; empty: not said
    std::string heading = {};   // above the words, on what a machine of ours wrote; empty: none
    std::string code = {};      // stands out wherever it is a word of its own
    // The last line that ends in this address becomes a button with these words; empty: none.
    std::string link = {}, button = {};
};

// A whole document. Whatever the text holds, it is words in the page and nothing else.
std::string letter_page(std::string_view text, const LetterLook& look,
                        std::span<const LetterPicture> pictures);
// The plain form: "[captura.png]" where the picture stands.
std::string letter_text(std::string_view text, std::span<const LetterPicture> pictures);

}  // namespace escucha::mail
