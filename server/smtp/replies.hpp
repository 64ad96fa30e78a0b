// Every sentence this server says by itself, as a named function. Codes and enhanced status codes: RFC 5321
// section 4.2, RFC 3463, RFC 5248.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "smtp/reply.hpp"
#include "smtp/settings.hpp"
#include "smtp/verb.hpp"

namespace smtp::replies {

// The usual course.
Reply greeting(std::string_view hostname);
Reply hello(std::string_view hostname);
/// What is offered, one keyword a line (RFC 5321 section 4.1.1.1).
Reply capabilities(const Settings& settings);
Reply sender_accepted();
Reply recipient_accepted();
Reply start_content();
Reply stored(std::string_view id);
Reply reset();
Reply nothing_done();
Reply goodbye(std::string_view hostname);
Reply cannot_verify();
/// All commands.
Reply help(const ExtensionSet& extensions);
/// One command.
Reply help(const VerbInfo& verb, const ExtensionSet& extensions);

// What a client did wrong.
Reply unrecognized(Status status, std::string_view problem);
Reply malformed(Status status, std::string_view problem);
Reply not_implemented(const VerbInfo& verb);
Reply bad_sequence(std::string_view problem);
Reply no_valid_recipients();
Reply no_help(const ExtensionSet& extensions);
Reply bad_parameter(std::string_view problem);
Reply unknown_parameter(Verb verb, std::string_view keyword);
Reply line_too_long(std::size_t max_bytes);
Reply too_many_recipients(std::size_t max);
Reply message_too_large(std::uint64_t max_bytes);

// What the world did.
Reply storage_full();
Reply out_of_resources();
Reply storage_busy();
Reply storage_error();

// Last words: the connection is closed after each of these.
Reply chunk_too_large();
Reply too_many_connections();
Reply too_many_errors();
Reply too_many_commands();
Reply too_many_messages();
Reply too_many_excess_recipients();
Reply no_browsers();
Reply endless_line();
Reply timeout();
/// A client that waits for a reply to text which other servers take for the end of the message.
Reply timeout_at_ambiguous_end();
Reply shutting_down();
Reply local_error();

}  // namespace smtp::replies
