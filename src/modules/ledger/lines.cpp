#include "modules/ledger/lines.hpp"

#include "modules/ledger/bytes.hpp"

namespace escucha::ledger {
namespace {

namespace json = boost::json;

constexpr std::size_t kPage = 2000;
const db::Statement kPageOfActs{
    "SELECT ledger, sequence, subject, kind, at, fields, hash FROM ledger_acts "
    "WHERE (ledger, sequence) > ($1, $2) ORDER BY ledger, sequence LIMIT $3"};

std::optional<std::string> text_of(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    if (!v || !v->is_string()) return std::nullopt;
    return std::string(v->get_string());
}
std::optional<std::int64_t> number_of(const json::object& o, std::string_view name) {
    const auto* v = o.if_contains(name);
    if (!v || !v->is_int64()) return std::nullopt;
    return v->get_int64();
}

json::object field_object(const KeptView& f, Values values) {
    json::object o{{"name", f.name}};
    const bool hidden = f.how == Kept::How::sealed && values == Values::without_personal;
    if (f.how == Kept::How::blanked || hidden) {
        o["commitment"] = hidden ? hex(commitment(f.salt, f.value)) : hex(f.commitment);
        return o;
    }
    o["value"] = f.value;
    if (f.how == Kept::How::sealed) o["salt"] = hex(f.salt);
    return o;
}

std::optional<Kept> read_field(const json::value& value) {
    if (!value.is_object()) return std::nullopt;
    const auto& o = value.get_object();
    const auto name = text_of(o, "name"), shown = text_of(o, "value"), salt = text_of(o, "salt"),
               sealed = text_of(o, "commitment");
    if (!name || shown.has_value() == sealed.has_value()) return std::nullopt;
    Kept f{.name = *name, .value = shown.value_or("")};
    if (sealed) {
        const auto bytes = unhex(*sealed, 32);
        if (!bytes || salt) return std::nullopt;
        f.how = Kept::How::blanked;
        f.commitment = *bytes;
    } else if (salt) {
        const auto bytes = unhex(*salt, kSaltBytes);
        if (!bytes) return std::nullopt;
        f.how = Kept::How::sealed;
        f.salt = *bytes;
    }
    return f;
}

std::optional<std::string> read_fields_array(const json::object& o) {
    const auto* list = o.if_contains("fields");
    if (!list || !list->is_array()) return std::nullopt;
    std::vector<Kept> fields;
    for (const auto& one : list->get_array()) {
        auto field = read_field(one);
        if (!field) return std::nullopt;
        fields.push_back(std::move(*field));
    }
    return stored_fields(fields);
}

}  // namespace

json::object head_object(const Head& head) {
    const auto text = ledger::read_head(head.text);
    return {{"head", head.number},
            {"at", micros(head.at)},
            {"daily", head.daily},
            {"text", head.text},
            {"hash", head.hash},
            {"key", head.key},
            {"public_key", text ? text->public_key : ""},
            {"signature", head.signature}};
}

std::string head_line(const Head& head) {
    return json::serialize(head_object(head));
}

std::optional<Head> read_head(const json::object& o) {
    const auto number = number_of(o, "head"), at = number_of(o, "at"), key = number_of(o, "key");
    const auto text = text_of(o, "text"), hash = text_of(o, "hash"), signature = text_of(o, "signature");
    if (!number || !at || !key || !text || !hash || !signature) return std::nullopt;
    const auto inner = ledger::read_head(*text);
    if (inner && text_of(o, "public_key") != inner->public_key) return std::nullopt;
    const auto* daily = o.if_contains("daily");
    return Head{.number = *number,
                .at = instant(*at),
                .daily = daily && daily->is_bool() && daily->get_bool(),
                .text = *text,
                .hash = *hash,
                .key = *key,
                .signature = *signature};
}

std::optional<Head> read_head_line(std::string_view line) {
    boost::system::error_code error;
    const auto value = json::parse(line, error);
    return error || !value.is_object() ? std::nullopt : read_head(value.get_object());
}

std::optional<Key> read_key_line(std::string_view line) {
    boost::system::error_code error;
    const auto value = json::parse(line, error);
    return error || !value.is_object() ? std::nullopt : read_key(value.get_object());
}

json::object key_object(const Key& key) {
    return {{"key", key.number},
            {"public_key", key.public_key},
            {"at", micros(key.created_at)},
            {"signature", key.signature}};
}

std::string key_line(const Key& key) {
    return json::serialize(key_object(key));
}

std::optional<Key> read_key(const json::object& o) {
    const auto number = number_of(o, "key"), at = number_of(o, "at");
    const auto open = text_of(o, "public_key"), signature = text_of(o, "signature");
    if (!number || !at || !open || !signature) return std::nullopt;
    return Key{.number = *number, .public_key = *open, .signature = *signature, .created_at = instant(*at)};
}

json::object act_object(const ActLine& act, Values values) {
    json::array fields;
    if (const auto kept = read_fields(act.stored))
        for (const auto& f : *kept) fields.push_back(field_object(f, values));
    return {
        {"ledger", act.ledger}, {"sequence", act.sequence},    {"subject", act.subject}, {"kind", act.kind},
        {"at", act.at},         {"fields", std::move(fields)}, {"hash", hex(act.hash)}};
}

std::optional<ActLine> read_act(const json::object& o) {
    const auto ledger = text_of(o, "ledger"), subject = text_of(o, "subject"), kind = text_of(o, "kind"),
               hash = text_of(o, "hash");
    const auto sequence = number_of(o, "sequence"), at = number_of(o, "at");
    auto stored = read_fields_array(o);
    const auto bytes = hash ? unhex(*hash, 32) : std::nullopt;
    if (!ledger || !subject || !kind || !sequence || !at || !stored || !bytes) return std::nullopt;
    return ActLine{.ledger = *ledger,
                   .subject = *subject,
                   .kind = *kind,
                   .sequence = *sequence,
                   .at = *at,
                   .stored = std::move(*stored),
                   .hash = *bytes};
}

void each_act(db::Tx& tx, const std::function<bool(db::Rows)>& each) {
    std::string ledger;
    std::int64_t sequence = 0;
    for (;;) {
        db::Rows rows = tx.query(kPageOfActs, ledger, sequence, kPage);
        const auto count = rows.size();
        if (count == 0) return;
        ledger = rows[count - 1].get<std::string>(0);
        sequence = rows[count - 1].get<std::int64_t>(1);
        if (!each(std::move(rows)) || count < kPage) return;
    }
}

ActLine read_line(const db::Row& row) {
    return {.ledger = row.get<std::string>(0),
            .subject = row.get<std::string>(2),
            .kind = row.get<std::string>(3),
            .sequence = row.get<std::int64_t>(1),
            .at = row.get<std::int64_t>(4),
            .stored = std::string(bytes_or_text(row, 5)),
            .hash = std::string(bytes_or_text(row, 6))};
}

void export_lines(db::Tx& tx, const Heads& heads, Values values, Instant now,
                  const std::function<void(std::string_view)>& write) {
    std::int64_t acts = 0, sealed = 0;
    write(json::serialize(json::object{
              {"escucha", "ledger 1"}, {"at", micros(now)}, {"personal", values == Values::with_personal}}) +
          "\n");
    for (const auto& key : heads.keys(tx)) write(key_line(key) + "\n");
    for (auto page = heads.after(tx, 0, kPage); !page.empty();
         page = heads.after(tx, page.back().number, kPage)) {
        for (const auto& head : page) write(head_line(head) + "\n");
        sealed += static_cast<std::int64_t>(page.size());
    }
    each_act(tx, [&](db::Rows rows) {
        std::string text;
        for (const auto& row : rows) text += json::serialize(act_object(read_line(row), values)) + "\n";
        acts += static_cast<std::int64_t>(rows.size());
        return write(text), true;
    });
    write(json::serialize(json::object{{"end", true}, {"acts", acts}, {"heads", sealed}}) + "\n");
}

}  // namespace escucha::ledger
