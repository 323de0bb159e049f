// What the portal needs from the rest of the house: the desk a customer walks up to, without an account. The
// portal knows pages and forms; who keeps cases, promises, files and the organisation is behind this one face
// (src/app implements it over the modules). Whoever holds a tracking code speaks for that case: the code is
// the permission, so every use case takes it, and nothing here is found by a number that can be counted up.
//
// Refusals: fields that are not acceptable come as ErrorKind::invalid naming the members below ("what",
// "email", "files[2]", "text"…) so that the page can say it beside the question. What does not (or no longer)
// apply is a conflict. Failures of the machine are exceptions, as everywhere.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/result.hpp"
#include "base/tracking_code.hpp"
#include "base/vocabulary.hpp"
#include "http/fields.hpp"
#include "http/request.hpp"

namespace escucha::portal {

// Who is at the desk: never one of ours, even when an agent is signed in in the same browser.
struct Visitor {
    Language language = Language::es;
    std::string address = {};  // network address, for the audit
    std::string request_id = {};
    Instant now{};
};

// `once`: a key minted with the form. The same key again means the same sending (a double click, a connection
// lost after we heard): it answers as the first time and does nothing more. At most 64 characters.
struct Intake {
    CaseKind kind = CaseKind::question;
    std::string what = {};                 // what happened, in their words; 1..20,000 code points
    std::string expectation = {};          // "¿Cómo podríamos solucionarlo?"; may be empty
    std::string name = {};                 // 1..200
    std::string email = {};                // one of e-mail and telephone is given; the other may be empty
    std::string phone = {};                // as typed
    std::string document = {};             // may be empty
    std::vector<http::Upload> files = {};  // at most 10, of at most 20 MB each
    std::string once = {};
};

struct Answer {
    std::string text = {};  // may be empty when there are files
    std::vector<http::Upload> files = {};
    std::string once = {};
};

struct Organisation {
    std::string name = {};
    std::string zone = {};  // IANA; every date of a page is told in it
};

// Where it stands, for the sentence at the top of the page.
enum class Standing {
    received,  // nobody has it yet
    in_hand,   // somebody looks after it
    waiting,   // for the customer, since `waiting_since`
    solved,    // with `solution`
};
enum class Outcome { solved, partly, not_upheld, withdrawn, customer_silent };

struct PublicFile {
    std::int64_t id = 0;
    std::string name = {};
    std::string type = {};
    std::int64_t size = 0;
};

struct PublicMessage {
    enum class How { message, call, visit };
    How how = How::message;  // of calls and visits only that they happened: their notes are our own
    bool from_customer = false;
    std::string author = {};  // of ours: the name they sign with
    Instant at{};
    std::string text = {};
    std::vector<PublicFile> files = {};
};

struct PublicPromise {
    enum class State { open, kept, kept_late, renegotiated, broken };
    std::int64_t id = 0;
    std::string what = {};
    std::string maker = {};
    Instant promised_for{};
    State state = State::open;
    std::string reason = {};           // of renegotiated and broken, as it was told to the customer
    std::optional<bool> verdict = {};  // what the customer said: was it kept?
};

struct PublicSaidBack {
    std::string text = {};  // "esto es lo que entendimos que espera"
    std::string by = {};
    Instant at{};
    std::optional<Instant> confirmed_at = {};
    std::string correction = {};  // what the customer put right; empty: nothing
    std::int64_t version = 0;     // of this wording, so that nobody confirms what was rewritten meanwhile
};

struct PublicOption {
    std::int64_t id = 0;
    std::string text = {};
    bool recommended = false;
    bool chosen = false;
};

// Of what they asked or objected to: what they were answered.
struct PublicPoint {
    enum class Decision { accepted, partly, refused, not_ours };
    std::string text = {};  // in their words
    Decision decision = Decision::accepted;
    std::string told = {};
    Instant at{};
};

struct PublicSolution {
    Outcome outcome = Outcome::solved;
    Instant at{};
    std::string text = {};
    std::string reason = {};       // not upheld: why, in plain words
    std::string alternative = {};  // not upheld: what we can offer instead
};

struct PublicSatisfaction {
    int score = 0;  // 1..5
    std::string words = {};
};

// Another matter that came up here and is attended to in a case of its own.
struct PublicApart {
    TrackingCode code;
    std::string title = {};
};

struct PublicCase {
    TrackingCode code;
    CaseKind kind = CaseKind::question;
    Standing standing = Standing::received;
    std::string customer = {};  // the name they gave when they wrote; empty: another way, or none
    Instant opened_at{};
    std::string looked_after_by = {};  // empty: nobody yet
    std::optional<Instant> waiting_since = {};
    std::optional<Instant> first_answer_at = {};
    std::optional<Instant> first_answer_due = {};
    std::optional<Instant> next_update_due = {};
    std::optional<Instant> resolution_due = {};
    std::optional<Instant> law_due = {};   // by when the law wants it answered
    std::string law_why = {};              // why, in two sentences; empty: nothing to say
    std::optional<Instant> cure_due = {};  // by when they were asked for what is missing
    std::string expectation = {};          // as we have it; empty: not known
    std::optional<PublicSaidBack> said_back = {};
    std::vector<PublicOption> options = {};    // of the last offer; at most three
    std::vector<PublicPromise> promises = {};  // by date
    std::vector<PublicMessage> messages = {};  // the last 100, oldest first
    int earlier_messages = 0;                  // how many more there are
    std::vector<PublicApart> apart = {};
    std::vector<PublicPoint> points = {};         // those answered
    std::optional<PublicSolution> solution = {};  // standing == solved
    std::optional<PublicSatisfaction> satisfaction = {};
    bool asks_how_it_was = true;  // false: somebody else's case took theirs in, and they are asked
};

class Desk {
  public:
    virtual ~Desk() = default;

    // Nothing until the first visit has set the house up. Asked for by every page: cheap.
    virtual std::optional<Organisation> organisation() = 0;

    virtual Result<TrackingCode> open_case(const Intake& intake, const Visitor& visitor) = 0;
    virtual std::optional<PublicCase> find(const TrackingCode& code, const Visitor& visitor) = 0;

    // Its receipt as PDF.
    virtual Result<http::File> receipt(const TrackingCode& code, const Visitor& visitor) = 0;

    // Also reopens what was solved.
    virtual Result<void> reply(const TrackingCode& code, const Answer& answer, const Visitor& visitor) = 0;
    // "Sí, eso es lo que espero." Conflict when said_back is no longer of that version.
    virtual Result<void> confirm_said_back(const TrackingCode& code, std::int64_t version,
                                           const Visitor& visitor) = 0;
    virtual Result<void> correct_said_back(const TrackingCode& code, std::int64_t version,
                                           const std::string& text, const Visitor& visitor) = 0;
    virtual Result<void> choose_option(const TrackingCode& code, std::int64_t option,
                                       const Visitor& visitor) = 0;
    virtual Result<void> judge_promise(const TrackingCode& code, std::int64_t promise, bool kept,
                                       const Visitor& visitor) = 0;
    // Conflict unless the case is solved. Said again, it replaces what was said.
    virtual Result<void> rate(const TrackingCode& code, const PublicSatisfaction& satisfaction,
                              const Visitor& visitor) = 0;
    // A file of the conversation of that case.
    virtual Result<http::File> file(const TrackingCode& code, std::int64_t file, const Visitor& visitor) = 0;
};

}  // namespace escucha::portal
