#include "modules/guidance/lists.hpp"

#include <algorithm>
#include <stdexcept>

#include <toml++/toml.h>

#include "base/embedded.hpp"
#include "db/param.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_guidance;

namespace escucha::guidance {
namespace {

[[noreturn]] void wrong(std::string_view name, const toml::node_view<const toml::node>& at,
                        std::string_view what) {
    const auto line = at.node() != nullptr ? at.node()->source().begin.line : 0;
    throw std::logic_error(fmt::format("guidance/{}.toml, line {}: {}", name, line, what));
}

using View = toml::node_view<const toml::node>;

std::string text_at(std::string_view name, const View& node, std::string_view key, bool needed = true) {
    const auto value = node[key].value<std::string>();
    if (!value && needed) wrong(name, node, fmt::format("\"{}\" is missing", key));
    return value.value_or("");
}

std::vector<std::string> texts_at(std::string_view name, const View& node, std::string_view key) {
    std::vector<std::string> out;
    const auto* array = node[key].as_array();
    if (array == nullptr) return out;
    for (const auto& item : *array) {
        const auto text = item.value<std::string>();
        if (!text) wrong(name, node, fmt::format("\"{}\" holds what is no text", key));
        out.push_back(*text);
    }
    return out;
}

template <class E>
E choice_at(std::string_view name, const View& node, std::string_view key, E otherwise) {
    const auto text = text_at(name, node, key, false);
    if (text.empty()) return otherwise;
    const auto found = db::parse_enum<E>(text);
    if (!found) wrong(name, node, fmt::format("\"{}\" is not known", text));
    return *found;
}

toml::table parsed(std::string_view name, std::string_view toml) {
    try {
        return toml::parse(toml);
    } catch (const toml::parse_error& e) {
        throw std::logic_error(
            fmt::format("guidance/{}.toml, line {}: {}", name, e.source().begin.line, e.description()));
    }
}

void check_patterns(std::string_view name, const View& node, const std::vector<std::string>& patterns) {
    for (const auto& written : patterns)
        for (const auto& problem : read_pattern(written).problems)
            wrong(name, node, fmt::format("{} in \"{}\"", problem.code, written));
}

Phrase read_phrase(const PhraseList& list, Language language, const View& node) {
    Phrase p{.code = list.name + "." + text_at(list.name, node, "code"),
             .group = choice_at(list.name, node, "group", Group::other),
             .language = language,
             .countries = list.countries,
             .look = choice_at(list.name, node, "look", Look::words),
             .patterns = texts_at(list.name, node, "patterns"),
             .exceptions = texts_at(list.name, node, "except"),
             .better = texts_at(list.name, node, "better"),
             .why_es = text_at(list.name, node["why"], "es", false),
             .why_en = text_at(list.name, node["why"], "en", false)};
    if (hurts(p) && (p.why_es.empty() || p.why_en.empty())) wrong(list.name, node, "no reason is given");
    if (hurts(p) && p.better.empty()) wrong(list.name, node, "nothing better is said");
    if (p.patterns.empty() && p.look == Look::words) wrong(list.name, node, "no patterns");
    check_patterns(list.name, node, p.patterns);
    check_patterns(list.name, node, p.exceptions);
    return p;
}

struct Lists {
    std::vector<Phrase> phrases = {};
    std::vector<PhraseList> heads = {};  // without their phrases
    std::vector<Playbook> playbooks = {};
};

std::string stem(std::string_view file) {
    const auto slash = file.rfind('/');
    return std::string(file.substr(slash + 1, file.rfind('.') - slash - 1));
}

Lists read_lists() {
    Lists all;
    for (const EmbeddedText& file : escucha_embedded_guidance) {
        if (file.name.starts_with("playbooks/")) {
            for (auto& p : read_playbooks(stem(file.name), file.bytes)) all.playbooks.push_back(std::move(p));
            continue;
        }
        auto list = read_phrases(stem(file.name), file.bytes);
        std::ranges::move(list.phrases, std::back_inserter(all.phrases));
        list.phrases.clear();
        all.heads.push_back(std::move(list));
    }
    std::ranges::sort(all.playbooks, {}, &Playbook::play);
    return all;
}

const Lists& lists() {
    static const Lists all = read_lists();
    return all;
}

// FNV-1a: only has to change when the words do.
std::string mark(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return fmt::format("{:016x}", hash);
}

PlayText play_text(std::string_view name, const View& node) {
    return {.todo = texts_at(name, node, "todo"),
            .say = texts_at(name, node, "say"),
            .avoid = texts_at(name, node, "avoid")};
}

}  // namespace

PhraseList read_phrases(std::string_view name, std::string_view toml) {
    const auto table = parsed(name, toml);
    const View root(table);
    PhraseList list{.name = std::string(name),
                    .countries = texts_at(name, root, "countries"),
                    .silent = texts_at(name, root, "silent")};
    const auto language = choice_at(name, root, "language", Language::es);
    const auto* phrases = root["phrase"].as_array();
    if (phrases == nullptr) wrong(name, root, "no phrases");
    for (const auto& node : *phrases) list.phrases.push_back(read_phrase(list, language, View(node)));
    return list;
}

std::vector<Playbook> read_playbooks(std::string_view name, std::string_view toml) {
    const auto table = parsed(name, toml);
    std::vector<Playbook> out;
    for (const auto& [key, node] : table) {
        const auto play = db::parse_enum<Play>(key.str());
        if (!play) wrong(name, View(node), fmt::format("\"{}\" is no playbook", key.str()));
        out.push_back({.play = *play,
                       .es = play_text(name, View(node)["es"]),
                       .en = play_text(name, View(node)["en"])});
    }
    return out;
}

std::span<const Phrase> shipped_phrases() {
    return lists().phrases;
}

bool silent_in(std::string_view code, std::string_view country) {
    return std::ranges::any_of(lists().heads, [&](const PhraseList& list) {
        return std::ranges::count(list.silent, code) != 0 && std::ranges::count(list.countries, country) != 0;
    });
}

std::string mark_of(const Phrase& p) {
    return mark(fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", joined(p.patterns), joined(p.exceptions),
                            joined(p.better), p.why_es, p.why_en));
}

std::span<const Playbook> shipped_playbooks() {
    return lists().playbooks;
}

const Playbook& shipped_playbook(Play play) {
    return *std::ranges::find(lists().playbooks, play, &Playbook::play);
}

std::string mark_of(const Playbook& p) {
    std::string all;
    for (const auto* text : {&p.es, &p.en})
        all += joined(text->todo) + '\x1f' + joined(text->say) + '\x1f' + joined(text->avoid) + '\x1f';
    return mark(all);
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty()) out.emplace_back(line);
    }
    return out;
}

std::string joined(std::span<const std::string> lines) {
    std::string out;
    for (const auto& line : lines) out += (out.empty() ? "" : "\n") + line;
    return out;
}

}  // namespace escucha::guidance
