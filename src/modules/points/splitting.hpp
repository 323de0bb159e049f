// Reads the points out of a complaint: pure, in Spanish and English. It only proposes; whoever answers the
// case takes, joins, words anew or drops what it found. It would rather offer one too many than leave one
// out.
//
// A point is an item of an enumeration ("1)", "-", "primero,"), a request, a question, or a sentence that
// says what went wrong; words like "además", "por otra parte", "also" begin a new one. What only tells the
// circumstances goes with the point it leads to or follows. Greetings, thanks, signatures and quoted mail are
// no points. The words stay the customer's.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace escucha::points {

inline constexpr std::size_t kMostSuggestions = 30;

std::vector<std::string> split_into_points(std::string_view message);

}  // namespace escucha::points
