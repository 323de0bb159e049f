// Showing messages: what they say, their originals, how ours are doing on their way.
#include "db/database.hpp"
#include "http/forms.hpp"
#include "mail/html.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/email.hpp"
#include "modules/channels/email/inline_pictures.hpp"
#include "modules/channels/email/message_store.hpp"
#include "modules/channels/email/paging.hpp"
#include "modules/channels/email/words.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kMostOfACase = 500;

// A case's messages are for whoever may handle it, the others for those who look after the mailboxes.
Result<store::StoredMail> visible(const Email& email, db::Tx& tx, const Principal& who, MailId id) {
    auto m = store::mail(tx, id);
    if (!m) return not_found("mail.not_found");
    if (m->case_id == 0)
        return who.at_least(Role::supervisor) ? Result<store::StoredMail>(std::move(*m))
                                              : not_found("mail.not_found");
    const auto c = email.parts().cases.find(tx, m->case_id);
    if (!c || !cases::may_handle(who, *c)) return not_found("mail.not_found");
    return std::move(*m);
}

Result<std::string> original_of(db::Tx& tx, const store::StoredMail& m) {
    auto raw = store::raw(tx, m.raw);
    if (!raw) return conflict("mail.original_gone");
    return std::move(*raw);
}

void add_deliveries(db::Tx& tx, std::vector<MailLine>& lines, Language language, Instant now) {
    std::vector<MailId> ours;
    for (const auto& line : lines)
        if (line.direction == Direction::out) ours.push_back(line.id);
    for (const auto& d : store::deliveries_of(tx, ours))
        for (auto& line : lines)
            if (line.id == d.mail) line.delivery = line_of(d, language, now);
}

// What a message of ours says before it has an original.
std::vector<PieceLine> pieces_to_be(db::Tx& tx, const store::StoredMail& m) {
    const auto d = store::delivery_of(tx, m.id);
    std::vector<PieceLine> out;
    if (d)
        for (auto& piece : mail::pieces(d->text)) out.push_back({piece.kind, std::move(piece.text)});
    return out;
}

void read_original(MailView& view, const mail::Message& m, Language language) {
    for (auto& piece : mail::pieces(with_marks(m.text, m)))
        view.pieces.push_back({piece.kind, std::move(piece.text)});
    view.has_html = !m.html.empty();
    view.shown_files = shown_files(m);
    for (const auto oddity : m.oddities)
        view.oddities.push_back(text(language, fmt::format("mail.oddity.{}", db::name(oddity))));
    for (const auto& h : m.headers) view.headers.push_back({h.name, h.value});
}

}  // namespace

Result<MailView> Email::view(const Principal& who, MailId id, Language language, Instant now) {
    struct Found {
        MailView view;
        std::optional<std::string> raw;
    };
    auto found = parts_.db.read([&](db::Tx& tx) -> Result<Found> {
        const auto m = visible(*this, tx, who, id);
        if (!m) return Refused(m.error());
        std::vector<MailLine> lines{line_of(*m, language)};
        add_deliveries(tx, lines, language, now);
        Found f{.view = {.line = std::move(lines[0])}, .raw = store::raw(tx, m->raw)};
        if (!f.raw) f.view.pieces = pieces_to_be(tx, *m);
        return f;
    });
    if (!found) return Refused(found.error());
    if (found->raw)
        if (const auto message = mail::parse(*found->raw)) read_original(found->view, *message, language);
    return std::move(found->view);
}

Result<std::string> Email::original(const Principal& who, MailId id) {
    return parts_.db.read([&](db::Tx& tx) -> Result<std::string> {
        const auto m = visible(*this, tx, who, id);
        if (!m) return Refused(m.error());
        return original_of(tx, *m);
    });
}

Result<MailHtml> Email::html(const Principal& who, MailId id, bool remote_pictures) {
    const auto raw = original(who, id);
    if (!raw) return Refused(raw.error());
    const auto message = mail::parse(*raw);
    if (!message) return Refused(message.error());
    const auto picture = [&](std::string_view content_id) -> std::string {
        const bool there = std::ranges::any_of(
            message->attachments, [&](const mail::Part& p) { return p.content_id == content_id; });
        if (!there) return {};
        return fmt::format("{}/mail/{}/pictures?content_id={}", http::kPrefix, id,
                           http::percent_encode(content_id));
    };
    auto shown = mail::sanitised(message->html, {.remote_pictures = remote_pictures, .picture = picture});
    return MailHtml{.html = std::move(shown.html), .remote_pictures = shown.remote_pictures};
}

Result<http::File> Email::picture(const Principal& who, MailId id, std::string_view content_id) {
    const auto raw = original(who, id);
    if (!raw) return Refused(raw.error());
    auto part = mail::part_with_id(*raw, content_id);
    if (!part) return not_found("mail.not_found");
    return http::File{.content = http::Body(std::move(part->bytes)),
                      .name = http::safe_file_name(part->name),
                      .shown = true,
                      .etag = fmt::format("mail-{}-{}", id, hash_of(content_id))};
}

Result<std::vector<MailLine>> Email::of_case(const Principal& who, std::int64_t case_id, Language language,
                                             Instant now) {
    return parts_.db.read([&](db::Tx& tx) -> Result<std::vector<MailLine>> {
        const auto c = parts_.cases.find(tx, case_id);
        if (!c) return not_found("case.not_found");
        if (const auto ok = cases::may_handle(who, *c); !ok) return Refused(ok.error());
        std::vector<MailLine> lines;
        for (const auto& m : store::of_case(tx, case_id, kMostOfACase)) lines.push_back(line_of(m, language));
        std::ranges::reverse(lines);
        add_deliveries(tx, lines, language, now);
        return lines;
    });
}

std::unordered_map<std::int64_t, MailLine> Email::of_contacts(db::Tx& tx,
                                                              std::span<const std::int64_t> contacts,
                                                              Language language, Instant now) const {
    const auto mails = store::of_contacts(tx, contacts);
    std::vector<MailLine> lines;
    for (const auto& m : mails) lines.push_back(line_of(m, language));
    add_deliveries(tx, lines, language, now);
    std::unordered_map<std::int64_t, MailLine> out;
    for (std::size_t i = 0; i < mails.size(); ++i) out.emplace(mails[i].contact, std::move(lines[i]));
    return out;
}

std::unordered_map<std::int64_t, MailLine> Email::of_entries(db::Tx& tx,
                                                             std::span<const std::int64_t> log_entries,
                                                             Language language, Instant now) const {
    const auto mails = store::of_entries(tx, log_entries);
    std::vector<MailLine> lines;
    for (const auto& m : mails) lines.push_back(line_of(m, language));
    add_deliveries(tx, lines, language, now);
    std::unordered_map<std::int64_t, MailLine> out;
    for (std::size_t i = 0; i < mails.size(); ++i) out.emplace(mails[i].log_entry, std::move(lines[i]));
    return out;
}

Result<http::PageOf<MailLine>> Email::recorded(std::string_view cursor, std::size_t limit, Language language,
                                               Instant) {
    const auto before = before_of(cursor);
    if (!before) return invalid_field("cursor", "bad_cursor");
    return parts_.db.read([&](db::Tx& tx) {
        http::PageOf<MailLine> page;
        for (const auto& m : store::recorded(tx, *before, limit + 1)) {
            if (page.items.size() == limit) {
                page.next = std::to_string(page.items.back().id);
                break;
            }
            page.items.push_back(line_of(m, language));
        }
        return page;
    });
}

}  // namespace escucha::email
