#include "modules/team/password_policy.hpp"

#include <gtest/gtest.h>

namespace escucha::team {
namespace {

std::string fault(std::string_view password) {
    const auto found = password_fault("password", password, {"María José Núñez", "mjnunez@tienda.pe"});
    return found ? found->code : "";
}

TEST(PasswordPolicy, LongAndUncommonIsEnough) {
    EXPECT_EQ(fault("tres gatos en la azotea"), "");
    EXPECT_EQ(fault("correcthorsebattery"), "");
    EXPECT_EQ(fault("ñandúñandú2"), "");
}

TEST(PasswordPolicy, CountsCharactersAndNotBytes) {
    EXPECT_EQ(fault("ñññáááééé"), "password_short");
    EXPECT_EQ(fault("gatos azu"), "password_short");
    EXPECT_EQ(fault("gatos azul"), "");
}

TEST(PasswordPolicy, RefusesWhatEverybodyChooses) {
    for (const auto* common : {"1234567890", "Contraseña2024", "PASSWORD123", "password!!123", "aaaaaaaaaaaa",
                               "Qwertyuiop", "ababababab", "Bienvenido2026", "1Q2w3E4r5T", "administrador"})
        EXPECT_EQ(fault(common), "password_common") << common;
}

TEST(PasswordPolicy, RefusesOnesOwnNameAndAddress) {
    EXPECT_EQ(fault("nuñez de lima"), "password_personal");
    EXPECT_EQ(fault("casa-de-MARIA-77"), "password_personal");
    EXPECT_EQ(fault("mjnunez-entra"), "password_personal");
    EXPECT_EQ(fault("la tienda de al lado"), "") << "the domain is not the person";
}

TEST(PasswordPolicy, NamesTheFieldAndTheLimit) {
    const auto found = password_fault("new", "corta", {});
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, (FieldError{"new", "password_short", {{"min", "10"}}}));
}

}  // namespace
}  // namespace escucha::team
