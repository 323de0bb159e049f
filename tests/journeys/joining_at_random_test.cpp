// Any sequence of words, joinings, splittings and undoings over cases of two people, against a plain book of
// who said what to whom: nothing is lost or doubled, everybody's words stay theirs, and each case stands as
// its own words have it.
#include <map>
#include <random>
#include <set>

#include "journeys/world.hpp"

namespace escucha::journeys {
namespace {

struct Word {
    std::int64_t customer = 0;
    bool theirs = true;  // the customer's; else ours to them
};

class JoiningAtRandom : public World {
  protected:
    std::mt19937 dice;
    std::map<std::string, Word> book;                                   // by text
    std::vector<std::int64_t> all;                                      // cases
    std::vector<std::pair<std::int64_t, std::int64_t>> merges, splits;  // case, link: newest last
    std::map<std::int64_t, std::string> names;
    int words = 0;

    int any(int n) { return std::uniform_int_distribution(0, n - 1)(dice); }
    cases::Case stored(std::int64_t id) {
        return *base().read([&](db::Tx& tx) { return node.house.cases.find(tx, id); });
    }
    std::vector<contacts::Contact> contacts_of(std::int64_t id) {
        return base().read([&](db::Tx& tx) { return node.house.contacts.for_case(tx, id, 0, 500); });
    }
    std::vector<std::int64_t> standing() {
        std::vector<std::int64_t> out;
        for (const auto id : all)
            if (stored(id).merged_into == 0) out.push_back(id);
        return out;
    }
    std::string new_words(std::int64_t customer, bool theirs) {
        auto text = fmt::format("Palabra {} de {}", ++words, names.at(customer));
        book[text] = {customer, theirs};
        return text;
    }
    static test::HttpHeaders match(std::int64_t version) {
        return {{"If-Match", fmt::format("\"{}\"", version)}};
    }

    void open_one(std::string_view name, std::string_view email) {
        const auto text = fmt::format("Palabra {} de {}", ++words, name);
        const auto id = opened(
            claim({{"channel", "web"}, {"what", text}, {"customer", {{"name", name}, {"email", email}}}}));
        const auto customer = stored(id).customer;
        names[customer] = name;
        book[text] = {customer, true};
        all.push_back(id);
    }
    void customer_speaks() {
        const auto id = all[static_cast<std::size_t>(any(static_cast<int>(all.size())))];
        ASSERT_TRUE(customer_writes(id, new_words(stored(id).customer, true)));
    }
    void we_speak() {
        const auto live = standing();
        const auto id = live[static_cast<std::size_t>(any(static_cast<int>(live.size())))];
        const auto c = stored(id);
        const auto people = base().read([&](db::Tx& tx) { return node.house.cases.people(tx, c); });
        const auto to = people[static_cast<std::size_t>(any(static_cast<int>(people.size())))];
        const auto done = lucia.post(at(id, "replies"), {{"text", new_words(to, false)},
                                                         {"customer_id", to},
                                                         {"then", any(2) == 0 ? "waiting" : "open"}});
        ASSERT_EQ(done.status, 200) << done.body;
    }
    void join_two() {
        const auto live = standing();
        if (live.size() < 2) return;
        const auto a = live[static_cast<std::size_t>(any(static_cast<int>(live.size())))];
        const auto b = live[static_cast<std::size_t>(any(static_cast<int>(live.size())))];
        if (a == b) return;
        const auto done = boss.post(
            at(a, "merges"), {{"case_id", b}, {"version", stored(b).version}, {"other_customer", true}},
            match(stored(a).version));
        ASSERT_EQ(done.status, 200) << done.body;
        merges.emplace_back(
            a, done.at("/bonds").as_array().back().as_object().at("id").to_number<std::int64_t>());
    }
    void split_one() {
        const auto live = standing();
        const auto id = live[static_cast<std::size_t>(any(static_cast<int>(live.size())))];
        json::array entries;
        bool theirs = false;
        for (const auto& c : contacts_of(id))
            if (any(2) == 0) {
                entries.push_back(json::string(fmt::format("c{}", c.id)));
                theirs = theirs || c.direction == Direction::in;
            }
        const auto total = contacts_of(id).size();
        const auto done = boss.post(at(id, "splits"), {{"entries", entries}, {"kind", "question"}},
                                    match(stored(id).version));
        if (!theirs || entries.size() == total) {
            ASSERT_EQ(done.status, 422) << done.body;
            return;
        }
        ASSERT_EQ(done.status, 200) << done.body;
        all.push_back(done.number("/case/id"));
        splits.emplace_back(id, done.number("/bonds/0/id"));
    }
    void undo(std::vector<std::pair<std::int64_t, std::int64_t>>& links, const char* what) {
        if (links.empty()) return;
        const auto i = static_cast<std::size_t>(any(static_cast<int>(links.size())));
        const auto [id, link] = links[i];
        const auto done = boss.post(at(id, fmt::format("{}/{}/undoing", what, link)));
        if (done.status == 200) {
            links.erase(links.begin() + static_cast<std::ptrdiff_t>(i));
            return;
        }
        EXPECT_THAT(done.code(),
                    testing::AnyOf("case.undo_later_first", "case.merged", "case.merge_into_solved"))
            << done.body;
    }

    void nothing_is_lost_or_doubled_and_everybody_keeps_their_words() {
        std::map<std::string, int> seen;
        for (const auto id : all)
            for (const auto& c : contacts_of(id)) {
                ++seen[c.text];
                const auto& word = book.at(c.text);
                EXPECT_EQ(c.customer_id, word.customer) << c.text;
                EXPECT_EQ(c.direction == Direction::in, word.theirs) << c.text;
                EXPECT_EQ(stored(id).merged_into, 0) << c.text << " hangs on a case that stands for nothing";
            }
        EXPECT_EQ(seen.size(), book.size());
        for (const auto& [text, n] : seen) EXPECT_EQ(n, 1) << text;
    }
    void everybody_reads_only_what_is_theirs() {
        for (const auto id : all) {
            const auto page = portal.find(code_of(id), visitor());
            ASSERT_TRUE(page);
            for (const auto& m : page->messages)
                EXPECT_EQ(book.at(m.text).customer, stored(id).customer) << m.text;
        }
    }
    // A word of the customer's without one of ours after it is never waited past, nor out of sight; and
    // whoever spoke last is whoever spoke last.
    void each_stands_by_its_own_words() {
        for (const auto id : standing()) {
            const auto c = stored(id);
            const auto said = contacts_of(id);
            ASSERT_FALSE(said.empty()) << "an empty case " << id;
            const auto last = *std::ranges::max_element(said, {}, &contacts::Contact::at);
            EXPECT_EQ(c.last_at, last.at) << id;
            EXPECT_EQ(c.last_from == cases::LastFrom::customer, last.direction == Direction::in) << id;
            if (last.direction == Direction::in) {
                EXPECT_EQ(c.state, cases::State::open) << id << " waits although they have answered";
                EXPECT_TRUE(c.unread) << id;
            }
            std::optional<Instant> answered, out;
            for (const auto& w : said)
                if (w.direction == Direction::out) {
                    answered = answered ? std::min(*answered, w.at) : w.at;
                    out = out ? std::max(*out, w.at) : w.at;
                }
            EXPECT_EQ(c.first_answer_at, answered) << id;
            EXPECT_EQ(c.last_out_at, out) << id;
            EXPECT_EQ(c.waiting_since.has_value(), c.state == cases::State::waiting) << id;
            if (c.waiting_since) {
                const auto by = std::ranges::find(said, *c.waiting_since, &contacts::Contact::at);
                ASSERT_NE(by, said.end()) << id << " waits by a word that went away";
                EXPECT_EQ(by->direction, Direction::out);
            }
        }
    }
    void one_round(unsigned seed, int steps) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        dice.seed(seed);
        open_one("Rosa Quispe", "rosa@correo.pe");
        clock.advance(1min);
        open_one("Rosa Quispe", "rosa@correo.pe");
        clock.advance(1min);
        open_one("Luis Paz", "luis@correo.pe");
        for (int i = 0; i < steps && !HasFailure(); ++i) {
            SCOPED_TRACE(fmt::format("step {}", i));
            clock.advance(1min);
            switch (any(7)) {
                case 0:
                case 1:
                    customer_speaks();
                    break;
                case 2:
                    we_speak();
                    break;
                case 3:
                    join_two();
                    break;
                case 4:
                    split_one();
                    break;
                case 5:
                    undo(merges, "merges");
                    break;
                default:
                    undo(splits, "splits");
                    break;
            }
            nothing_is_lost_or_doubled_and_everybody_keeps_their_words();
            everybody_reads_only_what_is_theirs();
            each_stands_by_its_own_words();
        }
    }
};
ESCUCHA_STORE_TEST(JoiningAtRandom);

TEST_P(JoiningAtRandom, KeepsEverybodysWordsApart) {
    for (const unsigned seed : {1U, 2U, 3U}) {
        one_round(seed, 40);
        if (HasFailure()) return;
        all.clear(), merges.clear(), splits.clear(), book.clear();
    }
}

}  // namespace
}  // namespace escucha::journeys
