#include "http/json.hpp"

#include <gmock/gmock.h>

namespace escucha::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Kind { complaint, praise, return_ };
BOOST_DESCRIBE_ENUM(Kind, complaint, praise, return_)

struct Choice {
    Line<20> text;
    bool recommended = false;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (text, recommended))

struct Everything {
    Line<10> name;
    std::optional<Email> email;
    Prose<100> what;
    Kind kind{};
    Int<0, 600> waited;
    double share = 0;
    bool urgent = false;
    Many<Choice, 3> options;
    std::optional<Instant> due;
    std::optional<std::chrono::year_month_day> birthday;
    std::optional<TimeOfDay> quiet_from;
    Patch<Line<5>> nickname;
    std::optional<Json> extra;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (name, email, what, kind, waited, share, urgent, options, due, birthday, quiet_from,
                       nickname, extra))

const std::string kGood = R"({"name":"Ana","what":"x","kind":"praise","waited":5,"share":0.5,"urgent":true})";

// Field and code of each complaint, "field:code".
std::vector<std::string> complaints(std::string_view text) {
    auto read = from_json<Everything>(text);
    std::vector<std::string> out;
    if (read) return out;
    for (auto& f : read.error().fields) out.push_back(f.field + ":" + f.code);
    if (out.empty()) out.push_back(read.error().code);
    return out;
}
// The good object with one member added or replaced.
std::vector<std::string> with(std::string_view name, std::string_view value) {
    auto object = boost::json::parse(kGood).as_object();
    object[name] = boost::json::parse(value);
    return complaints(boost::json::serialize(object));
}

TEST(Json, ReadsEveryKindOfMember) {
    auto read = from_json<Everything>(
        R"({"name":"  José ","email":"ana@correo.com","what":"una\r\ndos","kind":"return",
        "waited":600,"share":2,"urgent":false,"options":[{"text":"a","recommended":true}],"due":"2026-11-21T17:00:00-05:00",
        "birthday":"1980-05-03","quiet_from":"22:30","nickname":null,"extra":{"a":[1]}})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name.value, "José");
    EXPECT_EQ(read->email->value, "ana@correo.com");
    EXPECT_EQ(read->what.value, "una\ndos");
    EXPECT_EQ(read->kind, Kind::return_);
    EXPECT_EQ(read->waited, 600);
    EXPECT_EQ(read->share, 2.0);
    ASSERT_EQ(read->options.size(), 1u);
    EXPECT_TRUE(read->options[0].recommended);
    EXPECT_EQ(rfc3339(*read->due), "2026-11-21T22:00:00Z");
    EXPECT_EQ(*read->birthday, (std::chrono::year_month_day{std::chrono::year(1980), std::chrono::month(5),
                                                            std::chrono::day(3)}));
    EXPECT_EQ(read->quiet_from->minutes, 22 * 60 + 30);
    EXPECT_TRUE(read->nickname.present);
    EXPECT_FALSE(read->nickname.value);
    EXPECT_EQ(read->extra->text, R"({"a":[1]})");
}

TEST(Json, WritesWhatItReads) {
    auto text =
        R"({"name":"Ana","email":null,"what":"di \"hola\"\n\tñ","kind":"return","waited":5,"share":0.25,"urgent":true,)"
        R"("options":[{"text":"a","recommended":false}],"due":"2026-11-21T17:00:00.000001Z","birthday":"2024-02-29",)"
        R"("quiet_from":"24:00","nickname":null,"extra":[1,null]})";
    auto read = from_json<Everything>(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json(*read), text);
}

TEST(Json, NamesEveryWrongFieldNotJustTheFirst) {
    EXPECT_THAT(
        complaints(
            R"({"name":"","kind":"q","waited":601,"urgent":"yes","options":[{"text":"a","recommended":1},{}],"zz":1})"),
        ElementsAre("name:required", "what:required", "kind:not_one_of", "waited:out_of_range",
                    "share:required", "urgent:not_a_boolean", "options[0].recommended:not_a_boolean",
                    "options[1].text:required", "options[1].recommended:required", "zz:unknown"));
}

TEST(Json, SaysWhatIsWrongWithEachKind) {
    EXPECT_THAT(complaints(kGood), IsEmpty());
    EXPECT_THAT(with("name", R"("12345678901")"), ElementsAre("name:too_long"));
    EXPECT_THAT(with("name", R"("ñandú ñañá")"), IsEmpty()) << "characters are counted, not bytes";
    EXPECT_THAT(with("name", R"("a\nb")"), ElementsAre("name:one_line"));
    EXPECT_THAT(with("name", R"("a\u0000b")"), ElementsAre("name:control_characters"));
    EXPECT_THAT(with("name", R"("a\u202eb")"), ElementsAre("name:control_characters")) << "reversed reading";
    EXPECT_THAT(with("name", R"(" \u00a0\u200b ")"), ElementsAre("name:required")) << "blank is missing";
    EXPECT_THAT(with("what", R"("a\u0007")"), ElementsAre("what:control_characters"));
    EXPECT_THAT(with("what", R"("a\n\tb")"), IsEmpty());
    EXPECT_THAT(with("name", "5"), ElementsAre("name:not_a_text"));
    EXPECT_THAT(with("name", "null"), ElementsAre("name:required"));
    EXPECT_THAT(with("waited", "-1"), ElementsAre("waited:out_of_range"));
    EXPECT_THAT(with("waited", "1.5"), ElementsAre("waited:not_an_integer"));
    EXPECT_THAT(with("waited", "18446744073709551615"), ElementsAre("waited:out_of_range"));
    EXPECT_THAT(with("share", R"("1")"), ElementsAre("share:not_a_number"));
    EXPECT_THAT(with("options", "{}"), ElementsAre("options:not_a_list"));
    EXPECT_THAT(with("options", "[1]"), ElementsAre("options[0]:not_an_object"));
    EXPECT_THAT(with("options", R"([{},{},{},{}])"), ElementsAre("options:too_many_items"));
    EXPECT_THAT(with("due", R"("mañana")"), ElementsAre("due:not_a_time"));
    EXPECT_THAT(with("birthday", R"("2026-02-29")"), ElementsAre("birthday:not_a_date"));
    EXPECT_THAT(with("quiet_from", R"("25:00")"), ElementsAre("quiet_from:not_a_time_of_day"));
    EXPECT_THAT(with("nickname", R"("123456")"), ElementsAre("nickname:too_long"));
}

TEST(Json, TakesAddressesPeopleHaveAndRefusesWhatIsNone) {
    for (auto good : {"ana@correo.com", "a.b+c@sub.correo.pe", "josé@ñandú.cl", "o'brien@mail.ie"})
        EXPECT_THAT(with("email", fmt::format("\"{}\"", good)), IsEmpty()) << good;
    for (auto bad : {"ana", "@correo.com", "ana@", "ana@correo", "a b@c.de", "ana@correo..com",
                     "<ana@correo.com>", "a@b@c.de"})
        EXPECT_THAT(with("email", fmt::format("\"{}\"", bad)), ElementsAre("email:not_an_email")) << bad;
    EXPECT_THAT(with("email", R"("  ")"), IsEmpty()) << "an empty form field is no address";
}

TEST(Json, RefusesWhatIsNotJsonAndSaysWhere) {
    auto read = from_json<Everything>("{\"name\":\n  nope}");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::malformed);
    EXPECT_EQ(read.error().code, "malformed_json");
    EXPECT_EQ(read.error().params.at("line"), "2");
    for (auto bad :
         {"", "{", "[1", "{}x", "{\"name\":\"\xff\"}", "{\"name\":\"\xed\xa0\x80\"}", "{'a':1}", "nul"})
        EXPECT_THAT(complaints(bad), ElementsAre("malformed_json")) << bad;
    EXPECT_THAT(complaints(std::string_view("{\0}", 3)), ElementsAre("malformed_json"));
    EXPECT_THAT(complaints("[]"), ElementsAre(":not_an_object"));
}

TEST(Json, RefusesDepthWithoutFeelingIt) {
    EXPECT_THAT(complaints(std::string(1'000'000, '[')), ElementsAre("malformed_json"));
    auto nested = [](int n) {
        return R"({"extra":)" + std::string(static_cast<std::size_t>(n), '[') +
               std::string(static_cast<std::size_t>(n), ']') + "}";
    };
    EXPECT_THAT(complaints(nested(40)), ElementsAre("malformed_json"));
    EXPECT_THAT(complaints(nested(20)), testing::Contains("name:required")) << "read, though incomplete";
}

struct Answer {
    std::string text;
    std::map<std::string, std::int64_t> counts;
    std::vector<Answer> inner;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (text, counts, inner))

TEST(Json, AnswersStayValidEvenFromDamagedTexts) {
    Answer a{"a\xff\x80ñ\x01", {{"x\"", 1}}, {}};
    EXPECT_EQ(to_json(a),
              "{\"text\":\"a\xEF\xBF\xBD\xEF\xBF\xBDñ\\u0001\",\"counts\":{\"x\\\"\":1},\"inner\":[]}");
    boost::json::parse(to_json(a));
}

TEST(Json, KnowsRfc3339) {
    for (auto good : {"2026-11-21T17:00:00Z", "2026-11-21t17:00:00.123456789z", "2026-11-21T17:00:00+05:30",
                      "2016-12-31T23:59:60Z"})
        EXPECT_TRUE(parse_rfc3339(good)) << good;
    for (auto bad : {"2026-11-21", "2026-11-21T17:00Z", "2026-11-21T17:00:00", "2026-13-21T17:00:00Z",
                     "2026-11-31T17:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T17:00:00.Z",
                     "2026-11-21T17:00:00+25:00", "2026-11-21T17:00:00Zx", "2026-11-21T17:00:00+05"})
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    EXPECT_EQ(micros(*parse_rfc3339("1970-01-01T00:00:00.000001Z")), 1);
}

}  // namespace
}  // namespace escucha::http
