#include "mime/charset_labels.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>

#include "base/text.hpp"

namespace mime {
namespace {

/// A converter and the labels that lead to it, separated by blanks. Where two charsets share a label, the
/// larger one is meant: senders write gb2312 and use gbk, write shift_jis and use Microsoft's extensions.
struct Converter {
    std::string_view iconv_name;
    std::string_view labels;
};

constexpr std::string_view ascii_labels =
    "us-ascii ascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us us iso-ir-6 cp367 "
    "7bit 8bit default ansi iso-8859 x-unknown unknown-8bit";
constexpr std::string_view utf8_labels = "utf-8 utf8 utf_8 unicode-1-1-utf-8 x-utf8 cp65001 utf-8n utf8mb4";
constexpr std::string_view windows_1252_labels =
    "windows-1252 cp1252 x-cp1252 win-1252 windows1252 iso-8859-1 iso8859-1 iso_8859-1 iso88591 iso-ir-100 "
    "latin1 latin-1 l1 cp819 ibm819 iso-8859-1-windows-3.1-latin-1";

constexpr std::string_view iso_2022_jp_labels =
    "iso-2022-jp iso-2022-jp-1 csiso2022jp iso2022jp iso-2022-jp-ms cp50220 cp50221 jis";
constexpr std::string_view euc_jp_converter = "EUC-JP-MS";

constexpr Converter converters[] = {
    {"UTF-16", "utf-16 utf16 unicode ucs-2 iso-10646-ucs-2"},
    {"UTF-16LE", "utf-16le"},
    {"UTF-16BE", "utf-16be"},
    {"UTF-32", "utf-32 utf32 ucs-4"},
    {"UTF-7", "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7"},
    {"ISO-8859-2", "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2 iso-ir-101"},
    {"ISO-8859-3", "iso-8859-3 iso8859-3 iso_8859-3 latin3 l3"},
    {"ISO-8859-4", "iso-8859-4 iso8859-4 iso_8859-4 latin4 l4"},
    {"ISO-8859-5", "iso-8859-5 iso8859-5 iso_8859-5 cyrillic"},
    {"ISO-8859-6", "iso-8859-6 iso8859-6 iso_8859-6 arabic iso-8859-6-i iso-8859-6-e"},
    {"ISO-8859-7", "iso-8859-7 iso8859-7 iso_8859-7 greek greek8"},
    {"ISO-8859-8", "iso-8859-8 iso8859-8 iso_8859-8 hebrew iso-8859-8-i iso-8859-8-e logical visual"},
    {"WINDOWS-1254", "windows-1254 cp1254 x-cp1254 win-1254 iso-8859-9 iso8859-9 iso_8859-9 latin5 l5"},
    {"ISO-8859-10", "iso-8859-10 iso8859-10 latin6 l6"},
    {"CP874", "windows-874 cp874 cp-874 dos-874 iso-8859-11 iso8859-11 tis-620 tis620"},
    {"ISO-8859-13", "iso-8859-13 iso8859-13 latin7"},
    {"ISO-8859-14", "iso-8859-14 iso8859-14 latin8"},
    {"ISO-8859-15", "iso-8859-15 iso8859-15 iso_8859-15 latin9 latin-9 l9"},
    {"ISO-8859-16", "iso-8859-16 iso8859-16 latin10"},
    {"WINDOWS-1250", "windows-1250 cp1250 x-cp1250 win-1250"},
    {"WINDOWS-1251", "windows-1251 cp1251 x-cp1251 win-1251 windows1251"},
    {"WINDOWS-1253", "windows-1253 cp1253 x-cp1253 win-1253"},
    {"WINDOWS-1255", "windows-1255 cp1255 x-cp1255 win-1255"},
    {"WINDOWS-1256", "windows-1256 cp1256 x-cp1256 win-1256"},
    {"WINDOWS-1257", "windows-1257 cp1257 x-cp1257 win-1257"},
    {"WINDOWS-1258", "windows-1258 cp1258 x-cp1258 win-1258"},
    {"KOI8-R", "koi8-r koi8 koi koi8_r cskoi8r"},
    {"KOI8-U", "koi8-u koi8-ru"},
    {"GB18030",
     "gb18030 gbk gb2312 gb_2312-80 gb_2312 x-gbk cp936 ms936 windows-936 chinese euc-cn csgb2312 gb-2312"},
    {"ISO-2022-CN", "iso-2022-cn"},
    {"BIG5-HKSCS", "big5 big-5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950 ms950 big5hkscs"},
    {"EUC-TW", "euc-tw"},
    {"CP932", "shift_jis shift-jis sjis x-sjis ms_kanji cp932 ms932 windows-31j csshiftjis shiftjis"},
    {euc_jp_converter, "euc-jp eucjp x-euc-jp x-euc cseucpkdfmtjapanese euc_jp"},
    {"ISO-2022-JP-2", "iso-2022-jp-2"},
    {"ISO-2022-JP-3", "iso-2022-jp-3 iso-2022-jp-2004"},
    {"CP949",
     "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc5601 ksc_5601 korean cp949 windows-949 uhc "
     "cseuckr"},
    {"ISO-2022-KR", "iso-2022-kr csiso2022kr"},
    {"JOHAB", "johab"},
    {"MACINTOSH", "macintosh mac x-mac-roman x-macroman csmacintosh macroman"},
    {"MAC-CYRILLIC", "x-mac-cyrillic x-mac-ukrainian"},
    {"CP437", "cp437 cp-437 ibm437 437"},
    {"CP850", "cp850 cp-850 ibm850 850"},
    {"CP852", "cp852 cp-852 ibm852 852"},
    {"CP862", "cp862 cp-862 ibm862 dos-862"},
    {"CP866", "cp866 cp-866 ibm866 866"},
    {"TCVN", "tcvn tcvn-5712 tcvn5712-1"},
    {"VISCII", "viscii"},
};

using LabelTable = std::unordered_map<std::string_view, Charset>;

void add_labels(LabelTable& table, std::string_view labels, const Charset& charset) {
    for (const auto label : base::split(labels, ' '))
        table.emplace(label, charset);
}

LabelTable make_label_table() {
    LabelTable table;
    add_labels(table, utf8_labels, {{}, CharsetKind::utf8});
    add_labels(table, ascii_labels, {{}, CharsetKind::ascii});
    add_labels(table, windows_1252_labels, {{}, CharsetKind::windows_1252});
    for (std::size_t number = 0; number < std::size(converters); ++number)
        add_labels(table, converters[number].labels,
                   {converters[number].iconv_name, CharsetKind::converted, number});
    Charset japanese = table.at("euc-jp");
    japanese.kind = CharsetKind::iso_2022_jp;
    add_labels(table, iso_2022_jp_labels, japanese);
    return table;
}

constexpr std::size_t max_label_bytes = 40;

}  // namespace

std::size_t converter_count() {
    return std::size(converters);
}

std::optional<Charset> find_charset(std::string_view label) {
    static const LabelTable table = make_label_table();
    if (label == "utf-8")  // nearly always
        return Charset{{}, CharsetKind::utf8};
    if (label.size() > max_label_bytes)
        return std::nullopt;
    std::array<char, max_label_bytes> lower{};
    std::transform(label.begin(), label.end(), lower.begin(), [](char c) { return base::to_ascii_lower(c); });
    const auto row = table.find(std::string_view(lower.data(), label.size()));
    return row == table.end() ? std::nullopt : std::optional(row->second);
}

}  // namespace mime
