#include "modules/book/views.hpp"

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/book/attaching.hpp"
#include "modules/cases/bulk.hpp"
#include "modules/cases/cases.hpp"
#include "modules/team/team.hpp"

namespace escucha::book {
namespace {

std::optional<std::string> unless_empty(const std::string& s) {
    return s.empty() ? std::nullopt : std::optional(s);
}

SheetFieldView view(const SheetField& f, Language language) {
    SheetFieldView v{.key = f.key,
                     .type = f.type,
                     .label = f.label.in(language),
                     .hint = unless_empty(f.hint.in(language)),
                     .required = f.required,
                     .presented = f.presented,
                     .required_with = unless_empty(f.required_with),
                     .one_of = unless_empty(f.one_of),
                     .longest = f.longest};
    for (const auto& c : f.choices)
        v.choices.push_back({c.value, c.label.in(language), unless_empty(c.explained.in(language))});
    return v;
}

std::string kind_label(const Entry& e, Language language) {
    const auto* choice = e.form().field("kind")->choice(db::name(e.kind));
    return choice ? choice->label.in(language) : std::string(db::name(e.kind));
}

std::string shown_code(const Entry& e) {
    const auto code = TrackingCode::parse(e.case_code);
    return code ? code->shown() : e.case_code;
}

std::vector<EntryFile> files_in(const Entry& e) {
    std::vector<EntryFile> out;
    for (const auto& f : files_of(e.answers))
        out.push_back({f.id, f.name, f.size, f.sha256, fmt::format("/api/v1/files/{}/content", f.id)});
    return out;
}

std::vector<std::string> doubts_in_words(const Receipt& r, Language language) {
    std::vector<std::string> out;
    const auto& sheet = r.entry.form();
    for (const auto& doubt : doubts(sheet, r.entry.answers, r.book.country))
        out.push_back(
            text(language, "field." + doubt.code, {{"field", sheet.field(doubt.field)->label.in(language)}}));
    return out;
}

std::vector<EntryActLine> lines(const Books& books, db::Tx& tx, const std::vector<Act>& acts,
                                Language language) {
    std::vector<PersonId> people;
    for (const auto& a : acts) people.push_back(a.by);
    const auto names = books.parts().team.names(tx, people);
    const auto& zone = *books.parts().team.organisation()->zone;
    std::vector<EntryActLine> out;
    for (const auto& a : acts) {
        const auto name = names.find(a.by);
        out.push_back({.kind = a.kind,
                       .at = a.at,
                       .text = text(language, fmt::format("book.sheet.act.{}", db::name(a.kind)),
                                    {{"when", full_moment_in_words(language, zone, a.at)}}),
                       .said = a.text,
                       .by = name == names.end() ? std::string() : name->second});
    }
    return out;
}

}  // namespace

SheetView view(const Sheet& s, Language language) {
    SheetView v{.key = s.key,
                .country = unless_empty(s.country),
                .standard = s.standard,
                .name = s.name.in(language),
                .norm = s.norm,
                .notice = s.notice.in(language),
                .acceptance = s.acceptance.in(language)};
    for (const auto& g : s.groups) {
        SheetGroupView group{.key = g.key, .title = g.title.in(language)};
        for (const auto& f : g.fields) group.fields.push_back(view(f, language));
        v.groups.push_back(std::move(group));
    }
    return v;
}

BookView view(const Book& b, Language language) {
    const auto& sheet = b.form();
    BookView v{.id = b.id,
               .code = b.code,
               .name = b.name,
               .provider = b.provider,
               .tax_number = b.tax_number,
               .address = b.address,
               .country = b.country,
               .sheet = sheet.key,
               .sheet_name = sheet.name.in(language),
               .norm = sheet.norm,
               .notice = b.notice,
               .notice_shown = b.notice.empty() ? sheet.notice.in(language) : b.notice,
               .open = b.open,
               .page = "/libro/" + b.code,
               .sample = b.sample,
               .version = b.version};
    if (b.logo != 0) v.logo_url = fmt::format("/libro/{}/logo?v={}", b.code, b.logo);
    return v;
}

Eyes::Eyes(db::Tx& tx, std::span<const Entry> entries, const Principal& who) {
    std::vector<std::int64_t> ids;
    for (const auto& e : entries) ids.push_back(e.case_id);
    for (const auto& [asked, stands] : cases::standing_of(tx, ids))
        if (cases::may_see(who, stands)) seen_.emplace(asked, stands.id);
}

std::optional<std::int64_t> Eyes::of(const Entry& e) const {
    const auto found = seen_.find(e.case_id);
    return found == seen_.end() ? std::nullopt : std::optional(found->second);
}

EntryLine line(const Entry& e, std::optional<std::int64_t> seen, Language language, Instant now) {
    const auto name = e.answers.find("consumer_name");
    return {.id = e.id,
            .book_id = e.book,
            .number = shown(e.number, e.form().digits),
            .kind = e.kind,
            .kind_label = kind_label(e, language),
            .consumer = seen && name != e.answers.end() ? name->second : std::string(),
            .standing = standing(e, now),
            .on_paper = e.on_paper,
            .at = e.at,
            .filed_at = e.filed_at,
            .due_at = e.due_at,
            .answered_at = e.answered_at,
            .case_id = seen.value_or(e.case_id),
            .blanked = e.blanked};
}

std::vector<EntryLine> lines(db::Tx& tx, std::span<const Entry> entries, const Principal& who,
                             Language language, Instant now) {
    const Eyes eyes(tx, entries, who);
    std::vector<EntryLine> out;
    for (const auto& e : entries) out.push_back(line(e, eyes.of(e), language, now));
    return out;
}

EnteredView entered(const Receipt& r, Language language, Instant now) {
    return {.line = line(r.entry, r.entry.case_id, language, now),
            .case_code = shown_code(r.entry),
            .verification = r.entry.verification,
            .doubts = doubts_in_words(r, language)};
}

Result<SeenReceipt> seen(const Books& books, db::Tx& tx, EntryId id, const Principal& who) {
    auto receipt = books.receipt(tx, id);
    if (!receipt) return not_found("book.entry_not_found");
    const auto c = books.parts().cases.find_standing(tx, receipt->entry.case_id);
    if (!c) return not_found("book.entry_not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    return SeenReceipt{std::move(*receipt), c->id};
}

Result<EntryView> view(const Books& books, db::Tx& tx, EntryId id, const Principal& who, Language language,
                       Instant now) {
    const auto found = seen(books, tx, id, who);
    if (!found) return Refused(found.error());
    const auto& r = found->receipt;
    return EntryView{.line = line(r.entry, found->case_id, language, now),
                     .book_name = r.book.name,
                     .book_code = r.book.code,
                     .sheet_name = r.entry.form().of_one.in(language),
                     .case_code = shown_code(r.entry),
                     .verification = r.entry.verification,
                     .paper_number = r.entry.paper_number,
                     .groups = whole_sheet(r, language, *books.parts().team.organisation()->zone),
                     .files = files_in(r.entry),
                     .acts = lines(books, tx, r.acts, language),
                     .doubts = doubts_in_words(r, language),
                     .may_reclassify = who.is_person() && !r.entry.blanked};
}

}  // namespace escucha::book
