// Which field a column fills, by its heading. Pure.
//
// Targets: name, given_name, surname (both several: joined in their order), organisation (beside a person:
// where they belong), organisation_document, position, kind, name_to_use, email, phone, whatsapp, telegram,
// instagram, facebook, document, document_type, address, birthday, notes, treatment, language, channel,
// do_not_contact, tags, and own:<key>. Those of kMany may be filled by several columns.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "modules/imports/imports.hpp"

namespace escucha::imports {

std::span<const std::string_view> all_targets();
bool takes_many(std::string_view target);

// For each heading a target, or nothing. Spanish and English headings, vCard properties and the names of
// documents
// ("DNI", "RUC"…); own fields by key and label. A field that takes one column goes to the first that fits.
std::vector<std::string> guess_targets(const std::vector<std::string>& headings,
                                       const std::vector<ImportTarget>& own);

// What a mapping is remembered by: the folded headings in their order.
std::string heading_key(const std::vector<std::string>& headings);

}  // namespace escucha::imports
