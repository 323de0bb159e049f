#include "app/portal_desk.hpp"

#include "app/case_receipt.hpp"

#include "base/tokens.hpp"
#include "http/text_rules.hpp"
#include "modules/desk/dates.hpp"
#include "modules/team/team.hpp"
#include "work/idempotency.hpp"

namespace escucha::app {
namespace {

constexpr std::size_t kMessages = 100;

Principal principal_of(const portal::Visitor& v, std::int64_t customer) {
    Principal p;
    p.kind = ActorKind::customer;
    p.person = customer;
    p.language = v.language;
    p.address = v.address;
    p.request_id = v.request_id;
    return p;
}

// The wording's version is the instant it was said.
std::int64_t version_of(const cases::Progress& p) {
    return p.said ? micros(p.said->at) : 0;
}

portal::Standing standing_of(const cases::Case& c) {
    switch (c.state) {
        case cases::State::solved:
            return portal::Standing::solved;
        case cases::State::waiting:
            return portal::Standing::waiting;
        default:
            return c.owner == 0 ? portal::Standing::received : portal::Standing::in_hand;
    }
}

portal::PublicMessage message_of(const contacts::Contact& c,
                                 const std::unordered_map<PersonId, std::string>& names) {
    using How = portal::PublicMessage::How;
    portal::PublicMessage m;
    m.how = c.type == contacts::ContactType::call    ? How::call
            : c.type == contacts::ContactType::visit ? How::visit
                                                     : How::message;
    m.from_customer = c.direction == Direction::in;
    m.at = c.at;
    if (const auto name = names.find(c.person_id); name != names.end()) m.author = name->second;
    if (m.how == How::message || m.from_customer)
        m.text = c.person_id == 0 || m.how == How::message ? c.text : "";
    return m;
}

// Their words and ours to them: where cases of several people are joined, each sees their own.
std::vector<portal::PublicMessage> messages_of(House& house, db::Tx& tx, const cases::Asked& a) {
    const auto contacts = house.contacts.between(tx, a.standing.id, a.asked.customer, 0, kMessages);
    std::vector<std::int64_t> ids;
    std::vector<PersonId> people;
    for (const auto& contact : contacts) ids.push_back(contact.id), people.push_back(contact.person_id);
    const auto names = house.team.names(tx, people);
    auto files = house.files.of(tx, "contact", ids);
    std::vector<portal::PublicMessage> messages;
    for (const auto& contact : contacts) {
        auto m = message_of(contact, names);
        for (const auto& f : files[contact.id]) m.files.push_back({f.id, f.name, f.type, f.size});
        messages.push_back(std::move(m));
    }
    return messages;
}

portal::PublicPromise promise_of(const promises::Promise& p,
                                 const std::unordered_map<PersonId, std::string>& names) {
    portal::PublicPromise out;
    out.id = p.id;
    out.what = p.what;
    if (const auto name = names.find(p.maker); name != names.end()) out.maker = name->second;
    out.promised_for = p.promised_for;
    out.state = static_cast<portal::PublicPromise::State>(p.state);
    out.reason = p.reason;
    if (p.verdict) out.verdict = *p.verdict == promises::Verdict::kept;
    return out;
}

// The case that stands is theirs, or joined to one of their own.
bool is_theirs(const cases::Asked& a) {
    return a.asked.customer == a.standing.customer;
}

void add_dates(portal::PublicCase& out, const cases::Case& c) {
    out.opened_at = c.opened_at;
    out.waiting_since = c.waiting_since;
    out.first_answer_at = c.first_answer_at;
    out.first_answer_due = c.first_answer_due;
    out.next_update_due = c.next_update_due;
    out.resolution_due = c.resolution_due;
    if (!c.law_kept) out.law_due = c.law_due;
    out.cure_due = c.cure_due;
}

void add_ending(portal::PublicCase& out, const cases::Case& c, const cases::Progress& p) {
    if (c.state != cases::State::solved) return;
    out.solution = portal::PublicSolution{static_cast<portal::Outcome>(*c.outcome), *c.solved_at,
                                          p.outcome_text, p.outcome_reason, p.outcome_alternative};
    if (c.score != 0 && p.satisfaction)
        out.satisfaction = portal::PublicSatisfaction{c.score, p.satisfaction_words};
}

void add_people(House& house, db::Tx& tx, portal::PublicCase& out, const cases::Asked& a,
                const cases::Progress& p) {
    const auto& c = a.standing;
    auto promises = house.promises.for_case(tx, c.id);
    std::erase_if(promises, [&](const promises::Promise& one) { return one.customer != a.asked.customer; });
    std::vector<PersonId> people{c.owner, p.said ? p.said->by : 0};
    for (const auto& promise : promises) people.push_back(promise.maker);
    const auto names = house.team.names(tx, people);
    const auto name = [&](PersonId id) {
        const auto found = names.find(id);
        return found == names.end() ? std::string() : found->second;
    };
    out.looked_after_by = name(c.owner);
    if (p.said && is_theirs(a))
        out.said_back = portal::PublicSaidBack{p.said_back,    name(p.said->by), p.said->at,
                                               p.confirmed_at, p.correction,     version_of(p)};
    for (const auto& promise : promises) out.promises.push_back(promise_of(promise, names));
}

// What was sealed is closed to whoever holds the code, too: nobody can tell whether that is still the person.
std::optional<cases::Asked> by_code(House& house, db::Tx& tx, const TrackingCode& code) {
    auto a = house.cases.asked_by_code(tx, code.text());
    return a && (a->standing.sealed || a->asked.sealed) ? std::nullopt : std::move(a);
}

// Of the record nothing is said: whoever types somebody's address would read what we call them.
std::string name_given(House& house, db::Tx& tx, const cases::Asked& a) {
    const auto first = house.contacts.first_between(tx, a.standing.id, a.asked.customer);
    return first && first->direction == Direction::in ? first->caller_name : std::string();
}

// What of this conversation became a case of its own: whoever finds their words gone from here finds them
// there.
std::vector<portal::PublicApart> apart_of(House& house, db::Tx& tx, const cases::Asked& a) {
    std::vector<portal::PublicApart> apart;
    auto links = house.cases.links_of(tx, a.standing.id);
    if (a.asked.id != a.standing.id)
        for (const auto& link : house.cases.links_of(tx, a.asked.id)) links.push_back(link);
    for (const auto& link : links) {
        if (link.kind != cases::LinkKind::split || link.other == a.asked.id) continue;
        const auto other = house.cases.find_standing(tx, link.other);
        if (!other || other->sealed || other->customer != a.asked.customer || other->id == a.standing.id)
            continue;
        apart.push_back({*TrackingCode::parse(other->code), other->title});
    }
    return apart;
}

// Not those that were offered to somebody else, before their case was joined to this one.
void add_options(House& house, db::Tx& tx, portal::PublicCase& out, const cases::Case& c) {
    const auto offered = house.cases.options(tx, c.id);
    if (offered.empty()) return;
    const auto origins = house.cases.origins(tx, c.id);
    for (const auto& o : offered) {
        const auto from = house.cases.find(tx, origins.of("case_options", o.id));
        if (from && from->customer != c.customer) continue;
        out.options.push_back({o.id, o.text, o.recommended, o.chosen_at.has_value()});
    }
}

// Whose message it came with; what was written by hand is of the case's own customer.
void add_points(House& house, db::Tx& tx, portal::PublicCase& out, const cases::Asked& a) {
    for (const auto& p : house.points.of(tx, a.standing.id)) {
        if (!p.decision || !p.told_at) continue;
        const auto said = p.contact_id != 0 ? house.contacts.get(tx, p.contact_id) : std::nullopt;
        if (said ? said->customer_id != a.asked.customer : !is_theirs(a)) continue;
        out.points.push_back(
            {p.text, static_cast<portal::PublicPoint::Decision>(*p.decision), p.told, *p.told_at});
    }
}

// What we understood that they expect, what was offered and how they found it is of the case's own customer;
// whoever else's case was joined sees how theirs stood then.
portal::PublicCase public_case(House& house, db::Tx& tx, const TrackingCode& code, const cases::Asked& a) {
    portal::PublicCase out{.code = code};
    const auto& c = a.standing;
    const auto p = house.cases.progress(tx, c.id);
    out.kind = is_theirs(a) ? c.kind : a.asked.kind;
    out.standing = standing_of(c);
    out.expectation = is_theirs(a) ? p.expectation : house.cases.progress(tx, a.asked.id).expectation;
    add_dates(out, c);
    if (!is_theirs(a)) out.opened_at = a.asked.opened_at;
    add_people(house, tx, out, a, p);
    if (is_theirs(a)) add_options(house, tx, out, c);
    out.customer = name_given(house, tx, a);
    out.messages = messages_of(house, tx, a);
    out.earlier_messages = static_cast<int>(house.contacts.count_between(tx, c.id, a.asked.customer) -
                                            static_cast<std::int64_t>(out.messages.size()));
    out.apart = apart_of(house, tx, a);
    add_points(house, tx, out, a);
    add_ending(out, c, p);
    out.asks_how_it_was = is_theirs(a);
    if (!is_theirs(a)) out.satisfaction.reset();
    return out;
}

// The law's date of what is theirs, and why: nobody is told when somebody else filed.
void tell_law(House& house, db::Tx& tx, portal::PublicCase& out, const cases::Asked& a,
              const portal::Visitor& v) {
    if (a.standing.state == cases::State::solved || a.standing.law_kept) return;
    auto told = desk::law_told(house.desk, tx, a.standing, a.asked.customer, v.language, v.now);
    out.law_due = told.due;
    out.law_why = std::move(told.why);
}

cases::NewCase new_case(const portal::Intake& in, const portal::Visitor& v, std::vector<std::int64_t> files) {
    cases::NewCase n;
    n.kind = in.kind;
    n.channel = Channel::web;
    n.what = in.what;
    n.expectation = in.expectation;
    n.who = {in.name, in.email, in.phone, in.document};
    n.language = v.language;
    n.files = std::move(files);
    return n;
}

// The portal asks its questions one by one: fields have no "customer." before them there.
Error as_asked(Error error) {
    constexpr std::string_view kPrefix = "customer.";
    for (auto& f : error.fields)
        if (f.field.starts_with(kPrefix)) f.field.erase(0, kPrefix.size());
    return error;
}

// What a customer may write: as the API's texts, and no longer than what the desk's face says.
class Words {
  public:
    template <std::size_t Max>
    void take(const char* field, std::string& text) {
        std::string clean;
        if (auto wrong = http::take_text(text, http::shape_of<http::Prose<Max, 0>>(), clean))
            wrong_.push_back({field, std::move(wrong->code), std::move(wrong->params)});
        else
            text = std::move(clean);
    }
    Result<void> all() {
        if (wrong_.empty()) return {};
        return invalid_fields(std::move(wrong_));
    }

  private:
    std::vector<FieldError> wrong_;
};

constexpr std::size_t kLongestText = 20'000, kLongestWords = 5'000;  // code points

// Of one form, sent once: whoever goes back, writes something else and sends it, says something new.
std::string once_key(std::string_view form, std::string words, const std::vector<http::Upload>& files) {
    if (form.empty()) return {};
    for (const auto& f : files) words += fmt::format("\n{} {}", f.name, f.bytes.size());
    return fmt::format("{}.{}", form, token_hash(words).substr(0, 32));
}
std::string once_key(const portal::Intake& in) {
    return once_key(in.once,
                    fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", db::name(in.kind), in.what, in.expectation,
                                in.name, in.email, in.phone, in.document),
                    in.files);
}

std::vector<std::int64_t> ids_of(const std::vector<files::FileRef>& files) {
    std::vector<std::int64_t> ids;
    for (const auto& f : files) ids.push_back(f.id);
    return ids;
}

}  // namespace

std::optional<portal::Organisation> PortalDesk::organisation() {
    house_.team.refresh(house_.clock());
    const auto o = house_.team.organisation();
    if (o->name.empty()) return std::nullopt;
    return portal::Organisation{o->name, o->zone->name()};
}

Result<TrackingCode> PortalDesk::open_case(const portal::Intake& typed, const portal::Visitor& v) {
    auto in = typed;
    Words words;
    words.take<kLongestText>("what", in.what);
    words.take<kLongestWords>("expectation", in.expectation);
    if (auto ok = words.all(); !ok) return Refused(ok.error());
    const auto who = principal_of(v, 0);
    const auto kept = house_.files.keep(in.files, who, v.now);
    if (!kept) return Refused(kept.error());
    const auto key = once_key(in);
    const work::idempotency::Request once{key, "portal", "open"};
    const auto code = house_.base.write([&](db::Tx& tx) -> Result<std::string> {
        if (!in.once.empty()) {
            const auto begun = work::idempotency::begin(tx, once, v.now);
            if (begun.begun == work::idempotency::Begun::replay) return begun.answer.body;
        }
        const auto opened = house_.cases.open_in(tx, who, new_case(in, v, ids_of(*kept)), v.now);
        if (!opened) return Refused(as_asked(opened.error()));
        if (!in.once.empty())
            work::idempotency::store(tx, once, {.status = 201, .headers = {}, .body = opened->code});
        return opened->code;
    });
    if (!code) return Refused(code.error());
    return TrackingCode::parse(*code);
}

std::optional<cases::Asked> PortalDesk::case_of(const TrackingCode& code) {
    return house_.base.read([&](db::Tx& tx) { return by_code(house_, tx, code); });
}

std::optional<portal::PublicCase> PortalDesk::find(const TrackingCode& code, const portal::Visitor& visitor) {
    return house_.base.read([&](db::Tx& tx) -> std::optional<portal::PublicCase> {
        const auto asked = by_code(house_, tx, code);
        if (!asked) return std::nullopt;
        auto shown = public_case(house_, tx, code, *asked);
        tell_law(house_, tx, shown, *asked, visitor);
        return shown;
    });
}

Result<http::File> PortalDesk::receipt(const TrackingCode& code, const portal::Visitor& v) {
    return house_.base.read([&](db::Tx& tx) -> Result<http::File> {
        const auto asked = by_code(house_, tx, code);
        if (!asked) return not_found("case.not_found");
        const auto& c = asked->asked;
        const auto o = house_.team.organisation();
        const auto birth = cases::birth_of(house_.cases, tx, c);
        ReceiptOf r{.code = code,
                    .kind = birth.kind,
                    .at = c.opened_at,
                    .expectation = house_.cases.progress(tx, c.id).expectation,
                    .first_answer_due = birth.first_answer_due,
                    .resolution_due = birth.resolution_due,
                    .law_due = birth.law_due,
                    .law = law_at_opening(birth, v.language, *o->zone),
                    .organisation = o->name,
                    .public_url = public_url_};
        const auto first = house_.contacts.first_between(tx, asked->standing.id, c.customer);
        if (first && first->direction == Direction::in) {
            r.customer = first->caller_name;
            // What one of ours wrote down of a call is our own note, not the customer's words.
            if (first->person_id == 0 || first->type == contacts::ContactType::message) r.words = first->text;
            auto files = house_.files.of(tx, "contact", std::array{first->id});
            for (const auto& f : files[first->id]) r.files.push_back(f.name);
        }
        return http::File{.content = http::Body(case_receipt_pdf(r, v.language, *o->zone)),
                          .name = code.shown() + ".pdf",
                          .shown = true};
    });
}

Result<void> PortalDesk::act(
    const TrackingCode& code, const portal::Visitor& v,
    const std::function<Result<cases::Changed>(const Principal&, const cases::Asked&)>& f) {
    const auto asked = case_of(code);
    if (!asked) return not_found("case.not_found");
    const auto done = f(principal_of(v, asked->asked.customer), *asked);
    if (!done) return Refused(done.error());
    return {};
}

Result<void> PortalDesk::act_on_own(
    const TrackingCode& code, const portal::Visitor& v,
    const std::function<Result<cases::Changed>(const Principal&, const cases::Case&)>& f) {
    return act(code, v, [&](const Principal& who, const cases::Asked& a) -> Result<cases::Changed> {
        if (!is_theirs(a)) return not_found("case.not_found");
        return f(who, a.standing);
    });
}

Result<void> PortalDesk::reply(const TrackingCode& code, const portal::Answer& typed,
                               const portal::Visitor& v) {
    auto in = typed;
    Words words;
    words.take<kLongestText>("text", in.text);
    if (auto ok = words.all(); !ok) return ok;
    const auto kept = house_.files.keep(in.files, principal_of(v, 0), v.now);
    if (!kept) return Refused(kept.error());
    return act(code, v, [&](const Principal& who, const cases::Asked& a) {
        return house_.cases.customer_reply(
            who, a.asked.id,
            {.text = in.text, .files = ids_of(*kept), .once = once_key(in.once, in.text, in.files)}, v.now);
    });
}

Result<void> PortalDesk::confirm_said_back(const TrackingCode& code, std::int64_t version,
                                           const portal::Visitor& v) {
    return act_on_own(code, v, [&](const Principal& who, const cases::Case& c) {
        return house_.cases.customer_confirms(who, c.id, instant(version), v.now);
    });
}

Result<void> PortalDesk::correct_said_back(const TrackingCode& code, std::int64_t version,
                                           const std::string& typed, const portal::Visitor& v) {
    auto text = typed;
    Words words;
    words.take<kLongestWords>("correction", text);
    if (auto ok = words.all(); !ok) return ok;
    return act_on_own(code, v, [&](const Principal& who, const cases::Case& c) {
        return house_.cases.customer_corrects(who, c.id, instant(version), text, v.now);
    });
}

Result<void> PortalDesk::choose_option(const TrackingCode& code, std::int64_t option,
                                       const portal::Visitor& v) {
    return act_on_own(code, v, [&](const Principal& who, const cases::Case& c) {
        return house_.cases.choose(who, c.id, option, v.now);
    });
}

Result<void> PortalDesk::judge_promise(const TrackingCode& code, std::int64_t promise, bool kept,
                                       const portal::Visitor& v) {
    return act(code, v, [&](const Principal& who, const cases::Asked& a) {
        const auto verdict = kept ? promises::Verdict::kept : promises::Verdict::not_kept;
        return house_.base.write([&](db::Tx& tx) -> Result<cases::Changed> {
            const auto made = house_.promises.get(tx, promise);
            if (!made || made->customer != a.asked.customer) return not_found("promise.not_found");
            const auto judged = house_.promises.judge(tx, a.standing.id, promise, verdict, who, v.now);
            if (!judged) return Refused(judged.error());
            return cases::Changed{a.standing.id, a.standing.version};
        });
    });
}

Result<void> PortalDesk::rate(const TrackingCode& code, const portal::PublicSatisfaction& typed,
                              const portal::Visitor& v) {
    auto in = typed;
    Words words;
    words.take<kLongestWords>("words", in.words);
    if (auto ok = words.all(); !ok) return ok;
    return act_on_own(code, v, [&](const Principal& who, const cases::Case& c) {
        return house_.cases.customer_rates(who, c.id, {in.score, in.words}, v.now);
    });
}

Result<http::File> PortalDesk::file(const TrackingCode& code, std::int64_t id, const portal::Visitor&) {
    const auto found = house_.base.read([&](db::Tx& tx) -> std::optional<files::StoredFile> {
        const auto a = by_code(house_, tx, code);
        auto f = house_.files.find(tx, id);
        if (!a || !f || !f->owner || f->owner->type != "contact" || f->owner->case_id != a->standing.id)
            return std::nullopt;
        const auto said = house_.contacts.get(tx, f->owner->id);
        return said && said->customer_id == a->asked.customer ? std::move(f) : std::nullopt;
    });
    if (!found) return not_found("file.not_found");
    auto content = house_.files.content(id);
    if (!content) return not_found("file.not_found");
    return http::File{
        .content = std::move(*content), .name = found->name, .shown = found->type.starts_with("image/")};
}

}  // namespace escucha::app
