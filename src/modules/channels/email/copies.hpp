// Copies that writers chose for answers on their way into the base. Cases know nothing of copies, and the
// reaction that writes the letter may run on another thread than the request (db/database.hpp): it finds them
// here by what the event says of the request.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <tuple>

#include "modules/channels/email/message.hpp"

namespace escucha::email {

class CopiesUnderWay {
  public:
    struct Key {  // a request writes one answer; the case may by then have been joined to another
        std::int64_t person = 0;
        std::string request_id = {};
        auto operator<=>(const Key&) const = default;
    };
    // Holds them until it goes.
    class Held {
      public:
        Held(CopiesUnderWay& all, Key key, Copies copies);
        ~Held();
        Held(const Held&) = delete;
        Held& operator=(const Held&) = delete;

      private:
        CopiesUnderWay& all_;
        Key key_;
    };
    std::optional<Copies> find(const Key& key) const;

  private:
    mutable std::mutex mutex_;
    std::map<Key, Copies> copies_;
};

}  // namespace escucha::email
