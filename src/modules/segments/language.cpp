#include "modules/segments/language.hpp"

#include <charconv>

#include "base/zone.hpp"

namespace escucha::segments {
namespace {

using enum FilterOp;
using profiles::FieldType;

constexpr FilterOp kName[] = {contains, is};
constexpr FilterOp kIs[] = {is, is_not};
constexpr FilterOp kYesNo[] = {is};
constexpr FilterOp kMaybe[] = {is, is_not, present, absent};
constexpr FilterOp kThere[] = {present, absent};
constexpr FilterOp kDay[] = {within_days, not_within_days, at_least, at_most};
constexpr FilterOp kLast[] = {within_days, not_within_days, at_least, at_most, present, absent};
constexpr FilterOp kBirthday[] = {this_week, this_month, present, absent};
constexpr FilterOp kAtMost[] = {at_most};
constexpr FilterOp kNumber[] = {is, at_least, at_most};
constexpr FilterOp kOwnText[] = {contains, is, is_not, present, absent};
constexpr FilterOp kOwnNumber[] = {is, at_least, at_most, present, absent};
constexpr FilterOp kOwnYesNo[] = {is, present, absent};

std::span<const FilterOp> of_own(FieldType type) {
    switch (type) {
        case FieldType::text:
            return kOwnText;
        case FieldType::number:
        case FieldType::date:
            return kOwnNumber;
        case FieldType::choice:
            return kMaybe;
        case FieldType::yes_no:
            return kOwnYesNo;
    }
    return kOwnText;
}

template <class E>
std::vector<std::string_view> names() {
    std::vector<std::string_view> out;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto enumerator) { out.push_back(db::name(enumerator.value)); });
    return out;
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? std::optional(value)
                                                                           : std::nullopt;
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string out;
    for (const auto name : names) out += out.empty() ? std::string(name) : fmt::format(", {}", name);
    return out;
}

// Collects what is wrong with one filter.
class Check {
  public:
    Check(const Defined& defined, std::vector<FieldError>& wrong) : defined_(defined), wrong_(wrong) {}

    void conditions(const http::Many<FilterCondition, 20>& list, const std::string& path) {
        for (std::size_t i = 0; i < list.size(); ++i) condition(list[i], fmt::format("{}[{}]", path, i));
    }

  private:
    void condition(const FilterCondition& c, const std::string& path) {
        const profiles::OwnField* own = nullptr;
        if (c.field == FilterField::own) {
            own = own_field(c, path);
            if (!own) return;
        } else if (c.of) {
            wrong_.push_back({path + ".of", "unknown"});
        }
        const auto allowed = operators(c.field, own ? own->type : FieldType::text);
        if (!among(allowed, c.op)) {
            wrong_.push_back({path + ".op", "not_for_this_field"});
            return;
        }
        values(c, own, path + ".values");
    }

    const profiles::OwnField* own_field(const FilterCondition& c, const std::string& path) {
        if (!c.of) {
            wrong_.push_back({path + ".of", "required"});
            return nullptr;
        }
        const auto found = defined_.fields.find(c.of->str());
        if (found != defined_.fields.end()) return &found->second;
        wrong_.push_back({path + ".of", "unknown_own_field"});
        return nullptr;
    }

    void values(const FilterCondition& c, const profiles::OwnField* own, const std::string& path) {
        const auto wanted = value_of(c.field, c.op);
        const bool several = c.op == is || c.op == is_not;
        if (wanted == ValueIs::nothing) {
            if (!c.values.empty()) wrong_.push_back({path, "no_value_wanted"});
            return;
        }
        if (c.values.empty()) return wrong_.push_back({path, "required"});
        if (!several && c.values.size() > 1) return wrong_.push_back({path, "one_value"});
        for (std::size_t i = 0; i < c.values.size(); ++i)
            if (auto fault = value(wanted, c, own, c.values[i].str())) {
                fault->field = fmt::format("{}[{}]", path, i);
                wrong_.push_back(std::move(*fault));
            }
    }

    static std::optional<FieldError> between(std::string_view text, std::int64_t low, std::int64_t high) {
        const auto n = whole(text);
        if (!n) return FieldError{"", "not_an_integer"};
        if (*n >= low && *n <= high) return std::nullopt;
        return FieldError{"", "out_of_range", {{"min", std::to_string(low)}, {"max", std::to_string(high)}}};
    }

    std::optional<FieldError> value(ValueIs wanted, const FilterCondition& c, const profiles::OwnField* own,
                                    const std::string& text) const {
        switch (wanted) {
            case ValueIs::name_of:
                return one_of(names_of(c.field), text);
            case ValueIs::yes_no:
                return one_of({"yes", "no"}, text);
            case ValueIs::day: {
                LocalDay day{};
                return parse_iso_date(text, day) ? std::nullopt : std::optional(FieldError{"", "not_a_date"});
            }
            case ValueIs::number:
                return between(text, 0, 1'000'000);
            case ValueIs::percent:
                return between(text, 0, 100);
            case ValueIs::days:
                return between(text, 1, 36'500);
            case ValueIs::id:
                return id(c.field, text);
            case ValueIs::own:
                return own_value(*own, c.op, text);
            case ValueIs::words:
            case ValueIs::nothing:
                break;
        }
        return std::nullopt;
    }

    static std::optional<FieldError> one_of(const std::vector<std::string_view>& names,
                                            const std::string& text) {
        if (among(names, text)) return std::nullopt;
        return FieldError{"", "not_one_of", {{"allowed", joined(names)}}};
    }

    std::optional<FieldError> id(FilterField field, const std::string& text) const {
        const auto number = whole(text);
        if (!number || *number < 1) return FieldError{"", "not_an_integer"};
        if (field != FilterField::consent || among(defined_.purposes, *number)) return std::nullopt;
        return FieldError{"", "unknown_purpose"};
    }

    static std::optional<FieldError> own_value(const profiles::OwnField& own, FilterOp op,
                                               const std::string& text) {
        if (op == contains) return std::nullopt;
        const auto read = profiles::read_value(own, text);
        if (read) return std::nullopt;
        return FieldError{"", read.error()};
    }

    const Defined& defined_;
    std::vector<FieldError>& wrong_;
};

}  // namespace

std::span<const FilterOp> operators(FilterField field, FieldType own) {
    switch (field) {
        case FilterField::name:
            return kName;
        case FilterField::kind:
        case FilterField::tag:
        case FilterField::role:
        case FilterField::consent:
        case FilterField::organisation:
            return kIs;
        case FilterField::treatment:
        case FilterField::language:
        case FilterField::channel:
            return kMaybe;
        case FilterField::do_not_contact:
            return kYesNo;
        case FilterField::email:
        case FilterField::phone:
        case FilterField::document:
            return kThere;
        case FilterField::created:
            return kDay;
        case FilterField::birthday:
            return kBirthday;
        case FilterField::completeness:
            return kAtMost;
        case FilterField::own:
            return of_own(own);
        case FilterField::open_cases:
            return kNumber;
        case FilterField::last_contact:
            return kLast;
    }
    return {};
}

ValueIs value_of(FilterField field, FilterOp op) {
    if (op == present || op == absent || op == this_week || op == this_month) return ValueIs::nothing;
    if (op == within_days || op == not_within_days) return ValueIs::days;
    switch (field) {
        case FilterField::kind:
        case FilterField::treatment:
        case FilterField::language:
        case FilterField::channel:
        case FilterField::role:
            return ValueIs::name_of;
        case FilterField::do_not_contact:
            return ValueIs::yes_no;
        case FilterField::created:
        case FilterField::last_contact:
            return ValueIs::day;
        case FilterField::completeness:
            return ValueIs::percent;
        case FilterField::consent:
        case FilterField::organisation:
            return ValueIs::id;
        case FilterField::open_cases:
            return ValueIs::number;
        case FilterField::own:
            return ValueIs::own;
        default:
            return ValueIs::words;
    }
}

std::vector<std::string_view> names_of(FilterField field) {
    switch (field) {
        case FilterField::kind:
            return names<customers::PartyKind>();
        case FilterField::treatment:
            return names<Treatment>();
        case FilterField::language:
            return names<Language>();
        case FilterField::channel:
            return names<Channel>();
        case FilterField::role:
            return names<profiles::PartyRole>();
        default:
            return {};
    }
}

std::vector<FieldError> faults(const CustomerFilter& filter, const Defined& defined, std::string_view path) {
    std::vector<FieldError> wrong;
    Check check(defined, wrong);
    check.conditions(filter.conditions, fmt::format("{}.conditions", path));
    for (std::size_t i = 0; i < filter.groups.size(); ++i) {
        const auto conditions = fmt::format("{}.groups[{}].conditions", path, i);
        if (filter.groups[i].conditions.empty()) wrong.push_back({conditions, "required"});
        check.conditions(filter.groups[i].conditions, conditions);
    }
    return wrong;
}

}  // namespace escucha::segments
