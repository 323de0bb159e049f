// "Why this date?": of each date that is kept, all that gives one.
#include "modules/cases/reckoning.hpp"

namespace escucha::cases {
namespace {

// The next word is counted from our last one, on what was in force then; the others as the case was born.
void add_counts(const Cases& cases, db::Tx& tx, const Running& r, Instant now, CaseDates& out,
                std::vector<Count>& counts) {
    auto all = counts_of(*r.book, r.clock, now);
    out.books.push_back(r.book);
    const auto word = r.as_it_was.word_rulebook;
    if (word != 0 && word != r.as_it_was.rulebook) {
        const auto book = cases.rulebooks().of(tx, word, now);
        std::erase_if(all, [](const Count& c) { return c.what == DueKind::next_update; });
        for (auto& c : counts_of(*book, r.clock, now))
            if (c.what == DueKind::next_update) all.push_back(std::move(c));
        out.books.push_back(book);
    }
    std::ranges::move(all, std::back_inserter(counts));
}

void add(CaseDates& out, DueKind what, const std::optional<Instant>& at, const std::vector<Count>& counts) {
    if (!at) return;
    KeptDate date{.what = what, .at = *at};
    for (const auto& c : counts)
        if (c.what == what && c.due >= *at) date.counts.push_back(c);
    std::ranges::sort(date.counts, {}, &Count::due);
    out.dates.push_back(std::move(date));
}

// What asking the customer would do; while something is asked already, what asking once more would.
CompletionRule asking(const std::vector<Running>& all, Instant now) {
    for (const auto& r : all)
        for (const auto& p : r.clock.pauses)
            if (p.due_at && !p.settled_at) return completion_again(*r.book, r.clock, p, now);
    return completion_rule(*all.front().book, all.front().clock, now);
}

}  // namespace

CaseDates Cases::dates_if(db::Tx& tx, CaseKind kind, Channel channel, const std::vector<std::string>& flags,
                          Instant opened) const {
    CaseDates out{.books = {rulebooks_.current(tx, opened)}};
    const Clock clock{.kind = kind, .channel = channel, .flags = flags, .from = opened};
    const auto counts = counts_of(out.book(), clock, opened);
    const auto due = dates_of(out.book(), clock, opened);
    add(out, DueKind::first_answer, due.first_answer, counts);
    add(out, DueKind::resolution, due.resolution, counts);
    add(out, DueKind::law, due.law, counts);
    std::ranges::sort(out.dates, {}, &KeptDate::at);
    for (auto& date : out.dates) date.soon_at = date.at;
    return out;
}

CaseDates Cases::dates(db::Tx& tx, const Case& c, Instant now) const {
    CaseDates out;
    std::vector<Count> counts;
    const auto all = running_in(*this, tx, c);
    for (const auto& r : all) {
        add_counts(*this, tx, r, now, out, counts);
        std::ranges::copy(r.clock.pauses, std::back_inserter(out.pauses));
        std::ranges::copy(r.clock.extensions, std::back_inserter(out.extensions));
    }
    const auto& own = all.front();
    out.law = law_of(*own.book, own.clock, now);
    out.completion = asking(all, now);
    out.legal_kind = c.legal_kind.empty() ? own.book->rules->legal_kind_of(c.kind) : c.legal_kind;
    out.law_stands = cases::dates_of(*own.book, own.clock, now).stands;
    if (!c.first_answer_at) add(out, DueKind::first_answer, c.first_answer_due, counts);
    if (c.first_answer_at && c.state == State::open)
        add(out, DueKind::next_update, c.next_update_due, counts);
    add(out, DueKind::resolution, c.resolution_due, counts);
    add(out, DueKind::law, c.law_due, counts);
    add(out, DueKind::cure, c.cure_due, counts);
    add(out, DueKind::compliance, c.comply_due, counts);
    std::ranges::sort(out.dates, {}, &KeptDate::at);
    const auto soon = soon_of(parts_, tx, c.kind, now);
    for (auto& date : out.dates)
        date.soon_at = soon(date.counts.empty() ? c.opened_at : date.counts.front().from, date.at);
    return out;
}

}  // namespace escucha::cases
