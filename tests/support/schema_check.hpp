// Does an answer keep what the API's document promises? Validates JSON against the schemas of an OpenAPI 3.1
// document (the part of JSON Schema 2020-12 that the server writes: unknown keywords are refused, so nothing
// passes unchecked).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace escucha::test {

class SchemaCheck {
  public:
    explicit SchemaCheck(std::string_view openapi);
    // What is wrong with `value` by `schema`, each as "path: why"; empty when nothing is.
    std::vector<std::string> value(const boost::json::value& value, const boost::json::value& schema) const;
    // What is wrong with an answer to METHOD path ("/cases/{id}", as in the document): undocumented status or
    // type, body against its schema.
    std::vector<std::string> answer(std::string_view method, std::string_view path, int status,
                                    std::string_view content_type, std::string_view body) const;
    // The documented path that a real one ("/api/v1/cases/17?x=1") belongs to; "" when there is none.
    std::string path_of(std::string_view method, std::string_view target) const;

  private:
    const boost::json::value& resolve(const boost::json::value& schema) const;
    void check(const boost::json::value& value, const boost::json::value& schema, const std::string& at,
               std::vector<std::string>& wrong) const;
    boost::json::value document_;
};

}  // namespace escucha::test
