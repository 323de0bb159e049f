// What a draft of a template reads like, before anybody gets it: filled with somebody who does not exist.
#include "base/human_time.hpp"
#include "db/database.hpp"
#include "modules/profiles/profiles.hpp"
#include "modules/team/team.hpp"
#include "modules/templates/templates.hpp"

namespace escucha::templates {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCode = "K7QM-2XRD-9WTB-V4";

std::string example(Language language, std::string_view what) {
    return text(language, fmt::format("template.example.{}", what));
}

void put_dates(Values& v, Language language, const Zone& zone, Instant now) {
    v["opened"] = full_day_in_words(language, zone.day(now - 48h));
    v["first_answer"] = full_moment_in_words(language, zone, now + 4h);
    v["resolution"] = full_moment_in_words(language, zone, now + 72h);
    v["promise_date"] = full_moment_in_words(language, zone, now + 24h);
    v["today"] = full_day_in_words(language, zone.day(now));
}

}  // namespace

Values Templates::examples(db::Tx& tx, Language language, Instant now) const {
    Values v;
    for (const std::string_view what :
         {"name", "full_name", "document", "phone", "email", "title", "promise", "owner", "writer", "team"})
        v[std::string(what)] = example(language, what);
    const auto organisation = parts_.team.organisation();
    v["organisation"] = organisation->name;
    v["code"] = kCode;
    v["link"] = fmt::format("{}/caso/{}", parts_.public_url, kCode);
    put_dates(v, language, *organisation->zone, now);
    for (const auto& field : parts_.profiles.fields(tx, true)) v["own." + field.key] = field.label;
    return v;
}

Preview Templates::preview(db::Tx& tx, std::string_view draft, Language language, Instant now) const {
    const auto vocabulary = this->vocabulary(tx);
    auto parsed = parse(draft, vocabulary, language);
    const auto known = examples(tx, language, now);
    const auto read = [&](Treatment t) { return fill(parsed.parts, known, vocabulary, t, language).text; };
    return {.tu = read(Treatment::tu),
            .usted = read(Treatment::usted),
            .vos = read(Treatment::vos),
            .problems = std::move(parsed.problems)};
}

}  // namespace escucha::templates
