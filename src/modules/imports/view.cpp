#include "modules/imports/view.hpp"

#include <boost/json.hpp>

#include "db/database.hpp"
#include "db/param.hpp"
#include "modules/imports/guessing.hpp"
#include "modules/imports/judging.hpp"

namespace escucha::imports {
namespace {

namespace json = boost::json;

std::string fault_text(Language language, const std::string& code, const TextParams& params) {
    const std::string field = "field." + code;
    return text(language, has_text(language, field) ? field : "error." + code, params);
}

// Of whoever's data is blocked by now nothing is shown of what the file said.
class Veil {
  public:
    Veil(const customers::Customers& customers, db::Tx& tx, const std::vector<store::RowRecord>& rows) {
        std::vector<customers::CustomerId> ids;
        for (const store::RowRecord& row : rows)
            if (const auto id = customer_of(row); id != 0) ids.push_back(id);
        const auto blocked = customers.blocked_among(tx, ids);
        names_ = customers.names(tx, std::vector(blocked.begin(), blocked.end()));
    }
    ImportRow over(ImportRow row, const store::RowRecord& record) const {
        const auto name = names_.find(customer_of(record));
        if (name == names_.end()) return row;
        return {.row = row.row,
                .verdict = row.verdict,
                .outcome = row.outcome,
                .name = name->second,
                .customer = customers::CustomerRef{name->first, name->second},
                .choice = row.choice};
    }

  private:
    std::unordered_map<customers::CustomerId, std::string> names_;
};

customers::CustomerId organisation_of(const store::RowRecord& row) {
    const auto* belongs = row.data.if_contains("belongs");
    return belongs ? belongs->at("organisation").to_number<customers::CustomerId>() : 0;
}

// As they are called today; of one that is not written down (any more), as the row names it.
Names organisations_of(const customers::Customers& customers, db::Tx& tx,
                       const std::vector<store::RowRecord>& rows) {
    std::vector<customers::CustomerId> ids;
    for (const store::RowRecord& row : rows)
        if (const auto id = organisation_of(row); id != 0) ids.push_back(id);
    return customers.names(tx, ids);
}

// "Pertenece a La Espiga, nueva, como jefa de compras."
void note_place(ImportRow& out, const store::RowRecord& row, const Names& organisations, Language language) {
    const auto* belongs = row.data.if_contains("belongs");
    if (!belongs) return;
    const json::object& place = belongs->as_object();
    const auto name = organisations.find(organisation_of(row));
    const std::string position(place.at("position").as_string());
    out.notes.push_back(
        text(language,
             fmt::format("import.note.belongs{}{}", place.at("new").as_bool() ? "_new" : "",
                         position.empty() ? "" : "_as"),
             {{"organisation",
               name == organisations.end() ? std::string(place.at("name").as_string()) : name->second},
              {"position", position}}));
    if (row.data.contains("organisation_stays"))
        out.notes.push_back(text(language, "import.note.organisation_stays"));
}

}  // namespace

Import view(db::Tx& tx, const store::Record& r, Language language) {
    Import i{.id = r.id,
             .name = r.name,
             .size = r.size,
             .by = r.by_name,
             .at = r.at,
             .state = r.state,
             .reading = r.found,
             .remembered = r.remembered,
             .on_match = r.on_match,
             .on_duplicate = r.on_duplicate,
             .rows = r.total,
             .handled = r.handled,
             .counts = r.counts,
             .same_as = store::same_bytes(tx, r.checksum, r.id),
             .started_at = r.started_at,
             .finished_at = r.finished_at};
    for (std::size_t c = 0; c < r.headings.size(); ++c)
        i.columns.push_back({static_cast<int>(c), r.headings[c], r.samples[c], r.targets[c]});
    if (r.problem) i.problem = text(language, "error." + r.problem->code, r.problem->params);
    return i;
}

std::vector<RowProblem> problems_of(const store::Record& r, const json::object& data, Language language,
                                    std::string_view part) {
    std::vector<RowProblem> out;
    const auto* list = data.if_contains(part);
    if (!list) return out;
    for (const json::value& value : list->as_array()) {
        const json::object& p = value.as_object();
        const auto column = p.at("column").to_number<int>();
        RowProblem problem{.text = fault_text(language, std::string(p.at("code").as_string()),
                                              json::value_to<TextParams>(p.at("params")))};
        if (column >= 0) {
            const auto c = static_cast<std::size_t>(column);
            problem.column = sheets::column_name(c);
            if (c < r.headings.size()) problem.heading = r.headings[c];
        }
        out.push_back(std::move(problem));
    }
    return out;
}

customers::CustomerId customer_of(const store::RowRecord& row) {
    if (row.customer != 0) return row.customer;
    return match_of(row);
}

ImportRow view(const store::Record& r, const store::RowRecord& row, Language language,
               const Names& organisations) {
    const json::object& data = row.data;
    ImportRow out{.row = row.number,
                  .verdict = row.verdict,
                  .outcome = row.outcome,
                  .name = std::string(data.at("name").as_string()),
                  .problems = problems_of(r, data, language),
                  .choice = row.choice};
    const auto* m = data.if_contains("match");
    if (row.customer != 0)
        out.customer = customers::CustomerRef{row.customer, out.name};
    else if (m)
        out.customer = customers::CustomerRef{m->at("id").to_number<std::int64_t>(),
                                              std::string(m->at("name").as_string())};
    if (m && row.verdict != RowVerdict::new_) {  // a new one is another, however like them it looked
        out.score = m->at("score").to_number<int>();
        for (const json::value& reason : m->at("reasons").as_array())
            out.reasons.push_back(text(language, "duplicate." + std::string(reason.as_string())));
    }
    if (const auto* e = data.if_contains("earlier")) out.earlier_row = e->to_number<int>();
    if (const auto* changes = data.if_contains("changes"))
        for (const json::value& c : changes->as_array())
            out.changes.push_back({std::string(c.at(0).as_string()), std::string(c.at(1).as_string()),
                                   std::string(c.at(2).as_string())});
    if (const auto* notes = data.if_contains("notes"))
        for (const json::value& n : notes->as_array()) {
            const auto column = n.at("column").to_number<std::size_t>();
            out.notes.push_back(text(language, "import.note." + std::string(n.at("kind").as_string()),
                                     {{"column", sheets::column_name(column)},
                                      {"heading", column < r.headings.size() ? r.headings[column] : ""}}));
        }
    note_place(out, row, organisations, language);
    for (const RowProblem& p : problems_of(r, data, language, "unwritten"))
        out.notes.push_back(text(language, "import.note.unwritten",
                                 {{"text", p.heading.empty() ? p.text : p.heading + ": " + p.text}}));
    if (const auto* kept = data.if_contains("kept"))
        out.notes.push_back(text(language, "import.kept." + std::string(kept->as_string())));
    return out;
}

std::optional<Import> Imports::find(ImportId id, Language language) const {
    return base_.read([&](db::Tx& tx) -> std::optional<Import> {
        const auto r = store::get(tx, id);
        return r ? std::optional(view(tx, *r, language)) : std::nullopt;
    });
}

std::vector<Import> Imports::list(std::size_t limit) const {
    return base_.read([&](db::Tx& tx) {
        std::vector<Import> out;
        for (const store::Record& r : store::list(tx, limit)) {
            out.push_back(view(tx, r, Language::es));
            out.back().columns.clear();
        }
        return out;
    });
}

Result<http::PageOf<ImportRow>> Imports::rows(ImportId id, std::optional<RowVerdict> verdict,
                                              std::optional<RowOutcome> outcome, int after, std::size_t limit,
                                              Language language) const {
    return base_.read([&](db::Tx& tx) -> Result<http::PageOf<ImportRow>> {
        const auto r = store::get(tx, id);
        if (!r) return not_found("import.not_found");
        http::PageOf<ImportRow> page;
        const auto found = store::rows(tx, id, verdict, outcome, after, limit + 1);
        const Veil veil(customers_, tx, found);
        const Names organisations = organisations_of(customers_, tx, found);
        for (std::size_t n = 0; n < std::min(found.size(), limit); ++n)
            page.items.push_back(veil.over(view(*r, found[n], language, organisations), found[n]));
        if (found.size() > limit) page.next = std::to_string(page.items.back().row);
        return page;
    });
}

std::vector<ImportTarget> Imports::targets(Language language) const {
    std::vector<ImportTarget> out;
    for (const std::string_view name : all_targets())
        out.push_back({std::string(name), text(language, "import.target." + std::string(name))});
    if (hooks_.fields)
        for (ImportTarget& own : base_.read([&](db::Tx& tx) { return hooks_.fields(tx); }))
            out.push_back({"own:" + own.name, std::move(own.label)});
    return out;
}

}  // namespace escucha::imports
