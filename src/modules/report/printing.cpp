// The yearly report on paper.
#include <fmt/format.h>

#include <array>

#include "base/human_time.hpp"
#include "modules/report/publishing.hpp"
#include "print/document.hpp"

namespace escucha::report {
namespace {

std::string percent(Language language, double share) {
    auto words = fmt::format("{:.1f} %", share * 100);
    if (language == Language::es) words.replace(words.find('.'), 1, ",");
    return words;
}

std::string told(Language language, const ReportShare& s) {
    if (!s.share) return text(language, "report.nobody");
    return text(language, "report.share",
                {{"share", percent(language, *s.share)},
                 {"yes", std::to_string(s.yes)},
                 {"n", std::to_string(s.n)},
                 {"low", percent(language, *s.low)},
                 {"high", percent(language, *s.high)}});
}

std::string told(Language language, const std::optional<std::int64_t>& hours) {
    return hours ? duration_in_words(language, std::chrono::hours(*hours)) : text(language, "report.nobody");
}

class Paper {
  public:
    Paper(const YearlyReport& r, const Publication* published, Language language, const Zone& zone)
        : r_(r), published_(published), language_(language), zone_(zone) {}

    std::string say(std::string_view key, const TextParams& params = {}) const {
        return text(language_, fmt::format("report.{}", key), params);
    }
    std::string title() const { return say("title", {{"year", std::to_string(r_.year)}}); }
    std::string when(Instant at) const { return full_moment_in_words(language_, zone_, at); }
    std::string made() const {
        if (!published_) return say("made", {{"when", when(r_.made_at)}});
        return say("published",
                   {{"version", std::to_string(published_->version)}, {"when", when(published_->at)}});
    }

    void draw(print::Document& d) const {
        d.paragraph(r_.organisation, {.size = 11, .bold = true, .colour = print::kQuiet, .space_after = 0});
        d.heading(1, title());
        d.paragraph(r_.running ? say("running") + " " + made() : made(),
                    {.size = 9, .colour = print::kQuiet, .space_after = 10});
        edition(d);
        if (r_.few) {
            d.paragraph(say("few", {{"n", std::to_string(kFewest)}}));
            return;
        }
        summary(d);
        months(d);
        parts(d, "by_kind", "kind", r_.kinds);
        if (r_.legal_counted_only)
            counted(d);
        else
            parts(d, "by_legal_kind", "legal_kind", r_.legal_kinds);
        outcomes(d);
        method(d);
    }

  private:
    void edition(print::Document& d) const {
        if (!published_) return;
        if (!published_->note.empty())
            d.paragraph(say("note", {{"note", published_->note}}), {.size = 9, .space_after = 10});
    }
    void counted(print::Document& d) const {
        d.heading(2, say("by_legal_kind"));
        d.begin_table(std::array{print::Column{say("legal_kind"), 4},
                                 print::Column{say("tally.received"), 1.2, print::Align::right}});
        for (const auto& p : r_.legal_kinds) d.row(std::array{p.label, n(p.tally.received)});
        d.row(std::array{say("total"), n(r_.total.received)}, true);
        d.end_table();
    }
    void method(print::Document& d) const {
        d.heading(2, say("method"));
        for (const auto* key : {"method.counts", "method.terms", "method.sums", "method.intervals"})
            d.paragraph(say(key), {.size = 9});
        d.paragraph(say("method.audit", {{"n", std::to_string(r_.sample_size)}}), {.size = 9});
        d.paragraph(say(published_ ? "method.few" : "method.lists", {{"n", std::to_string(kFewest)}}),
                    {.size = 9});
    }
    static std::string n(std::int64_t value) { return std::to_string(value); }
    void summary(print::Document& d) const {
        const auto words = in_words(r_, language_);
        d.fields(std::array{print::Field{say("tally.received"), n(r_.total.received)},
                            print::Field{say("tally.closed"), n(r_.total.closed)},
                            print::Field{say("in_time"), words.in_time},
                            print::Field{say("satisfied"), words.satisfied},
                            print::Field{say("median"), words.median}, print::Field{say("p90"), words.p90}});
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

    std::string one_month(std::string_view key) const {
        return month_name(language_, static_cast<unsigned>((key[5] - '0') * 10 + (key[6] - '0')))
            .substr(0, 3);
    }
    // "ene", or "ene–mar" of several told together.
    std::string short_month(std::string_view key) const {
        if (key.size() <= 7) return one_month(key);
        return one_month(key) + "–" + one_month(key.substr(key.size() - 7));
    }
    void months(print::Document& d) const {
        std::vector<print::Field> labels;
        std::vector<double> values;
        for (const auto& m : r_.months) {
            labels.push_back({short_month(m.key), n(m.tally.received)});
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
    const Publication* published_;
    Language language_;
    const Zone& zone_;
};

std::string pdf(const YearlyReport& r, const Publication* published, Language language, const Zone& zone) {
    const Paper paper(r, published, language, zone);
    return print::render({.title = paper.title(),
                          .author = r.organisation,
                          .language = language,
                          .created = published ? published->at : r.made_at,
                          .header = fmt::format("{} · {}", paper.title(), r.organisation),
                          .footer = paper.made(),
                          .page_number = paper.say("page")},
                         [&](print::Document& d) { paper.draw(d); });
}

}  // namespace

ReportWords in_words(const YearlyReport& r, Language language) {
    return {told(language, r.in_time), told(language, r.satisfied), told(language, r.median_hours),
            told(language, r.p90_hours)};
}

std::string report_pdf(const YearlyReport& r, Language language, const Zone& zone) {
    return pdf(r, nullptr, language, zone);
}

std::string publication_pdf(const Publication& p, Language language, const Zone& zone) {
    return pdf(p.figures, &p, language, zone);
}

}  // namespace escucha::report
