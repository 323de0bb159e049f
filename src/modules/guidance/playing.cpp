// Playbooks: read, changed, filled for a case, and counted.
#include <algorithm>
#include <map>

#include "base/fold.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/cases/events.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/guidance/events.hpp"
#include "modules/guidance/lists.hpp"
#include "modules/guidance/store.hpp"
#include "modules/templates/templates.hpp"
#include "work/events.hpp"

namespace escucha::guidance {
namespace {

constexpr std::size_t kLines = 12;  // of each part of a playbook

Playbook with_changes(const Playbook& shipped, const std::vector<store::PlayRow>& rows) {
    const auto row = std::ranges::find(rows, shipped.play, &store::PlayRow::play);
    if (row == rows.end()) return shipped;
    return {.play = shipped.play,
            .es = row->es,
            .en = row->en,
            .changed = true,
            .newer = row->base != mark_of(shipped),
            .version = row->version};
}

Result<void> may_write(const Principal& by) {
    if (!by.at_least(Role::administrator)) return refuse(ErrorKind::forbidden, "guidance.not_yours");
    return {};
}

void announce(const Guidance& g, db::Tx& tx, Play play, const char* what, const Principal& by, Instant now) {
    g.parts().events.append(tx, work::event(PlaybookChanged::kType, "playbook", 0, by, now,
                                            PlaybookChanged{std::string(db::name(play)), what}));
}

PlayText tidy(const PlayText& text) {
    const auto lines = [](const std::vector<std::string>& all) {
        std::vector<std::string> out;
        for (const auto& line : all)
            if (auto one = one_line(line);
                !one.empty() && out.size() < kLines && std::ranges::find(out, one) == out.end())
                out.push_back(std::move(one));
        return out;
    };
    return {.todo = lines(text.todo), .say = lines(text.say), .avoid = lines(text.avoid)};
}

void check_say(std::string_view language, const PlayText& text, const templates::Vocabulary& vocabulary,
               Language in, std::vector<FieldError>& wrong) {
    for (std::size_t i = 0; i < text.say.size(); ++i)
        for (const auto& p : templates::parse(text.say[i], vocabulary, in).problems)
            wrong.push_back({fmt::format("{}.say[{}]", language, i),
                             "template_" + p.code + (p.suggestion.empty() ? "" : "_near"),
                             {{"line", std::to_string(p.line)},
                              {"column", std::to_string(p.column)},
                              {"written", p.written},
                              {"suggestion", p.suggestion}}});
}

// --- For a case --------------------------------------------------------------------------------------------
// The first step that is not done; the last once all are.
std::optional<Play> step_of(const cases::Case& c, const cases::Progress& progress) {
    if (!is_problem(c.kind)) return std::nullopt;
    for (const auto& step : cases::seven_steps(c, progress))
        if (step.state != cases::StepState::done) return static_cast<Play>(step.step);
    return Play::step_check;
}

bool upset(const std::vector<contacts::Contact>& said) {
    for (auto c = said.rbegin(); c != said.rend(); ++c)
        if (c->direction == Direction::in && c->mood) return c->mood == Mood::negative;
    return false;
}

// From kind and mood; which of two options is taken, a person who hesitates cannot say.
Play moment_of(const cases::Case& c, const cases::Progress& progress, bool angry) {
    if (angry) return Play::angry;
    if (is_problem(c.kind)) {
        const bool hesitates = progress.options > 1 && !progress.option_chosen;
        return hesitates ? Play::cannot_decide : Play::complains;
    }
    return c.kind == CaseKind::special_request ? Play::special_request : Play::arrives;
}

// Phrases are counted by their own words: a reworded one is another.
std::string key_of(std::string_view phrase) {
    return std::string(phrase);
}

// In which language of a playbook a phrase stands.
std::optional<Language> said_in(const Playbook& book, const std::string& key) {
    const auto stands = [&](const PlayText& text) {
        return std::ranges::any_of(text.say, [&](const auto& phrase) { return key_of(phrase) == key; });
    };
    if (stands(book.es)) return Language::es;
    if (stands(book.en)) return Language::en;
    return std::nullopt;
}

// Every phrase of every playbook in a row, so that all are filled with one look at the case.
struct Row {
    std::vector<std::string> es = {}, en = {};
};
Row all_phrases(const std::vector<Playbook>& books) {
    Row row;
    for (const Playbook& b : books) {
        row.es.insert(row.es.end(), b.es.say.begin(), b.es.say.end());
        row.en.insert(row.en.end(), b.en.say.begin(), b.en.say.end());
    }
    return row;
}

std::vector<CasePlay> filled(const std::vector<Playbook>& books, std::vector<templates::Filled> texts,
                             Language theirs, Language reader) {
    std::vector<CasePlay> out;
    std::size_t next = 0;
    for (const Playbook& b : books) {
        const PlayText& text = theirs == Language::es ? b.es : b.en;
        CasePlay play{
            .play = b.play, .todo = reader == Language::es ? b.es.todo : b.en.todo, .avoid = text.avoid};
        for (const auto& phrase : text.say) {
            auto& said = texts[next++];
            play.say.push_back(
                {.key = key_of(phrase), .text = std::move(said.text), .missing = std::move(said.missing)});
        }
        out.push_back(std::move(play));
    }
    return out;
}

}  // namespace

std::vector<Playbook> Guidance::playbooks(db::Tx& tx) const {
    const auto rows = store::playbooks(tx);
    std::vector<Playbook> out;
    for (const Playbook& p : shipped_playbooks()) out.push_back(with_changes(p, rows));
    return out;
}

Result<Playbook> Guidance::change_playbook(const Principal& by, Play play,
                                           std::optional<std::int64_t> version, const PlayText& es,
                                           const PlayText& en, Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    store::PlayRow row{.play = play,
                       .es = tidy(es),
                       .en = tidy(en),
                       .base = mark_of(shipped_playbook(play)),
                       .changed_by = by.person,
                       .changed_at = now};
    return parts_.db.write([&](db::Tx& tx) -> Result<Playbook> {
        const auto there = with_changes(shipped_playbook(play), store::playbooks(tx));
        if (version && *version != there.version)
            return refuse(ErrorKind::stale, "guidance.changed_meanwhile");
        std::vector<FieldError> wrong;
        const auto vocabulary = parts_.templates.vocabulary(tx);
        check_say("es", row.es, vocabulary, Language::es, wrong);
        check_say("en", row.en, vocabulary, Language::en, wrong);
        if (row.es.todo.empty() && row.en.todo.empty()) wrong.push_back({"es.todo", "required"});
        if (!wrong.empty()) return invalid_fields(std::move(wrong));
        store::put_playbook(tx, row);
        announce(*this, tx, play, "changed", by, now);
        return with_changes(shipped_playbook(play), store::playbooks(tx));
    });
}

Result<Playbook> Guidance::restore_playbook(const Principal& by, Play play, Instant now) {
    if (const auto ok = may_write(by); !ok) return Refused(ok.error());
    return parts_.db.write([&](db::Tx& tx) -> Result<Playbook> {
        store::remove_playbook(tx, play);
        announce(*this, tx, play, "restored", by, now);
        return shipped_playbook(play);
    });
}

Result<CaseGuide> Guidance::guide(db::Tx& tx, const Principal& who, std::int64_t case_id, Instant now) const {
    const auto books = playbooks(tx);
    const auto row = all_phrases(books);
    auto texts = parts_.templates.fill_for(tx, who, {.case_id = case_id}, row.es, row.en, now);
    if (!texts) return Refused(texts.error());
    const auto c = *parts_.cases.find_standing(tx, case_id);
    const auto progress = parts_.cases.progress(tx, c.id);
    const auto said = parts_.contacts.for_case(tx, c.id, 0, 20);
    return CaseGuide{.step = step_of(c, progress),
                     .moment = moment_of(c, progress, upset(said)),
                     .language = texts->language,
                     .treatment = texts->treatment,
                     .name = texts->name,
                     .plays = filled(books, std::move(texts->texts), texts->language, who.language)};
}

Result<void> Guidance::take(const Principal& who, std::int64_t case_id, Play play, const std::string& key,
                            Instant now) {
    return parts_.db.write([&](db::Tx& tx) -> Result<void> {
        const auto c = parts_.cases.find_standing(tx, case_id);
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
        const auto language = said_in(with_changes(shipped_playbook(play), store::playbooks(tx)), key);
        if (!language) return conflict("guidance.play_phrase_gone");
        store::add_use(tx, who.person, c->id,
                       {.play = play, .language = *language, .phrase = key, .taken_at = now});
        return {};
    });
}

void Guidance::sent(db::Tx& tx, PersonId person, std::int64_t case_id, std::string_view text,
                    Instant now) const {
    const auto open = store::open_uses(tx, person, case_id, now - kUndecided);
    if (open.empty()) return;
    const auto vocabulary = parts_.templates.vocabulary(tx);
    for (const auto& use : open) {
        const auto parts = templates::parse(use.phrase, vocabulary, use.language).parts;
        store::settle_use(tx, use.id, templates::found_again(parts, text) >= templates::kUsed);
    }
}

std::vector<PlayUse> Guidance::uses(db::Tx& tx, Instant since) const {
    std::vector<PlayUse> out;
    const auto sums = store::sums(tx, since);
    for (const Playbook& book : playbooks(tx)) {
        PlayUse use{.play = book.play};
        const auto add = [&](const std::vector<std::string>& say, Language language) {
            for (const auto& phrase : say) use.phrases.push_back({.text = phrase, .language = language});
        };
        add(book.es.say, Language::es);
        add(book.en.say, Language::en);
        for (const auto& sum : sums) {
            if (sum.play != book.play) continue;
            auto found = std::ranges::find_if(use.phrases, [&](const PhraseUse& p) {
                return p.text == sum.phrase && p.language == sum.language;
            });
            if (found == use.phrases.end())
                found =
                    use.phrases.insert(found, {.text = sum.phrase, .language = sum.language, .still = false});
            found->taken = sum.taken;
            found->sent = sum.sent;
            found->last_at = sum.last_at;
            use.taken += sum.taken;
            use.sent += sum.sent;
        }
        out.push_back(std::move(use));
    }
    return out;
}

void Guidance::remove_for_cases(db::Tx& tx, std::span<const std::int64_t> cases) const {
    store::remove_uses(tx, cases);
}

namespace {

// What an agent just said to a customer: the newest contact of the case.
void look_at_what_was_sent(const Guidance& guidance, db::Tx& tx, const work::Event& e) {
    if (e.actor_kind != ActorKind::person || e.actor == 0) return;
    const auto last = guidance.parts().contacts.for_case(tx, e.case_id, 0, 1);
    if (last.empty() || last.back().direction != Direction::out) return;
    guidance.sent(tx, e.actor, e.case_id, last.back().text, e.at);
}

}  // namespace

void add_reactions(work::Events& events, Guidance& guidance) {
    events.on("case.replied",
              [&guidance](db::Tx& tx, const work::Event& e) { look_at_what_was_sent(guidance, tx, e); });
}

}  // namespace escucha::guidance
