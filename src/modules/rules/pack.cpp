#include "modules/rules/pack.hpp"

#include <set>

#include "modules/rules/pack_reader.hpp"

namespace escucha::rules {
namespace {

using Names = std::set<std::string, std::less<>>;
constexpr std::string_view kRefKeys[] = {"id", "valid_from"};

bool is_date(std::string_view text) {
    LocalDay day;
    return parse_iso_date(text, day);
}

// Reads one file: the top level, then each list with its own rules.
class Packs {
  public:
    Packs(std::string_view file, ReadPack& out) : out_(out), reader_(file, out.problems) {}

    void read(const toml::table& document) {
        read_head(document);
        entries(document, "scope", out_.pack.scopes);
        entries(document, "flag", out_.pack.flags);
        entries(document, "legal_kind", out_.pack.legal_kinds);
        entries(document, "dispute_body", out_.pack.bodies);
        read_mapping(document);
        versions(document, "rule", out_.pack.rules);
        versions(document, "duty", out_.pack.duties);
    }

  private:
    void read_head(const toml::table& document) {
        static constexpr std::string_view kLists[] = {"scope",   "flag", "legal_kind", "dispute_body",
                                                      "mapping", "rule", "duty"};
        static constexpr std::string_view kHead[] = {"id", "country", "name", "draft", "reviewed"};
        for (const auto& [key, node] : document) {
            if (std::ranges::find(kLists, key.str()) != std::end(kLists)) continue;
            if (std::ranges::find(kHead, key.str()) == std::end(kHead))
                reader_.wrong(node, std::string(key.str()), "there is no such key");
        }
        Pack& pack = out_.pack;
        required(document, "id", pack.id);
        required(document, "country", pack.country);
        required(document, "name", pack.name);
        required(document, "reviewed", pack.reviewed);
        if (const auto* draft = document.get("draft")) reader_.value(*draft, "draft", pack.draft);
        if (!pack.reviewed.empty() && !is_date(pack.reviewed))
            reader_.wrong(*document.get("reviewed"), "reviewed", "must be a date like 2026-11-22");
        if (pack.country.size() != 2 && document.get("country"))
            reader_.wrong(*document.get("country"), "country", "must be two letters (ISO 3166-1)");
        if (document.get("name")) said(*document.get("name"), "name", pack.name);
    }

    template <class T>
    void required(const toml::table& table, std::string_view key, T& into) {
        if (const auto* node = table.get(key))
            reader_.value(*node, std::string(key), into);
        else
            reader_.wrong(table, std::string(key), "is missing");
    }

    void said(const toml::node& at, const std::string& key, const Words& words) {
        if (words.es.empty() || words.en.empty()) reader_.wrong(at, key, "must be said in es and in en");
    }

    template <class Each>
    void each(const toml::table& document, std::string_view list, Each do_each) {
        const auto* node = document.get(list);
        if (!node) return;
        const auto* array = node->as_array();
        if (!array)
            return reader_.wrong(*node, std::string(list),
                                 "must be written as [[" + std::string(list) + "]]");
        for (std::size_t i = 0; i < array->size(); ++i)
            do_each(*array->get(i), fmt::format("{}[{}]", list, i));
    }

    template <class T>
    void entries(const toml::table& document, std::string_view list, std::vector<T>& into) {
        Names ids;
        each(document, list, [&](const toml::node& node, const std::string& path) {
            T& one = into.emplace_back();
            reader_.value(node, path, one);
            if (one.id.empty()) reader_.wrong(node, path + ".id", "is missing");
            if (!ids.insert(one.id).second) reader_.wrong(node, path + ".id", "stands twice: " + one.id);
            if constexpr (std::is_same_v<T, Scope>)
                said(node, path + ".question", one.question);
            else
                said(node, path + ".name", one.name);
            if constexpr (std::is_same_v<T, DisputeBody>) {
                known(node, path + ".scopes", one.scopes, ids_of(out_.pack.scopes));
                known(node, path + ".unless", one.unless, ids_of(out_.pack.scopes));
                secure(node, path + ".url", one.url);
            }
        });
    }

    void read_mapping(const toml::table& document) {
        const auto* node = document.get("mapping");
        const auto* table = node ? node->as_table() : nullptr;
        if (!table) return reader_.wrong(document, "mapping", "every kind of case must be mapped here");
        for (const auto& [key, value] : *table) {
            const auto path = "mapping." + std::string(key.str());
            const auto kind = db::parse_enum<CaseKind>(key.str());
            if (!kind) {
                reader_.wrong(value, path, "there is no such kind of case");
                continue;
            }
            auto& one = out_.pack.mapping.emplace_back(KindMapping{.kind = *kind});
            reader_.value(value, path, one.legal_kind);
            if (!one.legal_kind.empty() && !out_.pack.legal_kind(one.legal_kind))
                reader_.wrong(value, path, "there is no legal_kind " + one.legal_kind);
        }
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<CaseKind>>([&](auto e) {
            if (std::ranges::find(out_.pack.mapping, e.value, &KindMapping::kind) == out_.pack.mapping.end())
                reader_.wrong(*node, "mapping." + std::string(db::name(e.value)),
                              "is missing (write \"\" where the law says nothing of it)");
        });
        std::ranges::sort(out_.pack.mapping, {}, &KindMapping::kind);
    }

    template <class T>
    static Names ids_of(const std::vector<T>& list) {
        Names ids;
        for (const auto& one : list) ids.insert(one.id);
        return ids;
    }

    void known(const toml::node& at, const std::string& path, const std::vector<std::string>& used,
               const Names& names) {
        for (const auto& name : used)
            if (!names.contains(name)) reader_.wrong(at, path, "is not declared in this pack: " + name);
    }

    void secure(const toml::node& at, const std::string& path, std::string_view url) {
        if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
            reader_.wrong(at, path, "must begin with https:// or http://");
    }

    // --- Rules and duties: what stands in versions
    // -----------------------------------------------------------
    template <class T>
    void versions(const toml::table& document, std::string_view list, std::vector<T>& into) {
        each(document, list, [&](const toml::node& node, const std::string& path) {
            T one;
            one.ref.pack = out_.pack.id;
            reader_.table(node, path, one, kRefKeys);
            if (const auto* table = node.as_table()) read_ref(*table, path, one.ref);
            check(node, path, one);
            check_dates(node, path, one, into);
            into.push_back(std::move(one));
        });
    }

    void read_ref(const toml::table& table, const std::string& path, RuleRef& ref) {
        const auto read = [&](std::string_view key, std::string& into) {
            const auto full = fmt::format("{}.{}", path, key);
            if (const auto* node = table.get(key))
                reader_.value(*node, full, into);
            else
                reader_.wrong(table, full, "is missing");
        };
        read("id", ref.id);
        read("valid_from", ref.valid_from);
        if (table.get("ref")) reader_.wrong(table, path + ".ref", "there is no such key");
        if (table.get("source")) reader_.wrong(table, path + ".source", "there is no such key");
    }

    template <class T>
    void check_common(const toml::node& node, const std::string& path, const T& one) {
        said(node, path + ".name", one.name);
        if (one.norm.empty()) reader_.wrong(node, path + ".norm", "is missing");
        secure(node, path + ".url", one.url);
        known(node, path + ".scopes", one.scopes, ids_of(out_.pack.scopes));
        known(node, path + ".unless", one.unless, ids_of(out_.pack.scopes));
        known(node, path + ".legal_kinds", one.legal_kinds, ids_of(out_.pack.legal_kinds));
    }

    void check(const toml::node& node, const std::string& path, const Rule& rule) {
        check_common(node, path, rule);
        known(node, path + ".flags", rule.flags, ids_of(out_.pack.flags));
        check_term(node, path + ".term", rule.term);
        if (rule.alternative) check_term(node, path + ".alternative.term", rule.alternative->term);
        if (!rule.case_kinds.empty())
            reader_.wrong(node, path + ".case_kinds", "the law speaks of legal_kinds; map the kinds of case");
        if (rule.extension && rule.extension->most_times < 2)
            reader_.wrong(node, path + ".extension.most_times", "must be 2 or more");
        if (!rule.adaptation_until.empty() && !is_date(rule.adaptation_until))
            reader_.wrong(node, path + ".adaptation_until", "must be a date like 2026-12-28");
    }

    void check_term(const toml::node& node, const std::string& path, const Term& term) {
        const bool same_day = term.unit == TermUnit::same_working_day;
        if (same_day && term.amount != 0)
            reader_.wrong(node, path + ".amount", "must be 0 with same_working_day");
        if (!same_day && term.amount == 0) reader_.wrong(node, path + ".amount", "must be 1 or more");
    }

    void check(const toml::node& node, const std::string& path, const Duty& duty) {
        check_common(node, path, duty);
        const bool counts = duty.kind == DutyKind::keeping || duty.kind == DutyKind::attended_share ||
                            duty.kind == DutyKind::yearly_audit;
        if (counts && duty.amount == 0) reader_.wrong(node, path + ".amount", "must be said");
        const bool lists = duty.kind == DutyKind::receipt || duty.kind == DutyKind::required_fields;
        if (lists && duty.items.empty()) reader_.wrong(node, path + ".items", "must be said");
    }

    // Versions of one rule follow each other: none begins before the one before it has ended.
    template <class T>
    void check_dates(const toml::node& node, const std::string& path, const T& one,
                     const std::vector<T>& before) {
        if (!is_date(one.ref.valid_from)) {
            if (!one.ref.valid_from.empty())
                reader_.wrong(node, path + ".valid_from", "must be a date like 2025-12-28");
            return;
        }
        if (!one.valid_until.empty() && (!is_date(one.valid_until) || one.valid_until <= one.ref.valid_from))
            reader_.wrong(node, path + ".valid_until", "must be a date after valid_from");
        for (const T& other : before) {
            if (other.ref.id != one.ref.id) continue;
            if (other.ref.valid_from >= one.ref.valid_from)
                reader_.wrong(node, path + ".valid_from", "versions must stand in the order of their dates");
            else if (other.valid_until > one.ref.valid_from)
                reader_.wrong(node, path + ".valid_from", "the version before it has not ended by then");
        }
    }

    ReadPack& out_;
    PackReader reader_;
};

}  // namespace

std::string PackProblem::text() const {
    return fmt::format("{}{}{}{}: {}", file, line > 0 ? fmt::format(", line {}", line) : "",
                       key.empty() ? "" : ", ", key, what);
}

ReadPack read_pack(std::string_view file, std::string_view text) {
    ReadPack out;
    try {
        Packs(file, out).read(toml::parse(text, file));
    } catch (const toml::parse_error& e) {
        out.problems.push_back(
            {std::string(file), static_cast<int>(e.source().begin.line), "", std::string(e.description())});
    }
    return out;
}

}  // namespace escucha::rules
