#include "modules/customers/names.hpp"

#include <gmock/gmock.h>

using testing::ElementsAre;

namespace escucha::customers {
namespace {

TEST(SameName, shorter_within_longer) {
    EXPECT_TRUE(may_be_same_name("Ana Torres", "ana maría torres quispe"));
    EXPECT_TRUE(may_be_same_name("A. Torres", "Ana Torres"));
    EXPECT_TRUE(may_be_same_name("José", "JOSE PEREZ"));
    EXPECT_TRUE(may_be_same_name("Torres, Ana", "Ana Torres"));
}

TEST(SameName, courtesies_are_no_part_of_a_name_but_tell_people_apart) {
    EXPECT_TRUE(may_be_same_name("Señora Peña", "Sra. Peña"));
    EXPECT_TRUE(may_be_same_name("Sr. Juan Pérez", "Juan Pérez Luna"));
    EXPECT_TRUE(may_be_same_name("Dra. Ana Torres", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Sr. Peña", "Sra. Peña"));
    EXPECT_FALSE(may_be_same_name("Señora Peña", "Ana Peña"));
    EXPECT_FALSE(may_be_same_name("Señora", "Señora Peña"));
}

TEST(SameName, somebody_else_of_the_family_is_somebody_else) {
    EXPECT_FALSE(may_be_same_name("Juan Torres", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Ana Torres", "Ana Ruiz"));
    EXPECT_FALSE(may_be_same_name("A. T.", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("Ana Ana", "Ana Torres"));
    EXPECT_FALSE(may_be_same_name("", "Ana Torres"));
}

TEST(CompareNames, accents_particles_order_and_courtesies_do_not_count) {
    EXPECT_EQ(compare_names("María de los Ángeles Núñez", "NUÑEZ, MARIA ANGELES"), NameMatch::same);
    EXPECT_EQ(compare_names("Sr. Juan Pérez y Luna", "perez luna juan"), NameMatch::same);
    EXPECT_EQ(compare_names("Ferretería El Clavo S.A.C.", "ferreteria clavo"), NameMatch::same);
}

TEST(CompareNames, slips_of_the_pen_initials_and_missing_surnames_are_similar) {
    EXPECT_EQ(compare_names("Ana Torres", "Ana Torrez"), NameMatch::similar);
    EXPECT_EQ(compare_names("Yolanda Gutiérrez Paz", "Llolanda Gutieres Paz"), NameMatch::similar);
    EXPECT_EQ(compare_names("Ana Torers Quispe", "Ana Torres Quispe"), NameMatch::similar);
    EXPECT_EQ(compare_names("A. Torres", "Ana María Torres"), NameMatch::similar);
}

TEST(CompareNames, a_family_shares_a_surname_and_strangers_nothing) {
    EXPECT_EQ(compare_names("Ana Torres", "Luis Torres"), NameMatch::related);
    EXPECT_EQ(compare_names("Sr. Peña", "Sra. Peña"), NameMatch::related);
    EXPECT_EQ(compare_names("Ana Torres", "Luis Paz"), NameMatch::different);
    EXPECT_EQ(compare_names("", "Luis Paz"), NameMatch::different);
    EXPECT_EQ(compare_names("Mario Ruiz", "María Ruiz"), NameMatch::related) << "brother and sister";
}

TEST(NameSounds, as_it_is_heard_so_it_is_found) {
    EXPECT_EQ(name_sound("Jiménez, María"), name_sound("maria gimenes"));
    EXPECT_EQ(name_sound("Vázquez de la Vega"), name_sound("Basques Bega"));
    EXPECT_EQ(name_sound("Hilda Yáñez"), name_sound("ilda Llanes"));
    EXPECT_NE(name_sound("Ana Torres"), name_sound("Ana Paz"));
    EXPECT_EQ(name_sound(""), "");
}

TEST(NameSounds, share_a_word_or_none) {
    EXPECT_TRUE(share_a_sound(name_sound("Ana Torres"), name_sound("Torrez Luis")));
    EXPECT_FALSE(share_a_sound(name_sound("Ana Torres"), name_sound("Luis Paz")));
    EXPECT_FALSE(share_a_sound("", name_sound("Luis Paz")));
}

TEST(NameWords, a_name_of_particles_only_is_still_a_name) {
    EXPECT_THAT(name_words("De la"), ElementsAre("de", "la"));
    EXPECT_THAT(name_words("María de la Cruz"), ElementsAre("maria", "cruz"));
    EXPECT_THAT(name_words("Juan P."), ElementsAre("juan", "p"));
}

}  // namespace
}  // namespace escucha::customers
