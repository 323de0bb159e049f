// Notes about a customer: several, dated, by whom.
#include "db/database.hpp"
#include "modules/profiles/events.hpp"
#include "modules/profiles/store.hpp"
#include "modules/profiles/use_cases.hpp"
#include "work/events.hpp"

namespace escucha::profiles {
namespace {

void announce(const Profiles& p, db::Tx& tx, CustomerId id, std::int64_t note, const char* what,
              const Principal& by, Instant now) {
    p.events().append(tx,
                      work::event(NoteChanged::kType, "customer", id, by, now, NoteChanged{id, note, what}));
}

// The note, if it is this customer's.
Result<Note> find(db::Tx& tx, CustomerId id, std::int64_t note) {
    auto found = store::note(tx, note);
    if (!found || found->customer != id) return not_found("customer_note.not_found");
    return std::move(found->note);
}

bool may_edit(const Note& note, const Principal& by) {
    return by.is_person() && (note.by.id == by.person || by.at_least(Role::supervisor));
}

}  // namespace

Result<Note> Profiles::add_note(db::Tx& tx, CustomerId id, std::string_view text, bool pinned,
                                const Principal& by, Instant now) const {
    if (text.empty()) return invalid_field("text", "required");
    Note note{.text = std::string(text), .by = {by.person, {}}, .at = now, .pinned = pinned, .version = 1};
    note.id = store::add_note(tx, id, note);
    note.by = named(*this, tx, by.person);
    announce(*this, tx, id, note.id, "written", by, now);
    return note;
}

Result<Note> write_note(Profiles& p, CustomerId id, std::string_view text, bool pinned, const Principal& by,
                        Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Note> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        return p.add_note(tx, id, text, pinned, by, now);
    });
}

Result<Note> edit_note(Profiles& p, CustomerId id, std::int64_t note_id, std::optional<std::int64_t> version,
                       const NoteEdit& edit, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<Note> {
        if (const auto there = must_exist(p, tx, id); !there) return Refused(there.error());
        auto note = find(tx, id, note_id);
        if (!note) return note;
        const bool other_words = edit.text && *edit.text != note->text;
        if (other_words && !may_edit(*note, by))
            return refuse(ErrorKind::forbidden, "customer_note.not_yours");
        if (version && *version != note->version)
            return refuse(ErrorKind::stale, "customer_note.changed_meanwhile");
        if (other_words) {
            note->text = *edit.text;
            note->edited_at = now;
        }
        note->pinned = edit.pinned.value_or(note->pinned);
        store::save_note(tx, *note);
        announce(p, tx, id, note_id, other_words ? "edited" : "pinned", by, now);
        Note saved = store::note(tx, note_id)->note;
        saved.by = named(p, tx, saved.by.id);
        return saved;
    });
}

Result<void> remove_note(Profiles& p, CustomerId id, std::int64_t note_id, const Principal& by, Instant now) {
    return p.base().write([&](db::Tx& tx) -> Result<void> {
        if (const auto there = must_exist(p, tx, id); !there) return there;
        const auto note = find(tx, id, note_id);
        if (!note) return Refused(note.error());
        if (!may_edit(*note, by)) return refuse(ErrorKind::forbidden, "customer_note.not_yours");
        store::remove_note(tx, note_id);
        announce(p, tx, id, note_id, "removed", by, now);
        return {};
    });
}

}  // namespace escucha::profiles
