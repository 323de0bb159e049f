// What the product comes with: phrases/*.toml and playbooks/*.toml, compiled in, read once.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/guidance/guidance.hpp"

namespace escucha::guidance {

// Reads one list; `name` is the file's without its ending ("es-MX"). Throws std::logic_error where it cannot
// be read, with the place: these are files of ours.
struct PhraseList {
    std::string name = {};
    std::vector<std::string> countries = {}, silent = {};
    std::vector<Phrase> phrases = {};
};
PhraseList read_phrases(std::string_view name, std::string_view toml);
std::vector<Playbook> read_playbooks(std::string_view name, std::string_view toml);

std::span<const Playbook> shipped_playbooks();  // all sixteen, in their order
const Playbook& shipped_playbook(Play play);
std::string mark_of(const Playbook& playbook);

// Lines of a text, without blank ones, and back.
std::vector<std::string> lines_of(std::string_view text);
std::string joined(std::span<const std::string> lines);

}  // namespace escucha::guidance
