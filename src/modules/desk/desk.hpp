// The agents' desk: what the console shows of cases, composed from the modules below it, and its routes. It
// decides nothing: each route calls one use case, then answers the case as it now stands, so that the console
// needs no second request.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/principal.hpp"
#include "base/result.hpp"
#include "modules/desk/shapes.hpp"

namespace escucha {
namespace db {
class Database;
class Tx;
}  // namespace db
namespace http {
class Api;
}
namespace work {
class Live;
}
namespace team {
class Team;
}
namespace customers {
class Customers;
}
namespace contacts {
class Contacts;
}
namespace files {
class Files;
}
namespace cases {
class Cases;
struct Case;
struct Eyes;
}  // namespace cases
namespace promises {
class Promises;
}
namespace profiles {
class Profiles;
}
}  // namespace escucha

namespace escucha::desk {

struct Desk {
    db::Database& db;
    team::Team& team;
    customers::Customers& customers;
    contacts::Contacts& contacts;
    files::Files& files;
    cases::Cases& cases;
    promises::Promises& promises;
    work::Live& live;
    profiles::Profiles& profiles;
    // Set by src/app: what e-mail knows of the contacts it carried. Channels come after the desk.
    std::function<std::unordered_map<std::int64_t, EntryMail>(db::Tx&, std::span<const std::int64_t> contacts,
                                                              Language, Instant now)>
        mail = {};
    // The same of what passed between us and somebody outside, by the entry of the log that shows it.
    std::function<std::unordered_map<std::int64_t, EntryMail>(
        db::Tx&, std::span<const std::int64_t> log_entries, Language, Instant now)>
        mail_outside = {};
};

// Who looks, in which language, and when it is.
struct Viewer {
    const Principal& who;
    Language language = Language::es;
    Instant now{};
};

// Of a case that was joined to another: that other.
Result<CaseView> case_view(Desk&, db::Tx&, const Viewer&, std::int64_t case_id);
CaseName case_name(const cases::Case&);
std::vector<HeldLine> held_lines(Desk&, db::Tx&, const Viewer&, std::int64_t case_id);
std::vector<CaseRow> case_rows(Desk&, db::Tx&, const Viewer&, std::span<const cases::Case>);
// The timeline: contacts, notes, changes and promises in one order, oldest first; `before` continues a page.
// The newest page, for who has the case's promises at hand already.
http::PageOf<Entry> newest_entries(Desk&, db::Tx&, const Viewer&, const cases::Case&,
                                   std::span<const promises::Promise> promises, std::size_t limit);
Result<http::PageOf<Entry>> entries_before(Desk&, db::Tx&, const Viewer&, const cases::Case&,
                                           std::string_view before, std::size_t limit);
// "Pasó a Ana Ruiz": what an entry of a case's log says happened, without the words of whoever did it.
// Where it has to do with another case, `name_of` tells its name to whoever may know it.
using NameOfCase = std::function<std::optional<CaseName>(std::int64_t case_id)>;
std::string change_in_words(const cases::LogEntry& entry, Language language, const NameOfCase& name_of);
cases::Eyes eyes_of(Desk&, const Viewer&);

void add_routes(http::Api&, Desk&);
void add_joining(http::Api&, Desk&);
void add_answering(http::Api&, Desk&);
void add_live(http::Api&, Desk&);

}  // namespace escucha::desk
