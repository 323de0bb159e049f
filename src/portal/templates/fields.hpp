// Questions of a form: a label, a hint, the field, and what is wrong with it, tied together for those who
// cannot see that they stand together.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.hpp"
#include "base/result.hpp"
#include "portal/scene.hpp"

namespace escucha::portal::templates {

// What was refused, as sentences; made from an Error.
class Complaints {
  public:
    Complaints() = default;
    Complaints(const Scene& scene, const Error& error);
    bool any() const { return !general_.empty() || !fields_.empty(); }
    std::string about(std::string_view field) const;  // "": nothing; "files[2]" counts for "files"
    void add(std::string field, std::string sentence) {
        fields_.emplace_back(std::move(field), std::move(sentence));
    }
    // What a field is called in the box at the top, where it is no field of the portal's own.
    void call(std::string field, std::string label) { labels_[std::move(field)] = std::move(label); }
    void add_general(std::string sentence) { general_ = std::move(sentence); }

    // The box at the top that names each and leads to it. `anchors`: the fields of this page.
    html::Markup summary(const Scene& scene) const;

  private:
    std::string general_;
    std::vector<std::pair<std::string, std::string>> fields_;
    std::map<std::string, std::string, std::less<>> labels_;
};

struct FieldOf {
    std::string name;  // and id
    std::string label;
    std::string hint = {};
    std::string value = {};
    std::string error = {};
    bool required = false;
    bool optional_mark = false;     // "(si quiere)" after the label
    bool label_is_heading = false;  // the one question of a step
    std::string type = "text";      // text, email, tel; "area" for several lines
    std::string autocomplete = {};
    std::string autocapitalize = {};
    int longest = 200;
    int rows = 6;
};
html::Markup field(const Scene& scene, const FieldOf& f);

// The file input, and beside it one that opens the camera where there is one.
html::Markup file_field(const Scene& scene, std::string_view label, const std::string& error);

// Files that came with a form that was refused: they must be chosen again, and which they were.
html::Markup lost_files(const Scene& scene, const std::vector<std::string>& names);

// The hidden part of every form: token, the field robots fill, a signed-in colleague's token.
html::Markup hidden_part(const Scene& scene, const std::string& token);

html::Markup button(const Scene& scene, std::string_view text, std::string_view tone = "primary");
html::Markup hidden_value(std::string_view name, std::string value);

}  // namespace escucha::portal::templates
