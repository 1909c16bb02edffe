// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace_editor.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Bytes of the file that make way for others.
struct Edit
{
    qsizetype from = 0;
    qsizetype end = 0;
    QByteArray text;
};

/// Behind the last byte of a scalar; -1 where it goes over lines, whose end nobody can tell from the text alone.
qsizetype scalarEnd(const QByteArray &bytes, const YamlNode &node, bool isInFlow)
{
    const qsizetype from = node.place.offset;
    const char quote = bytes[from];
    if (quote == '"' || quote == '\'') {
        for (qsizetype i = from + 1; i < bytes.size() && bytes[i] != '\n'; ++i) {
            if (bytes[i] == '\\' && quote == '"')
                ++i;
            else if (bytes[i] == quote && quote == '\'' && i + 1 < bytes.size() && bytes[i + 1] == quote)
                ++i;
            else if (bytes[i] == quote)
                return i + 1;
        }
        return -1;
    }
    const qsizetype end = from + node.text.toUtf8().size();
    const bool isWhole = !node.isQuoted && bytes.mid(from, end - from) == node.text.toUtf8();
    const char next = end < bytes.size() ? bytes[end] : '\n';
    return isWhole && QByteArrayView(isInFlow ? " \t\n,}]" : " \t\n").contains(next) ? end : -1;
}

/// Behind the last byte of a value; -1 where it cannot be told.
qsizetype valueEnd(const QByteArray &bytes, const YamlNode &node, bool isInFlow)
{
    switch (node.kind) {
    case YamlNode::Kind::Scalar:
        return scalarEnd(bytes, node, isInFlow);
    case YamlNode::Kind::Sequence:
    case YamlNode::Kind::Mapping:
        if (node.isFlow) {
            const qsizetype close = closingBracket(bytes, node.place.offset);
            return close < 0 ? -1 : close + 1;
        }
        return node.entries.empty() ? -1 : valueEnd(bytes, node.entries.back().value, false);
    case YamlNode::Kind::Null:
        return -1;
    }
    return -1;
}

/// The edits of one connection, in the order of its fields.
class ConnectionEdits
{
public:
    ConnectionEdits(const QByteArray &bytes, const YamlNode &item)
        : m_bytes(bytes)
        , m_item(item)
        , m_last(item.entries.front().value.place.offset)
    {
    }

    /// False where the text is written in a way that cannot be edited line by line.
    bool keep(const YamlEntry &entry)
    {
        const qsizetype end = valueEnd(m_bytes, entry.value, m_item.isFlow);
        m_last = end < 0 ? entry.value.place.offset : end;
        return end >= 0 || entry.value.kind == YamlNode::Kind::Scalar;
    }

    bool replace(const YamlEntry &entry, const QString &value)
    {
        const qsizetype end = valueEnd(m_bytes, entry.value, m_item.isFlow);
        if (end < 0)
            return false;
        // A mapping over lines begins on the line behind its key.
        const bool isOverLines = entry.value.kind == YamlNode::Kind::Mapping && !entry.value.isFlow;
        const qsizetype colon = m_bytes.indexOf(':', entry.place.offset);
        m_edits.append(
            { isOverLines ? colon + 1 : entry.value.place.offset, end, (isOverLines ? u' ' + value : value).toUtf8() });
        m_last = end;
        return true;
    }

    bool add(const QString &key, const QString &value)
    {
        const QByteArray text = (key + u": "_s + value).toUtf8();
        if (m_item.isFlow) {
            m_edits.append({ m_last, m_last, ", " + text });
            return true;
        }
        const qsizetype at = lineEnd(m_bytes, m_last);
        const bool isCut = at > 0 && m_bytes[at - 1] != '\n';
        m_edits.append({ at, at,
            (isCut ? "\n" : "") + QByteArray(m_item.entries.front().place.column - 1, ' ') + text
                + (isCut ? "" : "\n") });
        return true;
    }

    bool remove(size_t index)
    {
        const YamlEntry &entry = m_item.entries[index];
        const qsizetype end = valueEnd(m_bytes, entry.value, m_item.isFlow);
        if (end < 0)
            return false;
        const bool isLast = index + 1 == m_item.entries.size();
        if (index == 0) { // it stands behind the dash or the bracket, where the next one comes to stand
            if (isLast)
                return false;
            m_edits.append({ entry.place.offset, m_item.entries[1].place.offset, {} });
        } else if (m_item.isFlow) {
            const qsizetype before = valueEnd(m_bytes, m_item.entries[index - 1].value, true);
            if (before < 0)
                return false;
            m_edits.append({ before, end, {} });
        } else {
            m_edits.append({ lineStart(m_bytes, entry.place.offset), lineEnd(m_bytes, end - 1), {} });
        }
        return true;
    }

    /// From the back, so that offsets stay true; of several at one place the first comes first, and none in what goes.
    QByteArray applied() const
    {
        QList<Edit> edits = m_edits;
        std::stable_sort(edits.begin(), edits.end(),
            [](const Edit &a, const Edit &b) { return std::pair(a.from, a.end) < std::pair(b.from, b.end); });
        QByteArray bytes = m_bytes;
        for (auto edit = edits.crbegin(); edit != edits.crend(); ++edit)
            bytes.replace(edit->from, edit->end - edit->from, edit->text);
        return bytes;
    }

private:
    const QByteArray &m_bytes;
    const YamlNode &m_item;
    qsizetype m_last; ///< behind the value after which a new field comes
    QList<Edit> m_edits;
};

QString valueOf(const YamlFields &fields, const QString &key)
{
    const auto it = std::find_if(fields.cbegin(), fields.cend(), [&](const auto &field) { return field.first == key; });
    return it == fields.cend() ? QString() : it->second;
}

} // namespace

/// Read back and compared by whoever stores it, so a text that is written in an unforeseen way is refused, not spoilt.
Result<QByteArray> withChangedConnection(const WorkspaceFile &file, qsizetype index, const ConnectionProfile &profile)
{
    const YamlNode &item = file.tree.entry(u"connections"_s)->value.items[static_cast<size_t>(index)];
    const YamlFields before = connectionFields(file.workspace.connections[index]);
    const YamlFields after = connectionFields(profile);
    ConnectionEdits edits(file.bytes, item);
    bool isDone = true;
    for (size_t i = 0; i < item.entries.size(); ++i) {
        const QString key = item.entries[i].key;
        if (valueOf(after, key).isEmpty() && !valueOf(before, key).isEmpty())
            isDone = edits.remove(i) && isDone;
    }
    for (const auto &[key, value] : after) {
        const YamlEntry *entry = item.entry(key);
        if (!entry)
            isDone = edits.add(key, value) && isDone;
        else if (value == valueOf(before, key))
            isDone = edits.keep(*entry) && isDone;
        else
            isDone = edits.replace(*entry, value) && isDone;
    }
    if (!isDone)
        return editByHand(
            file, u"an entry of the connection is written over several lines, or in another unusual way"_s);
    return edits.applied();
}

} // namespace sluice
