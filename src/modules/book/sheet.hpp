// What a country's complaint sheet asks for: data files (sheets/<country>.toml, embedded at build), never
// code. One file describes everything that is the country's own: fields and groups, which of them are
// required and without which a sheet counts as not presented, the legal explanations, how sheets are
// numbered, how long they are kept, what the receipt says. Sources (norm, article) stand in each file.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/language.hpp"
#include "base/result.hpp"

namespace escucha::book {

// A text of the sheet in both languages of the product; English may be left out where there is none.
struct Wording {
    std::string es = {}, en = {};
    const std::string& in(Language language) const {
        return language == Language::en && !en.empty() ? en : es;
    }
};

enum class SheetFieldType { line, area, email, phone, document, choice, amount, date, yes };
BOOST_DESCRIBE_ENUM(SheetFieldType, line, area, email, phone, document, choice, amount, date, yes)

struct Choice {
    std::string value = {};
    Wording label = {}, explained = {};
    bool national = false;  // of a kind of document: one of this country, with its check digit
};

struct SheetField {
    std::string key = {};  // "consumer_name"; unique in the sheet, the name of the form's field too
    SheetFieldType type = SheetFieldType::line;
    Wording label = {}, hint = {};
    bool required = false;
    bool presented = false;          // without it the sheet counts as not presented, by law
    std::string required_with = {};  // required when this yes-field is yes ("minor")
    std::string required_when = {}, required_value = {};  // required when that choice has this value
    std::string one_of = {};           // one of the fields with the same word is required ("contact")
    int longest = 200;                 // code points
    bool personal = false;             // blanked when the person's data is erased
    std::vector<Choice> choices = {};  // of a choice; in their order
    std::string autocomplete = {};     // as HTML names it
    const Choice* choice(std::string_view value) const;
};

// Blanked with the person: what says so itself, and every text that people write as they like.
bool is_personal(const SheetField& field);

struct SheetGroup {
    std::string key = {};
    Wording title = {};
    std::vector<SheetField> fields = {};
};

struct Sheet {
    std::string key = {};        // "pe", "es-an", "general"
    std::string country = {};    // ISO 3166-1 alpha-2; empty: any
    bool standard = false;       // what a new book of its country begins with
    std::string norm = {};       // the law it comes from; empty: none was read
    int digits = 9;              // of a number: 000000001-2026
    int keep_years = 2;          // from when it was answered
    Wording name = {};           // "Libro de Reclamaciones"
    Wording of_one = {};         // "Hoja de Reclamación"
    Wording intro = {};          // above the form
    Wording acceptance = {};     // beside the box that stands for the signature
    Wording receipt_note = {};   // what the receipt says by law ("La formulación del reclamo no impide…")
    Wording answer_note = {};    // by when the provider answers, in words
    Wording notice = {};         // what the shop hangs beside its door, until the house writes its own
    Wording not_presented = {};  // what is said where a field is missing without which nothing is presented
    // Every sheet has a choice "kind" (claim, complaint: reclamo, queja) and the fields consumer_name,
    // consumer_email and detail.
    std::vector<SheetGroup> groups = {};

    const SheetField* field(std::string_view key) const;
};

// What was written into a sheet, by field; as written, trimmed.
using Answers = std::map<std::string, std::string, std::less<>>;

std::span<const Sheet> sheets();  // the general one last
const Sheet* find_sheet(std::string_view key);
const Sheet& sheet_for(std::string_view country);  // the general one where the country has none

// Every field that is not acceptable, in the sheet's order: codes book_required, book_not_presented (missing,
// and the law takes the sheet as not presented without it), book_one_of, book_minor (the parent's data),
// too_long, not_an_email, not_a_phone, book_not_a_date, book_in_the_future, book_not_an_amount, book_choose.
// `today` is of the organisation's zone, "2026-10-27".
std::vector<FieldError> problems(const Sheet& sheet, const Answers& answers, std::string_view country,
                                 std::string_view today);
// What looks wrong and is taken all the same: "book_document_digit" (a check digit that does not fit the
// book's country; a foreign document has another).
std::vector<FieldError> doubts(const Sheet& sheet, const Answers& answers, std::string_view country);

// Reads one data file; throws std::runtime_error naming the place of what is wrong in it.
Sheet parse_sheet(std::string_view key, std::string_view toml);

}  // namespace escucha::book
