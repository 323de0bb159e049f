#include "modules/ledger/verifying.hpp"

#include <istream>

#include "modules/ledger/bytes.hpp"
#include "modules/ledger/checking.hpp"
#include "modules/ledger/lines.hpp"

namespace escucha::ledger {
namespace {

namespace json = boost::json;

constexpr std::size_t kPage = 2000;

Batch batch_of(db::Rows rows) {
    auto held = std::make_shared<db::Rows>(std::move(rows));
    Batch batch;
    batch.acts.reserve(held->size());
    for (const auto& row : *held)
        batch.acts.push_back({.ledger = row.get<std::string_view>(0),
                              .subject = row.get<std::string_view>(2),
                              .kind = row.get<std::string_view>(3),
                              .stored = bytes_or_text(row, 5),
                              .hash = bytes_or_text(row, 6),
                              .sequence = row.get<std::int64_t>(1),
                              .at = row.get<std::int64_t>(4)});
    batch.keeper = std::move(held);
    return batch;
}

Batch batch_of(std::vector<ActLine> lines, std::int64_t last_line) {
    auto held = std::make_shared<std::vector<ActLine>>(std::move(lines));
    Batch batch;
    auto line = last_line - static_cast<std::int64_t>(held->size());
    for (const auto& a : *held)
        batch.acts.push_back({.ledger = a.ledger,
                              .subject = a.subject,
                              .kind = a.kind,
                              .stored = a.stored,
                              .hash = a.hash,
                              .sequence = a.sequence,
                              .at = a.at,
                              .line = ++line});
    batch.keeper = std::move(held);
    return batch;
}

std::optional<Finding> found(const BlanksByName& names) {
    const auto one = names.first();
    if (!one) return std::nullopt;
    return Finding{.wrong = Wrong::blanked_without_act,
                   .ledger = one->ledger,
                   .sequence = one->sequence,
                   .subject = one->subject,
                   .line = one->line};
}

std::optional<Finding> blanked_in(db::Tx& tx, const Blanks& blanks) {
    BlanksByName names(blanks);
    each_act(tx, [&](db::Rows rows) {
        const auto batch = batch_of(std::move(rows));
        for (const auto& a : batch.acts) names.count(a.ledger, a.subject, a.kind, a.stored, a.sequence, 0);
        return true;
    });
    return found(names);
}

VerifyOptions with_losses(std::vector<Heads::Loss> losses, const VerifyOptions& options) {
    auto out = options;
    out.losses = std::move(losses);
    return out;
}

// The chain is whole: what was erased of it, and what the house shows.
std::optional<Finding> beyond_the_chain(db::Tx& tx, const Checker& checker, const VerifyOptions& options) {
    if (!checker.blanks().even())
        if (auto finding = blanked_in(tx, checker.blanks())) return finding;
    return options.compare ? options.compare(tx, checker.entered(), options.go_on) : std::nullopt;
}

// The losses that a file tells of; then it is at its beginning again.
std::vector<Heads::Loss> losses_in(std::istream& in) {
    std::vector<Heads::Loss> out;
    for (std::string line; std::getline(in, line);) {
        if (line.find(R"("kind":"restored")") == std::string::npos) continue;
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        const auto act = error || !value.is_object() ? std::nullopt : read_act(value.get_object());
        const bool tells = act && act->ledger == kHouseLedger && act->kind == "restored";
        const auto fields = tells ? read_fields(act->stored) : std::nullopt;
        if (fields) out.push_back(Heads::loss_in({.at = instant(act->at), .fields = shown_fields(*fields)}));
    }
    in.clear();
    in.seekg(0);
    return out;
}

const db::Statement kWasSound{"SELECT sound_at FROM ledger_verification WHERE id = 1"};

// Reads a file line by line into the checker.
class Reading {
  public:
    Reading(std::istream& in, const VerifyOptions& options) : in_(in), options_(options), checker_(options) {}

    Verdict run() {
        std::string line;
        while (!wrong_ && !ended_ && !checker_.stopped() && options_.go_on() && std::getline(in_, line)) {
            ++number_;
            take(line);
        }
        hand_over(number_);
        if (!wrong_ && !ended_ && !checker_.stopped()) wrong_ = at_line();
        auto verdict = checker_.finish(wrong_);
        verdict.blanks_checked = personal_;
        if (verdict.sound() && personal_ && !checker_.blanks().even()) verdict.finding = blanked();
        return verdict;
    }

  private:
    Finding at_line() const { return {.wrong = Wrong::file, .line = number_}; }

    void take(std::string_view line) {
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        if (error || !value.is_object()) {
            wrong_ = at_line();
            return;
        }
        const auto& o = value.get_object();
        if (number_ == 1) {
            const auto* kind = o.if_contains("escucha");
            if (!kind || !kind->is_string() || kind->get_string() != "ledger 1") wrong_ = at_line();
            const auto* personal = o.if_contains("personal");
            personal_ = personal && personal->is_bool() && personal->get_bool();
        } else if (o.contains("end")) {
            take_end(o);
        } else if (o.contains("ledger")) {
            take_act(o);
        } else {
            take_seal(o);
        }
    }

    // From the beginning again: whose personal data is erased without an act that says so.
    std::optional<Finding> blanked() {
        in_.clear();
        in_.seekg(0);
        BlanksByName names(checker_.blanks());
        std::string line;
        for (std::int64_t number = 1; std::getline(in_, line); ++number) {
            boost::system::error_code error;
            const auto value = json::parse(line, error);
            if (error || !value.is_object() || !value.get_object().contains("ledger")) continue;
            if (const auto a = read_act(value.get_object()))
                names.count(a->ledger, a->subject, a->kind, a->stored, a->sequence, number);
        }
        return found(names);
    }

    void take_seal(const json::object& o) {
        if (o.contains("head")) {
            const auto head = read_head(o);
            head ? checker_.head(*head, number_) : (void)(wrong_ = at_line());
        } else {
            const auto key = read_key(o);
            key ? checker_.key(*key, number_) : (void)(wrong_ = at_line());
        }
    }

    void take_act(const json::object& o) {
        auto act = read_act(o);
        if (!act) {
            hand_over(number_ - 1);
            Finding finding{.wrong = Wrong::unreadable, .line = number_};
            if (const auto* ledger = o.if_contains("ledger"); ledger && ledger->is_string())
                finding.ledger = ledger->get_string();
            if (const auto* sequence = o.if_contains("sequence"); sequence && sequence->is_int64())
                finding.sequence = sequence->get_int64();
            wrong_ = std::move(finding);
            return;
        }
        acts_.push_back(std::move(*act));
        if (acts_.size() == kPage) hand_over(number_);
    }

    void hand_over(std::int64_t last_line) {
        if (!acts_.empty()) checker_.acts(batch_of(std::exchange(acts_, {}), last_line));
    }

    void take_end(const json::object& o) {
        hand_over(number_ - 1);
        ended_ = true;
        const auto is = [&o](std::string_view name, std::int64_t n) {
            const auto* v = o.if_contains(name);
            return v && v->is_int64() && v->get_int64() == n;
        };
        if (!checker_.stopped() && (!is("acts", checker_.acts_seen()) || !is("heads", checker_.heads_seen())))
            wrong_ = at_line();
    }

    std::istream& in_;
    const VerifyOptions& options_;
    Checker checker_;
    std::vector<ActLine> acts_;
    std::int64_t number_ = 0;
    bool personal_ = false;  // the file says that it holds personal values
    std::optional<Finding> wrong_;
    bool ended_ = false;
};

}  // namespace

void add_beside(VerifyOptions& options, const std::filesystem::path& beside) {
    auto kept = beside.empty() ? std::nullopt : kept_beside(beside);
    if (!kept) return;
    options.outside.push_back(std::move(kept->head));
    std::ranges::move(kept->keys, std::back_inserter(options.outside_keys));
}

Verdict verify(db::Database& base, const Heads& heads, const VerifyOptions& options) {
    return base.read([&](db::Tx& tx) {
        Checker checker(with_losses(heads.losses(tx), options));
        for (const auto& key : heads.keys(tx)) checker.key(key);
        for (auto page = heads.after(tx, 0, kPage); !page.empty() && !checker.stopped();
             page = heads.after(tx, page.back().number, kPage))
            for (const auto& head : page) checker.head(head);
        if (!checker.stopped())
            each_act(tx, [&](db::Rows rows) {
                checker.acts(batch_of(std::move(rows)));
                return !checker.stopped() && options.go_on();
            });
        auto verdict = checker.finish();
        if (verdict.sound() && options.go_on()) verdict.finding = beyond_the_chain(tx, checker, options);
        verdict.compared = static_cast<bool>(options.compare);
        verdict.blanks_checked = true;
        if (verdict.finding && options.name_of && !verdict.finding->ledger.empty())
            verdict.finding->name = options.name_of(tx, verdict.finding->ledger);
        if (const auto row = tx.one(kWasSound)) verdict.was_sound = row->get<std::optional<Instant>>(0);
        return verdict;
    });
}

Verdict verify_lines(std::istream& in, const VerifyOptions& options) {
    if (options.outside.empty()) return Reading(in, options).run();
    const auto known = with_losses(losses_in(in), options);
    return Reading(in, known).run();
}

}  // namespace escucha::ledger
