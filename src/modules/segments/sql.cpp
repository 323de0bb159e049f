#include "modules/segments/sql.hpp"

#include <charconv>

#include "base/birthdays.hpp"
#include "base/fold.hpp"
#include "base/sort_key.hpp"
#include "modules/segments/store.hpp"

namespace escucha::segments {
namespace {

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// One condition at a time; every value becomes a parameter.
class Writer {
  public:
    Writer(const Reading& reading, db::Params& params) : r_(reading), params_(params) {}

    Result<std::string> condition(const FilterCondition& c) {
        switch (c.field) {
            case FilterField::name:
                return name(c);
            case FilterField::kind:
                return one_of<customers::PartyKind>("kind", c);
            case FilterField::treatment:
                return one_of<Treatment>("treatment", c);
            case FilterField::language:
                return one_of<Language>("language", c);
            case FilterField::channel:
                return one_of<Channel>("channel", c);
            case FilterField::do_not_contact:
                return "do_not_contact = " + params_.add(c.values.front() == "yes");
            case FilterField::email:
                return there("has_email", c.op);
            case FilterField::phone:
                return there("has_phone", c.op);
            case FilterField::document:
                return there("has_document", c.op);
            case FilterField::created:
                return day("created_at", c);
            case FilterField::last_contact:
                return day("last_contact_at", c);
            case FilterField::birthday:
                return birthday(c.op);
            case FilterField::open_cases:
                return compared("open_cases", c);
            default:
                return lent(c);
        }
    }

  private:
    std::string name(const FilterCondition& c) {
        std::string sql;
        for (const auto& value : c.values) {
            const auto one = c.op == FilterOp::is ? "sort_key = " + params_.add(sort_key(value.str()))
                                                  : words(value.str());
            sql += sql.empty() ? one : " OR " + one;
        }
        return "(" + sql + ")";
    }
    // Beginnings of words, all of them; folded words hold nothing that LIKE would read otherwise.
    std::string words(const std::string& value) {
        std::string sql;
        for (const auto& word : fold_words(value)) {
            if (!sql.empty()) sql += " AND ";
            sql += fmt::format("(sort_key LIKE {} OR sort_key LIKE {})", params_.add(word + "%"),
                               params_.add("% " + word + "%"));
        }
        return sql.empty() ? "1 = 0" : "(" + sql + ")";
    }

    template <class E>
    std::string one_of(std::string_view column, const FilterCondition& c) {
        if (c.op == FilterOp::present || c.op == FilterOp::absent) return there(column, c.op);
        std::string list;
        for (const auto& value : c.values)
            list += (list.empty() ? "" : ", ") + params_.add(store::number(db::parse_enum<E>(value.str())));
        return fmt::format("{} {} ({})", column, c.op == FilterOp::is ? "IN" : "NOT IN", list);
    }

    static std::string there(std::string_view column, FilterOp op) {
        return fmt::format("{} {} 0", column, op == FilterOp::present ? ">" : "=");
    }

    std::string compared(std::string_view column, const FilterCondition& c) {
        if (c.op != FilterOp::is) {
            const auto sign = c.op == FilterOp::at_least ? ">=" : "<=";
            return fmt::format("{} {} {}", column, sign, params_.add(number(c.values.front().str())));
        }
        std::string list;
        for (const auto& value : c.values)
            list += (list.empty() ? "" : ", ") + params_.add(number(value.str()));
        return fmt::format("{} IN ({})", column, list);
    }

    // Days of the organisation's calendar; 0 stands for never and lies before every day.
    std::string day(std::string_view column, const FilterCondition& c) {
        const auto from = [&](LocalDay d) { return params_.add(r_.zone.midnight(d)); };
        const auto back = [&] {
            return from(r_.zone.day(r_.now) - std::chrono::days(number(c.values.front().str()) - 1));
        };
        switch (c.op) {
            case FilterOp::within_days:
                return fmt::format("{} >= {}", column, back());
            case FilterOp::not_within_days:
                return fmt::format("{} < {}", column, back());
            case FilterOp::present:
            case FilterOp::absent:
                return there(column, c.op);
            default:
                break;
        }
        LocalDay given{};
        parse_iso_date(c.values.front().str(), given);
        if (c.op == FilterOp::at_least) return fmt::format("{} >= {}", column, from(given));
        return fmt::format("({0} > 0 AND {0} < {1})", column, from(given + std::chrono::days(1)));
    }

    std::string birthday(FilterOp op) {
        if (op == FilterOp::present || op == FilterOp::absent) return there("birthday", op);
        const auto today = r_.zone.day(r_.now);
        if (op == FilterOp::this_month) {
            const auto month = static_cast<int>(static_cast<unsigned>(year_month_day(today).month()));
            return fmt::format("birthday BETWEEN {} AND {}", params_.add(month * 100 + 1),
                               params_.add(month * 100 + 31));
        }
        const auto since_monday = std::chrono::weekday(today).iso_encoding() - 1;
        const auto monday = today - std::chrono::days(since_monday);
        std::string list;
        for (int i = 0; i < 7; ++i) {
            for (const int key : birthdays_kept_on(year_month_day(monday + std::chrono::days(i))))
                list += (list.empty() ? "" : ", ") + params_.add(key);
        }
        return fmt::format("birthday IN ({})", list);
    }

    // --- what profiles knows ---------------------------------------------------------------------------
    Result<std::string> lent(const FilterCondition& c) {
        const bool plain = c.op == FilterOp::present || c.op == FilterOp::absent;
        std::string any;
        for (std::size_t i = 0; i < (plain ? 1 : c.values.size()); ++i) {
            const auto select =
                r_.profiles.having(r_.tx, params_, as_theirs(c, plain ? "" : c.values[i].str()), r_.now);
            if (!select) return Refused(select.error());
            any += fmt::format("{}customer_id IN ({})", any.empty() ? "" : " OR ", *select);
        }
        const bool turned = c.op == FilterOp::is_not || c.op == FilterOp::absent;
        return fmt::format("{}({})", turned ? "NOT " : "", any);
    }

    profiles::Condition as_theirs(const FilterCondition& c, const std::string& value) const {
        profiles::Condition out;
        switch (c.field) {
            case FilterField::tag:
                out.tag = value;
                break;
            case FilterField::role:
                out.role = value;
                break;
            case FilterField::consent:
                out.consent = number(value);
                break;
            case FilterField::organisation:
                out.member_of = r_.profiles.customers().standing(r_.tx, number(value));  // merged since
                break;
            case FilterField::completeness:
                out.complete_at_most = static_cast<int>(number(value));
                break;
            default:
                out.field = own(c, value);
        }
        return out;
    }

    profiles::Condition::OfField own(const FilterCondition& c, const std::string& value) const {
        using profiles::Is;
        const auto& field = r_.defined.fields.find(c.of->str())->second;
        const auto is = c.op == FilterOp::contains                              ? Is::contains
                        : c.op == FilterOp::at_least                            ? Is::at_least
                        : c.op == FilterOp::at_most                             ? Is::at_most
                        : c.op == FilterOp::present || c.op == FilterOp::absent ? Is::present
                                                                                : Is::equal;
        const bool typed = is != Is::present && is != Is::contains;
        return {field.key, is, typed ? profiles::read_value(field, value).value_or(value) : value};
    }

    const Reading& r_;
    db::Params& params_;
};

Result<std::string> joined(Writer& writer, const http::Many<FilterCondition, 20>& conditions,
                           std::string_view word) {
    std::string sql;
    for (const auto& c : conditions) {
        const auto one = writer.condition(c);
        if (!one) return Refused(one.error());
        if (!sql.empty()) sql += word;
        sql += *one;
    }
    return sql;
}

std::string_view word_of(FilterMatch match) {
    return match == FilterMatch::all ? " AND " : " OR ";
}

}  // namespace

Result<std::string> where(const Reading& reading, const CustomerFilter& filter, db::Params& params) {
    if (filter.empty()) return std::string("1 = 1");
    Writer writer(reading, params);
    auto sql = joined(writer, filter.conditions, word_of(filter.match));
    if (!sql) return sql;
    for (const auto& group : filter.groups) {
        const auto inner = joined(writer, group.conditions, word_of(group.match));
        if (!inner) return inner;
        if (!sql->empty()) *sql += word_of(filter.match);
        *sql += "(" + *inner + ")";
    }
    return "(" + *sql + ")";
}

}  // namespace escucha::segments
