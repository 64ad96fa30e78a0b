#include "incoming/stored_envelope.hpp"

namespace incoming {
namespace {

store::Parameters stored_parameters(const smtp::Parameters& parameters) {
    store::Parameters stored;
    stored.reserve(parameters.size());
    for (const auto& [keyword, value] : parameters)
        stored.emplace_back(keyword, value.value_or(""));
    return stored;
}

}  // namespace

store::Envelope stored_envelope(const smtp::Session& session, const std::string& client_address,
                                const base::Id& session_id) {
    const auto& transaction = *session.transaction();
    store::Envelope envelope;
    envelope.mail_from = transaction.reverse_path.mailbox();
    envelope.mail_parameters = stored_parameters(transaction.parameters);
    envelope.recipients.reserve(transaction.recipients.size());
    for (const auto& recipient : transaction.recipients)
        envelope.recipients.push_back(
            {std::string(recipient.path.mailbox()), stored_parameters(recipient.parameters)});
    envelope.helo = session.client_name();
    envelope.protocol = session.is_extended() ? "ESMTP" : "SMTP";
    envelope.client_address = client_address;
    envelope.session_id = session_id.string();
    return envelope;
}

}  // namespace incoming
