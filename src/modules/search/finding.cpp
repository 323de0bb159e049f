// One question answered: what is found by its code or number first, then what its words find, step by step.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/fold.hpp"
#include "base/tracking_code.hpp"
#include "modules/cases/cases.hpp"
#include "modules/customers/customers.hpp"
#include "modules/search/asking.hpp"
#include "modules/search/hits.hpp"
#include "modules/search/impl.hpp"
#include "modules/team/team.hpp"

namespace escucha::search {
namespace {

constexpr std::size_t kCountTo = 1'000;

// Where the next page begins: the step, and for each kind the id it goes on below (0: from the newest).
struct Place {
    std::size_t step = 0;
    std::array<std::int64_t, store::kKinds.size()> before{};

    std::string text() const { return fmt::format("{}.{}", step, fmt::join(before, ".")); }
    static std::optional<Place> parse(std::string_view text) {
        Place place;
        std::vector<std::int64_t> numbers;
        while (!text.empty()) {
            std::int64_t n = 0;
            const auto read = std::from_chars(text.data(), text.data() + text.size(), n);
            if (read.ec != std::errc{} || n < 0) return std::nullopt;
            numbers.push_back(n);
            text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
            if (text.empty()) break;
            if (text.front() != '.') return std::nullopt;
            text.remove_prefix(1);
        }
        if (numbers.size() != place.before.size() + 1 || numbers[0] < 0 || numbers[0] > 9)
            return std::nullopt;
        place.step = static_cast<std::size_t>(numbers[0]);
        std::ranges::copy(numbers.begin() + 1, numbers.end(), place.before.begin());
        return place;
    }
};

SearchReason why_of(Closeness how) {
    switch (how) {
        case Closeness::phrase:
            return SearchReason::phrase;
        case Closeness::words:
            return SearchReason::words;
        case Closeness::forms:
            return SearchReason::forms;
        case Closeness::beginning:
            return SearchReason::beginning;
    }
    return SearchReason::forms;
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Could it be a code, or the beginning of one, or a case's number? Words of few letters are not taken for
// one.
bool may_be_reference(std::string_view text) {
    constexpr std::size_t kSurely = 7;
    if (TrackingCode::parse(text)) return true;
    return has_digit(text) || (text.size() >= kSurely && text.find(' ') == text.npos);
}

bool may_be_identifier(std::string_view text) {
    constexpr std::ptrdiff_t kDigits = 5;
    return text.contains('@') ||
           std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) >= kDigits;
}

// The codes that differ from a mistyped one by one character or by two that changed places.
std::vector<std::string> mended(std::string_view typed) {
    constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string plain;
    for (const char c : typed)
        if (std::isalnum(static_cast<unsigned char>(c)))
            plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::vector<std::string> codes;
    const auto try_it = [&](const std::string& text) {
        if (auto code = TrackingCode::parse(text)) codes.push_back(code->text());
    };
    for (std::size_t i = 0; i < plain.size(); ++i) {
        for (const char c : kAlphabet) {
            auto other = plain;
            other[i] = c;
            try_it(other);
        }
        for (std::size_t k = i + 1; k < plain.size(); ++k) {
            auto other = plain;
            std::swap(other[i], other[k]);
            try_it(other);
        }
    }
    std::ranges::sort(codes);
    codes.erase(std::ranges::unique(codes).begin(), codes.end());
    return codes;
}

class Finder {
  public:
    Finder(const Search::Parts& parts, const Hooks& hooks, db::Tx& tx, const Wanted& wanted,
           const Principal& who, Query query)
        : parts_(parts),
          hooks_(hooks),
          tx_(tx),
          wanted_(wanted),
          query_(std::move(query)),
          asking_(parts, tx, wanted, who, query_),
          hits_(parts, hooks, tx, who, query_, wanted.typing) {}

    Result<SearchAnswer> find() {
        Place place;
        if (!wanted_.cursor.empty()) {
            const auto parsed = Place::parse(wanted_.cursor);
            if (!parsed) return invalid_field("cursor", "bad_cursor");
            place = *parsed;
        }
        if (query_.empty()) return std::move(found_);
        directly();
        if (wanted_.cursor.empty() && !wanted_.typing)
            for (const auto& c : direct_) show(c);
        wanted_.typing ? as_one_types() : page(place);
        if (!wanted_.typing && wanted_.cursor.empty()) count();
        return std::move(found_);
    }

    const Query& query() const { return query_; }

  private:
    bool wants(SearchKind kind) const {
        return std::ranges::find(asking_.kinds(), kind) != asking_.kinds().end();
    }
    void show(const Candidate& c) {
        if (auto hit = hits_.hit(c)) found_.items.push_back(std::move(*hit));
    }
    bool shown_directly(SearchKind kind, std::int64_t id) const {
        return std::ranges::any_of(direct_,
                                   [&](const Candidate& c) { return c.kind == kind && c.row.id == id; });
    }

    void directly();
    void sheets_of(std::string_view typed, std::size_t limit);
    void as_one_types();
    void page(Place place);
    bool fill(Place& place);
    void count();

    const Search::Parts& parts_;
    const Hooks& hooks_;
    db::Tx& tx_;
    const Wanted& wanted_;
    Query query_;
    Asking asking_;
    Hits hits_;
    SearchAnswer found_;
    std::vector<Candidate> direct_;  // by code, number, identifier
};

void Finder::sheets_of(std::string_view typed, std::size_t limit) {
    if (!wants(SearchKind::case_) || !has_digit(typed) || !hooks_.sheets) return;
    for (auto& sheet : hooks_.sheets(tx_, typed, limit))
        if (!shown_directly(SearchKind::case_, sheet.case_id))
            direct_.push_back(
                {SearchKind::case_, {.id = sheet.case_id}, SearchReason::sheet, std::move(sheet.number)});
}

// Only when the question is that and nothing else.
void Finder::directly() {
    constexpr std::size_t kDirect = 5;
    if (!query_.filters.empty() || !query_.none.empty()) return;
    const auto add = [&](SearchKind kind, std::int64_t id, SearchReason why) {
        if (!shown_directly(kind, id)) direct_.push_back({kind, {.id = id}, why});
    };
    const auto typed = one_line(query_.words);
    // Only sheets are written with zeros in front; a bare number is a case's first.
    const bool as_printed = typed.starts_with('0');
    if (as_printed) sheets_of(typed, kDirect);
    if (wants(SearchKind::case_) && may_be_reference(typed))
        for (const auto& c : parts_.cases.find_by_reference(tx_, typed, kDirect))
            add(SearchKind::case_, c.id, SearchReason::code);
    if (!as_printed) sheets_of(typed, kDirect);
    const auto code = TrackingCode::parse(typed);
    if (wants(SearchKind::case_) && !code && code.error().code == "code.mistyped")
        for (const auto& other : mended(typed))
            if (const auto c = parts_.cases.by_code(tx_, other))
                add(SearchKind::case_, c->id, SearchReason::mended_code);
    if (wants(SearchKind::customer) && may_be_identifier(typed))
        for (const auto& c : parts_.customers.find(tx_, typed, kDirect))
            add(SearchKind::customer, c.id, SearchReason::identifier);
}

// Up to `limit` of each kind, the closest first.
void Finder::as_one_types() {
    for (const auto kind : asking_.kinds()) {
        std::set<std::int64_t> seen;
        for (const auto& c : direct_)
            if (c.kind == kind) show(c), seen.insert(c.row.id);
        std::size_t shown = 0;
        const auto steps = asking_.steps(kind);
        for (std::size_t i = 0; i < steps.size() && shown < wanted_.limit; ++i) {
            auto asked = asking_.step(kind, i);
            asked.limit = wanted_.limit - shown + seen.size();
            for (const auto& row : store::find(tx_, asked)) {
                if (shown == wanted_.limit || !seen.insert(row.id).second) continue;
                const auto before = found_.items.size();
                show({kind, row, query_.all.empty() ? SearchReason::filters : why_of(steps[i])});
                shown += found_.items.size() - before;
            }
        }
    }
}

void Finder::page(Place place) {
    while (!fill(place)) {
        ++place.step;
        place.before = {};
        std::size_t steps = 0;
        for (const auto kind : asking_.kinds()) steps = std::max(steps, asking_.steps(kind).size());
        if (place.step >= steps) return;
    }
    found_.next = place.text();
}

// What this step has, the newest of all kinds first; true when the page is full and there is more. Each kind
// keeps its own order (of ids), even where times disagree with it (an import of the past). Best first, people
// whose own name or number it is come before what only belongs to them.
bool Finder::fill(Place& place) {
    struct Line {
        SearchKind kind{};
        SearchReason why{};
        std::vector<store::Row> rows = {};
        std::size_t next = 0;
        bool people_first = false;
        bool operator<(const Line& other) const {
            const auto key = [](const Line& line) {
                return std::pair(line.people_first && line.kind == SearchKind::customer,
                                 line.rows[line.next].at);
            };
            return key(*this) < key(other);
        }
    };
    std::vector<Line> lines;
    const bool people_first = wanted_.order != SearchOrder::newest && !query_.all.empty();
    for (const auto kind : asking_.kinds()) {
        const auto steps = asking_.steps(kind);
        if (place.step >= steps.size()) continue;
        auto asked = asking_.step(kind, place.step);
        asked.before = place.before[static_cast<std::size_t>(kind)];
        asked.limit = wanted_.limit + 1;
        const auto why = query_.all.empty() ? SearchReason::filters : why_of(steps[place.step]);
        if (auto rows = store::find(tx_, asked); !rows.empty())
            lines.push_back({kind, why, std::move(rows), 0, people_first});
    }
    while (!lines.empty()) {
        if (found_.items.size() >= wanted_.limit) return true;
        const auto line = std::max_element(lines.begin(), lines.end());
        const auto row = line->rows[line->next++];
        place.before[static_cast<std::size_t>(line->kind)] = row.id;
        if (!shown_directly(line->kind, row.id)) show({line->kind, row, line->why});
        if (line->next == line->rows.size()) lines.erase(line);
    }
    return false;
}

void Finder::count() {
    for (const auto kind : asking_.kinds()) {
        auto asked = asking_.everything(kind);
        asked.limit = kCountTo;
        auto n = store::count(tx_, asked);
        n = std::max(n, std::ranges::count(direct_, kind, &Candidate::kind));
        found_.counts.push_back(
            {kind, std::min<std::int64_t>(n, kCountTo - 1), n >= static_cast<std::int64_t>(kCountTo)});
    }
}

void say(SearchAnswer& found, const Query& query, Language language) {
    for (const auto& f : query.filters) found.filters.push_back({f.key, f.value, f.part});
    for (const auto& p : query.problems)
        found.problems.push_back(
            {p.part, p.code, text(language, "search.problem." + p.code, {{"part", p.part}})});
}

}  // namespace

Result<SearchAnswer> Search::find(const Wanted& wanted, const Principal& who, Language language,
                                  Instant now) const {
    const auto today = impl_->parts.team.organisation()->zone->day(now);
    return impl_->parts.base.read([&](db::Tx& tx) -> Result<SearchAnswer> {
        Finder finder(impl_->parts, impl_->hooks, tx, wanted, who,
                      read_query(wanted.query, {.today = today, .typing = wanted.typing}));
        auto found = finder.find();
        if (!found) return found;
        say(*found, finder.query(), language);
        found->indexing = progress(tx);
        return found;
    });
}

}  // namespace escucha::search
