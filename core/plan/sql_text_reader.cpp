// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/read_context.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostInlinedBytes = qsizetype { 8 } << 20;

SqlText fromFile(const QString &file, const QString &path, ReadContext &context)
{
    SqlText sql { loadReferencedText(file, path, context), file };
    return sql;
}

/// A list entry: a text, or a mapping with sql or sql_file.
SqlText readEntry(const YamlNode &node, const QString &path, const QString &subject, bool isFile, ReadContext &context)
{
    if (node.kind == YamlNode::Kind::Mapping) {
        MappingReader entry(node, path, u"an entry of "_s + subject, context.findings);
        const SqlText sql = readSql(entry, "sql"_L1, "sql_file"_L1, Need::Required, context);
        entry.finish();
        return sql;
    }
    if (node.kind != YamlNode::Kind::Scalar || node.text.trimmed().isEmpty()) {
        context.findings.add(path, u"an entry of %1: expected %2, found %3"_s.arg(subject, isFile ? u"a file name"_s : u"one SQL statement"_s, describeNode(node)));
        return {};
    }
    return isFile ? fromFile(node.text, path, context) : SqlText { node.text, {} };
}

QList<SqlText> readEntries(MappingReader &reader, QLatin1String key, bool isFile, ReadContext &context)
{
    QList<SqlText> entries;
    const YamlNode *node = reader.node(key);
    const QString subject = u"'%1' of %2"_s.arg(QString(key), reader.subject());
    if (node->kind != YamlNode::Kind::Sequence) {
        entries.append(readEntry(*node, reader.path(key), subject, isFile, context));
        return entries;
    }
    if (!reader.list(key, Need::Required))
        return entries;
    for (size_t i = 0; i < node->items.size(); ++i)
        entries.append(readEntry(node->items[i], reader.path(key) + u"[%1]"_s.arg(i), subject, isFile, context));
    return entries;
}

} // namespace

QString loadReferencedText(const QString &file, const QString &path, ReadContext &context)
{
    if (context.isCanonical())
        return {};
    const Result<QString> text = context.loadText(file);
    if (!text) {
        const Error &error = text.error();
        // A place inside the file is told; the bare file name is in the sentence already.
        const QString where = error.where.contains(u':') ? u" at "_s + error.where : QString();
        context.findings.add(path, error.what + where + (error.next.isEmpty() ? QString() : u"; "_s + error.next));
        return {};
    }
    context.inlinedBytes += text->size();
    if (context.inlinedBytes > kMostInlinedBytes) {
        context.findings.add(path, u"the files of this plan are larger than 8 MiB together"_s);
        return {};
    }
    if (text->trimmed().isEmpty())
        context.findings.add(path, u"the file %1 is empty"_s.arg(quotedForMessage(file)));
    return *text;
}

SqlText readSql(MappingReader &reader, QLatin1String textKey, QLatin1String fileKey, Need need, ReadContext &context)
{
    reader.node(textKey);
    reader.node(fileKey);
    const bool hasText = reader.has(textKey);
    const bool hasFile = reader.has(fileKey);
    if (!hasText && !hasFile) {
        if (need == Need::Required && reader.isMapping())
            context.findings.add(reader.path(), u"%1 needs '%2' or '%3'"_s.arg(reader.subject(), QString(textKey), QString(fileKey)));
        return {};
    }
    if (hasText && hasFile && !context.isCanonical()) {
        reader.add(fileKey, u"%1 has both '%2' and '%3'; write one of them"_s.arg(reader.subject(), QString(textKey), QString(fileKey)));
        return {};
    }
    if (context.isCanonical())
        return { reader.text(textKey), reader.text(fileKey) };
    if (hasText)
        return { reader.text(textKey), {} };
    const QString file = reader.text(fileKey);
    return file.isEmpty() ? SqlText {} : fromFile(file, reader.path(fileKey), context);
}

QList<SqlText> readSqlList(MappingReader &reader, QLatin1String textKey, QLatin1String fileKey, Need need, ReadContext &context)
{
    reader.node(textKey);
    reader.node(fileKey);
    const bool hasText = reader.has(textKey);
    const bool hasFile = reader.has(fileKey);
    if (hasText && hasFile) {
        reader.add(fileKey, u"%1 has both '%2' and '%3'; write one list of {sql: …} and {sql_file: …}"_s.arg(reader.subject(), QString(textKey), QString(fileKey)));
        return {};
    }
    if (!hasText && !hasFile) {
        if (need == Need::Required && reader.isMapping())
            context.findings.add(reader.path(), u"%1 needs '%2' or '%3'"_s.arg(reader.subject(), QString(textKey), QString(fileKey)));
        return {};
    }
    return readEntries(reader, hasText ? textKey : fileKey, hasFile, context);
}

} // namespace sluice
