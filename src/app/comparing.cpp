#include "app/comparing.hpp"

#include "modules/book/comparing_files.hpp"

namespace escucha::app {
namespace {

ledger::Wrong wrong(book::Differs how) {
    switch (how) {
        case book::Differs::changed:
            return ledger::Wrong::shown_changed;
        case book::Differs::gone:
            return ledger::Wrong::shown_gone;
        case book::Differs::unchained:
            return ledger::Wrong::shown_unchained;
        case book::Differs::blanked:
            return ledger::Wrong::shown_blanked;
        case book::Differs::unreadable:
            return ledger::Wrong::shown_unreadable;
    }
    throw std::logic_error("a difference of no kind");
}

}  // namespace

ledger::Compare compare_books(const ledger::Ledger& ledger) {
    return [&ledger](db::Tx& tx, const ledger::Entered& entered,
                     const std::function<bool()>& go_on) -> std::optional<ledger::Finding> {
        auto found = book::compare(tx, ledger, entered, go_on);
        // Only of sheets that are as they were chained: they say which files were presented.
        if (!found && go_on()) found = book::compare_files(tx, go_on);
        if (!found) return std::nullopt;
        return ledger::Finding{.wrong = wrong(found->how),
                               .ledger = found->ledger,
                               .sequence = found->sequence,
                               .subject = book::shown(found->number),
                               .column = found->column,
                               .what_es = found->what.in(Language::es),
                               .what_en = found->what.in(Language::en)};
    };
}

ledger::NameOf name_books() {
    return [](db::Tx& tx, std::string_view ledger) { return book::name_of_ledger(tx, ledger); };
}

}  // namespace escucha::app
