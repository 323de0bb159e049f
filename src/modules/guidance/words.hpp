// A text cut into the words that phrases are looked for in.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace escucha::guidance {

// What stands before a word: nothing but blanks, the end of a clause, the end of a sentence or line.
enum class Break { none, clause, sentence };

struct Word {
    std::string folded = {};
    std::size_t from = 0, to = 0;  // bytes
    Break before = Break::sentence;
    std::size_t letters = 0;
    bool capitals = false;  // all its letters are, and there are no figures in it
    bool code = false;      // part of something like AB-120/7
};

// Stretches that are not the writer's own words: quotations, addresses, marks of pictures.
struct Stretch {
    std::size_t from = 0, to = 0;
};
std::vector<Stretch> not_their_words(std::string_view text);

// The words outside of these, and what stands after the last.
std::vector<Word> words_of(std::string_view text, const std::vector<Stretch>& not_theirs);

}  // namespace escucha::guidance
