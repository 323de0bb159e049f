// Paths to what answers them: a tree of segments. "/cases/by-code/{code}" and "/cases/{id}" live together; a
// literal word wins over a parameter.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"

namespace escucha::http {

template <class Endpoint>
class Router {
  public:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> words;
        std::unique_ptr<Node> parameter;
        std::vector<std::pair<Method, Endpoint*>> ends;

        Endpoint* find(Method m) const {
            for (auto& [method, endpoint] : ends)
                if (method == m) return endpoint;
            return nullptr;
        }
    };
    struct Match {
        const Node* node = nullptr;                // nothing: no such path
        std::vector<std::string_view> parameters;  // in order, still escaped
    };

    // False when the path already answers that method.
    bool add(Method method, std::string_view path, Endpoint* endpoint) {
        Node* node = &root_;
        for (auto segment : segments(path)) node = &child(*node, segment);
        if (node->find(method)) return false;
        node->ends.emplace_back(method, endpoint);
        return true;
    }

    Match match(std::string_view path) const {
        Match out;
        auto parts = segments(path);
        if (parts.size() <= 32) out.node = walk(root_, parts, 0, out.parameters);
        return out;
    }

  private:
    static std::vector<std::string_view> segments(std::string_view path) {
        std::vector<std::string_view> out;
        if (path.starts_with('/')) path.remove_prefix(1);
        if (path.ends_with('/')) path.remove_suffix(1);
        while (!path.empty()) {
            auto part = path.substr(0, path.find('/'));
            out.push_back(part);
            bool more = part.size() < path.size();
            path.remove_prefix(part.size() + (more ? 1 : 0));
            if (more && path.empty()) out.emplace_back();
        }
        return out;
    }

    static Node& child(Node& node, std::string_view segment) {
        auto& place = segment.starts_with('{') ? node.parameter : node.words[std::string(segment)];
        if (!place) place = std::make_unique<Node>();
        return *place;
    }

    static const Node* walk(const Node& node, const std::vector<std::string_view>& parts, std::size_t at,
                            std::vector<std::string_view>& parameters) {
        if (at == parts.size()) return node.ends.empty() ? nullptr : &node;
        if (auto it = node.words.find(parts[at]); it != node.words.end())
            if (auto* found = walk(*it->second, parts, at + 1, parameters)) return found;
        if (!node.parameter || parts[at].empty()) return nullptr;
        parameters.push_back(parts[at]);
        if (auto* found = walk(*node.parameter, parts, at + 1, parameters)) return found;
        parameters.pop_back();
        return nullptr;
    }

    Node root_;
};

}  // namespace escucha::http
