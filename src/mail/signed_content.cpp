#include "mail/signed_content.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <limits>
#include <memory>

namespace escucha::mail {
namespace {

struct Free {
    void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
};

}  // namespace

std::optional<std::string> signed_content(std::string_view cms) {
    if (cms.empty() || cms.size() > std::numeric_limits<int>::max()) return std::nullopt;
    const auto* bytes = reinterpret_cast<const unsigned char*>(cms.data());
    const std::unique_ptr<CMS_ContentInfo, Free> read(
        d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(cms.size())));
    ERR_clear_error();
    if (!read || OBJ_obj2nid(CMS_get0_type(read.get())) != NID_pkcs7_signed) return std::nullopt;
    ASN1_OCTET_STRING** content = CMS_get0_content(read.get());
    if (content == nullptr || *content == nullptr) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(*content)),
                       static_cast<std::size_t>(ASN1_STRING_length(*content)));
}

}  // namespace escucha::mail
