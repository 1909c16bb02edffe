// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace_editor.h"

#include "base/whole_file.h"

#include <QDir>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFileName = "sluice.yaml"_L1;

/// One mapping more in a list of the root, as text that is valid YAML already.
struct NewItem {
    QString list; ///< key of the root
    YamlFields fields;
    bool isShort = false; ///< in a block list it takes one line, unless its neighbour takes several
};

/// Blank, or a comment that stands further left than indent: such a line belongs to what follows it.
bool belongsToNext(QByteArrayView line, qsizetype indent)
{
    const QByteArrayView trimmed = line.trimmed();
    if (trimmed.isEmpty())
        return true;
    return trimmed.startsWith('#') && trimmed.data() - line.data() < indent;
}

/// End of the content between from and limit: blank lines in front of limit, and comments left of indent, stay outside.
qsizetype contentEnd(const QByteArray &bytes, qsizetype from, qsizetype limit, qsizetype indent)
{
    qsizetype end = limit;
    while (end > from) {
        const qsizetype start = lineStart(bytes, end - 1);
        if (start < from || !belongsToNext(QByteArrayView(bytes).sliced(start, end - start), indent))
            break;
        end = start;
    }
    return end;
}

/// Offset of the first key of the root behind this one, or of the document's end mark, or the end.
qsizetype endOfEntry(const WorkspaceFile &file, const YamlEntry &list)
{
    for (const YamlEntry &entry : file.tree.entries) {
        if (entry.place.offset > list.place.offset)
            return lineStart(file.bytes, entry.place.offset);
    }
    const qsizetype mark = file.bytes.indexOf("\n...", list.place.offset);
    return mark < 0 ? file.bytes.size() : mark + 1;
}

/// The line with the dash of a block item; the item itself may begin on a later line.
qsizetype dashLine(const QByteArray &bytes, const YamlNode &item)
{
    qsizetype line = lineStart(bytes, item.place.offset);
    while (line > 0 && !QByteArrayView(bytes).sliced(line).trimmed().startsWith('-'))
        line = lineStart(bytes, line - 1);
    return line;
}

qsizetype dashColumn(const QByteArray &bytes, qsizetype line)
{
    return bytes.indexOf('-', line) - line;
}

/// A name, or a mapping where more is said; empty: nothing is.
QString rehearsalText(const RehearsalSetting &setting)
{
    const QString name = setting.connection.isEmpty() ? QString() : yamlScalar(setting.connection);
    QStringList parts;
    if (!name.isEmpty())
        parts.append(u"connection: "_s + name);
    if (setting.isRequired)
        parts.append(u"certificate: required"_s);
    if (setting.valid != RehearsalSetting().valid)
        parts.append(u"valid: "_s + formatDuration(setting.valid));
    if (setting.sampleAbove != RehearsalSetting().sampleAbove)
        parts.append(u"sample_above: "_s + QString::number(setting.sampleAbove));
    const bool isNameAlone = parts.size() == 1 && !name.isEmpty();
    return parts.isEmpty() || isNameAlone ? name : u'{' + parts.join(u", "_s) + u'}';
}

YamlFields fields(const LineageSource &source)
{
    const bool isFile = source.kind == "dbt_manifest"_L1;
    return { { u"kind"_s, source.kind }, { isFile ? u"path"_s : u"connection"_s, yamlScalar(source.path) } };
}

QByteArray flowItem(const NewItem &item)
{
    QStringList parts;
    for (const auto &[key, value] : item.fields)
        parts.append(key + u": "_s + value);
    return (u'{' + parts.join(u", "_s) + u'}').toUtf8();
}

QByteArray blockItem(const NewItem &item, qsizetype indent, bool isOneLine)
{
    const QByteArray margin(indent, ' ');
    if (isOneLine)
        return margin + "- " + flowItem(item) + '\n';
    QByteArray text;
    for (const auto &[key, value] : item.fields)
        text += margin + (text.isEmpty() ? "- " : "  ") + (key + u": "_s + value).toUtf8() + '\n';
    return text;
}

/// Inserts whole lines at offset, beginning a line of their own even where the file lacks its last line break.
QByteArray withLines(QByteArray bytes, qsizetype offset, QByteArray lines)
{
    if (offset > 0 && bytes[offset - 1] != '\n')
        lines.prepend('\n');
    return bytes.insert(offset, lines);
}

/// An inner line of a sequence of blocks: indent of the list's key plus two.
QByteArray withFirstBlockItem(const QByteArray &bytes, const YamlEntry &list, const NewItem &item)
{
    return withLines(bytes, lineEnd(bytes, list.place.offset), blockItem(item, list.place.column + 1, item.isShort));
}

Result<QByteArray> withItem(const WorkspaceFile &file, const NewItem &item)
{
    const QByteArray &bytes = file.bytes;
    if (file.tree.isFlow)
        return editByHand(file, u"the whole file stands in brackets"_s);
    const YamlEntry *entry = file.tree.entry(item.list);
    if (!entry) {
        const qsizetype mark = bytes.indexOf("\n...");
        return withLines(bytes, mark < 0 ? bytes.size() : mark + 1, '\n' + item.list.toUtf8() + ":\n" + blockItem(item, 2, item.isShort));
    }
    const YamlNode &list = entry->value;
    if (list.kind == YamlNode::Kind::Null) {
        if (!list.text.isEmpty())
            return editByHand(file, u"'%1' is %2"_s.arg(item.list, list.text));
        return withFirstBlockItem(bytes, *entry, item);
    }
    if (list.isFlow) {
        const qsizetype close = closingBracket(bytes, list.place.offset);
        if (close < 0)
            return editByHand(file, u"the end of '%1' was not found"_s.arg(item.list));
        if (list.items.empty()) {
            // "connections: []" becomes a block, which takes comments; what follows the brackets stays on the line.
            QByteArray edited = bytes;
            qsizetype from = list.place.offset;
            if (bytes[from - 1] == ' ')
                --from;
            edited.remove(from, close + 1 - from);
            return withFirstBlockItem(edited, *entry, item);
        }
        const qsizetype itemEnd = closingBracket(bytes, list.items.back().place.offset);
        return itemEnd < 0 ? Result<QByteArray>(editByHand(file, u"the end of the last entry of '%1' was not found"_s.arg(item.list)))
                           : QByteArray(bytes).insert(itemEnd + 1, ", " + flowItem(item));
    }
    const YamlNode &neighbour = list.items.back();
    const qsizetype last = dashLine(bytes, neighbour);
    const qsizetype indent = dashColumn(bytes, last);
    const qsizetype end = contentEnd(bytes, lineEnd(bytes, neighbour.place.offset), endOfEntry(file, *entry), std::max<qsizetype>(1, indent));
    return withLines(bytes, end, blockItem(item, indent, item.isShort && neighbour.isFlow));
}

} // namespace

tl::unexpected<Error> editByHand(const WorkspaceFile &file, const QString &why)
{
    return fail(ErrorCode::Refused, u"sluice.yaml cannot be edited without touching other lines: "_s + why,
        QDir(file.workspace.root).filePath(kFileName), u"make the change by hand"_s);
}

qsizetype lineStart(const QByteArray &bytes, qsizetype offset)
{
    return offset == 0 ? 0 : bytes.lastIndexOf('\n', offset - 1) + 1;
}

qsizetype lineEnd(const QByteArray &bytes, qsizetype offset)
{
    const qsizetype end = bytes.indexOf('\n', offset);
    return end < 0 ? bytes.size() : end + 1;
}

qsizetype closingBracket(const QByteArray &bytes, qsizetype open)
{
    int depth = 0;
    char quote = 0;
    for (qsizetype i = open; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (quote != 0) {
            if (c == '\\' && quote == '"')
                ++i;
            else if (c == quote)
                quote = 0; // '' inside single quotes closes and opens again, which comes to the same
            continue;
        }
        const char before = i > open ? bytes[i - 1] : ' ';
        const bool atStart = QByteArrayView(" \t\n,[{:").contains(before);
        if (c == '#' && QByteArrayView(" \t\n").contains(before))
            i = lineEnd(bytes, i) - 1;
        else if ((c == '"' || c == '\'') && atStart)
            quote = c;
        else if (c == '[' || c == '{')
            ++depth;
        else if ((c == ']' || c == '}') && --depth == 0)
            return i;
    }
    return -1;
}

YamlFields connectionFields(const ConnectionProfile &profile)
{
    YamlFields fields { { u"name"_s, yamlScalar(profile.name) }, { u"driver"_s, engineName(profile.engine) } };
    const auto put = [&](const QString &key, const QString &value) {
        if (!value.isEmpty())
            fields.append({ key, yamlScalar(value) });
    };
    if (profile.service)
        put(u"service"_s, profile.service->name);
    put(u"odbc_driver"_s, profile.odbcDriver);
    put(u"host"_s, profile.host);
    if (profile.port != 0)
        fields.append({ u"port"_s, QString::number(profile.port) });
    put(u"database"_s, profile.database);
    put(u"user"_s, profile.user);
    put(u"ssl_mode"_s, profile.sslMode);
    put(u"probe_role"_s, profile.probeRole);
    if (profile.login != Login::Keychain)
        fields.append({ u"login"_s, loginName(profile.login) });
    fields.append({ u"environment"_s, environmentName(profile.environment) });
    if (const QString rehearsal = rehearsalText(profile.rehearsal); !rehearsal.isEmpty())
        fields.append({ u"rehearsal"_s, rehearsal });
    return fields;
}

Result<QByteArray> withConnection(const WorkspaceFile &file, const ConnectionProfile &profile)
{
    return withItem(file, { u"connections"_s, connectionFields(profile) });
}

Result<QByteArray> withLineageSource(const WorkspaceFile &file, const LineageSource &source)
{
    return withItem(file, { u"lineage"_s, fields(source), true });
}

Result<QByteArray> withoutConnection(const WorkspaceFile &file, qsizetype index)
{
    const QByteArray &bytes = file.bytes;
    const YamlEntry &entry = *file.tree.entry(u"connections"_s);
    const YamlNode &list = entry.value;
    const auto at = static_cast<size_t>(index);
    const YamlNode &item = list.items[at];
    const bool isLast = at + 1 == list.items.size();
    if (!list.isFlow) {
        const qsizetype from = dashLine(bytes, item);
        const qsizetype limit = isLast ? endOfEntry(file, entry) : dashLine(bytes, list.items[at + 1]);
        const qsizetype end = contentEnd(bytes, lineEnd(bytes, item.place.offset), limit, dashColumn(bytes, from) + 1);
        return QByteArray(bytes).remove(from, end - from);
    }
    const qsizetype close = closingBracket(bytes, item.place.offset);
    if (close < 0 || bytes[item.place.offset] != '{')
        return editByHand(file, u"the end of the connection was not found"_s);
    // One comma goes with it: the one behind, or for the last item the one in front.
    qsizetype from = item.place.offset;
    qsizetype end = close + 1;
    if (!isLast) {
        end = list.items[at + 1].place.offset;
    } else if (at > 0) {
        from = closingBracket(bytes, list.items[at - 1].place.offset) + 1;
    }
    return QByteArray(bytes).remove(from, end - from);
}

Result<Workspace> checkEdited(const Workspace &expected, const QByteArray &edited)
{
    const QString path = QDir(expected.root).filePath(kFileName);
    const Result<WorkspaceFile> read = parseWorkspace(expected.root, QString::fromUtf8(edited));
    const bool isExpected = read && read->workspace.connections == expected.connections && read->workspace.name == expected.name
        && read->workspace.id == expected.id && read->workspace.ledgerFile == expected.ledgerFile
        && read->workspace.ledgerConnection == expected.ledgerConnection && read->workspace.lineage == expected.lineage;
    if (!read)
        return fail(ErrorCode::Refused, u"sluice.yaml would not be valid after this change, so it was not made: "_s + read.error().what, path);
    if (!isExpected)
        return fail(ErrorCode::Refused, u"sluice.yaml would say something else after this change, so it was not made"_s, path, u"make the change by hand"_s);
    return read->workspace;
}

Result<Workspace> storeEdited(const Workspace &expected, const QByteArray &edited)
{
    SLUICE_TRY(Workspace checked, checkEdited(expected, edited));
    SLUICE_CHECK(writeWholeFile(QDir(expected.root).filePath(kFileName), edited));
    return checked;
}

QString yamlScalar(const QString &text)
{
    static const QStringList kWords { u"true"_s, u"false"_s, u"null"_s, u"yes"_s, u"no"_s, u"on"_s, u"off"_s, u"y"_s, u"n"_s };
    const auto isSafe = [](QChar c) { return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'_' || c == u'.' || c == u'/' || c == u'-'); };
    const bool startsSafely = !text.isEmpty() && text[0].unicode() < 0x80 && (text[0].isLetter() || text[0] == u'/');
    const bool isPlain = startsSafely && std::all_of(text.cbegin(), text.cend(), isSafe) && !kWords.contains(text.toLower());
    if (isPlain)
        return text;
    QString quoted = text;
    quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s).replace(u'\t', u"\\t"_s);
    return u'"' + quoted + u'"';
}

} // namespace sluice
