// What the law calls a case: as somebody decided, else as the rules it was born under call its kind ("queja",
// "reclamación"; "": they have no name for it). For those who count or list many cases.
#pragma once
#include <map>
#include <string>
#include <utility>

#include "base/vocabulary.hpp"
#include "db/param.hpp"
#include "modules/cases/rulebook.hpp"

namespace escucha::cases {

class LegalKinds {
  public:
    // `otherwise`: of cases from before rulebooks were kept, the rules of when.
    LegalKinds(const Rulebooks& books, db::Tx& tx, Instant otherwise)
        : books_(books), tx_(tx), otherwise_(otherwise) {}
    const std::string& of(RulebookId book, CaseKind kind);
    // " AND (…)" over the table of cases: those that the law calls so.
    std::string condition(const std::string& legal_kind, db::Params& params);

  private:
    const Rulebooks& books_;
    db::Tx& tx_;
    Instant otherwise_;
    std::map<std::pair<RulebookId, CaseKind>, std::string> known_;
};

}  // namespace escucha::cases
