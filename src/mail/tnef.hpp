// winmail.dat: what Outlook wraps rich mail and its attachments in (Microsoft, MS-OXTNEF). Used inside
// src/mail.
//
// Our own reader instead of libytnef: that one allocates what the file claims, and has a record of breaking
// on what strangers send. This one only ever cuts pieces out of the bytes it was given.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace escucha::mail {

struct TnefFile {
    std::string name = {}, type = {}, content_id = {};
    std::string_view bytes = {};  // within what was read
};
struct Tnef {
    std::vector<TnefFile> files = {};
    std::string text = {}, html = {};  // UTF-8
    bool complete = false;             // nothing in it was broken or left out
};
// Nothing in it when these are no such bytes. At most `max` files.
Tnef read_tnef(std::string_view bytes, std::size_t max);

}  // namespace escucha::mail
