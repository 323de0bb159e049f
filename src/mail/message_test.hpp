// For the tests of reading messages: letters as programs write them, and what was read of them.
#pragma once
#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/message.hpp"

namespace escucha::mail {

inline Message read(std::string_view raw, const Limits& limits = {}) {
    auto message = parse(raw, limits);
    EXPECT_TRUE(message) << (message ? "" : message.error().code);
    return message ? std::move(*message) : Message{};
}

inline std::string fixture(const std::string& name) {
    std::ifstream in(std::string(ESCUCHA_FIXTURES) + "/mail/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

// With the headers every mail has.
inline std::string letter(std::string_view more_headers, std::string_view body) {
    return "From: Ana Rojas <ana@example.pe>\r\nTo: casos@empresa.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 "
           "-0500\r\n"
           "Message-ID: <uno@example.pe>\r\nSubject: Mi pedido\r\nMIME-Version: 1.0\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}
inline std::string text_as(std::string_view charset, std::string_view body) {
    return letter("Content-Type: text/plain; charset=" + std::string(charset) + "\r\n", body);
}
inline Message with_subject(std::string_view subject) {
    return read("From: ana@example.pe\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\nSubject: " +
                std::string(subject) + "\r\n\r\nHola\r\n");
}
inline Message with_from(std::string_view from) {
    return read("From: " + std::string(from) + "\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n\r\nHola\r\n");
}

inline Oddity odd(const Message& message) {
    EXPECT_THAT(message.oddities, testing::SizeIs(1));
    return message.oddities.empty() ? Oddity::tnef : message.oddities.front();
}

}  // namespace escucha::mail
