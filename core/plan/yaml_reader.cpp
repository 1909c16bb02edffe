// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/yaml_reader.h"

#include "plan/yaml_tree_builder.h"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The library's words for the mistakes people make, in ours.
QString parserMessage(const std::string &message)
{
    struct Words {
        const char *theirs;
        const char *ours;
    };
    static constexpr std::array<Words, 12> kWords { {
        { YAML::ErrorMsg::END_OF_SEQ_FLOW, "a '[' is not closed, or a comma is missing" },
        { YAML::ErrorMsg::END_OF_MAP_FLOW, "a '{' is not closed, or a comma is missing" },
        { YAML::ErrorMsg::END_OF_MAP, "expected a key of this mapping: check the indentation" },
        { YAML::ErrorMsg::END_OF_SEQ, "expected an item ('- ') of this list: check the indentation" },
        { YAML::ErrorMsg::MAP_VALUE, "a ':' stands where no value can begin: quote the text, or check the indentation" },
        { YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' stands where no list can begin: check the indentation" },
        { YAML::ErrorMsg::TAB_IN_INDENTATION, "a tab is used for indentation; use spaces" },
        { YAML::ErrorMsg::FLOW_END, "a ']' or '}' without its opening bracket" },
        { YAML::ErrorMsg::EOF_IN_SCALAR, "a quote is not closed before the end of the file" },
        { YAML::ErrorMsg::DOC_IN_SCALAR, "a quote is not closed before the next document" },
        { YAML::ErrorMsg::UNKNOWN_TOKEN, "this character cannot begin a value; quote the text" },
        { YAML::ErrorMsg::UNKNOWN_ANCHOR, "aliases are not allowed; write the value out" },
    } };
    for (const Words &words : kWords) {
        if (message == words.theirs)
            return QLatin1String(words.ours);
    }
    return QString::fromUtf8(message.data(), static_cast<qsizetype>(message.size()));
}

/// Column of a tab in the indentation of offset's line, the likely reason of whatever the library complains about; 0: none.
qsizetype indentingTab(const QByteArray &utf8, qsizetype offset)
{
    if (offset < 0)
        return 0;
    const qsizetype start = offset == 0 ? 0 : utf8.lastIndexOf('\n', offset - 1) + 1;
    for (qsizetype i = start; i < utf8.size() && (utf8[i] == ' ' || utf8[i] == '\t'); ++i) {
        if (utf8[i] == '\t')
            return i - start + 1;
    }
    return 0;
}

/// What must be refused before the library sees it: it takes EOT for the end of the file, a NUL for UTF-16, applies
/// directives silently, and scans far ahead of its first event when brackets pile up.
bool isFitForParser(const QByteArray &utf8, PlanFindings &findings)
{
    if (utf8.size() > kMostYamlBytes) {
        findings.addAt({}, {}, u"the file is larger than 1 MiB"_s);
        return false;
    }
    YamlPlace place { 1, 1, 0 };
    int brackets = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        place.offset = i;
        const bool isC1 = byte == 0xC2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xA0;
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F || isC1) {
            const uint code = isC1 ? static_cast<unsigned char>(utf8[i + 1]) : byte;
            findings.addAt(place, {}, u"the control character U+%1 is not allowed"_s.arg(QString::number(code, 16).toUpper().rightJustified(4, u'0')));
            return false;
        }
        if (byte == '[' || byte == '{')
            ++brackets;
        if (byte == '%' && place.column == 1) {
            findings.addAt(place, {}, u"a line that begins with % is a directive, which is not allowed"_s);
            return false;
        }
        if (byte == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    if (brackets > kMostYamlNodes) {
        findings.addAt({}, {}, u"more than %1 brackets"_s.arg(kMostYamlNodes));
        return false;
    }
    return true;
}

} // namespace

std::optional<YamlNode> readYaml(const QByteArray &utf8, PlanFindings &findings)
{
    if (!isFitForParser(utf8, findings))
        return std::nullopt;
    YamlTreeBuilder builder(utf8, findings);
    try {
        std::istringstream stream(utf8.toStdString());
        YAML::Parser parser(stream);
        // The second call proves that nothing is left over: it either finds no token, or begins another document,
        // which the builder refuses. The library itself stops without a word at some malformed input.
        if (!parser.HandleNextDocument(builder)) {
            findings.addAt({ 1, 1, 0 }, {}, u"the file is empty"_s);
            return std::nullopt;
        }
        while (parser.HandleNextDocument(builder)) { }
    } catch (const YamlTreeBuilder::Stop &) {
        return std::nullopt;
    } catch (const YAML::Exception &exception) {
        const YamlPlace place = builder.placeAt(exception.mark);
        if (const qsizetype tab = indentingTab(utf8, place.offset); tab > 0)
            findings.addAt({ place.line, static_cast<int>(tab), -1 }, {}, u"a tab is used for indentation; use spaces"_s);
        else
            findings.addAt(place, {}, parserMessage(exception.msg));
        return std::nullopt;
    } catch (const std::exception &exception) {
        findings.addAt({}, {}, u"the file cannot be read as YAML: "_s + QString::fromLocal8Bit(exception.what()));
        return std::nullopt;
    }
    return builder.takeRoot();
}

} // namespace sluice
