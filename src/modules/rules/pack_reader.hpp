// Described structs out of TOML: every key must be known, every value of its type; what is wrong is kept with
// its line and key. Only pack.cpp includes this.
#pragma once
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include "db/param.hpp"
#include "modules/rules/described.hpp"
#include "modules/rules/pack.hpp"

namespace escucha::rules {

class PackReader {
  public:
    PackReader(std::string_view file, std::vector<PackProblem>& problems)
        : file_(file), problems_(problems) {}

    void wrong(const toml::node& at, std::string key, std::string what) {
        problems_.push_back(
            {file_, static_cast<int>(at.source().begin.line), std::move(key), std::move(what)});
    }

    // `also`: keys of the table that somebody else reads.
    template <Described T>
    void table(const toml::node& from, const std::string& path, T& into,
               std::span<const std::string_view> also = {}) {
        const auto* table = from.as_table();
        if (!table) return wrong(from, path, "must be a table");
        for (const auto& [key, node] : *table)
            if (std::ranges::find(also, key.str()) == also.end()) field(node, key.str(), path, into);
    }

    template <class T>
    void value(const toml::node& from, const std::string& path, T& into) {
        if constexpr (Described<T>)
            table(from, path, into);
        else if constexpr (IsVector<T>::value)
            list(from, path, into);
        else if constexpr (IsOptional<T>::value)
            value(from, path, into.emplace());
        else if constexpr (std::is_enum_v<T>)
            word(from, path, into);
        else
            plain(from, path, into);
    }

  private:
    template <class T>
    void field(const toml::node& from, std::string_view key, const std::string& path, T& into) {
        const auto full = path.empty() ? std::string(key) : path + "." + std::string(key);
        bool known = false;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            if (key != member.name) return;
            known = true;
            value(from, full, into.*member.pointer);
        });
        if (!known) wrong(from, full, "there is no such key");
    }

    template <class T>
    void list(const toml::node& from, const std::string& path, T& into) {
        const auto* array = from.as_array();
        if (!array) return wrong(from, path, "must be a list");
        for (std::size_t i = 0; i < array->size(); ++i)
            value(*array->get(i), fmt::format("{}[{}]", path, i), into.emplace_back());
    }

    template <class T>
    void word(const toml::node& from, const std::string& path, T& into) {
        const auto text = from.value_exact<std::string>();
        const auto found = text ? db::parse_enum<T>(*text) : std::nullopt;
        if (found) {
            into = *found;
            return;
        }
        std::string names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto e) { names += (names.empty() ? "" : ", ") + std::string(db::name(e.value)); });
        wrong(from, path, "must be one of " + names);
    }

    void plain(const toml::node& from, const std::string& path, std::string& into) {
        const auto text = from.value_exact<std::string>();
        text ? into = *text, void() : wrong(from, path, "must be a text");
    }
    void plain(const toml::node& from, const std::string& path, bool& into) {
        const auto flag = from.value_exact<bool>();
        flag ? into = *flag, void() : wrong(from, path, "must be true or false");
    }
    void plain(const toml::node& from, const std::string& path, int& into) {
        constexpr std::int64_t kMost = 10'000;
        const auto number = from.value_exact<std::int64_t>();
        if (!number || *number < 0 || *number > kMost)
            return wrong(from, path, fmt::format("must be a whole number from 0 to {}", kMost));
        into = static_cast<int>(*number);
    }

    std::string file_;
    std::vector<PackProblem>& problems_;
};

}  // namespace escucha::rules
