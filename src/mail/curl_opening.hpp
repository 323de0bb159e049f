// How libcurl opens a line to a mail server, and what it means when it cannot. Internal to curl.cpp.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "mail/transport.hpp"

namespace escucha::mail {

// What has to stay in its place while libcurl works, since it calls back into it.
struct Opening {
    Server server = {};
    Patience patience = {};
    std::vector<std::string> heard = {};
    std::vector<std::string> secrets = {};  // in every form in which they could come back
    bool not_loopback = false;
    std::array<char, CURL_ERROR_SIZE> words = {};
    struct Gone {
        void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
    };
    std::unique_ptr<CURL, Gone> curl = {};  // the last, so that it goes first

    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(curl.get(), option, value);
    }
    void set_up(const std::string& url, const char* way_to_log_in);
    void set_security();
    void set_login(const char* way);
    bool logged_in() const;
    Failure why(CURLcode code) const;
    Failure why_greeting() const;
    Failure why_login() const;
    Failure failure(Trouble trouble, std::string_view said, bool passing) const;
    std::string own_words(CURLcode code) const {
        return words[0] != '\0' ? words.data() : curl_easy_strerror(code);
    }

    static std::size_t hear(const char* bytes, std::size_t, std::size_t count, void* self);
    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);
};

// Logged in, or why not.
Tried<std::unique_ptr<Opening>> open_line(const Server& server, const Patience& patience);

}  // namespace escucha::mail
