// Machines, forgers and people, told apart.
#include "mail/origin.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace escucha::mail {
namespace {

const std::array<std::string, 2> kOurs{"casos@empresa.pe", "ventas@empresa.pe"};

Message letter(std::string_view headers, std::string_view from = "Ana <ana@example.pe>") {
    auto message = parse("From: " + std::string(from) + "\r\nDate: Mon, 2 Nov 2026 10:15:00 -0500\r\n" +
                         std::string(headers) + "\r\nHola\r\n");
    EXPECT_TRUE(message);
    return std::move(*message);
}
std::optional<Machine> machine(std::string_view headers, std::string_view from = "Ana <ana@example.pe>") {
    return written_by_machine(letter(headers, from), kOurs);
}

TEST(Machines, PeopleAreNone) {
    EXPECT_EQ(machine(""), std::nullopt);
    EXPECT_EQ(machine("Return-Path: <ana@example.pe>\r\nAuto-Submitted: no\r\nPrecedence: first-class\r\n"),
              std::nullopt);
    EXPECT_EQ(machine("Auto-Submitted: No (a person)\r\n"), std::nullopt);
    EXPECT_EQ(machine("", "noreen@example.pe"), std::nullopt);
    EXPECT_EQ(machine("", "bouncer.club@example.pe"), std::nullopt);
    EXPECT_EQ(machine("X-Auto-Response-Suppress: None\r\n"), std::nullopt);
}

TEST(Machines, EveryRuleOfTheTrade) {
    EXPECT_EQ(machine("Auto-Submitted: auto-replied\r\n"), Machine::auto_submitted);
    EXPECT_EQ(machine("Auto-Submitted: auto-generated; x=y\r\n"), Machine::auto_submitted);
    EXPECT_EQ(machine("X-Autoreply: yes\r\n"), Machine::auto_submitted);
    EXPECT_EQ(machine("Subject: =?utf-8?Q?Respuesta_autom=C3=A1tica:_Su_caso?=\r\n"),
              Machine::auto_submitted);
    EXPECT_EQ(machine("Subject: RV: Respuesta autom\xC3\xA1tica: Su caso\r\n"), std::nullopt)
        << "sent on by a person";
    EXPECT_EQ(machine("Return-Path: <>\r\n"), Machine::empty_return_path);
    EXPECT_EQ(machine("Content-Type: multipart/report; boundary=b\r\n"), Machine::report);
    for (const std::string_view word : {"bulk", "list", "junk", "BULK"})
        EXPECT_EQ(machine("Precedence: " + std::string(word) + "\r\n"), Machine::precedence) << word;
    EXPECT_EQ(machine("X-Auto-Response-Suppress: OOF, AutoReply\r\n"), Machine::suppressed);
    EXPECT_EQ(machine("List-Id: Ofertas <ofertas.example.pe>\r\n"), Machine::list);
}

TEST(Machines, SendersNobodyReads) {
    for (const std::string_view from :
         {"MAILER-DAEMON@example.pe", "postmaster@example.pe", "no-reply@example.pe", "noreply@example.pe",
          "No.Reply@example.pe", "no_reply+abc@example.pe", "noreply-ventas@example.pe",
          "donotreply@example.pe", "no-responder@example.pe", "nao-responda@example.pe",
          "bounces+12=x@example.pe"})
        EXPECT_EQ(machine("", from), Machine::no_reply) << from;
}

TEST(Machines, OurselvesUnderEveryAddressOfOurs) {
    EXPECT_EQ(machine("", "Casos <CASOS@empresa.pe>"), Machine::own_address);
    EXPECT_EQ(machine("", "casos+k7qm-abcdef@empresa.pe"), Machine::own_address);
    EXPECT_EQ(machine("Sender: ventas@empresa.pe\r\n"), Machine::own_address);
    EXPECT_EQ(machine("", "casos@otra.pe"), std::nullopt);
}

// --- Authentication-Results ---

constexpr std::string_view kFailed =
    "Authentication-Results: mx.empresa.pe; spf=fail (sender is 1.2.3.4; \"x\") smtp.mailfrom=banco.pe;\r\n"
    " dkim=none; dmarc=fail (p=REJECT) header.from=banco.pe\r\n";

TEST(Authenticity, WhatTheReceivingServerFoundIsRead) {
    const auto found = authentication(letter("Authentication-Results: mx.empresa.pe 1; spf=pass "
                                             "smtp.mailfrom=a@b.pe; dkim=fail header.d=x;\r\n"
                                             " dkim=pass header.d=b.pe; dmarc=pass\r\n"),
                                      "mx.empresa.pe");
    EXPECT_EQ(found.spf, Verdict::pass);
    EXPECT_EQ(found.dkim, Verdict::pass) << "one signature that holds is enough";
    EXPECT_EQ(found.dmarc, Verdict::pass);
    EXPECT_FALSE(found.forged());
}

TEST(Authenticity, AForgedSenderIsFlagged) {
    EXPECT_TRUE(authentication(letter(kFailed), "mx.empresa.pe").forged());
    EXPECT_TRUE(authentication(letter(kFailed), "").forged());
    EXPECT_TRUE(authentication(letter("Authentication-Results: a; spf=fail; dkim=fail\r\n"), "").forged());
    EXPECT_FALSE(
        authentication(letter("Authentication-Results: a; spf=softfail; dkim=fail\r\n"), "").forged());
    EXPECT_FALSE(authentication(letter("Authentication-Results: a; spf=fail; dkim=fail; dmarc=pass\r\n"), "")
                     .forged());
    EXPECT_FALSE(authentication(letter(""), "").forged());
    EXPECT_FALSE(authentication(letter("Authentication-Results: mx.empresa.pe; none\r\n"), "").forged());
}

TEST(Authenticity, WhatTheSenderWroteHimselfDoesNotCount) {
    const std::string forged =
        std::string(kFailed) + "Authentication-Results: mx.malo.pe; spf=pass; dmarc=pass\r\n";
    EXPECT_TRUE(authentication(letter(forged), "mx.empresa.pe").forged());
    EXPECT_TRUE(authentication(letter(forged), "").forged()) << "only the topmost";
    const auto other =
        authentication(letter("Authentication-Results: mx.malo.pe; dmarc=pass\r\n"), "mx.empresa.pe");
    EXPECT_EQ(other.dmarc, Verdict::none);
    const auto hidden =
        authentication(letter("Authentication-Results: mx.empresa.pe; dmarc=fail (; dmarc=pass)\r\n"), "");
    EXPECT_EQ(hidden.dmarc, Verdict::fail) << "a comment says nothing";
}

// As Postfix writes them with opendkim and opendmarc, each a header of its own.
TEST(Authenticity, WhatEachFilterOfOurServerFoundCounts) {
    const std::string filters =
        "Received: from mx.malo.pe by mx.empresa.pe; Mon, 16 Nov 2026 14:00:00 +0000\r\n"
        "Authentication-Results: mx.empresa.pe; dkim=pass header.d=malo.pe\r\n"
        "DMARC-Filter: OpenDMARC Filter v1.4.2 mx.empresa.pe\r\n"
        "Authentication-Results: mx.empresa.pe; dmarc=fail (p=reject) header.from=banco.pe\r\n";
    EXPECT_TRUE(authentication(letter(filters), "").forged());
    const std::string another = "Authentication-Results: mx.empresa.pe; spf=pass\r\n";
    EXPECT_FALSE(
        authentication(letter(another + "Authentication-Results: mx.otra.pe; dmarc=fail\r\n"), "").forged())
        << "another server's word";
    EXPECT_FALSE(authentication(letter(another + "Received: from a by b; Mon, 16 Nov 2026 13:00:00 +0000\r\n"
                                                 "Authentication-Results: mx.empresa.pe; dmarc=fail\r\n"),
                                "")
                     .forged())
        << "of an earlier journey";
}

TEST(Authenticity, NobodyPassesInOurName) {
    const std::string made_up =
        "Authentication-Results: mx.empresa.pe; spf=fail; dkim=fail\r\n"
        "Authentication-Results: mx.empresa.pe; dmarc=pass; dkim=pass\r\n";
    EXPECT_TRUE(authentication(letter(made_up), "").forged());
}

}  // namespace
}  // namespace escucha::mail
