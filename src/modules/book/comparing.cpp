// What the tables tell, held against what the ledger has chained.
#include <algorithm>
#include <future>
#include <unordered_map>

#include <fmt/format.h>

#include "db/database.hpp"
#include "modules/book/attaching.hpp"
#include "modules/book/book.hpp"
#include "modules/book/chaining.hpp"
#include "modules/book/store.hpp"
#include "modules/ledger/ledger.hpp"

namespace escucha::book {
namespace {

using Acts = std::span<const ledger::Entry>;

constexpr std::size_t kPage = 500;
constexpr std::string_view kEntered = "entered";

// Names of the first act's fields that are no answers of the sheet.
constexpr std::array<std::string_view, 13> kOurs{
    "book_code", "book_name",  "provider", "tax_number", "address",   "sheet",       "filed_at",
    "due_at",    "due_by_law", "language", "by",         "case_code", "paper_number"};
bool is_ours(std::string_view name) {
    return std::ranges::find(kOurs, name) != kOurs.end();
}

const ledger::Field* field_of(const ledger::Act& act, std::string_view name) {
    const auto found = std::ranges::find(act.fields, name, &ledger::Field::name);
    return found == act.fields.end() ? nullptr : &*found;
}
std::string value_of(const ledger::Act& act, std::string_view name) {
    const auto* f = field_of(act, name);
    return f ? f->value : std::string();
}
bool any_blanked(const ledger::Entry& e) {
    return std::ranges::any_of(e.act.fields, &ledger::Field::blanked);
}
std::string moment(const std::optional<Instant>& at) {
    return at ? fmt::format("{}", micros(*at)) : std::string();
}

Wording words(std::string_view what) {
    const auto key = fmt::format("book.compared.{}", what);
    return {text(Language::es, key), text(Language::en, key)};
}

// One entry, its rows and its acts.
class Comparison {
  public:
    Comparison(const store::Standing& s, const std::string& code_of_book, Acts acts)
        : s_(s), e_(*s.entry), code_of_book_(code_of_book), acts_(acts), first_(acts.front()) {}

    std::optional<Difference> run() {
        erased();
        head();
        keeper();
        dates();
        answers();
        actions();
        return std::move(found_);
    }

  private:
    void find(Differs how, std::int64_t sequence, std::string column, Wording what) {
        if (found_) return;
        found_ = Difference{.how = how,
                            .ledger = ledger_of(s_.book, e_.sample),
                            .number = s_.number,
                            .sequence = sequence,
                            .column = std::move(column),
                            .what = std::move(what)};
    }
    void same(bool equal, std::string_view column, std::string_view what) {
        if (!equal)
            find(Differs::changed, first_.sequence, fmt::format("book_entries.{}", column), words(what));
    }
    // Acts from before a field was chained do not have it.
    void same(std::string_view name, std::string_view shown, std::string_view column, std::string_view what) {
        const auto* f = field_of(first_.act, name);
        if (f && !f->blanked) same(f->value == shown, column, what);
    }

    // What is erased of its acts, its acts "blanked" tell of: erased by hand it is no less doctored.
    void erased() {
        std::int64_t blanked = 0, told = 0;
        for (const auto& a : acts_) {
            if (any_blanked(a)) ++blanked;
            if (a.act.kind == "blanked") told += std::atoll(value_of(a.act, "acts").c_str());
        }
        const bool said =
            s_.acts && std::ranges::find(*s_.acts, ActKind::blanked, &Act::kind) != s_.acts->end();
        if (blanked != told || e_.blanked != (blanked > 0 || said))
            find(Differs::blanked, first_.sequence, "book_entries.blanked", words("blanked"));
    }

    void head() {
        same(e_.at == first_.act.at, "entered_at", "entered_at");
        same(e_.verification == first_.code, "verification", "verification");
        same(e_.ledger == first_.sequence, "ledger_act", "verification");
        same("by", fmt::format("{}", e_.by), "entered_by", "acts");
        same("sheet", e_.sheet, "sheet", "sheet");
        same("language", db::name(e_.language), "language", "language");
        same("case_code", e_.case_code, "case_code", "case_code");
        // The month of wherever the house was then.
        const auto month = [](Instant at) {
            return static_cast<int>(static_cast<unsigned>(
                std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.month()));
        };
        constexpr std::chrono::hours kWidest{14};
        same(s_.month == month(e_.at - kWidest) || s_.month == month(e_.at + kWidest), "month", "entered_at");
        std::string kind = value_of(first_.act, "kind");
        for (const auto& a : acts_)
            if (a.act.kind == "reclassified") kind = value_of(a.act, "to");
        same(db::name(e_.kind) == kind, "kind", "kind");
    }

    void keeper() {
        if (field_of(first_.act, "book_code") && value_of(first_.act, "book_code") != code_of_book_)
            find(Differs::changed, first_.sequence, "books.code", words("book_code"));
        // Sheets from before their keeper stood on them have that of the book as it was at the update, which
        // may have moved since they were written: nobody doctored them.
        if (field_of(first_.act, "book_name")) {
            same("book_name", e_.keeper.book_name, "book_name", "keeper");
            same("provider", e_.keeper.provider, "provider", "keeper");
            same("tax_number", e_.keeper.tax_number, "tax_number", "keeper");
            same("address", e_.keeper.address, "address", "keeper");
        }
        const auto* paper = field_of(first_.act, "paper_number");
        same(e_.on_paper == (paper != nullptr), "on_paper", "paper");
        const bool kept = paper && !paper->blanked && !e_.blanked;
        same(e_.paper_number == (kept ? paper->value : ""), "paper_number", "paper");
    }

    void dates() {
        same("filed_at", moment(e_.filed_at), "filed_at", "filed_at");
        const ledger::Act* due = field_of(first_.act, "due_at") ? &first_.act : nullptr;
        std::optional<std::string> answered, answered_before;
        for (const auto& a : acts_) {
            if (a.act.kind == kDueMoved) due = &a.act;
            if (a.act.kind != "resolved") continue;
            if (const auto* f = field_of(a.act, "answered_at")) answered = f->value;
            if (!answered_before) answered_before = moment(a.act.at);
        }
        if (due) {
            same(value_of(*due, "due_at") == moment(e_.due_at), "due_at", "due_at");
            same(value_of(*due, "due_by_law") == (e_.due_by_law ? "1" : "0"), "due_by_law", "due_at");
        }
        const auto chained = answered ? answered : answered_before;
        same(moment(e_.answered_at) == chained.value_or(""), "answered_at", "answered_at");
    }

    void answers() {
        std::size_t told = 0;
        for (const auto& f : first_.act.fields) {
            if (is_ours(f.name)) continue;
            const auto shown = e_.answers.find(f.name);
            const bool there = shown != e_.answers.end();
            told += there ? 1 : 0;
            const bool gone = f.blanked || (f.personal && e_.blanked);
            if (gone ? there : !there || shown->second != f.value) return answer(f.name);
        }
        if (told == e_.answers.size()) return;
        for (const auto& [key, _] : e_.answers)
            if (is_ours(key) || !field_of(first_.act, key)) return answer(key);
    }
    void answer(const std::string& key) {
        const auto* field = e_.form().field(key);
        const auto what = tells_of_file(key) ? "files" : "sheet";
        find(Differs::changed, first_.sequence, "book_entries.answers", field ? field->label : words(what));
    }

    // Row by row: each is an act of the ledger, and each act has its row, but that of entering, which is the
    // sheet itself, and those that only move a date.
    static bool has_row(const ledger::Entry& a) { return a.act.kind != kEntered && a.act.kind != kDueMoved; }
    void actions() {
        if (!s_.acts) return find(Differs::unreadable, first_.sequence, "book_acts", words("acts"));
        std::size_t told = 0;
        for (const auto& row : *s_.acts) {
            if (row.kind == ActKind::blanked && row.ledger == 0) continue;  // there was nothing personal
            const auto act = std::ranges::find(acts_, row.ledger, &ledger::Entry::sequence);
            if (act == acts_.end() || !has_row(*act))
                return find(Differs::unchained, row.ledger, "book_acts", words("acts"));
            if (const auto column = differs(row, *act); !column.empty())
                return find(Differs::changed, act->sequence, fmt::format("book_acts.{}", column),
                            words("acts"));
            ++told;
        }
        if (told != static_cast<std::size_t>(std::ranges::count_if(acts_, has_row)))
            find(Differs::gone, missing_act(), "book_acts", words("acts"));
    }

    std::int64_t missing_act() const {
        for (const auto& a : acts_)
            if (has_row(a) && std::ranges::find(*s_.acts, a.sequence, &Act::ledger) == s_.acts->end())
                return a.sequence;
        return 0;
    }

    static std::string_view differs(const Act& row, const ledger::Entry& chained) {
        const auto& act = chained.act;
        if (db::name(row.kind) != act.kind) return "kind";
        if (row.at != act.at) return "at";
        if (const auto* by = field_of(act, "by"); by && by->value != fmt::format("{}", row.by))
            return "person_id";
        if (row.kind == ActKind::reclassified && row.from != value_of(act, "from")) return "from_kind";
        if (row.kind != ActKind::reclassified && !row.from.empty()) return "from_kind";
        if (row.to != (row.kind == ActKind::reclassified ? value_of(act, "to") : "")) return "to_kind";
        return row.text == value_of(act, "text") ? "" : "text";
    }

    const store::Standing& s_;
    const Entry& e_;
    const std::string& code_of_book_;
    Acts acts_;
    const ledger::Entry& first_;
    std::optional<Difference> found_;
};

Difference about(const store::Standing& s, bool sample, Differs how, std::string_view what) {
    return {.how = how,
            .ledger = ledger_of(s.book, sample),
            .number = s.number,
            .column = "book_entries",
            .what = words(what)};
}

std::optional<Difference> compare_one(const store::Standing& s, const std::string& code_of_book, Acts acts) {
    if (!s.entry) return about(s, false, Differs::unreadable, "sheet");
    const auto entered = std::ranges::count_if(acts, [](const auto& a) { return a.act.kind == kEntered; });
    if (entered != 1 || acts.front().act.kind != kEntered)
        return about(s, s.entry->sample, Differs::unchained, "sheet");
    return Comparison(s, code_of_book, acts).run();
}

std::string_view number_of(const ledger::Entry& e) {
    return e.act.subject;
}

// Of one page: the entries of a ledger are asked for together.
class Page {
  public:
    Page(db::Tx& tx, const ledger::Ledger& ledger, std::span<const store::Standing> all) {
        std::map<std::string, std::vector<std::string>> subjects;
        for (const auto& s : all)
            subjects[ledger_of(s.book, s.entry && s.entry->sample)].push_back(shown(s.number));
        for (const auto& [name, wanted] : subjects)
            if (!chained_.contains(name)) chained_[name] = ledger.of_subjects(tx, name, wanted);
    }
    Acts of(const store::Standing& s) const {
        const auto& acts = chained_.at(ledger_of(s.book, s.entry && s.entry->sample));
        const auto [from, to] = std::ranges::equal_range(acts, shown(s.number), {}, number_of);
        return {from, to};
    }

  private:
    std::unordered_map<std::string, std::vector<ledger::Entry>> chained_;
};

using Codes = std::unordered_map<BookId, std::string>;

Codes codes_of(db::Tx& tx) {
    Codes out;
    for (const auto& b : store::all(tx)) out[b.id] = b.code;
    return out;
}

using Seen = std::map<std::string, std::int64_t, std::less<>>;  // entries by ledger
struct Compared {
    std::optional<Difference> found = {};
    Seen seen = {};
};

const std::string& code_of(const Codes& codes, BookId book) {
    static const std::string none;
    const auto code = codes.find(book);
    return code == codes.end() ? none : code->second;
}

Compared compare_page(const Codes& codes, std::span<const store::Standing> page, const Page& chained) {
    Compared out;
    for (const auto& s : page) {
        out.found = compare_one(s, code_of(codes, s.book), chained.of(s));
        if (out.found) return out;
        ++out.seen[ledger_of(s.book, s.entry->sample)];
    }
    return out;
}

std::optional<std::pair<BookId, bool>> book_of(std::string_view name) {
    const bool sample = name.starts_with(ledger::kSamplePrefix);
    if (sample) name.remove_prefix(ledger::kSamplePrefix.size());
    constexpr std::string_view kBook = "book:";
    if (!name.starts_with(kBook)) return std::nullopt;
    return std::pair{std::atoll(std::string(name.substr(kBook.size())).c_str()), sample};
}

// The first sheet of the ledger that the tables do not have.
std::optional<Difference> lost(db::Tx& tx, const ledger::Ledger& ledger, const std::string& name,
                               BookId book) {
    for (std::int64_t after = 0;;) {
        const auto places = ledger.of_kind(tx, name, kEntered, after, kPage);
        if (places.empty()) return std::nullopt;
        for (const auto& place : places) {
            const auto number = parse_number(place.subject).value_or(Number{});
            const auto there = store::as_it_stands(tx, book, number);
            if (there && (!there->entry || ledger_of(book, there->entry->sample) == name)) continue;
            return Difference{.how = Differs::gone,
                              .ledger = name,
                              .number = number,
                              .sequence = place.sequence,
                              .column = "book_entries",
                              .what = words("sheet")};
        }
        after = places.back().sequence;
    }
}

// Where the next number comes from: raised, it leaves a gap in the book.
std::optional<Difference> counters(db::Tx& tx) {
    for (const auto& y : store::last_numbers(tx))
        if (y.counted != y.highest)
            return Difference{.how = Differs::changed,
                              .ledger = ledger_of(y.book, y.sample),
                              .number = {.year = y.year, .n = y.counted},
                              .column = "book_years.last",
                              .what = words("last_number")};
    return std::nullopt;
}

}  // namespace

std::optional<Difference> compare(db::Tx& tx, const ledger::Ledger& ledger,
                                  const std::map<std::string, std::int64_t, std::less<>>& entered,
                                  const std::function<bool()>& go_on) {
    const auto codes = codes_of(tx);
    Seen seen;
    std::future<Compared> running;  // the page before, while this one is read
    const auto done = [&] {
        auto compared = running.valid() ? running.get() : Compared{};
        for (const auto& [name, count] : compared.seen) seen[name] += count;
        return std::move(compared.found);
    };
    store::Standing last;
    for (auto page = store::as_they_stand(tx, last, kPage); !page.empty();
         page = store::as_they_stand(tx, last, kPage)) {
        last = {.book = page.back().book, .number = page.back().number};
        Page chained(tx, ledger, page);
        if (auto found = done()) return found;
        if (!go_on()) return std::nullopt;
        running =
            std::async(std::launch::async, [&codes, page = std::move(page), chained = std::move(chained)] {
                return compare_page(codes, page, chained);
            });
    }
    if (auto found = done()) return found;
    for (const auto& [name, count] : entered)
        if (const auto book = book_of(name); book && count != seen[name])
            if (auto gone = lost(tx, ledger, name, book->first)) return gone;
    return counters(tx);
}

std::optional<Difference> compare(db::Tx& tx, const ledger::Ledger& ledger, BookId book, Number number) {
    const auto s = store::as_it_stands(tx, book, number);
    for (const bool sample : {false, true})
        if (!s && !ledger.of_subject(tx, ledger_of(book, sample), shown(number)).empty())
            return about({.book = book, .number = number}, sample, Differs::gone, "sheet");
    if (!s) return std::nullopt;
    const Page chained(tx, ledger, std::span(&*s, 1));
    const auto codes = codes_of(tx);
    return compare_one(*s, code_of(codes, book), chained.of(*s));
}

std::string name_of_ledger(db::Tx& tx, std::string_view ledger) {
    const auto id = book_of(ledger);
    const auto book = id ? store::find(tx, id->first) : std::nullopt;
    return book ? fmt::format("{} ({})", book->name, book->code) : std::string();
}

}  // namespace escucha::book
