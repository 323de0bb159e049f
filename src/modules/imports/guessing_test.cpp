// What headings are taken for.
#include "modules/imports/guessing.hpp"

#include <gmock/gmock.h>

namespace escucha::imports {
namespace {

using testing::ElementsAre;

TEST(Guessing, HeadingsInSpanish) {
    EXPECT_THAT(
        guess_targets({"Nombres", "Apellido paterno", "Apellido materno", "D.N.I.", "Correo electrónico",
                       "Nº de teléfono", "F. Nacimiento", "Razón social", "Observaciones"},
                      {}),
        ElementsAre("given_name", "surname", "surname", "", "email", "", "birthday", "organisation",
                    "notes"));
}

TEST(Guessing, HeadingsInEnglish) {
    EXPECT_THAT(
        guess_targets({"Full Name", "E-mail", "Mobile", "Date of birth", "Company", "ID number", "Tags"}, {}),
        ElementsAre("name", "email", "phone", "birthday", "organisation", "document", "tags"));
}

TEST(Guessing, WhereSomebodyBelongsAndAsWhat) {
    EXPECT_THAT(guess_targets({"Nombre", "Empresa", "RUC de la empresa", "Cargo", "RUC"}, {}),
                ElementsAre("name", "organisation", "organisation_document", "position", "document"));
    EXPECT_THAT(guess_targets({"FN", "ORG", "ROLE", "TITLE"}, {}),
                ElementsAre("name", "organisation", "position", ""));
    EXPECT_THAT(guess_targets({"Title", "Job title"}, {}), ElementsAre("", "position"));
}

TEST(Guessing, EveryKindOfDocumentIsOne) {
    EXPECT_THAT(
        guess_targets({"DNI", "NIE", "CIF", "RUC", "NIT", "CUIT", "CURP", "RFC", "RUT", "Cédula"}, {}),
        testing::Each("document"));
}

TEST(Guessing, SeveralPhonesAreAllTaken) {
    EXPECT_THAT(guess_targets({"Nombre", "Teléfono", "Teléfono (2)", "Celular 3"}, {}),
                ElementsAre("name", "phone", "phone", "phone"));
}

TEST(Guessing, ANameBesideSurnamesIsTheGivenOne) {
    EXPECT_THAT(guess_targets({"Nombre", "Apellidos"}, {}), ElementsAre("given_name", "surname"));
}

TEST(Guessing, CardsOfATelephone) {
    EXPECT_THAT(
        guess_targets(
            {"FN", "N", "NICKNAME", "ORG", "TEL", "TEL (2)", "EMAIL", "BDAY", "NOTE", "X-DNI", "UID"}, {}),
        ElementsAre("name", "", "name_to_use", "organisation", "phone", "phone", "email", "birthday", "notes",
                    "document", ""));
}

TEST(Guessing, TheUnitOfACompanyIsWhereTheyWorkUnlessTheCardSaysAsWhat) {
    EXPECT_THAT(guess_targets({"FN", "ORG", "ORG-UNIT"}, {}),
                ElementsAre("name", "organisation", "position"));
    EXPECT_THAT(guess_targets({"FN", "ORG", "ORG-UNIT", "TITLE"}, {}),
                ElementsAre("name", "organisation", "notes", "position"));
}

TEST(Guessing, OwnFieldsByTheirLabelComeFirst) {
    EXPECT_THAT(guess_targets({"Talla", "Correo"}, {{"talla", "Talla"}, {"correo_extra", "Correo"}}),
                ElementsAre("own:talla", "own:correo_extra"));
}

TEST(Guessing, WhatWeExportedComesBack) {
    EXPECT_THAT(guess_targets({"Nombre", "Cómo llamarle", "Tipo de cliente", "Correo", "Correo 2", "Teléfono",
                               "WhatsApp", "Documento", "Dirección", "Trato", "Idioma", "Canal preferido",
                               "No contactar", "Cumpleaños", "Etiquetas", "Notas"},
                              {}),
                ElementsAre("name", "name_to_use", "kind", "email", "email", "phone", "whatsapp", "document",
                            "address", "treatment", "language", "channel", "do_not_contact", "birthday",
                            "tags", "notes"));
    EXPECT_THAT(
        guess_targets(
            {"Name", "Name to use", "Kind", "E-mail", "Phone", "Document", "Address", "Form of address",
             "Language", "Preferred channel", "Do not contact", "Birthday", "Tags", "Notes"},
            {}),
        ElementsAre("name", "name_to_use", "kind", "email", "phone", "document", "address", "treatment",
                    "language", "channel", "do_not_contact", "birthday", "tags", "notes"));
}

TEST(Guessing, AFieldThatTakesOneColumnTakesTheFirst) {
    EXPECT_THAT(guess_targets({"Cliente", "Nombre completo"}, {}), ElementsAre("name", ""));
}

}  // namespace
}  // namespace escucha::imports
