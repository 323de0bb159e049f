#include "mail/tnef.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

#include "mail/charset.hpp"

namespace escucha::mail {
namespace {

constexpr std::uint32_t kSignature = 0x223E9F78;
// Attributes: type in the upper half, number in the lower (MS-OXTNEF, 2.1.3.2).
constexpr std::uint32_t kOemCodepage = 0x00069007, kBody = 0x0002800C, kMessageProperties = 0x00069003;
constexpr std::uint32_t kNextFile = 0x00069002, kFileTitle = 0x00018010, kFileBytes = 0x0006800F,
                        kFileProperties = 0x00069005;
// Properties (MS-OXPROPS).
constexpr std::uint16_t kBodyText = 0x1000, kBodyHtml = 0x1013, kLongName = 0x3707, kMimeType = 0x370E,
                        kContentId = 0x3712, kInternetCodepage = 0x3FDE;
constexpr std::uint32_t kMostProperties = 2000;

// Takes numbers (little endian) and pieces off the front; whoever takes too much gets nothing and `ok` is
// over.
class Cursor {
  public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}
    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

    std::uint32_t number(std::size_t bytes) {
        std::uint32_t value = 0;
        const std::string_view piece = take(bytes);
        for (std::size_t i = piece.size(); i-- > 0;)
            value = value << 8U | static_cast<unsigned char>(piece[i]);
        return value;
    }
    std::string_view take(std::size_t bytes) {
        if (bytes > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const std::string_view piece = rest_.substr(0, bytes);
        rest_.remove_prefix(bytes);
        return piece;
    }
    std::string_view take_padded(std::size_t bytes) {
        const std::string_view piece = take(bytes);
        const std::size_t padding = (4 - bytes % 4) % 4;
        if (padding < rest_.size())
            take(padding);
        else
            rest_ = {};
        return piece;
    }

  private:
    std::string_view rest_;
    bool ok_ = true;
};

std::string_view up_to_nul(std::string_view bytes) {
    return bytes.substr(0, bytes.find('\0'));
}

struct Property {
    std::uint16_t id = 0, type = 0;
    std::string_view value = {};  // the first one, where there are several
};

// The size of what follows; 0: it says so itself.
std::size_t fixed_size(std::uint16_t type) {
    switch (type & 0x0FFFU) {
        case 0x0002:  // 16 bits, padded
        case 0x0003:
        case 0x0004:
        case 0x000A:
        case 0x000B:
            return 4;
        case 0x0005:
        case 0x0006:
        case 0x0007:
        case 0x0014:
        case 0x0040:
            return 8;
        case 0x0048:
            return 16;
        default:
            return 0;
    }
}

void skip_name(Cursor& in) {
    in.take(16);
    if (in.number(4) == 0)
        in.take(4);
    else
        in.take_padded(in.number(4));
}

Property take_property(Cursor& in) {
    Property property;
    property.type = static_cast<std::uint16_t>(in.number(2));
    property.id = static_cast<std::uint16_t>(in.number(2));
    if (property.id >= 0x8000) skip_name(in);
    const std::size_t fixed = fixed_size(property.type);
    const bool several = (property.type & 0x1000U) != 0;
    std::uint32_t count = fixed == 0 || several ? in.number(4) : 1;
    for (bool first = true; count > 0 && in.ok(); --count, first = false) {
        const std::string_view value = fixed > 0 ? in.take(fixed) : in.take_padded(in.number(4));
        if (first) property.value = value;
        if (in.at_end() && count > 1) in.take(1);  // more were claimed than there are
    }
    return property;
}

std::string_view charset_of(std::uint32_t codepage) {
    switch (codepage) {
        case 65001:
            return "utf-8";
        case 1250:
            return "windows-1250";
        case 1251:
            return "windows-1251";
        case 1253:
            return "windows-1253";
        case 1254:
            return "windows-1254";
        case 932:
            return "shift_jis";
        case 936:
            return "gbk";
        case 949:
            return "euc-kr";
        case 950:
            return "big5";
        default:
            return "windows-1252";
    }
}

class Reader {
  public:
    Reader(std::string_view bytes, std::size_t max) : in_(bytes), max_(max) {}

    Tnef read() {
        if (in_.number(4) != kSignature) return {};
        in_.number(2);
        while (!in_.at_end() && in_.ok()) take_attribute();
        tnef_.complete = in_.ok() && !left_out_;
        return std::move(tnef_);
    }

  private:
    void take_attribute() {
        in_.number(1);
        const std::uint32_t id = in_.number(4);
        const std::string_view value = in_.take(in_.number(4));
        in_.number(2);  // a checksum; what is wrong can still be read
        if (id == kOemCodepage) codepage_ = Cursor(value).number(4);
        if (id == kBody && tnef_.text.empty()) tnef_.text = text(up_to_nul(value));
        if (id == kMessageProperties) each_property(value, [&](const Property& p) { of_message(p); });
        if (id == kNextFile) begin_file();
        if (file_ == nullptr) return;
        if (id == kFileTitle && file_->name.empty()) file_->name = text(up_to_nul(value));
        if (id == kFileBytes) file_->bytes = value;
        if (id == kFileProperties) each_property(value, [&](const Property& p) { of_file(p); });
    }

    void begin_file() {
        file_ = nullptr;
        left_out_ = left_out_ || tnef_.files.size() >= max_;
        if (tnef_.files.size() < max_) file_ = &tnef_.files.emplace_back();
    }

    template <class F>
    void each_property(std::string_view value, F f) {
        Cursor in(value);
        std::uint32_t count = std::min(in.number(4), kMostProperties);
        for (; count > 0 && in.ok() && !in.at_end(); --count) {
            const Property property = take_property(in);
            if (in.ok()) f(property);
        }
        left_out_ = left_out_ || !in.ok();
    }

    void of_message(const Property& p) {
        if (p.id == kInternetCodepage) codepage_ = Cursor(p.value).number(4);
        if (p.id == kBodyText) tnef_.text = text_of(p);
        if (p.id == kBodyHtml) tnef_.html = text_of(p);
    }
    void of_file(const Property& p) {
        if (p.id == kLongName) file_->name = text_of(p);
        if (p.id == kMimeType) file_->type = lower(text_of(p));
        if (p.id == kContentId) file_->content_id = text_of(p);
    }

    std::string text(std::string_view bytes) const {
        return tidy(to_utf8(bytes, charset_of(codepage_)).text);
    }
    std::string text_of(const Property& p) const {
        constexpr unsigned kUnicode = 0x001F;
        if ((p.type & 0x0FFFU) == kUnicode) return tidy(to_utf8(p.value, "utf-16le").text);
        return text(up_to_nul(p.value));
    }

    Cursor in_;
    std::size_t max_;
    std::uint32_t codepage_ = 1252;
    bool left_out_ = false;
    TnefFile* file_ = nullptr;
    Tnef tnef_;
};

}  // namespace

Tnef read_tnef(std::string_view bytes, std::size_t max) {
    return Reader(bytes, max).read();
}

}  // namespace escucha::mail
