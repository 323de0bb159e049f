#include "http/once.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

namespace escucha::http {
namespace {

class Hash {
  public:
    Hash() { crypto_generichash_init(&state_, nullptr, 0, crypto_generichash_BYTES); }
    void add(std::string_view bytes) {
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  bytes.size());
    }
    std::string hex() {
        unsigned char hash[crypto_generichash_BYTES];
        crypto_generichash_final(&state_, hash, sizeof hash);
        std::string out;
        for (unsigned char byte : hash) out += fmt::format("{:02x}", byte);
        return out;
    }

  private:
    crypto_generichash_state state_;
};

// A browser that sends the same form again makes a new boundary for it: the boundary does not count.
std::string_view boundary(const Request& request) {
    auto type = request.header("Content-Type");
    auto at = type.find("boundary=");
    if (!type.starts_with("multipart/") || at == type.npos) return {};
    auto value = type.substr(at + 9);
    if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
    return value.substr(0, value.find(';'));
}

std::string fingerprint(const Request& request) {
    Hash hash;
    hash.add(fmt::format("{} {}\n", name(request.method), request.target));
    auto bytes = request.body.bytes();
    auto mark = boundary(request);
    while (!mark.empty()) {
        auto at = bytes.find(mark);
        if (at == bytes.npos) break;
        hash.add(bytes.substr(0, at));
        bytes.remove_prefix(at + mark.size());
    }
    hash.add(bytes);
    return hash.hex();
}

}  // namespace

Once::Once(IdempotencyStore* store, const Visit& visit) : store_(store), now_(visit.call.now) {
    if (!store_) return;
    auto& who = visit.call.principal;
    key_.caller = who.is_person() ? fmt::format("person:{}", who.person) : "address:" + visit.call.address;
    key_.key = visit.call.idempotency_key;
    key_.fingerprint = fingerprint(visit.request);
}

// Also on the way of an exception, when the base may be the one that failed: what it throws here would end
// the server.
Once::~Once() {
    if (!begun_) return;
    try {
        if (std::uncaught_exceptions() > exceptions_)
            store_->broke_off(key_);
        else
            store_->abandon(key_);
    } catch (const std::exception& e) {
        spdlog::error("an idempotency key could not be given back: {}", e.what());
    }
}

Begun Once::begin() {
    if (!store_) return {};
    auto begun = store_->begin(key_, now_);
    begun_ = begun.outcome == Begin::fresh;
    return begun;
}

void Once::finish(const Reply& reply) {
    if (!begun_) return;
    begun_ = false;  // it was done: whatever happens now, the key is not given back
    store_->finish(key_, {reply.status, reply.type, reply.headers, std::string(reply.body.bytes())}, now_);
}

bool usable_key(std::string_view key) {
    return key.size() <= 255 && std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7F; });
}

Reply again(const KeptAnswer& kept) {
    Reply reply{.status = kept.status, .type = kept.type, .headers = kept.headers};
    reply.headers.emplace_back("Idempotency-Replayed", "true");
    reply.body = Body(kept.body);
    return reply;
}

Error not_again(Begin outcome) {
    if (outcome == Begin::different) return {.kind = ErrorKind::invalid, .code = "idempotency_other_request"};
    if (outcome == Begin::lost) return {.kind = ErrorKind::conflict, .code = "idempotency_answer_lost"};
    return {.kind = ErrorKind::conflict, .code = "idempotency_running", .retry_after_seconds = 1};
}

}  // namespace escucha::http
