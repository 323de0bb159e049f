#include "portal/kinds.hpp"

#include <algorithm>
#include <array>

namespace escucha::portal {
namespace {

constexpr std::string_view kSolve = "portal.expect.solve";
constexpr std::string_view kHelp = "portal.expect.help";

constexpr std::array<KindFace, 8> kFaces{{
    {CaseKind::question, "consulta", "question", "help", kHelp},
    {CaseKind::petition, "peticion", "petition", "file", kHelp},
    {CaseKind::complaint, "queja", "complaint", "message", kSolve},
    {CaseKind::claim, "reclamo", "claim", "receipt", kSolve},
    {CaseKind::suggestion, "sugerencia", "suggestion", "bulb", ""},
    {CaseKind::compliment, "felicitacion", "compliment", "heart", ""},
    {CaseKind::return_, "devolucion", "return", "return", kSolve},
    {CaseKind::special_request, "solicitud", "special", "star", kHelp},
}};

}  // namespace

std::span<const KindFace> kind_faces() {
    return kFaces;
}

const KindFace& face_of(CaseKind kind) {
    const auto at = std::ranges::find(kFaces, kind, &KindFace::kind);
    return at == kFaces.end() ? kFaces.front() : *at;
}

const KindFace* face_of_slug(std::string_view slug) {
    const auto at = std::ranges::find(kFaces, slug, &KindFace::slug);
    return at == kFaces.end() ? nullptr : &*at;
}

}  // namespace escucha::portal
