// The yearly report on paper.
#include <fmt/format.h>

#include <array>

#include "base/human_time.hpp"
#include "modules/report/report.hpp"
#include "print/document.hpp"

namespace escucha::report {
namespace {

class Paper {
  public:
    Paper(const YearlyReport& r, Language language, const Zone& zone)
        : r_(r), language_(language), zone_(zone) {}

    std::string say(std::string_view key, const TextParams& params = {}) const {
        return text(language_, fmt::format("report.{}", key), params);
    }
    std::string title() const { return say("title", {{"year", std::to_string(r_.year)}}); }
    std::string made() const {
        return say("made", {{"when", full_moment_in_words(language_, zone_, r_.made_at)}});
    }

    void draw(print::Document& d) const {
        d.paragraph(r_.organisation, {.size = 11, .bold = true, .colour = print::kQuiet, .space_after = 0});
        d.heading(1, title());
        d.paragraph(r_.running ? say("running") + " " + made() : made(),
                    {.size = 9, .colour = print::kQuiet, .space_after = 10});
        summary(d);
        months(d);
        parts(d, "by_kind", "kind", r_.kinds);
        parts(d, "by_legal_kind", "legal_kind", r_.legal_kinds);
        outcomes(d);
        d.heading(2, say("method"));
        for (const auto* key : {"method.counts", "method.terms", "method.sums", "method.intervals"})
            d.paragraph(say(key), {.size = 9});
        d.paragraph(say("method.audit", {{"n", std::to_string(r_.sample_size)}}), {.size = 9});
    }

  private:
    static std::string n(std::int64_t value) { return std::to_string(value); }
    std::string percent(double share) const {
        auto words = fmt::format("{:.1f} %", share * 100);
        if (language_ == Language::es) words.replace(words.find('.'), 1, ",");
        return words;
    }
    std::string told(const ReportShare& s) const {
        if (!s.share) return say("nobody");
        return say("share", {{"share", percent(*s.share)},
                             {"yes", n(s.yes)},
                             {"n", n(s.n)},
                             {"low", percent(*s.low)},
                             {"high", percent(*s.high)}});
    }
    std::string hours(const std::optional<std::int64_t>& h) const {
        return h ? duration_in_words(language_, std::chrono::hours(*h)) : say("nobody");
    }

    void summary(print::Document& d) const {
        d.fields(std::array{print::Field{say("tally.received"), n(r_.total.received)},
                            print::Field{say("tally.closed"), n(r_.total.closed)},
                            print::Field{say("in_time"), told(r_.in_time)},
                            print::Field{say("satisfied"), told(r_.satisfied)},
                            print::Field{say("median"), hours(r_.median_hours)},
                            print::Field{say("p90"), hours(r_.p90_hours)}});
    }

    void row(print::Document& d, const std::string& name, const ReportTally& t, bool bold = false) const {
        d.row(std::array{name, n(t.received), n(t.in_time), n(t.late), n(t.open_in_term), n(t.open_late),
                         n(t.without_term)},
              bold);
    }
    void begin(print::Document& d, std::string_view of) const {
        std::vector<print::Column> columns{{say(of), 1.9}};
        for (const auto* key : {"received", "in_time", "late", "open_in_term", "open_late", "without_term"})
            columns.push_back({say(fmt::format("tally.{}", key)), 1.15, print::Align::right});
        d.begin_table(columns);
    }

    void months(print::Document& d) const {
        std::vector<print::Field> labels;
        std::vector<double> values;
        for (const auto& m : r_.months) {
            labels.push_back({m.label.substr(0, 3), n(m.tally.received)});
            values.push_back(static_cast<double>(m.tally.received));
        }
        d.heading(2, say("by_month"));
        d.bars(labels, values, 90);
        parts(d, "", "month", r_.months);
    }

    void parts(print::Document& d, std::string_view heading, std::string_view of,
               const std::vector<ReportPart>& parts) const {
        if (!heading.empty()) d.heading(2, say(heading));
        begin(d, of);
        for (const auto& p : parts) row(d, p.label, p.tally);
        row(d, say("total"), r_.total, true);
        d.end_table();
    }

    void outcomes(print::Document& d) const {
        d.heading(2, say("by_outcome"));
        std::vector<print::Column> columns{{say("kind"), 1.7}};
        for (const auto* key : {"closed", "solved", "partly", "not_upheld", "withdrawn", "silent"})
            columns.push_back({say(fmt::format("tally.{}", key)), 1.15, print::Align::right});
        d.begin_table(columns);
        const auto line = [&](const std::string& name, const ReportTally& t, bool bold) {
            d.row(std::array{name, n(t.closed), n(t.solved), n(t.partly), n(t.not_upheld), n(t.withdrawn),
                             n(t.silent)},
                  bold);
        };
        for (const auto& p : r_.kinds) line(p.label, p.tally, false);
        line(say("total"), r_.total, true);
        d.end_table();
    }

    const YearlyReport& r_;
    Language language_;
    const Zone& zone_;
};

}  // namespace

std::string report_pdf(const YearlyReport& r, Language language, const Zone& zone) {
    const Paper paper(r, language, zone);
    return print::render({.title = paper.title(),
                          .author = r.organisation,
                          .language = language,
                          .created = r.made_at,
                          .header = fmt::format("{} · {}", paper.title(), r.organisation),
                          .footer = paper.made(),
                          .page_number = paper.say("page")},
                         [&](print::Document& d) { paper.draw(d); });
}

}  // namespace escucha::report
