// One HTTPS POST, with libcurl. No redirects: where a head goes is what the administrator wrote.
#include <curl/curl.h>

#include <memory>

#include "modules/ledger/sealing.hpp"

namespace escucha::ledger {
namespace {

constexpr long kConnect = 10, kWhole = 30;  // seconds

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

Refused failed(std::string why) {
    return refuse(ErrorKind::unavailable, "ledger.not_taken", {{"why", std::move(why)}});
}

// As libcurl itself will read it, so that nothing is sent elsewhere than was looked at.
class Url {
  public:
    explicit Url(const std::string& text) : url_(curl_url(), curl_url_cleanup) {
        read_ = url_ && curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
    }
    bool read() const { return read_; }
    std::string part(CURLUPart which) const {
        char* text = nullptr;
        if (!read_ || curl_url_get(url_.get(), which, &text, 0) != CURLUE_OK) return {};
        const std::unique_ptr<char, decltype(&curl_free)> kept(text, curl_free);
        return kept.get();
    }

  private:
    std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url_;
    bool read_ = false;
};

}  // namespace

bool is_webhook(std::string_view address) {
    if (address.size() > 2000 || address.find_first_of(" \t\r\n\"<>") != std::string_view::npos) return false;
    const Url url{std::string(address)};
    // A name before the host is how an address pretends to be another.
    if (!url.read() || !url.part(CURLUPART_USER).empty() || !url.part(CURLUPART_PASSWORD).empty())
        return false;
    const auto scheme = url.part(CURLUPART_SCHEME), host = url.part(CURLUPART_HOST);
    if (scheme == "http") return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
    return scheme == "https" && host.size() > 2 && host.find('.') != std::string::npos;
}

Result<void> post_json(const std::string& url, const std::string& body) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
        curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
    if (!curl || !headers) return failed("libcurl");
    const auto set = [&](auto option, auto value) { curl_easy_setopt(curl.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, url.starts_with("https://") ? "https" : "http");
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_USERAGENT, "Escucha");
    set(CURLOPT_CONNECTTIMEOUT, kConnect);
    set(CURLOPT_TIMEOUT, kWhole);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_WRITEFUNCTION, &drop);
    const auto code = curl_easy_perform(curl.get());
    if (code != CURLE_OK) return failed(curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299) return failed(fmt::format("HTTP {}", status));
    return {};
}

}  // namespace escucha::ledger
