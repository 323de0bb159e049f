#include "modules/channels/email/quoting.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/human_time.hpp"
#include "base/tracking_code.hpp"
#include "db/database.hpp"
#include "modules/cases/cases.hpp"
#include "modules/contacts/contacts.hpp"
#include "modules/customers/customers.hpp"
#include "modules/team/team.hpp"

namespace escucha::email {
namespace {

constexpr std::size_t kLogAtOnce = 1;

struct Quote {
    Instant at{};
    std::string heading, text;
};

struct Number {
    char kind = 0;
    std::int64_t id = 0;
};
std::optional<Number> number_of(std::string_view entry) {
    Number n;
    if (entry.size() < 2 || (entry[0] != 'c' && entry[0] != 'n')) return std::nullopt;
    n.kind = entry[0];
    const auto [end, error] = std::from_chars(entry.data() + 1, entry.data() + entry.size(), n.id);
    if (error != std::errc{} || end != entry.data() + entry.size()) return std::nullopt;
    return n;
}

// Every line marked as somebody else's, as mail has it since RFC 3676 and before.
std::string marked(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        out += line.empty() ? std::string(">") : fmt::format("> {}", line);
        out += '\n';
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return out;
}

class Quoting {
  public:
    Quoting(const Email& email, db::Tx& tx, const cases::Case& c)
        : email_(email), tx_(tx), c_(c), organisation_(email.parts().team.organisation()) {}

    std::optional<Quote> contact(std::int64_t id) {
        const auto found = email_.parts().contacts.get(tx_, id);
        if (!found || found->case_id != c_.id || found->text.empty()) return std::nullopt;
        const bool by_them = found->direction == Direction::in;
        const auto type = found->type == contacts::ContactType::call    ? "call"
                          : found->type == contacts::ContactType::visit ? "visit"
                          : by_them                                     ? "in"
                                                                        : "out";
        return quote(type, by_them ? customer(found->customer_id) : organisation_->name, found->at,
                     found->text);
    }

    std::optional<Quote> log(std::int64_t id) {
        const auto found = email_.parts().cases.log(tx_, c_.id, id + 1, kLogAtOnce);
        if (found.empty() || found.front().id != id || found.front().text.empty()) return std::nullopt;
        const auto& entry = found.front();
        if (entry.what == "note") return quote("note", person(entry.actor), entry.at, entry.text);
        const auto aside = db::parse_enum<cases::AsideKind>(entry.what);
        if (!aside) return std::nullopt;
        const auto data = boost::json::parse(entry.data);
        return quote(*aside == cases::AsideKind::forwarded ? "forwarded" : "third_party",
                     std::string(data.at("who").as_string()), entry.at, entry.text);
    }

  private:
    std::string customer(std::int64_t id) const {
        const auto names = email_.parts().customers.names(tx_, std::array{id});
        return names.empty() ? std::string() : names.begin()->second;
    }
    std::string person(std::int64_t id) const {
        const auto names = email_.parts().team.names(tx_, std::array{id});
        return names.empty() ? std::string() : names.begin()->second;
    }
    Quote quote(std::string_view type, const std::string& name, Instant at, const std::string& words) const {
        const auto language = organisation_->language;
        return {at,
                text(language, fmt::format("forward.quote_{}", type),
                     {{"name", name}, {"when", full_moment_in_words(language, *organisation_->zone, at)}}),
                words};
    }

    const Email& email_;
    db::Tx& tx_;
    const cases::Case& c_;
    std::shared_ptr<const team::Organisation> organisation_;
};

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

// However its letters are written.
void take_out(std::string& text, const std::string& what, std::string_view instead) {
    const auto wanted = upper(what);
    for (auto at = upper(text).find(wanted); at != std::string::npos; at = upper(text).find(wanted, at))
        text.replace(at, what.size(), instead), at += instead.size();
}

std::vector<std::string> codes_of(const Email& email, db::Tx& tx, const cases::Case& c) {
    std::vector<std::int64_t> joined;
    for (const auto& link : email.parts().cases.links_of(tx, c.id))
        joined.push_back(link.case_id == c.id ? link.other : link.case_id);
    std::vector<std::string> out{c.code};
    for (const auto& [_, code] : email.parts().cases.codes(tx, joined)) out.push_back(code);
    return out;
}

}  // namespace

Result<std::string> quoted(const Email& email, db::Tx& tx, const cases::Case& c,
                           std::span<const std::string> entries, bool internal_too) {
    Quoting quoting(email, tx, c);
    std::vector<Quote> quotes;
    for (const auto& entry : entries) {
        const auto number = number_of(entry);
        if (!number) return invalid_field("entries", "not_of_the_case");
        if (number->kind == 'n' && !internal_too) return invalid_field("entries", "internal_note");
        auto quote = number->kind == 'c' ? quoting.contact(number->id) : quoting.log(number->id);
        if (!quote) return invalid_field("entries", "not_of_the_case");
        quotes.push_back(std::move(*quote));
    }
    std::multimap<Instant, Quote> in_order;
    for (auto& q : quotes) in_order.emplace(q.at, std::move(q));
    std::string out;
    for (const auto& [_, q] : in_order) out += fmt::format("\n{}\n\n{}", q.heading, marked(q.text));
    return out;
}

std::string without_codes(const Email& email, db::Tx& tx, const cases::Case& c, std::string text) {
    for (const auto& code : codes_of(email, tx, c))
        for (const auto& form : {TrackingCode::parse(code)->shown(), code}) {
            take_out(text, fmt::format("{}/caso/{}", email.options().public_url, form), "…");
            take_out(text, fmt::format(" [{}]", form), "");
            take_out(text, form, "…");
        }
    return text;
}

}  // namespace escucha::email
