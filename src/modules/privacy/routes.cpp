// The routes of privacy: a table of contents. Administrators only.
#include "http/api.hpp"
#include "http/version_asked.hpp"
#include "modules/privacy/privacy.hpp"

namespace escucha::privacy {
namespace {

using http::Line;
using http::Prose;

struct ListRequests {
    std::optional<bool> answered;  // those, newest first; otherwise the open ones
    std::optional<http::Id> customer;
    std::optional<Line<60>> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListRequests, (), (answered, customer, cursor, limit))
struct OneRequest {
    http::Id id;
};
BOOST_DESCRIBE_STRUCT(OneRequest, (), (id))
struct RecordRequest {
    http::Id customer;
    RightKind kind{};
    Channel channel{};
    std::optional<Line<200>> asked_by;
    Line<300> identity;
    std::optional<Prose<5000>> text;
    std::chrono::year_month_day received;
};
BOOST_DESCRIBE_STRUCT(RecordRequest, (), (customer, kind, channel, asked_by, identity, text, received))
struct ExtendRequest {
    http::Id id;
    Prose<2000> reason;
};
BOOST_DESCRIBE_STRUCT(ExtendRequest, (), (id, reason))
struct DecideRequest {
    http::Id id;
    bool granted = false;
    Prose<5000> decision;
};
BOOST_DESCRIBE_STRUCT(DecideRequest, (), (id, granted, decision))
// `understood`: whoever asks has read what goes for good.
struct ErasePerson {
    http::Id id;
    bool understood = false;
};
BOOST_DESCRIBE_STRUCT(ErasePerson, (), (id, understood))
struct TakeRecord {
    http::Id id;
    RecordFormat format{};
};
BOOST_DESCRIBE_STRUCT(TakeRecord, (), (id, format))

struct ListBlocked {
    std::optional<Line<20>> cursor;
    std::optional<http::Int<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListBlocked, (), (cursor, limit))
struct UnblockPerson {
    http::Id id;
    Prose<2000> reason;
};
BOOST_DESCRIBE_STRUCT(UnblockPerson, (), (id, reason))
struct TakeSealedRecord {
    http::Id id;
    Prose<2000> reason;
    RecordFormat format{};
};
BOOST_DESCRIBE_STRUCT(TakeSealedRecord, (), (id, reason, format))

http::Spec spec(std::string id, std::string summary, std::vector<std::string> errors = {}) {
    return {.id = std::move(id),
            .access = http::Access::role(Role::administrator),
            .summary = std::move(summary),
            .tag = "privacy",
            .errors = std::move(errors)};
}

Result<http::WithEtag<RightsRequest>> answer(Result<RightsRequest> request) {
    if (!request) return Refused(std::move(request.error()));
    auto tag = std::to_string(request->version);
    return http::WithEtag<RightsRequest>{std::move(*request), std::move(tag)};
}

void add_reading(http::Api& api, Privacy& privacy) {
    api.get("/rights-requests",
            spec("listRightsRequests", "What people asked about their own data: open ones by their day"),
            [&](const http::Call& call, const ListRequests& in) -> Result<http::PageOf<RightsRequest>> {
                const bool open = !in.answered.value_or(false);
                return privacy.list(
                    open, in.customer ? std::optional<CustomerId>(in.customer->value) : std::nullopt,
                    in.cursor ? in.cursor->str() : "",
                    in.limit ? static_cast<std::size_t>(in.limit->value) : 50, call.now);
            });
    api.get("/rights-requests/{id}", spec("getRightsRequest", "One of them", {"rights.not_found"}),
            [&](const http::Call& call, const OneRequest& in) -> Result<http::WithEtag<RightsRequest>> {
                return answer(privacy.get(in.id, call.now));
            });
}

void add_writing(http::Api& api, Privacy& privacy) {
    api.post("/rights-requests",
             spec("recordRightsRequest", "Write down what a person asked, and by when it is due"),
             [&](const http::Call& call, const RecordRequest& in) -> Result<http::Created<RightsRequest>> {
                 auto made = privacy.record(call.principal,
                                            {.customer = in.customer,
                                             .kind = in.kind,
                                             .channel = in.channel,
                                             .asked_by = http::plain(in.asked_by).value_or(""),
                                             .identity = in.identity.str(),
                                             .text = http::plain(in.text).value_or(""),
                                             .received = in.received},
                                            call.now);
                 if (!made) return Refused(std::move(made.error()));
                 auto location = fmt::format("/rights-requests/{}", made->id);
                 auto tag = std::to_string(made->version);
                 return http::Created<RightsRequest>{std::move(*made), std::move(location), std::move(tag)};
             });
    api.post("/rights-requests/{id}/extension",
             spec("extendRightsRequest", "Take longer, once, and say why",
                  {"rights.not_found", "rights.decided", "rights.extended", "rights.not_longer",
                   "rights.too_late", "rights.changed_meanwhile"}),
             [&](const http::Call& call, const ExtendRequest& in) -> Result<http::WithEtag<RightsRequest>> {
                 return answer(privacy.extend(call.principal, in.id, http::version_asked(call),
                                              in.reason.str(), call.now));
             });
    api.post("/rights-requests/{id}/decision",
             spec("decideRightsRequest", "Answer it: what was done, or why not",
                  {"rights.not_found", "rights.decided", "rights.erase_them", "rights.changed_meanwhile"}),
             [&](const http::Call& call, const DecideRequest& in) -> Result<http::WithEtag<RightsRequest>> {
                 return answer(privacy.decide(call.principal, in.id, http::version_asked(call), in.granted,
                                              in.decision.str(), call.now));
             });
    api.get("/rights-requests/{id}/erasure",
            spec("planErasure", "What erasing the person would take away, and what would stay and why",
                 {"rights.not_found", "rights.decided", "rights.no_erasure", "rights.open_cases",
                  "rights.open_promises", "rights.joined_cases"}),
            [&](const http::Call& call, const OneRequest& in) -> Result<ErasurePlan> {
                return privacy.erasure_plan(in.id, call.language);
            });
    api.post("/rights-requests/{id}/erasure",
             spec("erasePerson", "Erase the person, for good, and answer the request",
                  {"rights.not_found", "rights.decided", "rights.no_erasure", "rights.changed_meanwhile",
                   "rights.open_cases", "rights.open_promises", "rights.joined_cases"}),
             [&](const http::Call& call, const ErasePerson& in) -> Result<http::WithEtag<RightsRequest>> {
                 if (!in.understood) return invalid_field("understood", "required");
                 return answer(privacy.erase(call.principal, in.id, http::version_asked(call), call.language,
                                             call.now));
             });
    auto record = spec("takeRecord", "Everything that is held about the person, as a page or as JSON",
                       {"rights.not_found", "rights.no_record", "customer.not_found", "customer.blocked"});
    record.keep_answer = false;
    api.post("/rights-requests/{id}/record", std::move(record),
             [&](const http::Call& call, const TakeRecord& in) -> Result<http::File> {
                 return privacy.record_of(call.principal, in.id, in.format, call.now);
             });
}

void add_blocking(http::Api& api, Privacy& privacy) {
    api.post("/rights-requests/{id}/blocking",
             spec("blockPerson",
                  "Block the person's data: kept as the law asks, seen by nobody; answers the request",
                  {"rights.not_found", "rights.decided", "rights.no_blocking", "rights.changed_meanwhile",
                   "rights.open_cases", "rights.open_promises", "rights.joined_cases", "customer.blocked",
                   "customer.not_found"}),
             [&](const http::Call& call, const OneRequest& in) -> Result<http::WithEtag<RightsRequest>> {
                 return answer(privacy.block(call.principal, in.id, http::version_asked(call), call.language,
                                             call.now));
             });
    api.get("/blocked-customers",
            spec("listBlockedCustomers", "Those whose data is blocked, since when and why"),
            [&](const http::Call&, const ListBlocked& in) -> Result<http::PageOf<BlockedPerson>> {
                return privacy.blocked(in.cursor ? in.cursor->str() : "",
                                       in.limit ? static_cast<std::size_t>(in.limit->value) : 50);
            });
    api.post("/customers/{id}/unblocking",
             spec("unblockPerson", "End the blocking of a person's data; the reason is kept",
                  {"customer.not_found", "customer.not_blocked"}),
             [&](const http::Call& call, const UnblockPerson& in) -> Result<std::monostate> {
                 if (auto done = privacy.unblock(call.principal, in.id, in.reason.str(), call.now); !done)
                     return Refused(std::move(done.error()));
                 return std::monostate{};
             });
    auto record = spec("takeSealedRecord",
                       "Everything that is held about somebody whose data is blocked; the reason is kept",
                       {"customer.not_found", "customer.not_blocked"});
    record.keep_answer = false;
    api.post("/customers/{id}/sealed-record", std::move(record),
             [&](const http::Call& call, const TakeSealedRecord& in) -> Result<http::File> {
                 return privacy.sealed_record(call.principal, in.id, in.reason.str(), in.format, call.now);
             });
}

}  // namespace

void add_routes(http::Api& api, Privacy& privacy) {
    add_reading(api, privacy);
    add_writing(api, privacy);
    add_blocking(api, privacy);
}

}  // namespace escucha::privacy
