// What was told in a case (retelling.hpp), read from its contacts and its log.
#pragma once
#include "modules/cases/link_store.hpp"
#include "modules/cases/retelling.hpp"
#include "modules/cases/use_case.hpp"

namespace escucha::cases {

// All of them, oldest first; `after`: only those with greater numbers.
std::vector<contacts::Contact> contacts_of(Work&, std::int64_t after = 0);
std::vector<LogEntry> log_of(Work&, std::int64_t after = 0);

// What the rows of cases say of their words: when one was opened (whoever wrote down that call or visit, it
// was the customer who spoke, unless we began), and since when one waited (words of ours say so themselves
// only since joining can be undone).
struct Hints {
    std::vector<Instant> opened = {}, begun_by_us = {}, waited = {};
};
// By time.
std::vector<Told> told_of(std::span<const contacts::Contact>, std::span<const LogEntry>, const Hints&);

// Everything, with the conversations that were joined to it.
Thread thread_of(Work&);

NextUpdate next_update_of(Work&);

}  // namespace escucha::cases
