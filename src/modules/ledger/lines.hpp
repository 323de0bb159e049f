// A ledger as lines of JSON: what `escucha ledger export` writes, the download of the console, and what
// leaves the house as a head. One object a line:
//
//     {"escucha":"ledger 1","at":1795356000000000,"personal":true}
//     {"key":1,"public_key":"…","at":…,"signature":"…"}
//     {"head":1,"at":…,"daily":true,"text":"14:escucha head 1,…","hash":"…","key":1,"public_key":"…",
//      "signature":"…"}
//     {"ledger":"book:3","sequence":1,"subject":"…","kind":"entered","at":…,"fields":[
//      {"name":"number","value":"…"},{"name":"name","value":"…","salt":"…"},
//      {"name":"phone","commitment":"…"}],"hash":"…"}
//     {"end":true,"acts":1,"heads":1}
//
// Keys, then heads, then acts by ledger and number; the last line tells that nothing was cut off.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "modules/ledger/canonical.hpp"
#include "modules/ledger/heads.hpp"

namespace escucha::ledger {

// An act as it is kept, owning what it shows.
struct ActLine {
    std::string ledger = {}, subject = {}, kind = {};
    std::int64_t sequence = 0;
    std::int64_t at = 0;
    std::string stored = {};  // canonical.hpp: fields
    std::string hash = {};    // raw
};

std::string head_line(const Head& head);
std::optional<Head> read_head_line(std::string_view line);
boost::json::object head_object(const Head& head);
std::optional<Head> read_head(const boost::json::object& object);

std::string key_line(const Key& key);
boost::json::object key_object(const Key& key);
std::optional<Key> read_key(const boost::json::object& object);
std::optional<Key> read_key_line(std::string_view line);

// Without personal values: their commitments instead.
enum class Values { with_personal, without_personal };
boost::json::object act_object(const ActLine& act, Values values);
std::optional<ActLine> read_act(const boost::json::object& object);

// Everything, in one transaction; `write` gets whole lines, some at a time.
void export_lines(db::Tx& tx, const Heads& heads, Values values, Instant now,
                  const std::function<void(std::string_view)>& write);

// Acts by ledger and number, in pieces; stops when `each` says no.
void each_act(db::Tx& tx, const std::function<bool(db::Rows)>& each);
ActLine read_line(const db::Row& row);

}  // namespace escucha::ledger
