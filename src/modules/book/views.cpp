#include "modules/book/views.hpp"

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
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

const Sheet& sheet_of(const Entry& e) {
    const auto* found = find_sheet(e.sheet);
    return found ? *found : sheet_for("");
}

std::string kind_label(const Entry& e, Language language) {
    const auto* choice = sheet_of(e).field("kind")->choice(db::name(e.kind));
    return choice ? choice->label.in(language) : std::string(db::name(e.kind));
}

// The case as it stands, if the caller may handle it.
Result<cases::Case> their_case(const Books& books, db::Tx& tx, const Entry& e, const Principal& who) {
    auto c = books.parts().cases.find_standing(tx, e.case_id);
    if (!c) return not_found("book.entry_not_found");
    if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
    return std::move(*c);
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

bool may_see(const Books& books, db::Tx& tx, const Entry& e, const Principal& who) {
    return their_case(books, tx, e, who).has_value();
}

EntryLine line(const Books& books, db::Tx& tx, const Entry& e, const Principal& who, Language language,
               Instant now) {
    const auto c = their_case(books, tx, e, who);
    const auto name = e.answers.find("consumer_name");
    return {.id = e.id,
            .book_id = e.book,
            .number = shown(e.number, sheet_of(e).digits),
            .kind = e.kind,
            .kind_label = kind_label(e, language),
            .consumer = c && name != e.answers.end() ? name->second : std::string(),
            .standing = standing(e, now),
            .on_paper = e.on_paper,
            .at = e.at,
            .filed_at = e.filed_at,
            .due_at = e.due_at,
            .answered_at = e.answered_at,
            .case_id = c ? c->id : e.case_id,
            .blanked = e.blanked};
}

Result<EntryView> view(const Books& books, db::Tx& tx, EntryId id, const Principal& who, Language language,
                       Instant now) {
    const auto receipt = books.receipt(tx, id);
    if (!receipt) return not_found("book.entry_not_found");
    const auto& e = receipt->entry;
    if (const auto c = their_case(books, tx, e, who); !c) return Refused(c.error());
    const auto& sheet = sheet_of(e);
    const auto code = TrackingCode::parse(e.case_code);
    EntryView v{.line = line(books, tx, e, who, language, now),
                .book_name = receipt->book.name,
                .book_code = receipt->book.code,
                .sheet_name = sheet.of_one.in(language),
                .case_code = code ? code->shown() : e.case_code,
                .verification = e.verification,
                .paper_number = e.paper_number,
                .groups = whole_sheet(*receipt, language, *books.parts().team.organisation()->zone),
                .acts = lines(books, tx, receipt->acts, language),
                .may_reclassify = who.is_person() && !e.blanked};
    for (const auto& doubt : doubts(sheet, e.answers, receipt->book.country))
        v.doubts.push_back(
            text(language, "field." + doubt.code, {{"field", sheet.field(doubt.field)->label.in(language)}}));
    return v;
}

}  // namespace escucha::book
