// Inside the module: is what was erased of acts told by acts "blanked"? Each of those tells how many acts of
// its subject it blanked. Counted into so many places that memory does not grow with the number of subjects;
// where one of them does not come out even, its subjects are counted one by one in a second reading.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "modules/ledger/canonical.hpp"

namespace escucha::ledger {

inline constexpr std::string_view kBlankedKind = "blanked";

// What an act adds: one when something of it is erased; less the number that a "blanked" says. Nothing: 0.
std::int64_t blanks_in(std::string_view kind, std::span<const KeptView> fields);

class Blanks {
  public:
    // From several threads at once.
    void count(std::string_view ledger, std::string_view subject, std::int64_t blanks);
    bool even() const;
    bool wrong_at(std::string_view ledger, std::string_view subject) const;

  private:
    static constexpr std::size_t kPlaces = 1 << 16;
    static std::size_t place(std::string_view ledger, std::string_view subject);
    std::unique_ptr<std::atomic<std::int64_t>[]> counts_{new std::atomic<std::int64_t>[kPlaces]()};
};

// The second reading.
class BlanksByName {
  public:
    explicit BlanksByName(const Blanks& blanks) : blanks_(blanks) {}
    void count(std::string_view ledger, std::string_view subject, std::string_view kind,
               std::string_view stored, std::int64_t sequence, std::int64_t line);
    struct One {
        std::string ledger = {}, subject = {};
        std::int64_t sequence = 0, line = 0;
    };
    std::optional<One> first() const;

  private:
    struct Count {
        std::int64_t blanks = 0, sequence = 0, line = 0;
    };
    const Blanks& blanks_;
    std::map<std::pair<std::string, std::string>, Count> counts_;
};

}  // namespace escucha::ledger
