#include "bench/mail_intake.hpp"

#include <sys/resource.h>

#include <atomic>
#include <random>
#include <thread>

#include "base/tokens.hpp"
#include "bench/mail_shop.hpp"

namespace escucha::bench {
namespace {

constexpr int kThreads = 4;
constexpr std::size_t kBatch = 32;
constexpr int kCustomers = 5'000;

std::string base64_lines(std::size_t bytes, std::mt19937_64& chance) {
    static constexpr std::string_view kSigns =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes * 4 / 3 / 4 * 4; ++i) {
        out += kSigns[chance() % kSigns.size()];
        if (out.size() % 78 == 76) out += "\r\n";
    }
    return out + "\r\n";
}

// As people send them: text and HTML, and a photo, nine kilobytes in all.
std::string message(int n, std::size_t photo, std::mt19937_64& chance) {
    return fmt::format(
               "Return-Path: <cliente{0}@correo.pe>\r\nReceived: from smtp.correo.pe by mx.colmena.pe; Mon, "
               "16 Nov "
               "2026 14:00:00 +0000\r\nFrom: Cliente =?utf-8?Q?N=C3=BAmero?= {0} "
               "<cliente{0}@correo.pe>\r\nTo: "
               "casos@colmena.pe\r\nSubject: =?utf-8?Q?No_enfr=C3=ADa_la_nevera_{1}?=\r\nMessage-ID: "
               "<m{1}.{2}@correo.pe>\r\nDate: Mon, 16 Nov 2026 14:00:00 +0000\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/mixed; boundary=\"a\"\r\n\r\n--a\r\nContent-Type: "
               "multipart/alternative; "
               "boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; "
               "charset=utf-8\r\nContent-Transfer-Encoding: "
               "quoted-printable\r\n\r\nBuenos d=C3=ADas:\r\n\r\nLa nevera que compr=C3=A9 hace dos semanas "
               "no "
               "enfr=C3=ADa y nadie me contesta en la tienda. Quiero que me la cambien.\r\n\r\n-- "
               "\r\nCliente "
               "{0}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Buenos días:</p><p>La nevera "
               "que "
               "compré hace dos semanas no enfría y nadie me contesta en la tienda. Quiero que me la "
               "cambien.</p>\r\n--b--\r\n--a\r\nContent-Type: image/jpeg; name=\"foto.jpg\"\r\n"
               "Content-Disposition: attachment; filename=\"foto.jpg\"\r\nContent-Transfer-Encoding: "
               "base64\r\n\r\n",
               n % kCustomers, n, random_token(6)) +
           base64_lines(photo, chance) + "--a--\r\n";
}

struct Shop : MailShop {
    explicit Shop(const std::filesystem::path& folder) : MailShop(folder) {
        email::MailboxWish wish;
        wish.mailbox.address = "casos@colmena.pe";
        wish.mailbox.name = "La Colmena";
        wish.mailbox.incoming.protocol = email::Incoming::pipe;
        wish.mailbox.outgoing.host = "localhost";
        wish.mailbox.outgoing.login = mail::Login::none;
        box = house->email.add_mailbox(system_principal(), wish, system_now())->id;
    }
    email::MailboxId box = 0;
};

double peak_megabytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

void many(Report& report, Shop& shop, int messages) {
    std::mt19937_64 chance{1};
    std::vector<std::string> raws;
    for (int n = 0; n < messages; ++n) raws.push_back(message(n, 5'600, chance));
    std::atomic<std::size_t> next = 0, opened = 0;
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&] {
            for (auto at = next.fetch_add(kBatch); at < raws.size(); at = next.fetch_add(kBatch)) {
                const auto some = std::span(raws).subspan(at, std::min(kBatch, raws.size() - at));
                for (const auto& taken : shop.house->email.take(some, shop.box, system_now()))
                    opened += taken.how == email::Taking::opened;
            }
        });
    for (auto& t : threads) t.join();
    const Seconds took = std::chrono::steady_clock::now() - start;
    if (opened != raws.size()) throw std::runtime_error("not every message opened a case");
    report.add(
        {fmt::format("messages of {:.1f} KB taken in, durable", static_cast<double>(raws[0].size()) / 1024),
         messages, messages / took.count(), "/s", 1'000, true});
}

void large(Report& report, Shop& shop) {
    std::mt19937_64 chance{2};
    auto raw = message(1, 18 * 1024 * 1024, chance);
    const double before = peak_megabytes();
    const auto start = std::chrono::steady_clock::now();
    if (shop.house->email.take(raw, shop.box, system_now()).how != email::Taking::opened)
        throw std::runtime_error("the large message opened no case");
    const Seconds took = std::chrono::steady_clock::now() - start;
    report.add({"a message of 25 MB, memory at its peak", 1, peak_megabytes(), "MB", 200});
    report.add({"a message of 25 MB, memory before it", 1, before, "MB"});
    report.add({"a message of 25 MB taken in", 1, took.count() * 1'000, "ms"});
}

}  // namespace

void measure_mail_intake(Report& report, const std::filesystem::path& folder, int messages) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    {
        Shop shop(folder);
        large(report, shop);  // first: memory is measured at its peak, and many small ones need some, too
        many(report, shop, messages);
    }
    std::filesystem::remove_all(folder);
}

}  // namespace escucha::bench
