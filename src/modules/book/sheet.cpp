#include "modules/book/sheet.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <ranges>
#include <stdexcept>

#include "base/embedded.hpp"
#include "base/fold.hpp"
#include "base/zone.hpp"
#include "db/param.hpp"
#include "http/text_rules.hpp"
#include "modules/customers/customers.hpp"

extern const std::span<const escucha::EmbeddedText> escucha_embedded_sheets;

namespace escucha::book {
namespace {

// --- Reading a data file -----------------------------------------------------------------------------------
[[noreturn]] void wrong(std::string_view sheet, std::string_view what) {
    throw std::runtime_error(fmt::format("sheet {}: {}", sheet, what));
}

std::string text_of(const toml::table& table, std::string_view key) {
    return table[key].value_or(std::string());
}

Wording wording_of(const toml::node_view<const toml::node> node) {
    const auto* table = node.as_table();
    return table ? Wording{text_of(*table, "es"), text_of(*table, "en")} : Wording{};
}

std::vector<Choice> choices_of(const toml::table& field) {
    std::vector<Choice> out;
    const auto* all = field["choices"].as_array();
    if (!all) return out;
    for (const auto& one : *all) {
        const auto& t = *one.as_table();
        out.push_back({.value = text_of(t, "value"),
                       .label = wording_of(t["label"]),
                       .explained = wording_of(t["explained"]),
                       .national = t["national"].value_or(false)});
    }
    return out;
}

SheetField field_of(std::string_view sheet, const toml::table& t) {
    SheetField f{.key = text_of(t, "key"), .label = wording_of(t["label"]), .hint = wording_of(t["hint"])};
    const auto type = db::parse_enum<SheetFieldType>(text_of(t, "type"));
    if (f.key.empty() || f.label.es.empty() || !type)
        wrong(sheet, "a field without key, label or type: " + f.key);
    f.type = *type;
    f.required = t["required"].value_or(false);
    f.presented = t["presented"].value_or(false);
    f.required_with = text_of(t, "required_with");
    if (const auto* when = t["required_when"].as_table()) {
        f.required_when = text_of(*when, "field");
        f.required_value = text_of(*when, "value");
    }
    f.one_of = text_of(t, "one_of");
    f.longest = t["longest"].value_or(200);
    f.personal = t["personal"].value_or(false);
    f.choices = choices_of(t);
    f.autocomplete = text_of(t, "autocomplete");
    if ((f.type == SheetFieldType::choice) == f.choices.empty()) wrong(sheet, "choices of " + f.key);
    return f;
}

SheetGroup group_of(std::string_view sheet, const toml::table& t) {
    SheetGroup g{.key = text_of(t, "key"), .title = wording_of(t["title"])};
    if (const auto* fields = t["fields"].as_array())
        for (const auto& f : *fields) g.fields.push_back(field_of(sheet, *f.as_table()));
    return g;
}

void read_words(Sheet& s, const toml::table& words) {
    s.name = wording_of(words["name"]);
    s.of_one = wording_of(words["of_one"]);
    s.intro = wording_of(words["intro"]);
    s.acceptance = wording_of(words["acceptance"]);
    s.receipt_note = wording_of(words["receipt_note"]);
    s.answer_note = wording_of(words["answer_note"]);
    s.notice = wording_of(words["notice"]);
    s.not_presented = wording_of(words["not_presented"]);
}

void check_names(const Sheet& s) {
    const auto named = [&](const std::string& key, const SheetField& by) {
        if (!key.empty() && !s.field(key)) wrong(s.key, by.key + " names " + key);
    };
    for (const auto& g : s.groups)
        for (const auto& f : g.fields) {
            if (s.field(f.key) != &f) wrong(s.key, "twice: " + f.key);
            named(f.required_with, f);
            named(f.required_when, f);
        }
    for (const auto* key : {"consumer_name", "consumer_email", "detail", "kind"})
        if (!s.field(key)) wrong(s.key, fmt::format("no field {}", key));
    for (const auto* kind : {"claim", "complaint"})
        if (!s.field("kind")->choice(kind)) wrong(s.key, fmt::format("no kind {}", kind));
}

// --- What is wrong with what was written -------------------------------------------------------------------
std::string_view said(const Answers& answers, std::string_view key) {
    const auto found = answers.find(key);
    return found == answers.end() ? std::string_view{} : std::string_view(found->second);
}

bool is_email(std::string_view value) {
    std::string clean;
    return !http::take_text(value, http::shape_of<http::Email>(), clean);
}

// 129, 129.90, 1,299.90, 1.299,90: digits, and one separator of cents at most.
bool is_amount(std::string_view value) {
    const auto digits = std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; });
    const auto known = value.find_first_not_of("0123456789., ") == value.npos;
    return known && digits > 0 && digits <= 15 && value.front() >= '0' && value.front() <= '9';
}

std::string_view wrong_value(const SheetField& f, std::string_view value, std::string_view country,
                             std::string_view today) {
    if (code_points(value) > static_cast<std::size_t>(f.longest)) return "too_long";
    LocalDay day{};
    switch (f.type) {
        case SheetFieldType::email:
            return is_email(value) ? "" : "not_an_email";
        case SheetFieldType::phone:
            return customers::read_phone(value, country) ? "" : "not_a_phone";
        case SheetFieldType::document:
            return customers::document_letters(value).size() >= 4 ? "" : "book_not_a_document";
        case SheetFieldType::amount:
            return is_amount(value) ? "" : "book_not_an_amount";
        case SheetFieldType::choice:
            return f.choice(value) ? "" : "book_choose";
        case SheetFieldType::date:
            if (!parse_iso_date(value, day)) return "book_not_a_date";
            return value > today ? "book_in_the_future" : "";
        default:
            return "";
    }
}

bool none_of_them(const Sheet& sheet, const std::string& one_of, const Answers& answers) {
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields)
            if (f.one_of == one_of && !said(answers, f.key).empty()) return false;
    return true;
}

std::string_view missing(const Sheet& sheet, const SheetField& f, const Answers& answers) {
    if (!f.one_of.empty() && none_of_them(sheet, f.one_of, answers))
        return f.presented ? "book_not_presented_one_of" : "book_one_of";
    if (f.required && f.type == SheetFieldType::choice) return "book_choose";
    if (f.required) return f.presented ? "book_not_presented" : "book_required";
    if (!f.required_with.empty() && said(answers, f.required_with) == "yes") return "book_minor";
    if (!f.required_when.empty() && said(answers, f.required_when) == f.required_value)
        return "book_required";
    return "";
}

// Is it a document of the book's country, as far as its writer says?
bool is_national(const Sheet& sheet, const Answers& answers) {
    const auto* type = sheet.field("document_type");
    const auto* chosen = type ? type->choice(said(answers, "document_type")) : nullptr;
    return !chosen || chosen->national;
}

bool has_wrong_digit(std::string_view value, std::string_view country) {
    const auto type = customers::guess_document(value, country);
    return type && customers::check_document(*type, value) == customers::DocumentCheck::wrong_digit;
}

}  // namespace

bool is_personal(const SheetField& f) {
    return f.personal || f.type == SheetFieldType::area || f.type == SheetFieldType::line;
}

const Choice* SheetField::choice(std::string_view value) const {
    const auto found = std::ranges::find(choices, value, &Choice::value);
    return found == choices.end() ? nullptr : &*found;
}

const SheetField* Sheet::field(std::string_view wanted) const {
    for (const auto& g : groups)
        for (const auto& f : g.fields)
            if (f.key == wanted) return &f;
    return nullptr;
}

Sheet parse_sheet(std::string_view name, std::string_view document) {
    toml::table t;
    try {
        t = toml::parse(document);
    } catch (const toml::parse_error& e) {
        wrong(name, fmt::format("line {}: {}", e.source().begin.line, e.description()));
    }
    Sheet s{.key = text_of(t, "key"),
            .country = text_of(t, "country"),
            .standard = t["default"].value_or(false),
            .norm = text_of(t, "norm"),
            .digits = t["digits"].value_or(9),
            .keep_years = t["keep_years"].value_or(2)};
    if (s.key.empty() || !t["text"].as_table()) wrong(name, "no key or no texts");
    read_words(s, *t["text"].as_table());
    if (const auto* groups = t["groups"].as_array())
        for (const auto& g : *groups) s.groups.push_back(group_of(name, *g.as_table()));
    check_names(s);
    return s;
}

std::span<const Sheet> sheets() {
    static const auto all = [] {
        std::vector<Sheet> read;
        for (const auto& file : escucha_embedded_sheets) read.push_back(parse_sheet(file.name, file.bytes));
        std::ranges::sort(read, {},
                          [](const Sheet& s) { return std::tuple(s.country.empty(), s.country, s.key); });
        return read;
    }();
    return all;
}

const Sheet* find_sheet(std::string_view key) {
    const auto found = std::ranges::find(sheets(), key, &Sheet::key);
    return found == sheets().end() ? nullptr : &*found;
}

const Sheet& sheet_for(std::string_view country) {
    const auto fits = [&](const Sheet& s) { return s.standard && s.country == country; };
    const auto found = std::ranges::find_if(sheets(), fits);
    return found == sheets().end() ? sheets().back() : *found;
}

std::vector<FieldError> problems(const Sheet& sheet, const Answers& answers, std::string_view country,
                                 std::string_view today) {
    std::vector<FieldError> out;
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields) {
            const auto value = said(answers, f.key);
            const auto code =
                value.empty() ? missing(sheet, f, answers) : wrong_value(f, value, country, today);
            if (code.empty()) continue;
            FieldError e{.field = f.key, .code = std::string(code)};
            if (code == "too_long") e.params = {{"max", std::to_string(f.longest)}};
            out.push_back(std::move(e));
        }
    return out;
}

std::vector<FieldError> doubts(const Sheet& sheet, const Answers& answers, std::string_view country) {
    std::vector<FieldError> out;
    if (!is_national(sheet, answers)) return out;
    for (const auto& g : sheet.groups)
        for (const auto& f : g.fields)
            if (f.type == SheetFieldType::document && has_wrong_digit(said(answers, f.key), country))
                out.push_back({.field = f.key, .code = "book_document_digit"});
    return out;
}

}  // namespace escucha::book
