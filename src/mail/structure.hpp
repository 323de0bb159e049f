// Where the parts of a message begin and end (RFC 2046). Used inside src/mail.
//
// Our own instead of GMime's parser: that one builds an object for each part before anybody can count them,
// and compares each line with the boundaries of a thousand levels. Here nothing is copied, every level is one
// linear search, and the caller stops where its limits are. What stands in headers, GMime still reads.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace escucha::mail {

struct RawHeader {
    std::string_view name = {};
    std::string_view value = {};  // folded, not decoded
};

struct Entity {
    std::vector<RawHeader> headers = {};
    std::string_view body = {};
    bool broken = false;                                   // lines among the headers that are none
    bool too_many = false;                                 // headers beyond the limit were left out
    std::string_view header(std::string_view name) const;  // the first of that name; empty: none
    bool has(std::string_view name) const;
};
Entity read_entity(std::string_view raw, std::size_t max_headers);

struct Split {
    std::vector<std::string_view> children = {};
    std::string_view preamble = {};
    bool closed = false;    // "--boundary--" stood at the end
    bool too_many = false;  // what came beyond `max` was left out
};
Split split_multipart(std::string_view body, std::string_view boundary, std::size_t max);

// The boundary that a body without a (right) declaration evidently uses; empty: none to be seen.
std::string guess_boundary(std::string_view body);

}  // namespace escucha::mail
