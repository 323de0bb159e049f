// Fills the input struct of a typed route from path, query and body; names every field that is wrong.
#include "http/api_impl.hpp"
#include "http/text_rules.hpp"

namespace escucha::http {
namespace {

const Shape& bare(const Shape& s) {
    return s.kind == ShapeKind::optional || s.kind == ShapeKind::patch ? bare(s.inner()) : s;
}

class Binder {
  public:
    Binder(const Visit& visit, const Shape& shape, void* object)
        : visit_(visit), shape_(shape), object_(static_cast<std::byte*>(object)) {}

    Result<void> all() {
        if (auto done = path(); !done) return done;
        if (auto done = query(); !done) return done;
        if (visit_.endpoint->info.multipart) return errors_.empty() ? multipart() : wrong();
        if (visit_.endpoint->has_body) return body();
        return errors_.empty() ? Result<void>{} : wrong();
    }

  private:
    Result<void> wrong() { return invalid_fields(std::move(errors_)); }
    bool in_path(std::string_view name) const {
        return std::ranges::find(visit_.endpoint->parameters, name) != visit_.endpoint->parameters.end();
    }
    bool in_query(std::string_view name) const {
        if (in_path(name)) return false;
        auto& e = *visit_.endpoint;
        return (!e.has_body && !e.info.multipart) ||
               std::ranges::find(e.info.spec.query, name) != e.info.spec.query.end();
    }
    const Member* member(std::string_view name) const {
        auto it = std::ranges::find(shape_.members, name, &Member::name);
        return it == shape_.members.end() ? nullptr : &*it;
    }

    // An address that cannot name anything is not found, but says why.
    Result<void> path() {
        auto& names = visit_.endpoint->parameters;
        for (std::size_t i = 0; i < names.size(); ++i)
            if (auto* m = member(names[i]))
                read_text(visit_.parameters[i], m->shape(), object_ + m->offset, names[i], errors_);
        if (errors_.empty()) return {};
        return Refused(
            Error{.kind = ErrorKind::not_found, .code = "not_found", .fields = std::move(errors_)});
    }

    Result<void> query() {
        auto pairs = parse_urlencoded(visit_.request.query());
        if (!pairs) return Refused(std::move(pairs.error()));
        take(*pairs, [&](std::string_view name) { return in_query(name); });
        return {};
    }

    // Fields of a query or a form: `mine` says which members they may fill.
    template <class Mine>
    void take(const Pairs& pairs, Mine mine) {
        std::vector<std::string_view> seen;
        for (auto& [name, value] : pairs) {
            auto* m = member(name);
            if (!m || !mine(name)) {
                errors_.push_back({name, "unknown"});
                continue;
            }
            auto& shape = bare(m->shape());
            bool again = std::ranges::find(seen, name) != seen.end();
            if (shape.kind == ShapeKind::list)
                items(value, m->shape(), object_ + m->offset, name);
            else if (again)
                errors_.push_back({name, "repeated"});
            else
                read_text(value, m->shape(), object_ + m->offset, name, errors_);
            seen.push_back(m->name);
        }
        for (auto& m : shape_.members) {
            if (!mine(m.name)) continue;
            auto kind = m.shape().kind;
            bool given = std::ranges::find(seen, m.name) != seen.end();
            if (kind == ShapeKind::list)
                count(m);
            else if (!given && kind != ShapeKind::optional && kind != ShapeKind::patch &&
                     kind != ShapeKind::upload)
                errors_.push_back({std::string(m.name), "required"});
        }
    }

    // "a,b" and "a" twice are the same; only texts may hold commas.
    void items(std::string_view value, const Shape& list, void* object, const std::string& name) {
        auto& inner = list.inner();
        bool split = inner.kind == ShapeKind::enumeration || inner.kind == ShapeKind::integer;
        while (!value.empty()) {
            auto piece = split ? value.substr(0, value.find(',')) : value;
            value.remove_prefix(std::min(value.size(), piece.size() + 1));
            if (list.size(object) > static_cast<std::size_t>(list.high)) return;
            if (!is_blank(piece)) read_text(piece, inner, list.hold(object), name, errors_);
        }
    }
    void count(const Member& m) {
        auto& s = m.shape();
        auto n = static_cast<std::int64_t>(s.size(object_ + m.offset));
        if (n > s.high)
            errors_.push_back({std::string(m.name), "too_many_items", {{"max", std::to_string(s.high)}}});
        else if (n < s.low)
            errors_.push_back({std::string(m.name), "too_few_items", {{"min", std::to_string(s.low)}}});
    }

    Result<void> body() {
        std::string_view bytes = visit_.request.body.bytes();
        std::string_view type = visit_.request.header("Content-Type");
        type = trimmed(type.substr(0, type.find(';')));
        bool is_json = type == "application/json" || type.ends_with("+json");
        if (!bytes.empty() && !is_json)
            return refuse(ErrorKind::wrong_type, "wrong_content_type", {{"expected", "application/json"}});
        auto done = read_json(bytes.empty() ? "{}" : bytes, shape_, object_, visit_.endpoint->not_in_body);
        if (!done && done.error().kind == ErrorKind::invalid)
            errors_.insert(errors_.end(), done.error().fields.begin(), done.error().fields.end());
        else if (!done)
            return done;
        return errors_.empty() ? Result<void>{} : wrong();
    }

    Result<void> multipart() {
        std::string_view type = visit_.request.header("Content-Type");
        if (!type.starts_with("multipart/form-data"))
            return refuse(ErrorKind::wrong_type, "wrong_content_type", {{"expected", "multipart/form-data"}});
        auto form = parse_multipart(visit_.request.body, type);
        if (!form) return Refused(std::move(form.error()));
        for (auto& [name, file] : form->files) upload(name, std::move(file));
        take(form->fields, [&](std::string_view name) { return !in_path(name) && !in_query(name); });
        for (auto& m : shape_.members)
            if (m.shape().kind == ShapeKind::upload && at<Upload>(m).bytes.data() == nullptr)
                errors_.push_back({std::string(m.name), "required"});
        return errors_.empty() ? Result<void>{} : wrong();
    }

    void upload(const std::string& name, Upload file) {
        auto* m = member(name);
        if (!m || bare(m->shape()).kind == ShapeKind::structure) return errors_.push_back({name, "unknown"});
        auto& s = m->shape();
        if (s.kind == ShapeKind::upload)
            at<Upload>(*m) = std::move(file);
        else if (s.kind == ShapeKind::list && s.inner().kind == ShapeKind::upload)
            *static_cast<Upload*>(s.hold(object_ + m->offset)) = std::move(file);
        else if (s.kind == ShapeKind::optional && s.inner().kind == ShapeKind::upload)
            *static_cast<Upload*>(s.hold(object_ + m->offset)) = std::move(file);
        else
            errors_.push_back({name, "not_a_text"});
    }
    template <class T>
    T& at(const Member& m) {
        return *reinterpret_cast<T*>(object_ + m.offset);
    }

    const Visit& visit_;
    const Shape& shape_;
    std::byte* object_;
    std::vector<FieldError> errors_;
};

const Shape& no_members() {
    static const Shape shape{.kind = ShapeKind::structure};
    return shape;
}

}  // namespace

bool has_uploads(const Shape& shape) {
    return std::ranges::any_of(shape.members, [](const Member& m) {
        auto& s = bare(m.shape());
        return s.kind == ShapeKind::upload ||
               (s.kind == ShapeKind::list && s.inner().kind == ShapeKind::upload);
    });
}

Result<std::shared_ptr<void>> bind(const Visit& visit) {
    auto& typed = visit.endpoint->typed;
    auto object = typed.input ? typed.make() : nullptr;
    Binder binder(visit, typed.input ? typed.input() : no_members(), object.get());
    if (auto done = binder.all(); !done) return Refused(std::move(done.error()));
    return object;
}

}  // namespace escucha::http
