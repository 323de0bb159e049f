#include "bench/mail_parsing.hpp"

#include <sys/resource.h>

#include <chrono>
#include <random>
#include <stdexcept>

#include <fmt/format.h>

#include "mail/html.hpp"
#include "mail/message.hpp"
#include "mail/outgoing.hpp"
#include "mail/reading.hpp"

namespace escucha::bench {
namespace {

mail::Outgoing letter(std::size_t file_bytes) {
    std::string text, page;
    for (int i = 0; i < 12; ++i) {
        text += fmt::format(
            "Compré el equipo número {} hace dos semanas y dejó de funcionar ayer. ¿Qué hago?\n", i);
        page += fmt::format(
            "<p>Compré el equipo número <b>{}</b> hace dos semanas y dejó de funcionar.</p>\n", i);
    }
    std::mt19937 random(7);
    std::string bytes(file_bytes, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return {.from = {"Ana Núñez", "ana@example.pe"},
            .to = {{"Atención al cliente", "casos@empresa.pe"}},
            .subject = "Reclamación: el equipo dejó de funcionar",
            .message_id = "uno@example.pe",
            .in_reply_to = "cero@empresa.pe",
            .references = {"cero@empresa.pe"},
            .date = instant(1'793'632'500'000'000),
            .text = text + "\nEl lun, 2 nov 2026, Casos <casos@empresa.pe> escribió:\n> Hola\n",
            .html = page,
            .attachments = {
                {.name = "boleta año 2026.pdf", .type = "application/pdf", .bytes = std::move(bytes)}}};
}

std::string composed(const mail::Outgoing& message) {
    auto bytes = mail::compose(message);
    if (!bytes) throw std::runtime_error("a message of the bench was refused");
    return std::move(*bytes);
}

double a_second(int times, auto&& work) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) work();
    return times / Seconds(std::chrono::steady_clock::now() - began).count();
}

double most_megabytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

void read_whole(const std::string& raw) {
    const auto message = mail::parse(raw);
    if (!message || message->attachments.size() != 1) throw std::runtime_error("a message was not read");
}

void show(const mail::Message& message) {
    if (mail::sanitised(message.html).html.empty() || mail::said(message.text).empty())
        throw std::runtime_error("a message was not shown");
}

}  // namespace

// A file of 18.4 MB in base 64, as it comes from the network.
std::string large() {
    std::string raw =
        "From: ana@example.pe\r\nSubject: Fotos\r\nMIME-Version: 1.0\r\nContent-Type: image/jpeg; "
        "name=foto.jpg\r\n"
        "Content-Disposition: attachment; filename=foto.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    constexpr std::size_t kSize = 25'000'000;
    raw.reserve(kSize + 100);
    while (raw.size() < kSize)
        raw += "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoM\r\n";
    return raw;
}

void measure_mail_parsing(Report& report, int messages) {
    {
        const std::string raw = large();
        read_whole(raw);
        report.add({"memory at its highest, a message of 25 MB read", static_cast<std::int64_t>(raw.size()),
                    most_megabytes(), "MB", 200});
    }
    const mail::Outgoing small = letter(3'700);
    const std::string raw = composed(small);
    const auto size = static_cast<std::int64_t>(raw.size());
    report.add({"read a message with an attachment, one thread", size,
                a_second(messages, [&] { read_whole(raw); }), "/s", 4'000, true});
    report.add({"write the same", size, a_second(messages, [&] { composed(small); }), "/s", 2'000, true});
    const auto message = mail::parse(raw);
    report.add({"make its page safe and fold what it quotes", size,
                a_second(messages, [&] { show(*message); }), "/s", 2'000, true});
}

}  // namespace escucha::bench
