#include "smtp/replies.hpp"

namespace smtp::replies {
namespace {

std::string verb_list(const ExtensionSet& extensions) {
    std::string list;
    for (const auto& verb : verbs()) {
        if (verb.offered(extensions))
            list.append(list.empty() ? "" : " ").append(verb.name);
    }
    return list;
}

}  // namespace

Reply greeting(std::string_view hostname) {
    return {220, {}, std::string(hostname) + " ESMTP Mailweir"};
}

Reply hello(std::string_view hostname) {
    return {250, {}, std::string(hostname)};
}

Reply capabilities(const Settings& settings) {
    Reply reply = hello(settings.hostname);
    for (const auto& row : extensions()) {
        if (!settings.extensions.contains(row.extension))
            continue;
        reply.text.append("\n").append(row.keyword);
        if (row.extension == Extension::size)
            reply.text.append(" ").append(std::to_string(settings.max_message_bytes));
    }
    return reply;
}

Reply sender_accepted() {
    return {250, status::sender, "Sender OK"};
}

Reply recipient_accepted() {
    return {250, status::recipient, "Recipient OK"};
}

Reply start_content() {
    return {354, {}, "Start mail input; end with <CRLF>.<CRLF>"};
}

Reply stored(std::string_view id) {
    return {250, status::other, "Stored as " + std::string(id)};
}

Reply reset() {
    return {250, status::other, "Reset"};
}

Reply nothing_done() {
    return {250, status::other, "OK"};
}

Reply goodbye(std::string_view hostname) {
    return {221, status::other, std::string(hostname) + " closing connection"};
}

Reply cannot_verify() {
    return {252, status::other, "Cannot VRFY user, but will accept message and attempt delivery"};
}

Reply help(const ExtensionSet& extensions) {
    return {214, status::other,
            "Every message is taken, and delivered to nobody. Commands:\n" + verb_list(extensions) +
                "\nHELP <command> tells how to write it"};
}

Reply help(const VerbInfo& verb, const ExtensionSet& extensions) {
    return {214, status::other,
            std::string(verb.syntax) + (verb.offered(extensions) ? "" : "\nNot offered here")};
}

Reply unrecognized(Status status, std::string_view problem) {
    return {500, status, std::string(problem)};
}

Reply malformed(Status status, std::string_view problem) {
    return {501, status, std::string(problem)};
}

Reply not_implemented(const VerbInfo& verb) {
    if (verb.verb == Verb::tls)
        return {502, status::invalid_command, "TLS is not a command; STARTTLS is, where it is offered"};
    return {502, status::invalid_command, std::string(verb.name) + " is not offered here"};
}

Reply bad_sequence(std::string_view problem) {
    return {503, status::invalid_command, std::string(problem)};
}

Reply no_valid_recipients() {
    return {554, status::invalid_command, "No valid recipients"};
}

Reply no_help(const ExtensionSet& extensions) {
    return {504, status::invalid_arguments, "No help on that; there is on: " + verb_list(extensions)};
}

Reply bad_parameter(std::string_view problem) {
    return {501, status::invalid_arguments, std::string(problem)};
}

Reply unknown_parameter(Verb verb, std::string_view keyword) {
    return {
        555, status::invalid_arguments,
        "Parameter " + std::string(keyword) + " of " + std::string(info(verb).name) + " is not offered here"};
}

Reply line_too_long(std::size_t max_bytes) {
    return {500, status::syntax, "Line of more than " + std::to_string(max_bytes) + " octets"};
}

Reply too_many_recipients(std::size_t max) {
    return {452, status::too_many_recipients, "More than " + std::to_string(max) + " recipients"};
}

Reply message_too_large(std::uint64_t max_bytes) {
    return {552, status::too_large, "Message exceeds " + std::to_string(max_bytes) + " bytes"};
}

Reply storage_full() {
    return {452, status::system_full, "Insufficient system storage"};
}

Reply out_of_resources() {
    return {452, status::system_full, "Insufficient resources, try again"};
}

Reply storage_busy() {
    return {451, status::system_error, "Storage busy, try again"};
}

Reply storage_error() {
    return {451, status::system_error, "Local storage error, message not accepted"};
}

Reply chunk_too_large() {
    return {552, status::too_large, "Chunk too large"};
}

Reply too_many_connections() {
    return {421, status::policy, "Too many connections"};
}

Reply too_many_errors() {
    return {421, status::policy, "Too many errors"};
}

Reply too_many_commands() {
    return {421, status::policy, "Too many commands without a message"};
}

Reply too_many_messages() {
    return {421, status::policy, "Too many messages in one session"};
}

Reply too_many_excess_recipients() {
    return {421, status::policy, "Far too many recipients"};
}

Reply no_browsers() {
    return {421, status::policy, "This is a mail server, not a web server"};
}

Reply endless_line() {
    return {421, status::policy, "Endless line"};
}

Reply timeout() {
    return {421, status::bad_connection, "Timeout"};
}

Reply timeout_at_ambiguous_end() {
    return {
        421, status::bad_connection,
        "Timeout: the message is not ended. Only <CRLF>.<CRLF> ends it, not a dot between bare CRs or LFs"};
}

Reply shutting_down() {
    return {421, status::shutting_down, "Service shutting down"};
}

Reply local_error() {
    return {421, status::system_error, "Local error, closing connection"};
}

}  // namespace smtp::replies
