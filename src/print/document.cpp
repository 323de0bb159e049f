#include "print/document.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <stdexcept>

#include "print/clean_text.hpp"
#include "print/picture.hpp"
#include "print/sheet_of_paper.hpp"

namespace escucha::print {
namespace {

constexpr Colour kTint{.red = 0.94, .green = 0.96, .blue = 0.96};
constexpr Colour kLine{.red = 0.80, .green = 0.83, .blue = 0.85};
constexpr double kPad = 4;  // inside a cell

TextStyle heading_style(int level) {
    if (level <= 1) return {.size = 20, .bold = true, .colour = kAccent, .space_after = 8};
    if (level == 2) return {.size = 13, .bold = true, .colour = kAccent, .space_after = 5};
    return {.size = 11, .bold = true, .space_after = 4};
}

// Texts side by side that go down the pages together.
struct Cell {
    TextBlock text = {};
    double x = 0;
};

class Writing final : public Document {
  public:
    Writing(const Options& options, cairo_t* page, int total) : pages_(options, page, total) {}
    int finish() { return pages_.finish(); }

    void heading(int level, std::string_view text) override {
        const auto style = heading_style(level);
        auto block = pages_.block(text, style, width());
        if (!pages_.fresh()) pages_.down(level <= 2 ? 10 : 6);
        constexpr double kFollowing = 40;  // and something below it
        pages_.need(block.height() + style.space_after + kFollowing);
        flow(one(std::move(block)));
        pages_.down(style.space_after);
    }

    void paragraph(std::string_view text, const TextStyle& style) override {
        flow(one(pages_.block(text, style, width())));
        pages_.down(style.space_after);
    }

    void fields(std::span<const Field> fields) override {
        const double label = width() * 0.32;
        for (const auto& f : fields) {
            std::vector<Cell> cells;
            cells.push_back(
                {pages_.block(f.label, {.size = 9, .colour = kQuiet}, label - 10), pages_.left()});
            cells.push_back({pages_.block(f.value, {}, width() - label), pages_.left() + label});
            keep_together(cells, 2 * kPad);
            pages_.down(kPad);
            flow(std::move(cells));
            pages_.down(kPad);
            line(kLine);
        }
        pages_.down(8);
    }

    void notice(std::string_view title, std::string_view text) override {
        constexpr double kInside = 12;
        const double inner = width() - 2 * kInside;
        std::vector<TextBlock> blocks;
        if (!title.empty()) blocks.push_back(pages_.block(title, {.size = 11, .bold = true}, inner));
        if (!text.empty()) blocks.push_back(pages_.block(text, {.size = 10}, inner));
        double height = 2 * kInside;
        for (const auto& b : blocks) height += b.height();
        pages_.need(height);
        const bool boxed = height <= pages_.room();
        if (boxed) {
            pages_.fill(pages_.left(), pages_.y(), width(), height, kTint);
            pages_.fill(pages_.left(), pages_.y(), 3, height, kAccent);
            pages_.down(kInside);
        }
        for (auto& b : blocks) flow(one(std::move(b), kInside));
        pages_.down(boxed ? kInside + 10 : 10);
    }

    void begin_table(std::span<const Column> columns) override {
        columns_.assign(columns.begin(), columns.end());
        double sum = 0;
        for (const auto& c : columns_) sum += c.share;
        for (auto& c : columns_) c.share = c.share / sum * width();
        pages_.need(60);
        headings();
        pages_.on_turn = [this] { headings(); };
    }

    void row(std::span<const std::string> texts, bool bold) override {
        auto cells = cells_of(texts, {.size = 9, .bold = bold});
        keep_together(cells, 2 * kPad);
        pages_.down(kPad);
        flow(std::move(cells));
        pages_.down(kPad);
        line(kLine);
    }

    void end_table() override {
        pages_.on_turn = nullptr;
        columns_.clear();
        pages_.down(10);
    }

    bool picture(const Picture& picture, double most_wide, double most_high, Align align) override {
        const auto surface = read_picture(picture.bytes);
        if (!surface) return false;
        const double w = cairo_image_surface_get_width(surface.get());
        const double h = cairo_image_surface_get_height(surface.get());
        const double scale = std::min({most_wide / w, most_high / h, width() / w});
        pages_.need(h * scale);
        if (auto* page = pages_.page()) {
            cairo_save(page);
            cairo_translate(page, aligned(w * scale, align), pages_.y());
            cairo_scale(page, scale, scale);
            cairo_set_source_surface(page, surface.get(), 0, 0);
            cairo_paint(page);
            cairo_restore(page);
        }
        pages_.down(h * scale + 8);
        return true;
    }

    bool qr(std::string_view text, double size, Align align) override {
        if (!fits_qr(text)) return false;
        pages_.need(size);
        code(text, aligned(size, align), pages_.y(), size);
        pages_.down(size + 6);
        return true;
    }

    bool qr_beside(std::string_view text, double size, std::string_view title,
                   std::string_view words) override {
        if (!fits_qr(text)) return false;
        const double x = size + 12;
        auto head = pages_.block(title, {.size = 11, .bold = true}, width() - x);
        auto body = pages_.block(words, {}, width() - x);
        const double high = std::max(size, head.height() + body.height() + 4);
        pages_.need(high);
        const double y = pages_.y();
        const double middle = y + std::max(0.0, (size - head.height() - body.height() - 4) / 2);
        code(text, pages_.left(), y, size);
        const double under = head.draw(pages_.page(), pages_.left() + x, middle, pages_.bottom());
        body.draw(pages_.page(), pages_.left() + x, under + 4, pages_.bottom());
        pages_.down(high + 8);
        return true;
    }

    void rule() override {
        pages_.down(4);
        line(kLine);
        pages_.down(8);
    }
    void space(double points) override { pages_.down(points); }
    void new_page() override {
        if (!pages_.fresh()) pages_.turn();
    }
    double room() const override { return pages_.room(); }
    double width() const override { return pages_.width(); }

    void bars(std::span<const Field> labels, std::span<const double> values, double height) override {
        const auto n = std::min(labels.size(), values.size());
        if (n == 0) return;
        constexpr double kWords = 14;
        pages_.need(height + 2 * kWords + 8);
        const double most = std::max(1e-9, *std::ranges::max_element(values.first(n)));
        const double step = width() / static_cast<double>(n);
        const double base = pages_.y() + kWords + height;
        const TextStyle words{.size = 8, .colour = kQuiet, .align = Align::centre};
        for (std::size_t i = 0; i < n; ++i) {
            const double x = pages_.left() + static_cast<double>(i) * step;
            const double high = height * std::max(0.0, values[i]) / most;
            pages_.fill(x + step * 0.18, base - high, step * 0.64, high, kAccent);
            pages_.block(labels[i].value, words, step).draw(pages_.page(), x, base - high - 12, base);
            pages_.block(labels[i].label, words, step).draw(pages_.page(), x, base + 3, base + 2 * kWords);
        }
        pages_.fill(pages_.left(), base, width(), 0.6, kQuiet);
        pages_.down(height + 2 * kWords + 8);
    }

  private:
    std::vector<Cell> one(TextBlock block, double indent = 0) const {
        std::vector<Cell> cells;
        cells.push_back({std::move(block), pages_.left() + indent});
        return cells;
    }

    std::vector<Cell> cells_of(std::span<const std::string> texts, TextStyle style) const {
        std::vector<Cell> cells;
        double x = pages_.left();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            style.align = columns_[i].align;
            const auto text = i < texts.size() ? std::string_view(texts[i]) : std::string_view();
            cells.push_back({pages_.block(text, style, columns_[i].share - 2 * kPad), x + kPad});
            x += columns_[i].share;
        }
        return cells;
    }

    static double height_of(std::span<const Cell> cells) {
        double most = 0;
        for (const auto& c : cells) most = std::max(most, c.text.height());
        return most;
    }
    void keep_together(std::span<const Cell> cells, double more) {
        const double height = height_of(cells) + more;
        // What is taller than a third of a page may as well begin on this one.
        if (height < (pages_.bottom() - pages_.top()) / 3) pages_.need(height);
    }

    // Down this page and as many more as it takes.
    void flow(std::vector<Cell> cells) {
        for (;;) {
            const double y = pages_.y();
            double end = y;
            bool left_over = false;
            for (auto& c : cells) {
                end = std::max(end, c.text.draw(pages_.page(), c.x, y, pages_.bottom()));
                left_over = left_over || !c.text.empty();
            }
            const bool stuck = end <= y && pages_.fresh();  // a line higher than the page
            pages_.to(end);
            if (!left_over || stuck) return;
            pages_.turn();
        }
    }

    void headings() {
        std::vector<std::string> texts;
        for (const auto& c : columns_) texts.push_back(c.heading);
        auto cells = cells_of(texts, {.size = 8.5, .bold = true});
        const double height = height_of(cells) + 2 * kPad;
        pages_.fill(pages_.left(), pages_.y(), width(), height, kTint);
        for (auto& c : cells) c.text.draw(pages_.page(), c.x, pages_.y() + kPad, pages_.bottom());
        pages_.down(height);
        line(kQuiet);
    }

    void line(Colour colour) const { pages_.fill(pages_.left(), pages_.y(), width(), 0.5, colour); }
    double aligned(double w, Align align) const {
        const double spare = width() - w;
        return pages_.left() + (align == Align::left ? 0 : align == Align::centre ? spare / 2 : spare);
    }
    void code(std::string_view text, double x, double y, double size) const {
        auto* page = pages_.page();
        if (!page) return;
        cairo_set_source_rgb(page, 0, 0, 0);
        add_qr(page, text, x, y, size);
        cairo_fill(page);
    }

    Pages pages_;
    std::vector<Column> columns_;
};

// The surface writes through C: what the sink throws waits outside of it.
struct Pipe {
    const Sink& sink;
    std::exception_ptr thrown = {};

    static cairo_status_t write(void* self, const unsigned char* data, unsigned length) {
        auto& pipe = *static_cast<Pipe*>(self);
        if (pipe.thrown) return CAIRO_STATUS_WRITE_ERROR;
        try {
            pipe.sink({reinterpret_cast<const char*>(data), length});
        } catch (...) {
            pipe.thrown = std::current_exception();
            return CAIRO_STATUS_WRITE_ERROR;
        }
        return CAIRO_STATUS_SUCCESS;
    }
};

std::string pdf_date(Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    const std::time_t t = seconds;
    std::tm parts{};
    gmtime_r(&t, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void describe(cairo_surface_t* surface, const Options& o) {
    const auto set = [&](cairo_pdf_metadata_t what, const std::string& text) {
        if (!text.empty()) cairo_pdf_surface_set_metadata(surface, what, clean(text, 2000).c_str());
    };
    set(CAIRO_PDF_METADATA_TITLE, o.title);
    set(CAIRO_PDF_METADATA_AUTHOR, o.author);
    set(CAIRO_PDF_METADATA_SUBJECT, o.subject);
    set(CAIRO_PDF_METADATA_CREATOR, "Escucha");
    set(CAIRO_PDF_METADATA_CREATE_DATE, pdf_date(o.created));
}

struct PageEnd {
    void operator()(cairo_t* c) const { cairo_destroy(c); }
};

int write(const Options& options, const Sink& sink, const std::function<void(Document&)>& draw, int total) {
    Pipe pipe{sink};
    const auto size = size_of(options);
    const Surface surface(cairo_pdf_surface_create_for_stream(&Pipe::write, &pipe, size.width, size.height));
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
    describe(surface.get(), options);
    int pages = 0;
    {
        const std::unique_ptr<cairo_t, PageEnd> page(cairo_create(surface.get()));
        Writing document(options, page.get(), total);
        draw(document);
        pages = document.finish();
    }
    cairo_surface_finish(surface.get());
    if (pipe.thrown) std::rethrow_exception(pipe.thrown);
    if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("print: ") + cairo_status_to_string(status));
    return pages;
}

}  // namespace

int render(const Options& options, const Sink& sink, const std::function<void(Document&)>& draw) {
    int total = 0;
    if (options.page_number.find("{pages}") != options.page_number.npos) {
        Writing counting(options, nullptr, 0);
        draw(counting);
        total = counting.finish();
    }
    return write(options, sink, draw, total);
}

std::string render(const Options& options, const std::function<void(Document&)>& draw) {
    std::string out;
    render(options, [&](std::string_view piece) { out += piece; }, draw);
    return out;
}

}  // namespace escucha::print
