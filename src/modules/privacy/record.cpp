// A person's whole record: one page without scripts or anything from elsewhere, and the same as JSON.
#include <sodium.h>
#include <boost/json.hpp>

#include "base/fold.hpp"
#include "base/html.hpp"
#include "base/human_time.hpp"
#include "db/database.hpp"
#include "http/json.hpp"
#include "modules/privacy/events.hpp"
#include "modules/privacy/store.hpp"
#include "modules/team/team.hpp"
#include "work/events.hpp"

namespace escucha::privacy {
namespace {

using html::el;
using html::Markup;

struct Part {
    const Holding* holding;
    std::vector<Facts> rows;
};
struct Record {
    customers::Customer customer = {};
    std::string organisation = {};
    std::vector<Part> parts = {};
};

std::string label_of(const Fact& fact, Language language) {
    return fact.label.empty() ? text(language, "privacy.field." + fact.key) : fact.label;
}

Markup row_of(const Facts& facts, Language language) {
    Markup lines;
    for (const auto& fact : facts) {
        if (fact.value.empty()) continue;
        lines += el("dt", label_of(fact, language));
        lines += el("dd", html::paragraphs(fact.value));
    }
    return el("dl", lines);
}

Markup part_of(const Part& part, Language language) {
    Markup rows;
    for (const auto& facts : part.rows) rows += row_of(facts, language);
    if (part.rows.empty()) rows = el("p", text(language, "privacy.record.nothing"));
    return el("section", el("h2", text(language, "privacy.holding." + part.holding->name)),
              el("p", {{"class", "why"}}, text(language, "privacy.why." + part.holding->name)), rows);
}

constexpr std::string_view kStyle = R"(<style>
body{font:17px/1.55 system-ui,sans-serif;color:#1d2326;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2.2rem 0 .2rem}.why{color:#55605f;margin:.1rem 0 .8rem}
dl{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.25rem 1rem;margin:0 0 1rem;padding:.8rem 0;
border-top:1px solid #d7dcdb}dt{color:#55605f}dd{margin:0;overflow-wrap:anywhere}dd p{margin:0 0 .4rem}
@media(max-width:32rem){dl{display:block}dd{margin:0 0 .5rem}}</style>)";

std::string base64(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), variant);
    out.pop_back();  // the zero at its end
    return out;
}

// Files that go along lie within the page, to be saved and never run: bytes of no type. Attributes that take
// addresses take none of these, so they are written here.
std::string files_of(const Record& record, Language language) {
    std::string links;
    for (const auto& part : record.parts)
        for (const auto& facts : part.rows)
            for (const auto& fact : facts)
                if (!fact.file.empty())
                    links += fmt::format(
                        "<li><a download=\"{0}\" "
                        "href=\"data:application/octet-stream;base64,{1}\">{0}</a></li>",
                        html::escape(fact.value), base64(fact.file));
    if (links.empty()) return {};
    return fmt::format("<section>{}<ul>{}</ul></section>",
                       el("h2", text(language, "privacy.record.files")).bytes(), links);
}

std::string as_html(const Record& record, const Telling& t) {
    const auto title = text(t.language, "privacy.record.title", {{"name", record.customer.name}});
    Markup body = el("h1", title);
    body += el("p", text(t.language, "privacy.record.lead",
                         {{"organisation", record.organisation}, {"when", t.in_words(t.now)}}));
    for (const auto& part : record.parts) body += part_of(part, t.language);
    return fmt::format(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\">{}{}</head><body>{}{}</body></html>\n",
        code(t.language), el("title", title).bytes(), kStyle, body.bytes(), files_of(record, t.language));
}

boost::json::array rows_as_json(const Part& part) {
    boost::json::array rows;
    for (const auto& facts : part.rows) {
        boost::json::object row;
        for (const auto& fact : facts) {
            if (!fact.value.empty()) row[fact.key] = fact.code.empty() ? fact.value : fact.code;
            if (!fact.file.empty()) row["content_base64"] = base64(fact.file);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string as_json(const Record& record, const Telling& t) {
    boost::json::object out{{"organisation", record.organisation},
                            {"made_at", http::rfc3339(t.now)},
                            {"name", record.customer.name}};
    boost::json::object holdings;
    for (const auto& part : record.parts) holdings[part.holding->name] = rows_as_json(part);
    out["holdings"] = std::move(holdings);
    return boost::json::serialize(out);
}

}  // namespace

std::string Telling::in_words(Instant at) const {
    return full_moment_in_words(language, zone, at);
}

Fact Telling::moment(std::string key, Instant at) const {
    return {.key = std::move(key), .value = in_words(at), .code = http::rfc3339(at)};
}

std::string Telling::yes_no(bool yes) const {
    return text(language, yes ? "privacy.yes" : "privacy.no");
}

http::File Privacy::whole_record(db::Tx& tx, customers::Customer customer, RecordFormat format,
                                 Instant now) const {
    const auto organisation = parts_.team.organisation();
    const Telling telling{customer.language.value_or(organisation->language), *organisation->zone, now};
    Record record{.customer = std::move(customer), .organisation = organisation->name};
    for (const auto& holding : holdings_)
        if (holding.tell) record.parts.push_back({&holding, holding.tell(tx, record.customer.id, telling)});
    const bool page = format == RecordFormat::html;
    return {.content = http::Body(page ? as_html(record, telling) : as_json(record, telling)),
            .name = fmt::format("{} {}.{}", text(telling.language, "privacy.record.file"),
                                shorten(record.customer.name, 60), page ? "html" : "json")};
}

Result<http::File> Privacy::record_of(const Principal& by, RequestId id, RecordFormat format, Instant now) {
    CustomerId who = 0;
    auto file = parts_.db.read([&](db::Tx& tx) -> Result<http::File> {
        const auto request = store::get(tx, id);
        if (!request) return not_found("rights.not_found");
        if (request->kind != RightKind::access && request->kind != RightKind::portability)
            return conflict("rights.no_record");
        const auto shown = parts_.customers.shown(tx, request->customer);
        if (!shown) return Refused(shown.error());
        who = *shown;
        return whole_record(tx, *parts_.customers.get(tx, who), format, now);
    });
    if (!file) return file;
    // Nobody has it in hand before it is written down that they do.
    parts_.db.write([&](db::Tx& tx) {
        const auto fact = RecordMade{id, who, std::string(db::name(format))};
        parts_.events.append(tx, work::event(fact.kType, "rights_request", id, by, now, fact));
    });
    return file;
}

}  // namespace escucha::privacy
