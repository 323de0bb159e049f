#include "modules/segments/exporting.hpp"

namespace escucha::segments {
namespace {

using customers::Identifier;
using customers::IdentifierKind;
using sheets::ColumnType;
using Cell = std::function<std::string(const ExportRow&)>;

Cell nth(IdentifierKind kind, std::size_t n) {
    return [kind, n](const ExportRow& row) {
        std::size_t seen = 0;
        for (const Identifier& i : row.customer.identifiers)
            if (i.kind == kind && seen++ == n) return i.value;
        return std::string();
    };
}

Cell joined_tags() {
    return [](const ExportRow& row) {
        std::string out;
        for (const auto& tag : row.tags) out += out.empty() ? tag : ", " + tag;
        return out;
    };
}

// A name of an enumeration as a person reads it: "export.treatment.usted".
template <class E>
std::string word(Language language, std::string_view what, const std::optional<E>& value) {
    return value ? text(language, fmt::format("export.{}.{}", what, db::name(*value))) : std::string();
}

Cell own_cell(const profiles::OwnField& field, Language language) {
    return [field, language](const ExportRow& row) {
        for (const auto& value : row.own)
            if (value.key == field.key)
                return field.type == profiles::FieldType::yes_no
                           ? profiles::shown_value(field, value.value, language)
                           : value.value;
        return std::string();
    };
}

ColumnType type_of(profiles::FieldType type) {
    return type == profiles::FieldType::number ? ColumnType::number
           : type == profiles::FieldType::date ? ColumnType::date
                                               : ColumnType::text;
}

class Columns {
  public:
    Columns(Language language, const Zone& zone) : language_(language), zone_(zone) {}

    void add(std::string key, Cell cell, std::string vcard = {}, ColumnType type = ColumnType::text,
             bool usual = true) {
        auto heading = text(language_, "export.column." + key);
        columns_.push_back(
            {std::move(key), {std::move(heading), type, std::move(vcard)}, usual, std::move(cell)});
    }

    void who() {
        add("name", [](const ExportRow& r) { return r.customer.name; }, "FN");
        add(
            "name_to_use", [](const ExportRow& r) { return r.customer.name_to_use.value_or(""); },
            "NICKNAME");
        add("kind",
            [l = language_](const ExportRow& r) { return word(l, "kind", std::optional(r.customer.kind)); });
    }
    void how_to_find() {
        add("email", nth(IdentifierKind::email, 0), "EMAIL");
        add("email_2", nth(IdentifierKind::email, 1), "EMAIL", ColumnType::text, false);
        add("phone", nth(IdentifierKind::phone, 0), "TEL");
        add("phone_2", nth(IdentifierKind::phone, 1), "TEL", ColumnType::text, false);
        add("whatsapp", nth(IdentifierKind::whatsapp, 0), "TEL", ColumnType::text, false);
        add("document", nth(IdentifierKind::document, 0), "X-ESCUCHA-DOCUMENT");
        add("address", nth(IdentifierKind::address, 0), "ADR");
    }
    void how_to_treat() {
        const auto l = language_;
        add("treatment", [l](const ExportRow& r) { return word(l, "treatment", r.customer.treatment); });
        add(
            "language", [l](const ExportRow& r) { return word(l, "language", r.customer.language); }, {},
            ColumnType::text, false);
        add("preferred_channel",
            [l](const ExportRow& r) { return word(l, "channel", r.customer.preferred_channel); });
        add("do_not_contact", [l](const ExportRow& r) {
            return text(l, r.customer.do_not_contact ? "export.yes" : "export.no");
        });
        add(
            "birthday",
            [](const ExportRow& r) {
                return r.customer.birthday ? r.customer.birthday->text() : std::string();
            },
            "BDAY", ColumnType::date);
        add("tags", joined_tags(), "CATEGORIES");
    }
    void what_happened() {
        add(
            "open_cases", [](const ExportRow& r) { return std::to_string(r.facts.open_cases); }, {},
            ColumnType::number);
        add(
            "last_contact",
            [&z = zone_](const ExportRow& r) {
                return r.facts.last_contact ? iso_date(z.day(*r.facts.last_contact)) : std::string();
            },
            {}, ColumnType::date);
        add(
            "created", [&z = zone_](const ExportRow& r) { return iso_date(z.day(r.customer.created_at)); },
            {}, ColumnType::date, false);
        add(
            "notes", [](const ExportRow& r) { return r.customer.notes.value_or(""); }, "NOTE",
            ColumnType::text, false);
        add(
            "id", [](const ExportRow& r) { return std::to_string(r.customer.id); }, {}, ColumnType::number,
            false);
    }
    void own(const profiles::OwnField& field) {
        columns_.push_back(
            {"own." + field.key, {field.label, type_of(field.type), {}}, true, own_cell(field, language_)});
    }
    std::vector<ExportColumn> take() { return std::move(columns_); }

  private:
    Language language_;
    const Zone& zone_;
    std::vector<ExportColumn> columns_;
};

}  // namespace

std::vector<ExportColumn> export_columns(const std::vector<profiles::OwnField>& own, Language language,
                                         const Zone& zone) {
    Columns columns(language, zone);
    columns.who();
    columns.how_to_find();
    columns.how_to_treat();
    columns.what_happened();
    for (const auto& field : own) columns.own(field);
    return columns.take();
}

}  // namespace escucha::segments
