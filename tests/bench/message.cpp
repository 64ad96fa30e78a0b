#include "message.hpp"

#include <string_view>

namespace bench {

namespace {

constexpr std::string_view no_number = "00000000";
constexpr std::string_view end_of_attachment = "\r\n--load--\r\n";

/// Text of exactly `octets` in lines of at most 72, made of words that look like mail rather than of one
/// letter.
std::string text(std::size_t octets) {
    constexpr std::array<std::string_view, 12> words = {"order ",   "invoice ", "tomorrow ", "please ",
                                                        "the ",     "confirm ", "password ", "a ",
                                                        "meeting ", "of ",      "with ",     "welcome "};
    std::string result;
    std::size_t line = 0;
    for (std::size_t at = 0; result.size() + 2 < octets; at = (at * 5 + 7) % 997) {
        const auto word = words[at % words.size()];
        if (line + word.size() > 72) {
            result += "\r\n";
            line = 0;
        }
        result += word;
        line += word.size();
    }
    result.resize(octets > 2 ? octets - 2 : 0);
    // A CR without its LF at the cut would make two lines of one.
    if (result.ends_with('\r'))
        result.back() = ' ';
    return result + "\r\n";
}

/// Base64 that does not compress, in lines of 76.
std::string base64(std::size_t octets) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string result;
    std::uint32_t state = 20'261'121;
    while (result.size() < octets) {
        for (int column = 0; column < 76; ++column) {
            state = state * 1'664'525 + 1'013'904'223;
            result += digits[state >> 26];
        }
        result += "\r\n";
    }
    return result;
}

}  // namespace

Message::Message(Kind kind, std::size_t octets) {
    octets_ =
        "From: Load <load@example.com>\r\nTo: Ann <ann@example.net>\r\nSubject: Load 00000000\r\n"
        "Message-ID: <00000000.load@example.com>\r\nDate: Fri, 21 Nov 2025 09:00:00 +0000\r\nMIME-Version: "
        "1.0\r\n";
    number_places_ = {octets_.find(no_number), octets_.rfind(no_number)};
    if (kind == Kind::text) {
        octets_ += "Content-Type: text/plain; charset=utf-8\r\n\r\n";
        octets_ += text(octets > octets_.size() ? octets - octets_.size() : 0);
        return;
    }
    octets_ +=
        "Content-Type: multipart/mixed; boundary=load\r\n\r\n--load\r\nContent-Type: text/plain\r\n\r\n" +
        text(400) +
        "--load\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        "filename=\"load.pdf\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n";
    const auto rest = octets_.size() + end_of_attachment.size();
    octets_ += base64(octets > rest ? octets - rest : 0);
    octets_ += end_of_attachment;
}

void Message::set_number(std::uint32_t number) {
    for (const auto place : number_places_) {
        auto rest = number;
        for (std::size_t digit = no_number.size(); digit > 0; --digit) {
            octets_[place + digit - 1] = static_cast<char>('0' + rest % 10);
            rest /= 10;
        }
    }
}

}  // namespace bench
