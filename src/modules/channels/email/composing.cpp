#include "modules/channels/email/composing.hpp"

#include <fmt/format.h>

#include "base/picture_marks.hpp"
#include "db/database.hpp"
#include "mail/letter.hpp"
#include "mail/picture_size.hpp"
#include "modules/cases/cases.hpp"
#include "modules/channels/email/forwarding_out.hpp"
#include "modules/channels/email/letter_store.hpp"
#include "modules/channels/email/recipients.hpp"
#include "modules/customers/customers.hpp"
#include "modules/files/files.hpp"

namespace escucha::email {
namespace {

constexpr std::int64_t kMostAnywhere = 25 * 1000 * 1000;  // bytes; Gmail, Outlook and most others
constexpr std::int64_t kHeaders = 300;                    // bytes, of one part
constexpr std::string_view kSignature = "\n\n-- \n";

Language language_of(const mail::LetterLook& look) {
    return look.language == db::name(Language::en) ? Language::en : Language::es;
}

// The address that answers come back to tells the code of the case, and whoever has that has its page. A
// forwarding has a code of its own, which opens nothing.
bool may_know_code(const Email& email, db::Tx& tx, const store::StoredMail& mail, const store::Delivery& d) {
    if (mail.forward != 0) return true;
    const auto customer = email.parts().customers.get(tx, mail.customer);
    return customer && only_theirs(*customer, d.envelope_to);
}

class Composing {
  public:
    Composing(const Email& email, const store::StoredMailbox& mailbox, const store::StoredMail& mail,
              const store::Delivery& delivery)
        : email_(email), mailbox_(mailbox), mail_(mail), delivery_(delivery), text_(delivery.text) {
        email.parts().db.read([&](db::Tx& tx) {
            look_ = store::look_of(tx, mail.id);
            if (may_know_code(email, tx, mail, delivery)) code_ = reply_code(email, tx, mail);
            files_ = files_along(email, tx, mail);
        });
    }

    Result<std::string> run(std::int64_t most) {
        choose(most);
        mail::Outgoing out = headers();
        out.attachments = parts();
        out.text = mail::letter_text(text_, pictures_);
        out.html = mail::letter_page(text_, look_, pictures_);
        return mail::compose(out);
    }

  private:
    // --- Which of the files go along -----------------------------------------------------------------------
    void choose(std::int64_t most) {
        mark_pictures();
        const auto words = static_cast<std::int64_t>(text_.size()) * 8 + 20'000;  // twice, with markup
        if (words + weight([](bool) { return true; }) <= most) return;
        if (words + weight([](bool in_text) { return in_text; }) <= most)
            keep([](bool in_text) { return in_text; });
        else
            keep([](bool) { return false; });
        say_where_they_are();
    }

    // A picture is in the text when a mark there means it.
    void mark_pictures() {
        std::vector<std::string> names;
        for (const auto& f : files_) names.push_back(is_shown_picture(f.type) ? f.name : std::string());
        in_text_ = pictures_in(text_, names);
    }

    std::int64_t weight(auto goes) const {
        std::int64_t all = 0;
        for (std::size_t i = 0; i < files_.size(); ++i)
            if (goes(in_text_[i])) all += weight_in_mail(files_[i].size);
        return all;
    }

    // A mark of a picture that stays behind becomes its name.
    void keep(auto goes) {
        std::vector<mail::LetterPicture> left;
        for (std::size_t i = 0; i < files_.size(); ++i)
            if (in_text_[i] && !goes(true)) left.push_back({.name = files_[i].name});
        text_ = mail::letter_text(text_, left);
        std::vector<files::FileRef> kept;
        std::vector<bool> in_text;
        for (std::size_t i = 0; i < files_.size(); ++i)
            if (goes(in_text_[i])) kept.push_back(files_[i]), in_text.push_back(in_text_[i]);
        files_ = std::move(kept);
        in_text_ = std::move(in_text);
    }

    void say_where_they_are() {
        const bool theirs = mail_.forward == 0;  // somebody outside has no page of a case to look at
        const auto words =
            "\n\n" + text(language_of(look_), theirs ? "mail.files_in_case" : "letters.no_files");
        text_.insert(std::min(text_.rfind(kSignature), text_.size()), words);
    }

    // --- What it is made of --------------------------------------------------------------------------------
    mail::Outgoing headers() const {
        mail::Outgoing out{.from = {mail_.from.name, mail_.from.email},
                           .subject = mail_.subject,
                           .message_id = mail_.message_id,
                           .references = delivery_.references,
                           .date = mail_.at,
                           .auto_submitted = delivery_.automatic};
        for (const auto& a : mail_.to) out.to.push_back({a.name, a.email});
        for (const auto& a : mail_.cc) out.cc.push_back({a.name, a.email});
        if (!delivery_.references.empty()) out.in_reply_to = delivery_.references.back();
        if (mailbox_.signed_replies && !code_.empty())
            out.reply_to.push_back({mail_.from.name, email_.reply_addresses().make(mailbox_.address, code_)});
        if (!delivery_.automatic.empty()) out.more.push_back({"X-Auto-Response-Suppress", "All"});
        return out;
    }

    std::vector<mail::Part> parts() {
        std::vector<mail::Part> out;
        for (std::size_t i = 0; i < files_.size(); ++i) {
            const auto content = email_.parts().files.content(files_[i].id);
            if (!content) continue;
            mail::Part part{.name = files_[i].name,
                            .type = files_[i].type,
                            .shown_inline = in_text_[i],
                            .bytes = std::string(content->bytes())};
            if (part.shown_inline) part.content_id = show(files_[i], part.bytes);
            out.push_back(std::move(part));
        }
        return out;
    }

    // Named after the message, which nobody else's is: the same message composed again is the same.
    std::string show(const files::FileRef& file, std::string_view bytes) {
        const auto size = mail::picture_size(bytes);
        pictures_.push_back({.name = file.name,
                             .content_id = fmt::format("f{}.{}", file.id, mail_.message_id),
                             .width = size ? size->width : 0});
        return pictures_.back().content_id;
    }

    const Email& email_;
    const store::StoredMailbox& mailbox_;
    const store::StoredMail& mail_;
    const store::Delivery& delivery_;
    std::string text_;
    mail::LetterLook look_;
    std::string code_;
    std::vector<files::FileRef> files_;
    std::vector<bool> in_text_;  // beside the files
    std::vector<mail::LetterPicture> pictures_;
};

}  // namespace

std::int64_t most_bytes(std::int64_t server_takes) {
    return server_takes > 0 ? std::min(server_takes, kMostAnywhere) : kMostAnywhere;
}

std::int64_t weight_in_mail(std::int64_t file_size) {
    const auto letters = (file_size + 2) / 3 * 4;
    return letters + (letters + 75) / 76 * 2 + kHeaders;
}

Result<std::string> compose(const Email& email, const store::StoredMailbox& mailbox,
                            const store::StoredMail& mail, const store::Delivery& delivery,
                            std::int64_t most) {
    return Composing(email, mailbox, mail, delivery).run(most);
}

}  // namespace escucha::email
