// A sheet in words, group by group: one telling for the screen, the PDF and the e-mail.
#include <fmt/format.h>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/param.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/book.hpp"

namespace escucha::book {
namespace {

class Telling {
  public:
    Telling(const Receipt& r, Language language, const Zone& zone, bool empty_too)
        : r_(r), sheet_(r.entry.form()), language_(language), zone_(zone), empty_too_(empty_too) {}

    std::vector<ShownGroup> all() {
        head();
        for (const auto& g : sheet_.groups) written(g);
        files();
        actions();
        return std::move(groups_);
    }

  private:
    std::string say(std::string_view key, const TextParams& params = {}) const {
        return text(language_, fmt::format("book.sheet.{}", key), params);
    }
    std::string when(Instant at) const { return full_moment_in_words(language_, zone_, at); }

    void begin(std::string key, std::string title) { groups_.push_back({std::move(key), std::move(title)}); }
    void add(std::string key, std::string label, std::string value, bool blanked = false) {
        if (value.empty() && !blanked && !empty_too_) return;
        if (blanked) value = say("blanked");
        groups_.back().fields.push_back({std::move(key), std::move(label), std::move(value), blanked});
    }
    void add(std::string_view key, std::string value) { add(std::string(key), say(key), std::move(value)); }

    void head() {
        const auto& [book, e, _] = r_;
        begin("head", sheet_.of_one.in(language_));
        add("number", shown(e.number, sheet_.digits));
        add("at", when(e.at));
        if (e.on_paper) {
            add("paper_day", full_day_in_words(language_, zone_.day(e.filed_at)));
            add("paper_number", e.paper_number);
        }
        add("provider", e.keeper.provider);
        add("tax_number", tax_number_name(book.country, language_), e.keeper.tax_number);
        add("book_name", e.keeper.book_name);
        add("address", e.keeper.address);
        add("book_code", book.code);
    }

    std::string value_of(const SheetField& f) const {
        const auto found = r_.entry.answers.find(f.key);
        if (found == r_.entry.answers.end() || found->second.empty()) return {};
        if (f.type == SheetFieldType::choice) {
            const auto* choice = f.choice(found->second);
            return choice ? choice->label.in(language_) : found->second;
        }
        if (f.type == SheetFieldType::yes) return say("yes");
        LocalDay day{};
        if (f.type == SheetFieldType::date && parse_iso_date(found->second, day))
            return full_day_in_words(language_, day);
        return found->second;
    }

    void written(const SheetGroup& g) {
        begin(g.key, g.title.in(language_));
        for (const auto& f : g.fields) {
            const bool gone = r_.entry.blanked && is_personal(f);
            add(f.key, f.label.in(language_), value_of(f), gone);
            if (f.key == "kind") now_kind(f);
        }
        if (groups_.back().fields.empty()) groups_.pop_back();
    }

    void files() {
        const auto all = files_of(r_.entry.answers);
        if (all.empty()) return;
        begin("files", say("files_title"));
        for (std::size_t i = 0; i < all.size(); ++i)
            add(fmt::format("file_{}", i + 1), say("file", {{"n", std::to_string(i + 1)}}),
                fmt::format("{} ({})\nSHA-256: {}", all[i].name, size_in_words(all[i].size), all[i].sha256));
    }

    // As it was filed stands among the answers; what it is since is said beside it.
    void now_kind(const SheetField& f) {
        const auto now = std::string(db::name(r_.entry.kind));
        const auto filed = r_.entry.answers.find("kind");
        if (filed == r_.entry.answers.end() || filed->second == now) return;
        if (const auto* choice = f.choice(now)) add("kind_now", choice->label.in(language_));
    }

    std::string act_in_words(const Act& a) const {
        auto words = say(fmt::format("act.{}", db::name(a.kind)), {{"when", when(a.at)}});
        return a.text.empty() ? words : fmt::format("{} {}", words, a.text);
    }

    void actions() {
        begin("actions", say("actions_title"));
        add("acceptance",
            r_.entry.on_paper ? say("signed_on_paper") : say("accepted", {{"when", when(r_.entry.at)}}));
        if (r_.entry.due_at) add(r_.entry.due_by_law ? "due_by_law" : "due", when(*r_.entry.due_at));
        std::string done;
        for (const auto& a : r_.acts)
            if (a.kind != ActKind::entered) done += (done.empty() ? "" : "\n") + act_in_words(a);
        add("actions", done);
        add("answered", r_.entry.answered_at ? when(*r_.entry.answered_at) : "");
    }

    const Receipt& r_;
    const Sheet& sheet_;
    Language language_;
    const Zone& zone_;
    bool empty_too_;
    std::vector<ShownGroup> groups_;
};

}  // namespace

std::string tax_number_name(std::string_view country, Language language) {
    std::string key = "book.tax_number.";
    for (const char c : country) key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text(language, has_text(language, key) ? key : "book.sheet.tax_number");
}

std::vector<ShownGroup> whole_sheet(const Receipt& receipt, Language language, const Zone& zone,
                                    bool empty_too) {
    return Telling(receipt, language, zone, empty_too).all();
}

}  // namespace escucha::book
