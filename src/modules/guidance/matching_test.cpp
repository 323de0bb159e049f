// The rules of looking, held to sentences that the console's matcher is held to as well.
#include "modules/guidance/matching.hpp"

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "base/fold.hpp"

using testing::ElementsAre;
using testing::IsEmpty;

namespace escucha::guidance {
namespace {

Compiled the_way(std::string_view written) {
    const auto read = read_pattern(written);
    EXPECT_THAT(read.problems, IsEmpty()) << written;
    EXPECT_EQ(read.patterns.size(), 1U) << written;
    return read.patterns.empty() ? Compiled{} : read.patterns.front();
}

std::string problem(std::string_view written) {
    const auto read = read_pattern(written);
    return read.problems.empty() ? "" : read.problems.front().code;
}

TEST(Pattern, is_folded_words_choices_gaps_and_bounds) {
    EXPECT_THAT(the_way("No ES  Posíble"), ElementsAre("no", "es", "posible"));
    EXPECT_THAT(the_way("imposib*"), ElementsAre("imposib*"));
    EXPECT_THAT(the_way("(mi|mis) amor*"), ElementsAre("mi|mis", "amor*"));
    EXPECT_THAT(the_way("(dig|sient)*"), ElementsAre("dig*|sient*"));
    EXPECT_THAT(the_way("no [le|te] puedo"), ElementsAre("no", "?le|te", "puedo"));
    EXPECT_THAT(the_way("^ usted ... leyó $"), ElementsAre("^", "usted", "~", "leyo", "$"));
    EXPECT_THAT(the_way("can't"), ElementsAre("cant"));
}

TEST(Pattern, with_choices_of_several_words_stands_for_each_of_them) {
    const auto read = read_pattern("no (se puede|cabe) [de lo]");
    EXPECT_THAT(read.patterns,
                ElementsAre(ElementsAre("no", "se", "puede", "de", "lo"), ElementsAre("no", "se", "puede"),
                            ElementsAre("no", "cabe", "de", "lo"), ElementsAre("no", "cabe")));
}

TEST(Pattern, says_what_is_wrong_with_it) {
    EXPECT_EQ(problem(""), "empty");
    EXPECT_EQ(problem("no (se puede"), "unclosed");
    EXPECT_EQ(problem("¿seguro?"), "stray_character");
    EXPECT_EQ(problem("a*b"), "stray_character");
    EXPECT_EQ(problem("^ $"), "no_word");
    EXPECT_EQ(problem("[quizá]"), "no_word");
    EXPECT_EQ(problem("... nada"), "gap_at_the_edge");
    EXPECT_EQ(problem("a ... b ... c ... d ... e"), "too_many_words");
    EXPECT_EQ(problem("a b c d e f g h i j k l m n o p q"), "too_many_words");
    EXPECT_EQ(problem("(a b|c d|e f|g h|i j|k l) (a b|c d|e f|g h|i j|k l) (a b|c d|e f|g h|i j|k l)"),
              "too_many_ways");
    EXPECT_EQ(problem(std::string(401, 'a')), "too_long");
}

std::vector<std::string> found(const Matcher& m, std::string_view text,
                               const std::vector<std::string>& names = {}) {
    std::vector<std::string> out;
    for (const Hit& h : m.find(text, names))
        out.push_back(m.rules()[h.rule].code + ":" + std::string(text.substr(h.from, h.to - h.from)));
    return out;
}

TEST(Matching, gives_the_first_then_the_longer_and_never_two_over_the_same_words) {
    const Matcher m({{.code = "short", .patterns = {the_way("no es")}},
                     {.code = "long", .patterns = {the_way("no es posible")}},
                     {.code = "late", .patterns = {the_way("posible hoy")}}});
    EXPECT_THAT(found(m, "Hoy no es posible hoy."), ElementsAre("long:no es posible"));
}

TEST(Matching, a_hit_that_an_exception_touches_is_none) {
    const Matcher m(
        {{.code = "a", .patterns = {the_way("no es posible")}, .exceptions = {the_way("si no es posible")}}});
    EXPECT_THAT(found(m, "Si no es posible, avíseme. No es posible."), ElementsAre("a:No es posible"));
}

TEST(Matching, looks_at_what_stands_before_and_leaves_it_alone) {
    const Matcher m({{.code = "a", .patterns = {the_way("(hola|gracias) < linda $")}}});
    EXPECT_THAT(found(m, "Gracias, linda."), ElementsAre("a:linda"));
    EXPECT_THAT(found(m, "Linda."), IsEmpty());
}

TEST(Matching, takes_any_bytes) {
    const Matcher m({{.code = "a", .patterns = {the_way("alo")}}, {.code = "s", .look = Look::storm}});
    EXPECT_THAT(found(m, "\xff\xfe al\xc3\xb3 \xf0\x9f\x99\x82 !!"), ElementsAre("a:al\xc3\xb3", "s:!!"));
    EXPECT_THAT(found(m, "«««“““\"\"[[[[>>>>"), IsEmpty());
    EXPECT_THAT(found(m, ""), IsEmpty());
}

}  // namespace
}  // namespace escucha::guidance
