#include "modules/ledger/heads.hpp"

#include <fstream>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/lines.hpp"
#include "modules/ledger/signing.hpp"

namespace escucha::ledger {
namespace {

using std::chrono::days;

// From name to name by the key, not over all acts.
const db::Statement kNames{
    "WITH RECURSIVE names (ledger) AS (SELECT MIN(ledger) FROM ledger_acts UNION ALL "
    "SELECT (SELECT MIN(a.ledger) FROM ledger_acts a WHERE a.ledger > names.ledger) FROM names "
    "WHERE names.ledger IS NOT NULL) SELECT ledger FROM names WHERE ledger IS NOT NULL"};
const db::Statement kLast{
    "SELECT sequence, hash FROM ledger_acts WHERE ledger = $1 ORDER BY sequence DESC LIMIT 1"};

#define HEAD "number, at, daily, head, hash, key_number, signature"
const db::Statement kNewest{"SELECT " HEAD " FROM ledger_heads ORDER BY number DESC LIMIT $1"};
const db::Statement kFind{"SELECT " HEAD " FROM ledger_heads WHERE number = $1"};
const db::Statement kAfter{"SELECT " HEAD " FROM ledger_heads WHERE number > $1 ORDER BY number LIMIT $2"};
const db::Statement kAdd{
    "INSERT INTO ledger_heads (number, at, daily, head, hash, key_number, signature) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};

Head read(const db::Row& row) {
    return {.number = row.get<std::int64_t>(0),
            .at = row.get<Instant>(1),
            .daily = row.get<bool>(2),
            .text = row.get<std::string>(3),
            .hash = hex(bytes_or_text(row, 4)),
            .key = row.get<std::int64_t>(5),
            .signature = hex(bytes_or_text(row, 6))};
}
std::vector<Head> read_all(const db::Rows& rows) {
    std::vector<Head> out;
    for (const auto& row : rows) out.push_back(read(row));
    return out;
}

// A clock that is put right by a little makes no step back. Where it was wrong by more, the next head tells
// the right hour: what holds their order is their number and the hash of the one before.
Instant hour_of(const std::optional<Head>& before, Instant now) {
    constexpr auto kLittle = std::chrono::minutes(10);
    return before && before->at > now && before->at - now < kLittle ? before->at : now;
}

bool reaches(const Head& head, std::string_view ledger, std::int64_t sequence) {
    const auto text = read_head(head.text);
    const auto end = text ? end_in(*text, ledger) : std::nullopt;
    return end && end->sequence >= sequence;
}

}  // namespace

std::vector<End> ends(db::Tx& tx) {
    std::vector<End> out;
    for (const auto& row : tx.query(kNames)) {
        const auto name = row.get<std::string>(0);
        const auto last = tx.one(kLast, name);
        if (last) out.push_back({name, last->get<std::int64_t>(0), hex(as_text(last->get<db::Bytes>(1)))});
    }
    std::ranges::sort(out, {}, &End::ledger);
    return out;
}

std::optional<End> end_in(const HeadText& head, std::string_view ledger) {
    const auto found = std::ranges::find(head.ends, ledger, &End::ledger);
    return found == head.ends.end() ? std::nullopt : std::optional(*found);
}

Head Heads::add(db::Tx& tx, const HeadText& text, bool daily, const Key& key) const {
    Head head{.number = text.number,
              .at = instant(text.at),
              .daily = daily,
              .text = canonical(text),
              .key = key.number};
    const Hash hash = sha256(head.text);
    const auto signature = sign(tx, key.number, head.text);
    tx.execute(kAdd, head.number, head.at, daily, head.text, as_bytes(raw(hash)), key.number,
               as_bytes(signature));
    head.hash = hex(hash);
    head.signature = hex(signature);
    return head;
}

std::optional<Head> Heads::seal(db::Tx& tx, Instant now) const {
    const auto key = active(tx);
    if (!key) return std::nullopt;
    const auto before = last(tx);
    const auto known = before ? read_head(before->text) : std::nullopt;
    auto standing = ends(tx);
    std::erase_if(standing, [](const End& e) { return e.ledger.starts_with(kSamplePrefix); });
    const auto at = hour_of(before, now);
    const bool daily = !before || std::chrono::floor<days>(at) != std::chrono::floor<days>(before->at);
    if (known && !daily && known->ends == standing) return std::nullopt;
    const HeadText text{.number = before ? before->number + 1 : 1,
                        .at = micros(at),
                        .before = before ? before->hash : kNoHash,
                        .public_key = key->public_key,
                        .ends = std::move(standing)};
    return add(tx, text, daily, *key);
}

std::optional<Head> Heads::last(db::Tx& tx) const {
    const auto row = tx.one(kNewest, 1);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::optional<Head> Heads::find(db::Tx& tx, std::int64_t number) const {
    const auto row = tx.one(kFind, number);
    return row ? std::optional(read(*row)) : std::nullopt;
}

std::vector<Head> Heads::newest(db::Tx& tx, std::size_t limit) const {
    return read_all(tx.query(kNewest, limit));
}

std::vector<Head> Heads::after(db::Tx& tx, std::int64_t number, std::size_t limit) const {
    return read_all(tx.query(kAfter, number, limit));
}

// Ledgers only grow, so the heads are in order: halving finds it in as many steps as their number has bits.
std::optional<Head> Heads::first_with(db::Tx& tx, std::string_view ledger, std::int64_t sequence) const {
    auto found = last(tx);
    if (!found || !reaches(*found, ledger, sequence)) return std::nullopt;
    std::int64_t low = 1, high = found->number;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        auto head = find(tx, middle);
        if (head && reaches(*head, ledger, sequence)) {
            found = std::move(head);
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return found;
}

void keep_beside(const std::filesystem::path& file, const Beside& beside) {
    const std::filesystem::path part = file.string() + ".part";
    {
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        out << head_line(beside.head) << '\n';
        for (const auto& key : beside.keys) out << key_line(key) << '\n';
        if (!out.flush()) throw db::Failure("cannot write " + part.string());
    }
    std::filesystem::rename(part, file);
}

std::optional<Beside> kept_beside(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    if (!in || !std::getline(in, line)) return std::nullopt;
    auto head = read_head_line(line);
    if (!head) return std::nullopt;
    Beside beside{.head = std::move(*head)};
    while (std::getline(in, line))
        if (auto key = read_key_line(line)) beside.keys.push_back(std::move(*key));
    return beside;
}

}  // namespace escucha::ledger
