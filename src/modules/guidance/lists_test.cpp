// The lists that ship, held to sentences as people write them. tests/fixtures/guidance_vectors.json and
// guidance_rules.json are read by the console's tests too: what its matcher finds is what ours finds.
#include "modules/guidance/lists.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "base/fold.hpp"
#include "db/param.hpp"
#include "modules/guidance/mending.hpp"
#include "modules/templates/templates.hpp"

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace escucha::guidance {
namespace {

namespace json = boost::json;

const std::string kFixtures = ESCUCHA_SOURCE_DIR "/tests/fixtures/";

std::string contents(const std::string& name) {
    std::ifstream file(kFixtures + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<Compiled> compiled(const std::vector<std::string>& written) {
    std::vector<Compiled> out;
    for (const auto& one : written)
        for (auto& p : read_pattern(one).patterns) out.push_back(std::move(p));
    return out;
}

bool spoken_in(const Phrase& p, const std::string& country) {
    return hurts(p) && (p.countries.empty() || std::ranges::count(p.countries, country) != 0) &&
           !silent_in(p.code, country);
}

const Matcher& matcher_of(const std::string& country) {
    static std::map<std::string, Matcher> all;
    if (const auto found = all.find(country); found != all.end()) return found->second;
    std::vector<Rule> rules;
    for (const Phrase& p : shipped_phrases())
        if (spoken_in(p, country))
            rules.push_back({.code = p.code,
                             .look = p.look,
                             .patterns = compiled(p.patterns),
                             .exceptions = compiled(p.exceptions),
                             .names = p.group == Group::pet_name});
    return all.emplace(country, Matcher(std::move(rules))).first->second;
}

TEST(PhraseLists, agree_with_the_shared_sentences) {
    const auto sentences = json::parse(contents("guidance_vectors.json")).as_array();
    ASSERT_GE(sentences.size(), 120U);
    for (const auto& s : sentences) {
        const auto& sentence = s.as_object();
        const auto* country = sentence.if_contains("country");
        const auto* name = sentence.if_contains("name");
        const Matcher& m = matcher_of(country ? std::string(country->as_string()) : "PE");
        const std::string text(sentence.at("text").as_string());
        const std::vector<std::string> names{name ? std::string(name->as_string()) : std::string()};
        std::string expected, found;
        for (const auto& h : sentence.at("hits").as_array())
            expected +=
                fmt::format("{} «{}» ", std::string(h.at(0).as_string()), std::string(h.at(1).as_string()));
        for (const Hit& h : m.find(text, names))
            found += fmt::format("{} «{}» ", m.rules()[h.rule].code, text.substr(h.from, h.to - h.from));
        EXPECT_EQ(found, expected) << (country ? country->as_string() : "PE") << ": " << text;
    }
}

// One line a rule, so that a change is seen as what it is.
std::string rules_as_text() {
    static constexpr std::string_view kCountries[] = {"ES", "MX", "PE", "CO", "AR", "CL", "VE", "DO", "GT"};
    std::string out = "[";
    for (const Phrase& p : shipped_phrases()) {
        if (!hurts(p)) continue;
        json::array here, patterns, exceptions;
        for (const auto country : kCountries)
            if (spoken_in(p, std::string(country))) here.emplace_back(std::string(country));
        for (const auto& c : compiled(p.patterns)) patterns.emplace_back(json::array(c.begin(), c.end()));
        for (const auto& c : compiled(p.exceptions)) exceptions.emplace_back(json::array(c.begin(), c.end()));
        json::object rule;
        rule["code"] = p.code;
        rule["look"] = std::string(db::name(p.look));
        rule["names"] = p.group == Group::pet_name;
        rule["countries"] = std::move(here);
        rule["patterns"] = std::move(patterns);
        rule["exceptions"] = std::move(exceptions);
        out += (out.size() > 1 ? ",\n" : "\n") + json::serialize(rule);
    }
    return out + "\n]\n";
}

TEST(PhraseLists, are_what_the_console_is_tested_with) {
    if (std::getenv("ESCUCHA_WRITE_FIXTURES") != nullptr)
        std::ofstream(kFixtures + "guidance_rules.json") << rules_as_text();
    // However the file is laid out.
    EXPECT_TRUE(json::parse(contents("guidance_rules.json")) == json::parse(rules_as_text()))
        << "the lists changed: run this test once with ESCUCHA_WRITE_FIXTURES=1 and commit the file";
}

TEST(PhraseLists, have_codes_of_their_own_and_say_something_better_and_why) {
    std::set<std::string> codes;
    const templates::Vocabulary vocabulary;
    for (const Phrase& p : shipped_phrases()) {
        EXPECT_TRUE(codes.insert(p.code).second) << p.code;
        if (!hurts(p)) continue;
        EXPECT_THAT(p.why_es, Not(IsEmpty())) << p.code;
        EXPECT_THAT(p.why_en, Not(IsEmpty())) << p.code;
        for (const auto& better : p.better) {
            EXPECT_THAT(templates::parse(better, vocabulary, p.language).problems, IsEmpty())
                << p.code << ": " << better;
            EXPECT_LE(code_points(better), 500U) << p.code;
        }
    }
    EXPECT_GE(codes.size(), 110U);
}

// What fits every complaint: what is left of these answers nobody.
std::string left_of(std::string_view text, const std::string& country) {
    std::vector<Rule> rules;
    for (const Phrase& p : shipped_phrases())
        if (!hurts(p) && (p.countries.empty() || std::ranges::count(p.countries, country) != 0))
            rules.push_back({.code = p.code, .patterns = compiled(p.patterns)});
    std::string out;
    std::size_t from = 0;
    for (const Hit& hit : Matcher(std::move(rules)).find(text)) {
        out += text.substr(from, hit.from - from);
        from = hit.to;
    }
    return out += text.substr(from);
}

TEST(GenericPhrases, leave_nothing_of_what_is_said_to_everybody) {
    const std::pair<const char*, const char*> kSaid[] = {
        {"PE", "Hemos tomado nota."},
        {"PE", "Hemos tomado debida nota de su reclamo y lamentamos mucho las molestias ocasionadas."},
        {"ES", "Lamentamos las molestias ocasionadas. Agradecemos su comprensión."},
        {"ES",
         "Rogamos acepte nuestras más sinceras disculpas. Hemos dado traslado de su queja al departamento."},
        {"CO", "Cordial saludo. En atención a su PQR, lamentamos los inconvenientes. Quedamos atentos."},
        {"MX", "Le ofrecemos una disculpa por los inconvenientes ocasionados. Quedamos a sus órdenes."},
        {"AR", "Sepa disculpar las molestias. Desde ya muchas gracias."},
        {"CL", "Lamentamos la mala experiencia. Estamos gestionando su solicitud."},
        {"PE", "De nuestra mayor consideración: su opinión es muy importante para nosotros."},
        {"PE", "Lamentamos lo ocurrido y hemos trasladado su queja al departamento correspondiente."},
        {"ES", "Trabajamos cada día para mejorar, para que no vuelva a ocurrir."},
        {"ES", "We are sorry for the inconvenience caused. Thank you for your patience."},
        {"ES", "We have taken note of your complaint. Please do not hesitate to contact us."}};
    for (const auto& [country, text] : kSaid)
        EXPECT_LT(fold_words(left_of(text, country)).size(), 4U) << country << ": " << left_of(text, country);
}

TEST(GenericPhrases, leave_alone_what_answers) {
    for (const char* text : {"El técnico irá el jueves a las diez y no le costará nada.",
                             "Le devolvimos 25,90 € el 3 de diciembre a su tarjeta.",
                             "Tomé las medidas del armario y la puerta nueva llega el lunes.",
                             "Su caso lo lleva Rosa, del taller, y le llama mañana a las nueve.",
                             "No aceptamos el cambio porque la caja llegó a los 40 días y el plazo es de 30.",
                             "You are right: we charged you twice and paid it back today."})
        for (const char* country : {"ES", "MX", "PE", "CO", "AR", "CL", "VE", "GT"})
            EXPECT_EQ(left_of(text, country), text) << country;
}

// What is said instead must not hurt either.
TEST(PhraseLists, say_nothing_better_that_another_phrase_finds_fault_with) {
    for (const char* country : {"ES", "MX", "PE", "CO", "AR", "CL", "VE", "GT"})
        for (const Phrase& p : shipped_phrases())
            for (const Treatment t : {Treatment::tu, Treatment::usted, Treatment::vos})
                for (const auto& better : in_treatment(p, t, "Ana"))
                    for (const Hit& h : matcher_of(country).find(better))
                        ADD_FAILURE()
                            << p.code << " says «" << better << "», and "
                            << matcher_of(country).rules()[h.rule].code << " finds fault in " << country;
}

TEST(Playbooks, are_there_for_every_step_and_moment_and_hurt_nobody) {
    EXPECT_THAT(shipped_playbooks(), SizeIs(16));
    const templates::Vocabulary vocabulary;
    for (const Playbook& book : shipped_playbooks()) {
        const auto check = [&](const PlayText& text, Language language) {
            EXPECT_THAT(text.todo, SizeIs(testing::AllOf(testing::Ge(2), testing::Le(4))))
                << db::name(book.play);
            EXPECT_THAT(text.say, SizeIs(testing::Ge(3)));
            EXPECT_THAT(text.avoid, SizeIs(testing::Ge(2)));
            for (const auto& say : text.say) {
                const auto read = templates::parse(say, vocabulary, language);
                EXPECT_THAT(read.problems, IsEmpty()) << db::name(book.play) << ": " << say;
                for (const Treatment t : {Treatment::tu, Treatment::usted, Treatment::vos}) {
                    const auto filled =
                        templates::fill(read.parts, {{"name", "Ana"}}, vocabulary, t, language);
                    for (const Hit& h : matcher_of("PE").find(filled.text))
                        ADD_FAILURE() << filled.text << ": " << matcher_of("PE").rules()[h.rule].code;
                }
            }
        };
        check(book.es, Language::es);
        check(book.en, Language::en);
    }
}

TEST(Lists, that_cannot_be_read_say_where) {
    const auto complaint = [](std::string_view toml) {
        try {
            read_phrases("x", toml);
        } catch (const std::logic_error& e) {
            return std::string(e.what());
        }
        return std::string();
    };
    EXPECT_THAT(complaint("nonsense"), HasSubstr("guidance/x.toml, line 1"));
    EXPECT_THAT(complaint("language = \"es\""), HasSubstr("no phrases"));
    EXPECT_THAT(
        complaint(
            "[[phrase]]\ncode = \"a\"\npatterns = [\"(\"]\nbetter = [\"b\"]\nwhy = {es = \"c\", en = \"d\"}"),
        HasSubstr("unclosed"));
    EXPECT_THAT(complaint("[[phrase]]\ncode = \"a\"\ngroup = \"rude\"\npatterns = [\"b\"]"),
                HasSubstr("\"rude\" is not known"));
}

// --- What is said instead ----------------------------------------------------------------------------------
std::string mended(const std::string& country, std::string text) {
    const Matcher& m = matcher_of(country);
    const auto hits = m.find(text);
    for (auto h = hits.rbegin(); h != hits.rend(); ++h) {
        const auto& rule = m.rules()[h->rule];
        const auto& phrase = *std::ranges::find(shipped_phrases(), rule.code, &Phrase::code);
        text.replace(h->from, h->to - h->from,
                     instead(text, *h, rule, in_treatment(phrase, Treatment::usted, "Ana").front()));
    }
    return text;
}

TEST(Mending, keeps_the_capital_of_what_it_takes_the_place_of) {
    EXPECT_EQ(mended("PE", "No es posible."), "Lo que sí puedo hacer es «falta: lo que sí puede ofrecer».");
    EXPECT_EQ(mended("PE", "Hola: no es posible."),
              "Hola: lo que sí puedo hacer es «falta: lo que sí puede ofrecer».");
}
TEST(Mending, of_shouting_is_the_same_words_said_quietly) {
    EXPECT_EQ(mended("PE", "NECESITO SU DNI AHORA. Gracias!!!"), "Necesito su DNI ahora. Gracias!");
    EXPECT_EQ(mended("PE", "Le pido que lo envíe URGENTE por la web"),
              "Le pido que lo envíe urgente por la web");
    EXPECT_EQ(mended("PE", "¿¿Cuándo??"), "¿Cuándo?");
}

}  // namespace
}  // namespace escucha::guidance
