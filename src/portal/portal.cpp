#include "portal/portal.hpp"

#include "portal/site.hpp"
#include "portal/templates/info.hpp"

namespace escucha::portal {
namespace {

constexpr std::size_t kFormWithFiles = 210 * 1024 * 1024;  // ten files of 20 MB, and the words
const http::Spec kAnyone{.access = http::Access::anyone()};
const http::Spec kWithFiles{.access = http::Access::anyone(), .body_limit = kFormWithFiles};

}  // namespace

struct Portal::Impl {
    Site site;
};

Portal::Portal(Desk& desk, BookDesk* books, Settings settings)
    : impl_(new Impl{Site(desk, books, std::move(settings))}) {}
Portal::~Portal() = default;

void Portal::verify_with(VerifyDesk& desk) {
    impl_->site.verifying = &desk;
}

void Portal::report_with(ReportDesk& desk) {
    impl_->site.reports = &desk;
}

void Portal::mount(http::Api& api) {
    using enum http::Method;
    auto& site = impl_->site;
    api.page(get, "/", handler(site, home_page), kAnyone);
    api.page(get, "/contar", handler(site, tell_page), kAnyone);
    api.page(post, "/contar", handler(site, tell_sent), kWithFiles);
    api.page(get, "/caso/{code}", handler(site, case_page), kAnyone);
    api.page(post, "/caso/{code}", handler(site, case_sent), kWithFiles);
    api.page(get, "/caso/{code}/archivo/{file}", handler(site, case_file), kAnyone);
    api.page(get, "/seguimiento", handler(site, follow_page), kAnyone);
    api.page(get, "/libro", handler(site, books_page), kAnyone);
    api.page(get, "/libro/{book}", handler(site, sheet_page), kAnyone);
    api.page(post, "/libro/{book}", handler(site, sheet_sent), kWithFiles);
    api.page(get, "/libro/{book}/logo", handler(site, sheet_logo), kAnyone);
    api.page(get, "/caso/{code}/hoja", handler(site, sheet_receipt_page), kAnyone);
    api.page(get, "/caso/{code}/hoja.pdf", handler(site, sheet_receipt_file), kAnyone);
    api.page(get, "/caso/{code}/constancia.pdf", handler(site, case_receipt_file), kAnyone);
    api.page(get, "/informe", handler(site, reports_page), kAnyone);
    api.page(get, "/informe/{year}", handler(site, report_page), kAnyone);
    api.page(get, "/informe/{year}/pdf", handler(site, report_file), kAnyone);
    api.page(get, "/informe/{year}/borrador", handler(site, report_draft), kAnyone);
    api.page(get, "/verificar", handler(site, verify_page), kAnyone);
    api.page(get, "/verificar/prueba", handler(site, verify_proof), kAnyone);
    api.page(get, "/privacidad",
             handler(site, [](Site&, const Visit& v) { return v.show(templates::privacy(v.scene)); }),
             kAnyone);
    api.page(get, "/accesibilidad",
             handler(site, [](Site&, const Visit& v) { return v.show(templates::accessibility(v.scene)); }),
             kAnyone);
    api.assets(kFilesPrefix, portal_files());
    api.error_pages(
        [&site](const Error& error, const http::Call& call) { return refusal_page(site, error, call); });
}

}  // namespace escucha::portal
