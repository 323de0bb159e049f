#include "app/sample/customer_base.hpp"

#include <map>

#include "app/house.hpp"
#include "app/sample/acquaintances.hpp"
#include "app/sample/actors.hpp"

namespace escucha::app::sample {
namespace {

using customers::CustomerId;
using customers::Identifier;
using customers::IdentifierKind;
using customers::PartyKind;
using segments::CustomerFilter;
using segments::FilterCondition;
using segments::FilterField;
using segments::FilterOp;

constexpr int kNewTextDaysAgo = 45;

std::vector<std::string> list(std::string_view written) {
    std::vector<std::string> out;
    while (!written.empty()) {
        const auto comma = std::min(written.find(','), written.size());
        out.push_back(one_line(written.substr(0, comma)));
        written.remove_prefix(std::min(comma + 1, written.size()));
    }
    return out;
}

class Acquainting {
  public:
    Acquainting(House& house, std::span<const team::PersonRef> agents, const team::PersonRef& supervisor,
                Instant now)
        : house_(house),
          supervisor_(person(supervisor)),
          now_(now),
          today_(house.calendars.calendar()->zone().day(now)),
          country_(house.team.organisation()->country) {
        for (const auto& a : agents) agents_.push_back(person(a));
    }

    void define();
    void meet();
    void write_some_down_again();
    void learn();
    void save_filters();

  private:
    Instant ago(int days) const { return now_ - std::chrono::days(days); }
    std::chrono::year_month_day day(int in_days) const {
        return std::chrono::sys_days((today_ + std::chrono::days(in_days)).time_since_epoch());
    }
    const Principal& somebody(int n) const { return agents_[static_cast<std::size_t>(n) % agents_.size()]; }
    CustomerId known(const Acquaintance& a);
    void complete(const Acquaintance& a, customers::Customer& c) const;
    void describe(const Acquaintance& a, CustomerId id);
    void copy_of(const SecondRecord& second);
    static int text_shown(const Said& s);
    void save(std::string_view name, FilterCondition condition);

    House& house_;
    Principal supervisor_;
    std::vector<Principal> agents_;
    Instant now_;
    LocalDay today_;
    std::string country_;
    std::map<std::string_view, CustomerId> ids_;
    std::vector<std::string> keys_;
    std::vector<std::int64_t> purposes_;
};

void Acquainting::define() {
    for (const auto& f : own_fields())
        keys_.push_back(must(add_field(house_.profiles,
                                       {.label = std::string(f.label),
                                        .type = f.type,
                                        .choices = list(f.choices),
                                        .sample = true},
                                       supervisor_, ago(60)))
                            .key);
    for (const auto& p : purposes())
        purposes_.push_back(
            must(add_purpose(house_.profiles, p.name, p.text, supervisor_, ago(60), true)).id);
    for (std::size_t i = 0; i < purposes_.size(); ++i)
        if (const auto later = purposes()[i].later_text; !later.empty())
            must(edit_purpose(house_.profiles, purposes_[i], std::nullopt, {.text = std::string(later)},
                              supervisor_, ago(kNewTextDaysAgo)));
}

CustomerId Acquainting::known(const Acquaintance& a) {
    customers::NewCustomer wanted{.name = std::string(a.name), .kind = a.kind, .sample = true};
    wanted.email = mail_of(a.name);
    return must(house_.base.write([&](db::Tx& tx) {
        return house_.customers.find_or_create(tx, wanted, somebody(a.number), ago(40));
    }));
}

void Acquainting::complete(const Acquaintance& a, customers::Customer& c) const {
    const auto add = [&](IdentifierKind kind, std::string_view value) {
        if (!value.empty()) c.identifiers.push_back({.kind = kind, .value = std::string(value)});
    };
    add(IdentifierKind::phone, sample_phone(country_, a.number));
    if (a.channel == Channel::messaging) add(IdentifierKind::whatsapp, sample_phone(country_, a.number));
    if (a.document) add(IdentifierKind::document, sample_document(country_, a.number, a.kind));
    add(IdentifierKind::address, a.address);
    if (!a.name_to_use.empty()) c.name_to_use = std::string(a.name_to_use);
    if (!a.notes.empty()) c.notes = std::string(a.notes);
    c.treatment = a.treatment;
    c.preferred_channel = a.channel;
    c.do_not_contact = a.do_not_contact;
    if (a.quiet_nights) c.quiet_from = http::TimeOfDay{21 * 60}, c.quiet_to = http::TimeOfDay{8 * 60};
    if (!a.birthday_in) return;
    const auto born = day(*a.birthday_in);
    c.birthday = BirthDate(std::chrono::month_day(born.month(), born.day()));
    const int leap_years_only = c.birthday->month_and_day() == 229 ? a.born_in % 4 : 0;
    if (a.born_in != 0) c.birthday->year = std::chrono::year(a.born_in - leap_years_only);
}

void Acquainting::describe(const Acquaintance& a, CustomerId id) {
    profiles::ProfileChange change;
    if (!a.tags.empty()) change.tags = list(a.tags);
    if (!a.roles.empty()) change.roles.emplace();
    for (const std::string& role : list(a.roles))
        change.roles->push_back(*db::parse_enum<profiles::PartyRole>(role));
    for (const auto& v : held_values()) {
        if (v.name != a.name) continue;
        const auto& key = keys_[static_cast<std::size_t>(v.field)];
        const bool is_date =
            own_fields()[static_cast<std::size_t>(v.field)].type == profiles::FieldType::date;
        change.own.push_back(
            {key, is_date ? iso_date(today_ + std::chrono::days(v.in_days)) : std::string(v.value)});
    }
    must(profiles::change(house_.profiles, id, std::nullopt, change, somebody(a.number), Language::es,
                          ago(15)));
}

void Acquainting::meet() {
    for (const auto& a : acquaintances()) {
        const CustomerId id = ids_[a.name] = known(a);
        must(house_.customers.edit(
            id, std::nullopt, [&](customers::Customer& c) { complete(a, c); }, somebody(a.number), ago(20)));
        describe(a, id);
    }
    for (const auto& b : belongings()) {
        profiles::MembershipWish wish{.other = ids_.at(b.organisation),
                                      .position = std::string(b.position),
                                      .from = day(-b.since_days)};
        if (b.until_days >= 0) wish.until = day(-b.until_days);
        must(add_membership(house_.profiles, ids_.at(b.person), wish, somebody(0), ago(14)));
    }
}

// Nothing they are found by is the first record's when they are written down; what they share is added later.
void Acquainting::copy_of(const SecondRecord& second) {
    cases::NewCase n;
    n.kind = CaseKind::question;
    n.channel = Channel::web;
    n.what = std::string(second.what);
    n.who = {std::string(second.name), mail_of(second.name), {}, {}};
    n.sample = true;
    customers::NewCustomer wanted{
        .name = std::string(second.name), .email = mail_of(second.name), .sample = true};
    const CustomerId id =
        second.what.empty() ? must(house_.base.write([&](db::Tx& tx) {
            return house_.customers.find_or_create(tx, wanted, somebody(1), ago(6));
        }))
                            : must(house_.cases.open(customer(0), n, now_ - std::chrono::hours(3))).customer;
    const auto first =
        house_.base.read([&](db::Tx& tx) { return *house_.customers.get(tx, ids_.at(second.like)); });
    must(house_.customers.edit(
        id, std::nullopt,
        [&](customers::Customer& c) {
            for (const Identifier& i : first.identifiers)
                if (i.kind == IdentifierKind::phone ||
                    (second.address_too && i.kind == IdentifierKind::address))
                    c.identifiers.push_back({.kind = i.kind, .value = i.value});
        },
        somebody(1), ago(2)));
}

void Acquainting::write_some_down_again() {
    for (const auto& second : second_records()) copy_of(second);
    while (house_.customers.find_suspects(200, now_) > 0) {
    }
}

// The text there was on that day.
int Acquainting::text_shown(const Said& s) {
    const bool has_two = !purposes()[static_cast<std::size_t>(s.purpose)].later_text.empty();
    return has_two && s.days_ago <= kNewTextDaysAgo ? 2 : 1;
}

void Acquainting::learn() {
    for (const auto& a : asked())
        must(ask_need(house_.profiles, ids_.at(a.name),
                      {.kind = a.kind,
                       .text = std::string(a.text),
                       .channel = Channel::phone,
                       .asked_at = ago(a.days_ago)},
                      somebody(2), ago(std::min(a.days_ago, 40))));
    for (const auto& r : remarks())
        must(write_note(house_.profiles, ids_.at(r.name), r.text, r.pinned, somebody(3), ago(12)));
    for (const auto& s : consents())
        must(record_consent(house_.profiles, ids_.at(s.name),
                            {.purpose = purposes_[static_cast<std::size_t>(s.purpose)],
                             .given = s.given,
                             .channel = s.channel,
                             .proof = std::string(s.proof),
                             .text_version = text_shown(s)},
                            somebody(0), ago(s.days_ago)));
}

void Acquainting::save(std::string_view name, FilterCondition condition) {
    CustomerFilter filter;
    filter.conditions.push_back(std::move(condition));
    // Whoever has a filter of that name keeps it: theirs is real.
    auto saved = house_.segments.create(supervisor_, std::string(name), std::move(filter), ago(10));
    if (!saved && saved.error().code != "segment.name_taken") must(std::move(saved));
}

void Acquainting::save_filters() {
    using Line = http::Line<200>;
    save("Aceptan ofertas", {.field = FilterField::consent,
                             .op = FilterOp::is,
                             .values = {Line{std::to_string(purposes_.front())}}});
    save("Negocios", {.field = FilterField::own,
                      .of = http::Line<100>{keys_[3]},
                      .op = FilterOp::is,
                      .values = {Line{"Negocio"}}});
    save("Sin contacto hace un mes",
         {.field = FilterField::last_contact, .op = FilterOp::not_within_days, .values = {Line{"30"}}});
    save("Fichas por completar",
         {.field = FilterField::completeness, .op = FilterOp::at_most, .values = {Line{"40"}}});
}

}  // namespace

void get_to_know_customers(House& house, std::span<const team::PersonRef> agents,
                           const team::PersonRef& supervisor, Instant now) {
    Acquainting acquainting(house, agents, supervisor, now);
    acquainting.define();
    acquainting.meet();
    acquainting.write_some_down_again();
    acquainting.learn();
    acquainting.save_filters();
}

void forget_definitions(House& house, db::Tx& tx, Instant now) {
    for (const auto& p : house.team.active_people(tx))
        if (p.sample) house.segments.remove_written_by(tx, p.id, system_principal(), now);
    house.profiles.remove_sample_definitions(tx);
}

}  // namespace escucha::app::sample
