#include "modules/ledger/canonical.hpp"

#include <charconv>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <sodium.h>

#include "db/param.hpp"

namespace escucha::ledger {
namespace {

constexpr std::string_view kOpen = "=", kSealed = "#", kBlanked = "-";

void add_field(std::string& to, const KeptView& f) {
    add_item(to, f.name);
    switch (f.how) {
        case Kept::How::open:
            add_item(to, kOpen);
            return add_item(to, f.value);
        case Kept::How::sealed:
            add_item(to, kSealed);
            add_item(to, f.salt);
            return add_item(to, f.value);
        case Kept::How::blanked:
            add_item(to, kBlanked);
            return add_item(to, f.commitment);
    }
}

std::optional<KeptView> read_field(Items& items) {
    KeptView f;
    f.name = items.next();
    const auto how = items.next();
    if (how == kOpen) {
        f.value = items.next();
    } else if (how == kSealed) {
        f.how = Kept::How::sealed;
        f.salt = items.next();
        f.value = items.next();
        if (f.salt.size() != kSaltBytes) return std::nullopt;
    } else if (how == kBlanked) {
        f.how = Kept::How::blanked;
        f.commitment = items.next();
        if (f.commitment.size() != std::tuple_size_v<Hash>) return std::nullopt;
    } else {
        return std::nullopt;
    }
    return items.broken() ? std::nullopt : std::optional(f);
}

void add_canonical(std::string& to, const KeptView& f) {
    add_item(to, f.name);
    if (f.how == Kept::How::open) {
        add_item(to, "open");
        return add_item(to, f.value);
    }
    add_item(to, "sealed");
    const Hash c =
        f.how == Kept::How::sealed ? commitment(f.salt, f.value) : hash_of(f.commitment).value_or(Hash{});
    std::array<char, 65> text{};
    sodium_bin2hex(text.data(), text.size(), c.data(), c.size());
    add_item(to, {text.data(), 64});
}

}  // namespace

// OpenSSL's, because it uses the processor's instructions for it: five times as fast as libsodium's, and
// appending hashes inside the only writer of an SQLite base.
Hash sha256(std::string_view bytes) {
    using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Hash hash{};
    if (EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not to be had");
    return hash;
}

std::string hex(std::span<const unsigned char> bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

std::optional<std::string> unhex(std::string_view text, std::size_t bytes) {
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (text.size() != bytes * 2 || !std::ranges::all_of(text, digit)) return std::nullopt;
    std::string out(bytes, '\0');
    sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                   nullptr, nullptr, nullptr);
    return out;
}

std::optional<Hash> hash_of(std::string_view raw) {
    Hash hash{};
    if (raw.size() != hash.size()) return std::nullopt;
    std::ranges::copy(raw, hash.begin());
    return hash;
}

void add_item(std::string& to, std::string_view item) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), item.size()).ptr;
    to.append(digits.begin(), end);
    to += ':';
    to += item;
    to += ',';
}

void add_number(std::string& to, std::int64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
    add_item(to, {digits.begin(), end});
}

std::string_view Items::next() {
    std::size_t size = 0;
    const auto [colon, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
    const auto digits = static_cast<std::size_t>(colon - rest_.data());
    const bool leading_zero = digits > 1 && rest_.front() == '0';
    if (broken_ || error != std::errc{} || leading_zero || digits + 2 > rest_.size() || *colon != ':' ||
        size > rest_.size() - digits - 2 || rest_[digits + 1 + size] != ',') {
        broken_ = true;
        rest_ = {};
        return {};
    }
    const auto item = rest_.substr(digits + 1, size);
    rest_.remove_prefix(digits + size + 2);
    return item;
}

std::optional<std::int64_t> Items::number() {
    const auto text = next();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool plain = error == std::errc{} && end == text.data() + text.size() && value >= 0 &&
                       (text.size() == 1 || text.front() != '0');
    if (!plain) broken_ = true;
    return plain ? std::optional(value) : std::nullopt;
}

Hash commitment(std::string_view salt, std::string_view value) {
    thread_local std::string both;
    both.assign(salt).append(value);
    return sha256(both);
}

// Seals the personal fields with new salts.
Ready made_ready(std::span<const Field> fields) {
    const auto personal = static_cast<std::size_t>(std::ranges::count_if(fields, &Field::personal));
    std::string salts(personal * kSaltBytes, '\0');
    randombytes_buf(salts.data(), salts.size());
    Ready out{.fields = static_cast<std::int64_t>(fields.size())};
    std::size_t used = 0;
    for (const auto& f : fields) {
        db::check_text(f.name);
        db::check_text(f.value);
        KeptView k{.name = f.name, .value = f.value};
        if (f.personal) {
            k.how = Kept::How::sealed;
            k.salt = std::string_view(salts).substr(kSaltBytes * used++, kSaltBytes);
        }
        add_field(out.kept, k);
        add_canonical(out.hashed, k);
    }
    return out;
}

std::string stored_fields(std::span<const Kept> fields) {
    std::string out;
    for (const auto& f : fields) add_field(out, {f.how, f.name, f.value, f.salt, f.commitment});
    return out;
}

std::optional<std::vector<KeptView>> read_fields(std::string_view stored) {
    std::vector<KeptView> fields;
    for (Items items(stored); !items.at_end();) {
        auto field = read_field(items);
        if (!field) return std::nullopt;
        fields.push_back(*field);
    }
    return fields;
}

std::vector<Field> shown_fields(std::span<const KeptView> fields) {
    std::vector<Field> out;
    for (const auto& f : fields)
        out.push_back({.name = std::string(f.name),
                       .value = std::string(f.value),
                       .personal = f.how != Kept::How::open,
                       .blanked = f.how == Kept::How::blanked});
    return out;
}

std::optional<std::string> blanked_fields(std::span<const KeptView> fields) {
    if (std::ranges::find(fields, Kept::How::sealed, &KeptView::how) == fields.end()) return std::nullopt;
    std::string out;
    for (const auto& f : fields) {
        if (f.how != Kept::How::sealed) {
            add_field(out, f);
            continue;
        }
        const Hash c = commitment(f.salt, f.value);
        add_field(out, {.how = Kept::How::blanked, .name = f.name, .commitment = raw(c)});
    }
    return out;
}

void begin_canonical(std::string& to, const ActView& act, std::int64_t fields) {
    add_item(to, "escucha act 1");
    add_item(to, act.ledger);
    add_number(to, act.sequence);
    add_item(to, act.subject);
    add_item(to, act.kind);
    add_number(to, act.at);
    add_number(to, fields);
}

void canonical(std::string& to, const ActView& act, std::span<const KeptView> fields) {
    begin_canonical(to, act, static_cast<std::int64_t>(fields.size()));
    for (const auto& f : fields) add_canonical(to, f);
}

Hash digest(const ActView& act, std::span<const KeptView> fields) {
    thread_local std::string form;
    form.clear();
    canonical(form, act, fields);
    return sha256(form);
}

Hash link(const Hash& before, const Hash& digest) {
    std::string text = "15:escucha chain 1,";
    add_item(text, hex(before));
    add_item(text, hex(digest));
    return sha256(text);
}

std::string canonical(const HeadText& head) {
    std::string text;
    add_item(text, "escucha head 1");
    add_number(text, head.number);
    add_number(text, head.at);
    add_item(text, head.before);
    add_item(text, head.public_key);
    add_number(text, static_cast<std::int64_t>(head.ends.size()));
    for (const auto& end : head.ends) {
        add_item(text, end.ledger);
        add_number(text, end.sequence);
        add_item(text, end.hash);
    }
    return text;
}

std::optional<HeadText> read_head(std::string_view text) {
    Items items(text);
    HeadText head;
    if (items.next() != "escucha head 1") return std::nullopt;
    head.number = items.number().value_or(0);
    head.at = items.number().value_or(0);
    head.before = items.next();
    head.public_key = items.next();
    const auto ends = items.number().value_or(0);
    for (std::int64_t i = 0; i < ends && !items.broken(); ++i) {
        End end;
        end.ledger = items.next();
        end.sequence = items.number().value_or(0);
        end.hash = items.next();
        head.ends.push_back(std::move(end));
    }
    const bool sound =
        !items.broken() && items.at_end() && unhex(head.before, 32) && unhex(head.public_key, 32) &&
        std::ranges::all_of(head.ends, [](const End& e) { return unhex(e.hash, 32).has_value(); });
    return sound ? std::optional(std::move(head)) : std::nullopt;
}

std::string canonical_key(std::int64_t number, std::int64_t at, std::string_view public_key,
                          std::string_view before) {
    std::string text;
    add_item(text, "escucha key 1");
    add_number(text, number);
    add_number(text, at);
    add_item(text, public_key);
    add_item(text, before);
    return text;
}

}  // namespace escucha::ledger
