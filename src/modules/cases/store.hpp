// Rows of cases, and nothing else: what is decided stands in case.hpp, what happens in the use cases.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/tx.hpp"
#include "modules/cases/alarms.hpp"
#include "modules/cases/case.hpp"
#include "modules/cases/cases.hpp"

namespace escucha::cases::store {

// The columns read_case expects, in their order: for lists composed at run time.
std::string_view case_columns();
Case read_case(const db::Row&);

std::optional<Case> find(db::Tx&, CaseId);
std::optional<Case> find_by_code(db::Tx&, std::string_view code);
std::vector<Case> find_by_code_prefix(db::Tx&, std::string_view prefix, std::size_t limit);
std::vector<CaseId> live_of_owner(db::Tx&, PersonId);
std::vector<CaseId> live_of_team(db::Tx&, TeamId);
CaseId add(db::Tx&, const Case&);
// Everything but what a case is born with; the version goes up by one.
void save(db::Tx&, Case&);
// What only joining changes: since when it is open, and what stands for it.
void save_joined(db::Tx&, const Case&);
CaseId merged_into(db::Tx&, CaseId);  // 0: itself, or no such case
void save_promise(db::Tx&, CaseId, const std::optional<NextPromise>&);
void mark_read(db::Tx&, CaseId);

void add_progress(db::Tx&, CaseId, const Progress&);
Progress progress(db::Tx&, CaseId);  // without what other modules know (promises)
void save_progress(db::Tx&, CaseId, const Progress&);

std::int64_t add_log(db::Tx&, CaseId, std::string_view what, const Principal&, std::string_view text,
                     std::string_view data, Instant now);
std::vector<LogEntry> log(db::Tx&, CaseId, std::int64_t before, std::size_t limit);  // newest first
std::optional<Instant> log_time(db::Tx&, CaseId, std::int64_t log_id);
// When somebody other than `person` last wrote a note.
std::optional<Instant> last_note_by_others(db::Tx&, CaseId, PersonId person);

void replace_options(db::Tx&, CaseId, std::span<const NewOption>, PersonId, Instant);
std::vector<Option> options(db::Tx&, CaseId);  // of the last round
bool choose_option(db::Tx&, CaseId, std::int64_t option, Instant);

std::int64_t add_compensation(db::Tx&, CaseId, const Compensation&);
std::optional<Compensation> compensation(db::Tx&, std::int64_t id);
std::vector<Compensation> compensations(db::Tx&, CaseId);
std::vector<Compensation> pending_compensations(db::Tx&, std::int64_t after, std::size_t limit);
void save_decision(db::Tx&, const Compensation&);
// What `person` already gave in this case without asking, in cents.
std::int64_t given_by(db::Tx&, CaseId, PersonId person);

void add_skipped(db::Tx&, CaseId, Step, std::string_view reason, PersonId, Instant);
std::vector<SkippedStep> skipped_of(db::Tx&, CaseId);
std::vector<SkippedStep> skipped(db::Tx&, std::int64_t before, std::size_t limit);  // newest first, all cases

void save_draft(db::Tx&, CaseId, PersonId, const Draft&);
void drop_draft(db::Tx&, CaseId, PersonId);
std::optional<Draft> draft(db::Tx&, CaseId, PersonId);
// Whoever was writing in both goes on with both texts, one after the other.
void move_drafts(db::Tx&, CaseId from, CaseId to);

void watch(db::Tx&, CaseId, PersonId, bool typing, Instant now);
void unwatch(db::Tx&, CaseId, PersonId);
std::vector<Watcher> watchers(db::Tx&, CaseId, Instant now);

// Which of its dates somebody was already warned of, or told that they were missed.
Alarms alarms(db::Tx&, CaseId);
void save_alarms(db::Tx&, CaseId, const Alarms&);  // none is ever taken away

// Those that are solved.
void seal_of_customer(db::Tx&, CustomerId, bool sealed);
void seal(db::Tx&, CaseId);
void remove_of_customers(db::Tx&, std::span<const CustomerId>);

}  // namespace escucha::cases::store
