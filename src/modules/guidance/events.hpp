// What the module guidance announces: who changed which phrase and which playbook.
#pragma once
#include <string>

#include <boost/describe/class.hpp>

namespace escucha::guidance {

struct PhraseChanged {
    static constexpr const char* kType = "guidance.phrase_changed";
    std::string code = {};
    std::string what = {};  // added, changed, switched_on, switched_off, restored, removed
};
BOOST_DESCRIBE_STRUCT(PhraseChanged, (), (code, what))

struct PlaybookChanged {
    static constexpr const char* kType = "guidance.playbook_changed";
    std::string play = {};
    std::string what = {};  // changed, restored
};
BOOST_DESCRIBE_STRUCT(PlaybookChanged, (), (play, what))

}  // namespace escucha::guidance
