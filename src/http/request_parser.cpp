#include "http/request_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace escucha::http {
namespace {

namespace beast = boost::beast::http;
using Code = boost::system::error_code;
using boost::beast::string_view;

Method method_of(beast::verb v) {
    switch (v) {
        case beast::verb::get:
            return Method::get;
        case beast::verb::head:
            return Method::head;
        case beast::verb::post:
            return Method::post;
        case beast::verb::put:
            return Method::put;
        case beast::verb::patch:
            return Method::patch;
        case beast::verb::delete_:
            return Method::del;
        case beast::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

Error bad_request() {
    return {.kind = ErrorKind::malformed, .code = "malformed_request"};
}

// Beast calls these as it reads; everything lands in our own Request.
class Reader final : public beast::basic_parser<true> {
  public:
    explicit Reader(SpoolRules& spool) : body(spool) {}
    Request request;
    BodySink body;
    int version = 0;
    std::size_t hosts = 0;
    std::size_t limit = 0;
    bool too_large = false;

  private:
    void on_request_impl(beast::verb verb, string_view, string_view target, int v, Code& ec) override {
        version = v;
        request.method = method_of(verb);
        request.target.assign(target.data(), target.size());
        if (version != 10 && version != 11) ec = beast::error::bad_version;
    }
    void on_response_impl(int, string_view, int, Code& ec) override { ec = beast::error::bad_method; }
    void on_field_impl(beast::field f, string_view name, string_view value, Code&) override {
        if (is_header_done()) return;  // a trailer: nothing here reads those
        if (f == beast::field::host) ++hosts;
        request.headers.emplace_back(std::string_view(name.data(), name.size()),
                                     std::string_view(value.data(), value.size()));
    }
    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    std::size_t on_body_impl(string_view bytes, Code& ec) override { return take(bytes, ec); }
    void on_chunk_header_impl(std::uint64_t, string_view, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, Code& ec) override {
        return take(bytes, ec);
    }
    void on_finish_impl(Code&) override {}

    std::size_t take(string_view bytes, Code& ec) {
        if (body.size() + bytes.size() > limit) {
            too_large = true;
            ec = beast::error::body_limit;
            return 0;
        }
        body.append({bytes.data(), bytes.size()});
        return bytes.size();
    }
};

}  // namespace

struct RequestParser::Impl {
    Impl(std::size_t limit, SpoolRules& spool) : reader(spool), header_bytes(limit) {}
    Reader reader;
    std::size_t header_bytes;
    State state = State::more;
    bool allowed = false;
    Error error;

    void refuse(Error e) {
        state = State::refused;
        error = std::move(e);
    }
    Error too_large() const {
        auto kilobytes = std::to_string(reader.limit / 1024);
        return {.kind = ErrorKind::too_large, .code = "body_too_large", .params = {{"max_kb", kilobytes}}};
    }

    // What Beast leaves to us: one Host (RFC 9112 §3.2) and a target that is a path.
    void check_head() {
        auto& request = reader.request;
        request.keep_alive = reader.keep_alive() && reader.version == 11;
        bool path =
            request.target.starts_with('/') || (request.target == "*" && request.method == Method::options);
        if (reader.hosts > 1 || (reader.hosts == 0 && reader.version == 11) || !path)
            return refuse(bad_request());
        state = State::header;
    }
};

RequestParser::RequestParser(std::size_t header_bytes, SpoolRules& spool)
    : impl_(std::make_unique<Impl>(header_bytes, spool)) {
    impl_->reader.header_limit(static_cast<std::uint32_t>(header_bytes));
    impl_->reader.body_limit(boost::none);
}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
    auto& reader = impl_->reader;
    std::size_t read = 0;
    // Beast stops after the head, and at each chunk: it is fed until it wants what is not there yet.
    while (impl_->state == State::more && (read < bytes.size() || reader.is_done())) {
        Code ec;
        bool had_header = reader.is_header_done();
        if (!reader.is_done()) {
            // A chunked body ends with at least "0\r\n\r\n"; Beast asserts that it never sees less of its
            // last chunk.
            if (had_header && reader.chunked() && bytes.size() - read < 5) break;
            auto n = reader.put(boost::asio::const_buffer(bytes.data() + read, bytes.size() - read), ec);
            read += n;
            if (ec == beast::error::need_more || (!ec && n == 0 && !reader.is_done())) break;
        }
        if (reader.too_large)
            impl_->refuse(impl_->too_large());
        else if (ec == beast::error::header_limit)
            impl_->refuse({.kind = ErrorKind::too_large, .code = "header_too_large"});
        else if (ec)
            impl_->refuse(bad_request());
        else if (!had_header && reader.is_header_done())
            impl_->check_head();
        else if (reader.is_done())
            impl_->state = State::done;
    }
    // The line of a chunk's size, or trailers, without an end.
    if (impl_->state == State::more && in_body() && bytes.size() - read > impl_->header_bytes)
        impl_->refuse(bad_request());
    return read;
}

RequestParser::State RequestParser::state() const {
    return impl_->state;
}

void RequestParser::allow_body(std::size_t bytes) {
    auto& reader = impl_->reader;
    reader.limit = bytes;
    if (auto announced = reader.content_length(); announced && *announced > bytes)
        return impl_->refuse(impl_->too_large());
    impl_->state = reader.is_done() ? State::done : State::more;
}

bool RequestParser::expects_continue() const {
    auto value = impl_->reader.request.header("Expect");
    return value == "100-continue" || value == "100-Continue";
}
bool RequestParser::in_body() const {
    return impl_->reader.is_header_done();
}
std::size_t RequestParser::body_bytes() const {
    return impl_->reader.body.size();
}
Request& RequestParser::request() {
    return impl_->reader.request;
}
const Error& RequestParser::error() const {
    return impl_->error;
}

Request RequestParser::take() {
    auto& reader = impl_->reader;
    reader.request.body = reader.body.take();
    return std::move(reader.request);
}

}  // namespace escucha::http
