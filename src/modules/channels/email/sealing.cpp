#include "modules/channels/email/sealing.hpp"

#include <sodium.h>

#include <stdexcept>
#include <vector>

namespace escucha::email {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::string_view kPurpose = "escucha mailbox secrets 1";

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string encoded(const std::vector<unsigned char>& bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
    out.pop_back();  // the terminating NUL
    return out;
}

std::optional<std::vector<unsigned char>> decoded(std::string_view text) {
    std::vector<unsigned char> out(text.size());
    std::size_t size = 0;
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          kVariant) != 0)
        return std::nullopt;
    out.resize(size);
    return out;
}

}  // namespace

Sealing::Sealing(std::string_view secret) : key_(crypto_secretbox_KEYBYTES, '\0') {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    crypto_generichash(reinterpret_cast<unsigned char*>(key_.data()), key_.size(), bytes_of(secret),
                       secret.size(), bytes_of(kPurpose), kPurpose.size());
}

std::string Sealing::seal(std::string_view text) const {
    if (text.empty()) return {};
    std::vector<unsigned char> box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size());
    randombytes_buf(box.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box.data() + crypto_secretbox_NONCEBYTES, bytes_of(text), text.size(), box.data(),
                          bytes_of(key_));
    return encoded(box);
}

std::optional<std::string> Sealing::open(std::string_view sealed) const {
    if (sealed.empty()) return std::string();
    const auto box = decoded(sealed);
    constexpr std::size_t kAround = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (!box || box->size() < kAround) return std::nullopt;
    std::string text(box->size() - kAround, '\0');
    if (crypto_secretbox_open_easy(
            reinterpret_cast<unsigned char*>(text.data()), box->data() + crypto_secretbox_NONCEBYTES,
            box->size() - crypto_secretbox_NONCEBYTES, box->data(), bytes_of(key_)) != 0)
        return std::nullopt;
    return text;
}

}  // namespace escucha::email
