// A customer's case: the receipt to keep, and the page that says where it stands.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "portal/desk.hpp"
#include "portal/templates/fields.hpp"
#include "portal/templates/layout.hpp"

namespace escucha::portal::templates {

// What was sent and refused, to be shown again in its form.
struct CaseForms {
    std::function<std::string()> token;  // a fresh one for each form of the page
    std::string action = {};             // the form that was refused; empty: none
    Complaints complaints = {};
    std::string again = {};  // its token
    std::string text = {};   // what was typed in it
    int score = 0;
    std::vector<std::string> lost_files = {};
};

// The address of a case's page.
std::string case_path(const TrackingCode& code);

// Just received: code, date and hour, who and by when, what happens next.
PageOf receipt(const Scene& scene, const PublicCase& c);

// `done`: what a form just did ("reply", "confirm", "correct", "option", "promise", "rate"); empty: nothing.
PageOf case_page(const Scene& scene, const PublicCase& c, const CaseForms& forms, std::string_view done);

// Parts, in their own files.
html::Markup standing(const Scene& scene, const PublicCase& c);
html::Markup points(const Scene& s, const PublicCase& c);
html::Markup promises(const Scene& scene, const PublicCase& c, const CaseForms& forms);
html::Markup conversation(const Scene& scene, const PublicCase& c);
html::Markup reply_form(const Scene& scene, const PublicCase& c, const CaseForms& forms);
html::Markup said_back(const Scene& scene, const PublicCase& c, const CaseForms& forms);
html::Markup options(const Scene& scene, const PublicCase& c, const CaseForms& forms);
html::Markup satisfaction(const Scene& scene, const PublicCase& c, const CaseForms& forms);

// A form of the page of a case that does `action`.
html::Markup case_form(const Scene& scene, const PublicCase& c, const CaseForms& forms,
                       std::string_view action, const html::Markup& content, html::Attributes more = {});

}  // namespace escucha::portal::templates
