#include "app/search_hooks.hpp"

#include "app/house.hpp"

namespace escucha::app {
namespace {

// The number as printed and as one says it, the code of /verificar, and what was written besides what the
// case has anyway. Words about the person are the customer's.
void add_sheet(std::vector<std::string>& to, const book::Entry& e) {
    to.push_back(book::shown(e.number, e.form().digits));
    to.push_back(book::shown(e.number, 1));
    to.push_back(e.verification);
    for (const auto& [key, written] : e.answers) {
        const auto* field = e.form().field(key);
        const bool words =
            field && (field->type == book::SheetFieldType::line || field->type == book::SheetFieldType::area);
        const bool of_person = key.starts_with("consumer_") || key.starts_with("parent_");
        if (words && key != "detail" && key != "request" && !of_person) to.push_back(written);
    }
}

std::vector<std::string> texts_of_case(const House& house, db::Tx& tx, std::int64_t id) {
    std::vector<std::string> out;
    for (const auto& p : house.points.of(tx, id))
        for (const auto* words : {&p.text, &p.answer, &p.reason, &p.alternative})
            if (!words->empty()) out.push_back(*words);
    for (const auto& e : house.books.of_case(tx, id)) add_sheet(out, e);
    return out;
}

std::vector<search::FoundSheet> sheets(const House& house, db::Tx& tx, std::string_view typed,
                                       std::size_t limit) {
    std::vector<search::FoundSheet> out;
    for (const auto& e : house.books.by_typed_number(tx, typed, limit))
        out.push_back({house.cases.standing(tx, e.case_id), book::shown(e.number, e.form().digits)});
    return out;
}

}  // namespace

search::Hooks search_hooks(const House& house) {
    return {.texts_of_customer = [&](db::Tx& tx, std::int64_t id) { return house.profiles.texts(tx, id); },
            .texts_of_case = [&](db::Tx& tx, std::int64_t id) { return texts_of_case(house, tx, id); },
            .sheets = [&](db::Tx& tx, std::string_view typed,
                          std::size_t limit) { return sheets(house, tx, typed, limit); }};
}

}  // namespace escucha::app
