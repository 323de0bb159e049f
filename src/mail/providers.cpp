// The servers of the providers people use. Taken from what each of them documents for mail programs, mostly
// by way of Mozilla's collection (ISPDB); who is not sure is not in it: telefonica.net, movistar.es and
// terra.* are described differently from place to place, partly without encryption.
#include <algorithm>
#include <array>

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#include "base/fold.hpp"
#include "mail/transport.hpp"

namespace escucha::mail {
namespace {

struct Row {
    std::string_view name;
    std::string_view domains;  // of addresses, with blanks between
    std::string_view hosts;  // the ends of the names of the mail hosts (MX) of firms that are their customers
    std::string_view imap;   // always implicit TLS on 993
    std::string_view smtp;
    int smtp_port;  // 465: implicit TLS; 587: STARTTLS
    enum class Secret { password, app_password, token } secret;
};
using enum Row::Secret;

// In the order they are looked through: a domain of its own before a mail host shared with others.
constexpr std::array kRows = {
    Row{"Gmail", "gmail.com googlemail.com", "google.com googlemail.com", "imap.gmail.com", "smtp.gmail.com",
        465, app_password},
    Row{"Outlook",
        "hotmail.com live.com msn.com outlook.com windowslive.com outlook.at outlook.be outlook.cl "
        "outlook.cz "
        "outlook.de outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp "
        "outlook.kr outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk "
        "outlook.co.id "
        "outlook.co.il outlook.co.th outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr "
        "outlook.com.tr "
        "outlook.com.vn hotmail.be hotmail.ca hotmail.cl hotmail.cz hotmail.de hotmail.dk hotmail.es "
        "hotmail.fi "
        "hotmail.fr hotmail.gr hotmail.hu hotmail.it hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no "
        "hotmail.ph hotmail.rs hotmail.se hotmail.sg hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.in "
        "hotmail.co.jp hotmail.co.kr hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar hotmail.com.au "
        "hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.com.vn live.at live.be live.ca "
        "live.cl "
        "live.cn live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl live.no "
        "live.ru "
        "live.se live.co.jp live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx live.com.my "
        "live.com.ph live.com.pt live.com.sg livemail.tw",
        "olc.protection.outlook.com", "outlook.office365.com", "smtp-mail.outlook.com", 587, token},
    Row{"Microsoft 365", "", "mail.protection.outlook.com mx.microsoft", "outlook.office365.com",
        "smtp.office365.com", 587, token},
    Row{"AOL", "aol.com", "", "imap.aol.com", "smtp.aol.com", 465, app_password},
    Row{"Yahoo",
        "yahoo.com yahoo.es yahoo.com.mx yahoo.com.ar yahoo.com.pe yahoo.com.co yahoo.com.ve yahoo.cl "
        "yahoo.com.br "
        "yahoo.de yahoo.it yahoo.fr yahoo.se yahoo.ca yahoo.co.in yahoo.co.uk yahoo.co.nz yahoo.com.au "
        "ymail.com "
        "myyahoo.com rocketmail.com",
        "yahoodns.net", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, app_password},
    Row{"iCloud", "icloud.com me.com mac.com", "mail.icloud.com", "imap.mail.me.com", "smtp.mail.me.com", 587,
        app_password},
    Row{"Zoho Mail", "zoho.com zohomail.com", "", "imap.zoho.com", "smtp.zoho.com", 465, app_password},
    Row{"Zoho Mail", "zoho.eu zohomail.eu", "", "imap.zoho.eu", "smtp.zoho.eu", 465, app_password},
    Row{"Zoho Mail", "", "zoho.com", "imappro.zoho.com", "smtppro.zoho.com", 465, app_password},
    Row{"Zoho Mail", "", "zoho.eu", "imappro.zoho.eu", "smtppro.zoho.eu", 465, app_password},
    Row{"IONOS", "", "ionos.es 1and1.es", "imap.ionos.es", "smtp.ionos.es", 465, password},
    Row{"IONOS", "", "ionos.mx 1and1.mx", "imap.ionos.mx", "smtp.ionos.mx", 465, password},
    Row{"IONOS", "online.de", "ionos.com 1and1.com ionos.de kundenserver.de schlund.de perfora.net",
        "imap.ionos.com", "smtp.ionos.com", 465, password},
    Row{"Arsys", "", "serviciodecorreo.es", "imap.serviciodecorreo.es", "smtp.serviciodecorreo.es", 465,
        password},
    Row{"OVHcloud", "",
        "mx0.mail.ovh.net mx1.mail.ovh.net mx2.mail.ovh.net mx3.mail.ovh.net mx4.mail.ovh.net",
        "ssl0.ovh.net", "ssl0.ovh.net", 465, password},
    Row{"STRATO", "strato.de", "rzone.de", "imap.strato.de", "smtp.strato.de", 465, password},
    Row{"DonDominio", "dondominio.com", "dondominio.com", "imap.dondominio.com", "smtp.dondominio.com", 465,
        password},
    Row{"Hostinger", "", "hostinger.com", "imap.hostinger.com", "smtp.hostinger.com", 465, password},
    Row{"Titan", "", "titan.email", "imap.titan.email", "smtp.titan.email", 465, password},
    Row{"GoDaddy", "", "secureserver.net", "imap.secureserver.net", "smtpout.secureserver.net", 465,
        password},
    Row{"Namecheap Private Email", "", "privateemail.com", "mail.privateemail.com", "mail.privateemail.com",
        465, password},
    Row{"Rackspace", "", "emailsrvr.com", "secure.emailsrvr.com", "secure.emailsrvr.com", 465, password},
    Row{"Infomaniak", "ik.me", "infomaniak.ch infomaniak.com", "mail.infomaniak.com", "mail.infomaniak.com",
        465, password},
    Row{"Gandi", "", "mail.gandi.net", "mail.gandi.net", "mail.gandi.net", 465, password},
    Row{"Migadu", "", "migadu.com", "imap.migadu.com", "smtp.migadu.com", 465, password},
    Row{"one.com", "one.com", "one.com", "imap.one.com", "send.one.com", 465, password},
    Row{"Fastmail", "fastmail.com fastmail.fm", "messagingengine.com", "imap.fastmail.com",
        "smtp.fastmail.com", 465, app_password},
    Row{"mailbox.org", "mailbox.org", "mailbox.org", "imap.mailbox.org", "smtp.mailbox.org", 465, password},
    Row{"Posteo", "posteo.de posteo.net", "", "posteo.de", "posteo.de", 465, password},
    Row{"GMX", "gmx.net gmx.de gmx.at gmx.ch", "", "imap.gmx.net", "mail.gmx.net", 465, password},
    Row{"GMX", "gmx.com gmx.es gmx.us gmx.co.uk gmx.fr gmx.ca gmx.com.br gmx.pt gmx.it gmx.ie gmx.se gmx.li",
        "", "imap.gmx.com", "mail.gmx.com", 465, password},
    Row{"mail.com", "mail.com email.com post.com uymail.com spainmail.com mexicomail.com madrid.com", "",
        "imap.mail.com", "smtp.mail.com", 465, password},
    Row{"Yandex", "yandex.com yandex.ru yandex.net ya.ru", "mx.yandex.net", "imap.yandex.com",
        "smtp.yandex.com", 465, app_password},
};

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    while (out.ends_with('.')) out.pop_back();
    return out;
}

// Where name+anything@ surely arrives at name@, as the provider itself documents.
constexpr std::array<std::string_view, 11> kPlus = {"Gmail",      "Outlook", "Microsoft 365", "iCloud",
                                                    "Zoho Mail",  "Migadu",  "Fastmail",      "mailbox.org",
                                                    "Infomaniak", "Posteo",  "Yandex"};

template <class Matches>
bool any_word(std::string_view words, Matches matches) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (matches(words.substr(0, end))) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

bool is_below(std::string_view host, std::string_view zone) {
    return host == zone || (host.ends_with(zone) && host[host.size() - zone.size() - 1] == '.');
}

const Row* row_of_domain(std::string_view domain) {
    const auto found = std::ranges::find_if(kRows, [&](const Row& row) {
        return any_word(row.domains, [&](auto one) { return one == domain; });
    });
    return found == kRows.end() ? nullptr : &*found;
}

const Row* row_of_host(std::string_view host) {
    const auto found = std::ranges::find_if(kRows, [&](const Row& row) {
        return any_word(row.hosts, [&](auto zone) { return is_below(host, zone); });
    });
    return found == kRows.end() ? nullptr : &*found;
}

Provider provider(const Row& row, std::string_view address) {
    Provider provider{.name = std::string(row.name),
                      .wants_token = row.secret != password,
                      .plus = std::ranges::find(kPlus, row.name) != kPlus.end()};
    const auto login = row.secret == token ? Login::xoauth2 : Login::password;
    provider.incoming = {.protocol = Protocol::imap,
                         .host = std::string(row.imap),
                         .port = 993,
                         .security = Security::tls,
                         .login = login,
                         .user = std::string(address)};
    provider.outgoing = {.protocol = Protocol::smtp,
                         .host = std::string(row.smtp),
                         .port = row.smtp_port,
                         .security = row.smtp_port == 465 ? Security::tls : Security::starttls,
                         .login = login,
                         .user = std::string(address)};
    return provider;
}

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : lower(address.substr(at + 1));
}

}  // namespace

std::optional<Provider> provider_of(std::string_view address, std::span<const std::string> mail_hosts) {
    const auto* row = row_of_domain(domain_of(address));
    for (auto host = mail_hosts.begin(); row == nullptr && host != mail_hosts.end(); ++host)
        row = row_of_host(lower(*host));
    if (row == nullptr) return std::nullopt;
    return provider(*row, address);
}

std::vector<std::string> read_mail_hosts(std::span<const unsigned char> answer) {
    ns_msg message{};
    if (ns_initparse(answer.data(), static_cast<int>(answer.size()), &message) != 0) return {};
    std::vector<std::pair<int, std::string>> found;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
        ns_rr record{};
        std::array<char, NS_MAXDNAME> name{};
        if (ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != ns_t_mx ||
            ns_rr_rdlen(record) < 3)
            continue;
        if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record) + 2,
                               name.data(), name.size()) < 0)
            continue;
        found.emplace_back(ns_get16(ns_rr_rdata(record)), lower(name.data()));
    }
    std::ranges::sort(found);
    std::vector<std::string> hosts;
    for (auto& [preference, host] : found) hosts.push_back(std::move(host));
    return hosts;
}

std::vector<std::string> mail_hosts_of(std::string_view address) {
    const auto domain = domain_of(address);
    struct __res_state state{};
    if (domain.empty() || res_ninit(&state) != 0) return {};
    state.retrans = 2;  // seconds
    state.retry = 2;
    std::array<unsigned char, 8192> answer{};
    const int size = res_nquery(&state, domain.c_str(), ns_c_in, ns_t_mx, answer.data(), answer.size());
    res_nclose(&state);
    if (size <= 0) return {};
    return read_mail_hosts(
        std::span(answer).first(std::min<std::size_t>(static_cast<std::size_t>(size), answer.size())));
}

}  // namespace escucha::mail
