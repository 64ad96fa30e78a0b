#include "api/routes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "api/info.hpp"
#include "base/text.hpp"

namespace {

using nlohmann::json;

const json& contract() {
    static const json parsed = json::parse(api::contract_text());
    return parsed;
}

/// Follows a reference within the contract.
const json& resolve(const json& value) {
    if (!value.contains("$ref"))
        return value;
    return contract().at(json::json_pointer(value.at("$ref").get<std::string>().substr(1)));
}

std::string names_of(std::set<std::string> names) {
    std::string text;
    for (const auto& name : names)
        text += ' ' + name;
    return text;
}

/// The query parameters of an operation in the contract, as rows of the table spell them.
std::string contract_parameters(const json& operation) {
    std::set<std::string> names;
    for (const auto& reference : operation.value("parameters", json::array())) {
        const auto& parameter = resolve(reference);
        if (parameter.at("in") == "query")
            names.insert(parameter.at("name").get<std::string>() +
                         (parameter.at("schema").value("type", "") == "array" ? "*" : ""));
    }
    return names_of(names);
}

std::string contract_body(const json& operation) {
    if (!operation.contains("requestBody"))
        return " no body";
    return " body " + operation.at("requestBody").at("content").begin().key();
}

std::set<std::string> contract_operations() {
    std::set<std::string> operations;
    for (const auto& [path, methods] : contract().at("paths").items()) {
        for (const auto& [method, operation] : methods.items()) {
            if (method == "parameters")
                continue;
            operations.insert(base::to_ascii_upper(method) + ' ' + path + ' ' +
                              operation.at("operationId").get<std::string>() +
                              contract_parameters(operation) + contract_body(operation));
        }
    }
    return operations;
}

std::string body_name(http::Body body) {
    if (body == http::Body::none)
        return " no body";
    return body == http::Body::json ? " body application/json" : " body message/rfc822";
}

std::set<std::string> table_operations() {
    std::set<std::string> operations;
    for (const auto& operation : api::operations()) {
        std::set<std::string> names(operation.parameters.begin(), operation.parameters.end());
        names.erase("");
        operations.insert(std::string(operation.method) + ' ' + std::string(operation.path) + ' ' +
                          std::string(operation.name) + names_of(names) + body_name(operation.body));
    }
    operations.insert("GET " + std::string(api::live_path) + ' ' + std::string(api::live_operation) +
                      " since no body");
    return operations;
}

}  // namespace

TEST_CASE("the routing table and the contract have the same operations, parameters and bodies") {
    const auto in_contract = contract_operations();
    const auto in_table = table_operations();
    for (const auto& operation : in_contract)
        CHECK_MESSAGE(in_table.contains(operation), "only in the contract: ", operation);
    for (const auto& operation : in_table)
        CHECK_MESSAGE(in_contract.contains(operation), "only in the table: ", operation);
    CHECK(in_table.size() == api::operations().size() + 1);
}

TEST_CASE("every operation that shows what a mail brought is marked so") {
    for (const auto& operation : api::operations()) {
        const auto path = operation.path;
        const bool is_piece = path.starts_with("/api/messages/{id}/");
        CHECK_MESSAGE(operation.mail_content == is_piece, operation.name);
    }
}

TEST_CASE("every object of the contract says which members it must and may have") {
    std::size_t objects = 0;
    for (const auto& [name, schema] : contract().at("components").at("schemas").items()) {
        if (schema.value("type", json()) != json("object"))
            continue;
        ++objects;
        CAPTURE(name);
        REQUIRE(schema.contains("required"));
        CHECK(schema.at("additionalProperties") == json(false));
        for (const auto& member : schema.at("required"))
            CHECK_MESSAGE(schema.at("properties").contains(member.get<std::string>()), member.dump());
    }
    CHECK(objects > 20);
}
