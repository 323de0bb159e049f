// The tables of guidance: guidance_phrases, guidance_dismissals, guidance_playbooks, guidance_uses.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/guidance/guidance.hpp"

namespace escucha::guidance::store {

struct PhraseRow {
    std::string code = {};
    bool shipped = false, active = true, own_words = false;
    Group group = Group::other;
    Language language = Language::es;
    std::vector<std::string> patterns = {}, exceptions = {}, better = {};
    std::string why = {}, base = {};
    PersonId changed_by = 0;
    Instant changed_at{};
    std::int64_t version = 0;
};
std::vector<PhraseRow> phrases(db::Tx& tx);  // in the order they were made
std::optional<PhraseRow> phrase(db::Tx& tx, std::string_view code);
void put_phrase(db::Tx& tx, const PhraseRow& row);  // one version further where there is one
std::string add_phrase(db::Tx& tx, PhraseRow row);  // of the house: its code
void remove_phrase(db::Tx& tx, std::string_view code);
void forget_dismissals(db::Tx& tx, std::string_view code);
// Changes with every change of the list.
std::string stamp(db::Tx& tx);

std::vector<std::string> dismissed(db::Tx& tx, PersonId person);
void dismiss(db::Tx& tx, PersonId person, std::string_view code, Instant at);
void listen_again(db::Tx& tx, PersonId person, std::string_view code);

struct PlayRow {
    Play play{};
    PlayText es = {}, en = {};
    std::string base = {};
    PersonId changed_by = 0;
    Instant changed_at{};
    std::int64_t version = 0;
};
std::vector<PlayRow> playbooks(db::Tx& tx);
void put_playbook(db::Tx& tx, const PlayRow& row);
void remove_playbook(db::Tx& tx, Play play);

struct UseRow {
    std::int64_t id = 0;
    Play play{};
    Language language{};
    std::string phrase = {};
    Instant taken_at{};
};
void add_use(db::Tx& tx, PersonId person, std::int64_t case_id, const UseRow& use);
std::vector<UseRow> open_uses(db::Tx& tx, PersonId person, std::int64_t case_id, Instant since);
void remove_uses(db::Tx& tx, std::span<const std::int64_t> cases);
void settle_use(db::Tx& tx, std::int64_t id, bool sent);

struct Sum {
    Play play{};
    Language language{};
    std::string phrase = {};
    std::int64_t taken = 0, sent = 0;
    Instant last_at{};
};
std::vector<Sum> sums(db::Tx& tx, Instant since);

}  // namespace escucha::guidance::store
