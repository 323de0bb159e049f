// The commands of the program, one function each; main.cpp reads the command line. Each answers the exit
// status.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace escucha::app {

int serve(const Config&);

struct FirstOrganisation {
    std::string organisation, country, zone, hours, name, email;
    std::string password_file;  // "-": standard input
    std::string language = "es";
    bool sample = false;
};
int init(const Config&, const FirstOrganisation&);
int demo(const Config&, bool remove);
int backup(const Config&, const std::filesystem::path& to);
int check(const Config&);
int openapi(const Config&, const std::filesystem::path& to);  // empty: standard output
int reindex(const Config&);
// Customers from a file; see docs/import.md.
struct ImportOptions {
    std::string file = {};
    std::vector<std::string> maps = {};  // "heading=target"
    std::string on_match = "fill", on_duplicate = "skip";
    bool dry_run = false;
};
int import_customers(const Config&, const ImportOptions&);
// Takes a message from standard input into a mailbox; the exit status is one of sysexits.h.
int mailgate(const Config&, const std::string& mailbox);
// Reads rule packs (docs/deadlines.md) and says of each what is wrong with it, by file, line and key.
int check_rules(const Config&, const std::vector<std::string>& files);
int version();
// The ledger (docs/ledger.md). `verify` answers 0 when everything is genuine and unaltered, 1 when something
// is not, 2 when nothing was checked (a base of another version); with a file (an export or a receipt) it
// needs no base.
struct VerifyOptions {
    std::string file = {};
    std::string heads = {};  // a file of heads as they were received outside
    std::string key = {};    // the public key that a receipt must lead to; empty: those of the base
    std::string language = "en";
};
int verify(const Config&, const VerifyOptions&);
int export_ledger(const Config&, const std::filesystem::path& to, bool personal);
int ledger_key(const Config&);
// Says in the chain that this base was restored: its heads known outside are newer.
int ledger_restored(const Config&, const std::string& heads);
int add_person(const Config&, const std::string& name, const std::string& email, const std::string& role);
int reset_password(const Config&, const std::string& email, const std::string& password_file);

}  // namespace escucha::app
