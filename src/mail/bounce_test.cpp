// What did not arrive: reports as RFC 3464 has them, and those in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/origin.hpp"

namespace escucha::mail {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using Action = Bounce::Recipient::Action;

std::optional<Bounce> bounced(std::string_view raw) {
    const auto message = parse(raw);
    EXPECT_TRUE(message);
    return message ? bounce(*message, raw) : std::nullopt;
}

std::string report(std::string_view fields, std::string_view type = "delivery-status",
                   std::string_view subject = "Undelivered Mail Returned to Sender") {
    return "From: MAILER-DAEMON@mx.example.pe (Mail Delivery System)\r\nReturn-Path: <>\r\nTo: "
           "casos@empresa.pe\r\n"
           "Subject: " +
           std::string(subject) +
           "\r\nAuto-Submitted: auto-replied\r\n"
           "Content-Type: multipart/report; report-type=" +
           std::string(type) +
           "; boundary=\"r\"\r\n\r\nThis is a MIME message.\r\n--r\r\nContent-Description: Notification\r\n"
           "Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n--r\r\nContent-Type: message/" +
           std::string(type) + "\r\n\r\n" + std::string(fields) +
           "\r\n--r\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: casos@empresa.pe\r\nMessage-ID:\r\n "
           "<nuestro.1@empresa.pe>\r\nSubject: Su caso\r\n\r\n--r--\r\n";
}

constexpr std::string_view kPostfix =
    "Reporting-MTA: dns; mx.example.pe\r\nX-Postfix-Queue-ID: 4ABC\r\nArrival-Date: Mon, 2 Nov 2026 10:15:00 "
    "-0500\r\n\r\n"
    "Final-Recipient: rfc822; ana@example.pe\r\nOriginal-Recipient: rfc822;ana@example.pe\r\nAction: "
    "failed\r\n"
    "Status: 5.1.1\r\nRemote-MTA: dns; mx2.example.pe\r\nDiagnostic-Code: smtp; 550 5.1.1 <ana@example.pe>: "
    "Recipient\r\n"
    "    address rejected: User unknown\r\n";

TEST(Bounces, APostfixReportIsRead) {
    const auto b = bounced(report(kPostfix));
    ASSERT_TRUE(b);
    EXPECT_EQ(b->original_message_id, "nuestro.1@empresa.pe");
    ASSERT_THAT(b->recipients, SizeIs(1));
    EXPECT_EQ(b->recipients[0].address, "ana@example.pe");
    EXPECT_EQ(b->recipients[0].action, Action::failed);
    EXPECT_EQ(b->recipients[0].status, "5.1.1");
    EXPECT_THAT(b->recipients[0].diagnostic, HasSubstr("Recipient address rejected: User unknown"));
    EXPECT_TRUE(b->recipients[0].permanent());
}

TEST(Bounces, SeveralRecipientsWithDifferentFates) {
    const auto b = bounced(
        report("Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; uno@x.pe\r\nAction: failed\r\nStatus: "
               "4.4.7\r\n\r\n"
               "Final-Recipient: rfc822; dos@x.pe\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
               "Final-Recipient: RFC822;tres@x.pe\r\nAction: relayed (to somewhere)\r\nStatus: 2.0.0\r\n"));
    ASSERT_TRUE(b);
    ASSERT_THAT(b->recipients, SizeIs(3));
    EXPECT_FALSE(b->recipients[0].permanent()) << "a full mailbox may be emptied";
    EXPECT_EQ(b->recipients[1].action, Action::delayed);
    EXPECT_FALSE(b->recipients[1].permanent());
    EXPECT_EQ(b->recipients[2].action, Action::relayed);
}

TEST(Bounces, TheOriginalRecipientIsWhomWeWroteTo) {
    const auto b = bounced(report(
        "Reporting-MTA: dns; x\r\n\r\nOriginal-Recipient: rfc822; ana@example.pe\r\nFinal-Recipient: rfc822; "
        "ana@casilla.example.com\r\nAction: failed\r\nStatus: 5.0.0\r\n"));
    ASSERT_TRUE(b);
    EXPECT_EQ(b->recipients.at(0).address, "ana@example.pe");
}

TEST(Bounces, AReceiptOfReadingIsNone) {
    EXPECT_EQ(
        bounced(report("Final-Recipient: rfc822; ana@example.pe\r\nDisposition: manual-action; displayed\r\n",
                       "disposition-notification", "Leído: Su caso")),
        std::nullopt);
}

TEST(Bounces, EximsWords) {
    const auto b = bounced(
        "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@mx.pe>\nTo: casos@empresa.pe\n"
        "X-Failed-Recipients: ana@example.pe\nAuto-Submitted: auto-replied\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "This message was created automatically by mail delivery software.\n\n"
        "  ana@example.pe\n    host mx.example.pe [1.2.3.4]\n    SMTP error from remote mail server after "
        "RCPT TO:\n"
        "    550 5.1.1 No such user here\n\n------ This is a copy of the message, including all the headers. "
        "------\n\n"
        "From: casos@empresa.pe\nMessage-ID: <nuestro.2@empresa.pe>\nTo: otra@example.pe\n\nHola\n");
    ASSERT_TRUE(b);
    EXPECT_EQ(b->original_message_id, "nuestro.2@empresa.pe");
    ASSERT_THAT(b->recipients, SizeIs(1));
    EXPECT_EQ(b->recipients[0].address, "ana@example.pe");
    EXPECT_EQ(b->recipients[0].status, "5.1.1");
    EXPECT_THAT(b->recipients[0].diagnostic, HasSubstr("No such user here"));
}

TEST(Bounces, QmailsWords) {
    const auto b = bounced(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.pe\nTo: casos@empresa.pe\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.pe.\nI'm afraid I wasn't able to deliver your message.\n\n"
        "<ana@example.pe>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy "
        "of the "
        "message.\n\nReturn-Path: <casos@empresa.pe>\nMessage-ID: <nuestro.3@empresa.pe>\n\nHola\n");
    ASSERT_TRUE(b);
    EXPECT_EQ(b->original_message_id, "nuestro.3@empresa.pe");
    ASSERT_THAT(b->recipients, SizeIs(1));
    EXPECT_EQ(b->recipients[0].address, "ana@example.pe");
    EXPECT_EQ(b->recipients[0].status, "5.1.1");
}

TEST(Bounces, SpanishWordsAndDelays) {
    const auto b = bounced(
        "From: postmaster@empresa.com\nTo: casos@empresa.pe\nSubject: No se puede entregar: Su caso\n"
        "In-Reply-To: <nuestro.4@empresa.pe>\n\nNo se encontró ana@example.pe en empresa.com.\n"
        "El buzón está lleno (5.2.2)\n");
    ASSERT_TRUE(b);
    EXPECT_EQ(b->original_message_id, "nuestro.4@empresa.pe");
    ASSERT_THAT(b->recipients, SizeIs(1));
    EXPECT_EQ(b->recipients[0].status, "5.2.2");
    const auto late = bounced(
        "Return-Path: <>\nFrom: Mailer-Daemon@mx.pe\nTo: casos@empresa.pe\n"
        "Subject: Warning: message 1abc delayed 24 hours\nIn-Reply-To: <nuestro.5@empresa.pe>\n\n  "
        "ana@example.pe\n");
    ASSERT_TRUE(late);
    EXPECT_EQ(late->recipients.at(0).action, Action::delayed);
    EXPECT_FALSE(late->recipients.at(0).permanent());
}

TEST(Bounces, PeopleAndTheirHolidaysAreNone) {
    EXPECT_EQ(bounced("From: Ana <ana@example.pe>\nSubject: No se puede entregar el paquete\n\nLlame a "
                      "otra@example.pe\n"),
              std::nullopt);
    EXPECT_EQ(bounced("Return-Path: <>\nFrom: Ana <ana@example.pe>\nAuto-Submitted: auto-replied\n"
                      "Subject: Fuera de la oficina\n\nEscriba a otra@example.pe\n"),
              std::nullopt);
}

}  // namespace
}  // namespace escucha::mail
