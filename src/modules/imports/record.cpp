#include "modules/imports/record.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "base/sort_key.hpp"
#include "db/param.hpp"
#include "modules/imports/guessing.hpp"
#include "modules/imports/remarks.hpp"

namespace escucha::imports {
namespace {

using customers::Customer;
using customers::Identifier;
using customers::IdentifierKind;
using namespace std::chrono;

enum class Said { yes, no, unclear };
Said yes_or_no(std::string_view text) {
    const std::string word = sort_key(text);
    for (const std::string_view yes : {"si", "s", "yes", "y", "x", "1", "true", "verdadero", "v"})
        if (word == yes) return Said::yes;
    for (const std::string_view no : {"no", "n", "0", "false", "falso", "f"})
        if (word == no) return Said::no;
    return Said::unclear;
}

std::optional<customers::DocumentType> document_type(std::string_view text) {
    if (const auto exact = db::parse_enum<customers::DocumentType>(text)) return exact;
    if (sort_key(text).starts_with("pas")) return customers::DocumentType::passport;
    return std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(",;|\n", from), text.size());
        if (std::string item = one_line(text.substr(from, end - from)); !item.empty())
            out.push_back(std::move(item));
        from = end + 1;
    }
    return out;
}

void append(std::string& to, std::string_view text, std::string_view between) {
    if (!to.empty()) to += between;
    to += text;
}

// Reads the cells of one row, column by column.
class RowReader {
  public:
    RowReader(const ImportReading& how, std::string_view country)
        : month_first_(how.month_first), country_(country) {
        wish.extra.month_first = how.month_first;
        if (how.format == sheets::Format::csv) wish.extra.decimal_comma = how.decimal_comma;
    }
    Wish wish;

    void cell(int column, std::string_view target, const std::string& text) {
        wish.columns.emplace_back(target, column);
        if (const auto kind = db::parse_enum<IdentifierKind>(target)) return identifier(column, *kind, text);
        if (target.starts_with("own:")) return void(wish.extra.own.emplace_back(target.substr(4), text));
        if (target == "tags") return add_tags(text);
        if (target == "given_name") return append(given_, one_line(text), " ");
        if (target == "surname") return append(surname_, one_line(text), " ");
        if (target == "organisation") organisation_ = one_line(text);
        if (target == "position") position_ = one_line(text);
        if (target == "organisation_document") {
            organisation_document_ = {.kind = IdentifierKind::document, .value = one_line(text)};
            organisation_document_column_ = column;
        }
        if (target == "name") wish.customer.name = one_line(text);
        if (target == "name_to_use") wish.customer.name_to_use = one_line(text);
        if (target == "notes") append(notes_, text, "\n");
        if (target == "document_type") document_type_ = one_line(text);
        word(column, target, text);
    }

    void finish() {
        Customer& c = wish.customer;
        if (!given_.empty() || !surname_.empty()) {
            append(given_, surname_, given_.empty() || surname_.empty() ? "" : " ");
            if (c.name.empty()) c.name = given_;
        }
        if (!address_.empty()) {
            c.identifiers.push_back({.kind = IdentifierKind::address, .value = address_});
            wish.identifier_columns.push_back(address_column_);
        }
        if (!notes_.empty()) c.notes = notes_;
        for (Identifier& i : c.identifiers)
            if (i.kind == IdentifierKind::document && !document_type_.empty()) type(i);
        company();
    }

  private:
    void identifier(int column, IdentifierKind kind, const std::string& text) {
        if (kind == IdentifierKind::address) {
            if (address_.empty()) address_column_ = column;
            return append(address_, one_line(text), ", ");
        }
        // "987 654 321 / 01 234 5678", "ana@x.pe; ana@y.pe": several in one cell.
        const bool several = kind == IdentifierKind::email || kind == IdentifierKind::phone ||
                             kind == IdentifierKind::whatsapp;
        for (std::size_t from = 0; from <= text.size();) {
            const std::size_t end =
                several ? std::min(text.find_first_of(";/|\n", from), text.size()) : text.size();
            if (std::string value = one_line(text.substr(from, end - from)); !value.empty()) {
                wish.customer.identifiers.push_back({.kind = kind, .value = std::move(value)});
                wish.identifier_columns.push_back(column);
            }
            from = end + 1;
        }
    }

    void add_tags(const std::string& text) {
        for (std::string& tag : split_list(text)) wish.extra.tags.push_back(std::move(tag));
    }

    void word(int column, std::string_view target, const std::string& text) {
        Customer& c = wish.customer;
        const std::string plain = sort_key(text);
        bool understood = true;
        if (target == "birthday") {
            understood = (c.birthday = read_birthday(text, month_first_)).has_value();
        } else if (target == "treatment") {
            understood = (c.treatment = db::parse_enum<Treatment>(plain)).has_value();
        } else if (target == "language") {
            c.language = plain.starts_with("es") || plain.starts_with("cas")   ? std::optional(Language::es)
                         : plain.starts_with("en") || plain.starts_with("ing") ? std::optional(Language::en)
                                                                               : std::nullopt;
            understood = c.language.has_value();
        } else if (target == "channel") {
            understood = (c.preferred_channel = channel(plain)).has_value();
        } else if (target == "do_not_contact") {
            const Said said = yes_or_no(text);
            understood = said != Said::unclear;
            wish.says_contact = understood;
            c.do_not_contact = said == Said::yes;
        } else if (target == "kind") {
            wish.says_kind = true;
            c.kind = plain.starts_with("org") || plain.starts_with("emp") || plain.starts_with("jur") ||
                             plain.find("juridica") != std::string::npos || plain.starts_with("comp")
                         ? customers::PartyKind::organisation
                         : customers::PartyKind::person;
        }
        if (!understood)
            wish.faults.push_back({column,
                                   target == "birthday" ? "unknown_date" : "not_understood",
                                   {{"text", shorten(text, 60)}}});
    }

    static std::optional<Channel> channel(const std::string& word) {
        if (const auto exact = db::parse_enum<Channel>(word)) return exact;
        if (word.starts_with("tel") || word.starts_with("cel") || word.starts_with("mov") ||
            word.starts_with("llam"))
            return Channel::phone;
        if (word.starts_with("cor") || word.starts_with("mail") || word.starts_with("e mail"))
            return Channel::email;
        if (word.starts_with("wha") || word.starts_with("mens")) return Channel::messaging;
        if (word.starts_with("carta")) return Channel::letter;
        if (word.starts_with("pres") || word.starts_with("tienda")) return Channel::in_person;
        return std::nullopt;
    }

    // A company's name alone is an organisation; beside a person's it is where they belong.
    void company() {
        Customer& c = wish.customer;
        if (organisation_.empty()) return note(position_);
        if (c.name.empty()) return is_company();
        if (fold(c.name) == fold(organisation_)) return;
        if (c.kind == customers::PartyKind::organisation) return note(organisation_);
        Belongs& b = wish.belongs.emplace();
        b.organisation.kind = customers::PartyKind::organisation;
        b.organisation.name = organisation_;
        b.position = position_;
        if (!organisation_document_) take_its_document();
        if (organisation_document_) b.organisation.identifiers = {*organisation_document_};
        b.document_column = organisation_document_column_;
    }

    void is_company() {
        Customer& c = wish.customer;
        c.name = organisation_;
        if (!wish.says_kind) c.kind = customers::PartyKind::organisation;
        wish.says_kind = true;
        note(position_);
        if (!organisation_document_) return;
        c.identifiers.push_back(*organisation_document_);
        wish.identifier_columns.push_back(organisation_document_column_);
    }

    // "Empresa, RUC, Contacto": the number is the company's, and each of its people would else be the same.
    void take_its_document() {
        auto& all = wish.customer.identifiers;
        const auto its = std::ranges::find_if(all, [&](const Identifier& i) {
            if (i.kind != IdentifierKind::document) return false;
            const auto type = i.type ? i.type : customers::guess_document(i.value, country_);
            return type && customers::is_of_organisation(*type, i.value);
        });
        if (its == all.end()) return;
        const auto column = wish.identifier_columns.begin() + (its - all.begin());
        organisation_document_ = *its;
        organisation_document_column_ = *column;
        wish.identifier_columns.erase(column);
        all.erase(its);
    }

    void note(const std::string& text) {
        if (text.empty()) return;
        std::string notes = text;
        if (wish.customer.notes) append(notes, *wish.customer.notes, "\n");
        wish.customer.notes = std::move(notes);
    }

    // "RUC" beside the number: as if it were written before it, which is how types are guessed.
    void type(Identifier& i) {
        i.type = document_type(document_type_);
        if (!i.type) i.value = document_type_ + " " + i.value;
    }

    std::string given_, surname_, organisation_, position_, address_, notes_, document_type_;
    std::optional<Identifier> organisation_document_;
    int address_column_ = -1, organisation_document_column_ = -1;
    bool month_first_ = false;
    std::string_view country_;
};

}  // namespace

int Wish::column_of(std::string_view field) const {
    if (field.starts_with("identifiers[")) {
        const auto number = field.substr(12, field.find(']') - 12);
        int n = -1;
        std::from_chars(number.data(), number.data() + number.size(), n);
        return n >= 0 && static_cast<std::size_t>(n) < identifier_columns.size()
                   ? identifier_columns[static_cast<std::size_t>(n)]
                   : -1;
    }
    const std::string target =
        field.starts_with("own.") ? "own:" + std::string(field.substr(4)) : std::string(field);
    for (const auto& [name, column] : columns)
        if (name == target || (target == "name" && (name == "given_name" || name == "surname")) ||
            (target == "preferred_channel" && name == "channel"))
            return column;
    return -1;
}

Wish wish_of(const std::vector<std::string>& cells, const std::vector<std::string>& targets,
             const ImportReading& how, std::string_view country) {
    RowReader reader(how, country);
    for (std::size_t c = 0; c < std::min(cells.size(), targets.size()); ++c)
        if (!targets[c].empty() && !one_line(cells[c]).empty())
            reader.cell(static_cast<int>(c), targets[c], cells[c]);
    reader.finish();
    return std::move(reader.wish);
}

namespace {

// What cannot be one is only the same as itself.
bool is_among(const std::vector<Identifier>& ours, const Identifier& theirs, std::string_view country) {
    const auto key = customers::match_key(theirs, country);
    return std::ranges::any_of(ours, [&](const Identifier& o) {
        return key ? customers::match_key(o, country) == key
                   : o.kind == theirs.kind && o.value == theirs.value;
    });
}

std::string shown(const std::optional<BirthDate>& born) {
    return born ? born->text() : "";
}
template <class E>
std::string shown(const std::optional<E>& value) {
    return value ? std::string(db::name(*value)) : "";
}

// The same day without the year takes nothing away; with it, it fills a gap.
bool same_day(const std::optional<BirthDate>& a, const std::optional<BirthDate>& b) {
    return a && b && a->day == b->day;
}
bool adds_nothing(const std::optional<BirthDate>& theirs, const std::optional<BirthDate>& ours) {
    return same_day(theirs, ours) && !theirs->year;
}
bool adds_the_year(const std::optional<BirthDate>& theirs, const std::optional<BirthDate>& ours) {
    return same_day(theirs, ours) && theirs->year && !ours->year;
}

// One field: what the file says wins, fills a gap, or does not.
template <class T, class Show>
void take(std::vector<RowChange>& changes, std::string_view field, const std::optional<T>& theirs,
          std::optional<T>& ours, OnMatch policy, Show show) {
    if (!theirs || theirs == ours || policy == OnMatch::keep || (policy == OnMatch::fill && ours)) return;
    changes.push_back({std::string(field), show(ours), show(theirs)});
    ours = theirs;
}

}  // namespace

std::vector<RowChange> apply(const Wish& wish, OnMatch policy, Customer& ours, std::string_view country) {
    std::vector<RowChange> changes;
    const Customer& theirs = wish.customer;
    const auto text = [](const std::optional<std::string>& t) { return t.value_or(""); };
    const auto code = [](const auto& e) { return shown(e); };
    if (policy == OnMatch::file && !theirs.name.empty() && theirs.name != ours.name) {
        changes.push_back({"name", ours.name, theirs.name});
        ours.name = theirs.name;
    }
    take(changes, "name_to_use", theirs.name_to_use, ours.name_to_use, policy, text);
    take(changes, "treatment", theirs.treatment, ours.treatment, policy, code);
    take(changes, "language", theirs.language, ours.language, policy, code);
    take(changes, "preferred_channel", theirs.preferred_channel, ours.preferred_channel, policy, code);
    if (!adds_nothing(theirs.birthday, ours.birthday))
        take(
            changes, "birthday", theirs.birthday, ours.birthday,
            adds_the_year(theirs.birthday, ours.birthday) && policy == OnMatch::fill ? OnMatch::file : policy,
            code);
    take(changes, "notes", theirs.notes, ours.notes, policy, text);
    // Not to be contacted is taken over whoever wins; the contrary only when the file does.
    if (wish.says_contact && policy != OnMatch::keep && theirs.do_not_contact != ours.do_not_contact &&
        (theirs.do_not_contact || policy == OnMatch::file)) {
        changes.push_back(
            {"do_not_contact", ours.do_not_contact ? "yes" : "no", theirs.do_not_contact ? "yes" : "no"});
        ours.do_not_contact = theirs.do_not_contact;
    }
    for (const Identifier& i : theirs.identifiers) {
        if (policy == OnMatch::keep || is_among(ours.identifiers, i, country)) continue;
        changes.push_back({std::string(db::name(i.kind)), "", i.value});
        ours.identifiers.push_back(i);
    }
    return changes;
}

Extra apply(const Extra& wish, const Extra& ours, OnMatch policy, std::vector<RowChange>& changes) {
    Extra out;
    if (policy == OnMatch::keep) return out;
    for (const auto& [key, value] : wish.own) {
        const auto has = std::ranges::find(ours.own, key, [](const auto& o) { return o.first; });
        const std::string now = has == ours.own.end() ? "" : has->second;
        if (now == value || (policy == OnMatch::fill && !now.empty())) continue;
        changes.push_back({"own:" + key, now, value});
        out.own.emplace_back(key, value);
    }
    for (const std::string& tag : wish.tags) {
        if (std::ranges::any_of(ours.tags, [&](const std::string& t) { return fold(t) == fold(tag); }))
            continue;
        changes.push_back({"tags", "", tag});
        out.tags.push_back(tag);
    }
    return out;
}

namespace {

namespace json = boost::json;

json::value or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}
std::optional<std::string> text_of(const json::object& o, std::string_view name) {
    const auto* value = o.if_contains(name);
    return value && value->is_string() ? std::optional(std::string(value->as_string())) : std::nullopt;
}
template <class E>
std::optional<E> enum_of(const json::object& o, std::string_view name) {
    const auto text = text_of(o, name);
    return text ? db::parse_enum<E>(*text) : std::nullopt;
}

}  // namespace

json::object remember(const Customer& c) {
    json::array identifiers;
    for (const Identifier& i : c.identifiers)
        identifiers.push_back({{"kind", std::string(db::name(i.kind))},
                               {"value", i.value},
                               {"label", or_null(i.label.value_or(""))},
                               {"type", or_null(shown(i.type))},
                               {"doubtful", i.doubtful}});
    return {{"name", c.name},
            {"name_to_use", or_null(c.name_to_use.value_or(""))},
            {"treatment", or_null(shown(c.treatment))},
            {"language", or_null(shown(c.language))},
            {"preferred_channel", or_null(shown(c.preferred_channel))},
            {"birthday", or_null(shown(c.birthday))},
            {"notes", or_null(c.notes.value_or(""))},
            {"do_not_contact", c.do_not_contact},
            {"identifiers", std::move(identifiers)}};
}

void put_back(const json::object& o, Customer& c) {
    c.name = text_of(o, "name").value_or(c.name);
    c.name_to_use = text_of(o, "name_to_use");
    c.treatment = enum_of<Treatment>(o, "treatment");
    c.language = enum_of<Language>(o, "language");
    c.preferred_channel = enum_of<Channel>(o, "preferred_channel");
    const auto birthday = text_of(o, "birthday");
    c.birthday = birthday ? read_birth_date(*birthday) : std::nullopt;
    c.notes = text_of(o, "notes");
    c.do_not_contact = o.at("do_not_contact").as_bool();
    c.identifiers.clear();
    for (const json::value& value : o.at("identifiers").as_array()) {
        const json::object& i = value.as_object();
        c.identifiers.push_back({.kind = enum_of<IdentifierKind>(i, "kind").value_or(IdentifierKind::email),
                                 .value = text_of(i, "value").value_or(""),
                                 .label = text_of(i, "label"),
                                 .type = enum_of<customers::DocumentType>(i, "type"),
                                 .doubtful = i.at("doubtful").as_bool()});
    }
}

}  // namespace escucha::imports
