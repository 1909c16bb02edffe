// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/mapping_reader.h"

#include "plan/nearest_word.h"

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

MappingReader::MappingReader(const YamlNode &node, QString path, QString subject, PlanFindings &findings)
    : m_node(node)
    , m_path(std::move(path))
    , m_subject(std::move(subject))
    , m_findings(findings)
{
    if (!isMapping()) {
        m_findings.addAt(node.place, m_path, u"expected "_s + m_subject + u" as a mapping of keys to values, found "_s + describeNode(node));
        return;
    }
    for (const YamlEntry &entry : node.entries)
        m_findings.notePlace(m_path.isEmpty() ? entry.key : m_path + u'.' + entry.key, entry.value.place);
}

QString MappingReader::path(QLatin1String key) const
{
    return m_path.isEmpty() ? QString(key) : m_path + u'.' + key;
}

void MappingReader::add(QLatin1String key, const QString &text)
{
    m_findings.add(path(key), text);
}

void MappingReader::word(QLatin1String key, QLatin1String wanted)
{
    const YamlNode *stated = node(key, Need::Required);
    if (stated && (stated->kind != YamlNode::Kind::Scalar || stated->text != wanted))
        expected(key, *stated, u'\'' + wanted + u'\'');
}

void MappingReader::expected(QLatin1String key, const YamlNode &node, const QString &what)
{
    add(key, u"'%1' of %2: expected %3, found %4"_s.arg(QString(key), m_subject, what, describeNode(node)));
}

const YamlNode *MappingReader::node(QLatin1String key, Need need)
{
    if (!m_known.contains(key))
        m_known.append(key);
    if (const YamlEntry *entry = m_node.entry(key))
        return &entry->value;
    if (need == Need::Required && isMapping())
        m_findings.addAt(m_node.place, path(key), m_subject + u" needs the key '"_s + key + u'\'');
    return nullptr;
}

std::optional<QString> MappingReader::scalar(QLatin1String key, Need need, const QString &what)
{
    const YamlNode *value = node(key, need);
    if (!value)
        return std::nullopt;
    if (value->kind == YamlNode::Kind::Scalar)
        return value->text;
    expected(key, *value, what);
    return std::nullopt;
}

QString MappingReader::text(QLatin1String key, Need need)
{
    const std::optional<QString> value = scalar(key, need, u"text"_s);
    if (value && value->trimmed().isEmpty())
        add(key, u"'%1' of %2 is empty"_s.arg(QString(key), m_subject));
    return value.value_or(QString());
}

QString MappingReader::identifier(QLatin1String key, Need need)
{
    const std::optional<QString> value = scalar(key, need, u"an id"_s);
    if (!value)
        return {};
    const auto isAlphanumeric = [](QChar c) { return c.unicode() < 0x80 && c.isLetterOrNumber(); };
    const bool isFit = !value->isEmpty() && value->size() <= 63 && isAlphanumeric(value->front())
        && std::all_of(value->cbegin(), value->cend(), [&](QChar c) { return isAlphanumeric(c) || c == u'-' || c == u'_'; });
    if (!isFit)
        add(key, u"%1 is not an id: letters a-z, digits, '-' and '_', a letter or digit first, at most 63"_s.arg(quotedForMessage(*value)));
    return *value;
}

QString MappingReader::columnName(QLatin1String key, Need need)
{
    const std::optional<QString> value = scalar(key, need, u"a name"_s);
    if (!value)
        return {};
    if (const QString problem = databaseNameProblem(*value); !problem.isEmpty())
        add(key, problem);
    return *value;
}

RelationName MappingReader::relation(QLatin1String key, Need need)
{
    const std::optional<QString> value = scalar(key, need, u"a table or view name"_s);
    if (!value)
        return {};
    const Result<RelationName> relation = RelationName::parse(*value);
    if (relation)
        return *relation;
    add(key, relation.error().what);
    return {};
}

const YamlNode *MappingReader::list(QLatin1String key, Need need)
{
    const YamlNode *value = node(key, need);
    if (!value)
        return nullptr;
    if (value->kind != YamlNode::Kind::Sequence) {
        expected(key, *value, u"a list"_s);
        return nullptr;
    }
    for (size_t i = 0; i < value->items.size(); ++i)
        m_findings.notePlace(path(key) + u"[%1]"_s.arg(i), value->items[i].place);
    if (value->items.empty() && need == Need::Required)
        add(key, u"'%1' of %2 needs at least one entry"_s.arg(QString(key), m_subject));
    return value;
}

const YamlNode *MappingReader::mapping(QLatin1String key, Need need)
{
    const YamlNode *value = node(key, need);
    if (value && value->kind != YamlNode::Kind::Mapping) {
        expected(key, *value, u"a mapping of keys to values"_s);
        return nullptr;
    }
    return value;
}

QStringList MappingReader::texts(QLatin1String key, Need need)
{
    QStringList texts;
    const YamlNode *value = list(key, need);
    if (!value)
        return texts;
    for (size_t i = 0; i < value->items.size(); ++i) {
        const YamlNode &item = value->items[i];
        if (item.kind == YamlNode::Kind::Scalar && !item.text.trimmed().isEmpty())
            texts.append(item.text);
        else
            m_findings.add(path(key) + u"[%1]"_s.arg(i),
                u"entry %1 of '%2' of %3: expected text, found %4"_s.arg(QString::number(i + 1), QString(key), m_subject, describeNode(item)));
    }
    return texts;
}

QStringList MappingReader::columnNames(QLatin1String key, Need need)
{
    const QStringList names = texts(key, need);
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (const QString problem = databaseNameProblem(names[i]); !problem.isEmpty())
            m_findings.add(path(key) + u"[%1]"_s.arg(i), problem);
        else if (names.indexOf(names[i]) < i)
            m_findings.add(path(key) + u"[%1]"_s.arg(i), u"the column "_s + quotedForMessage(names[i]) + u" is named twice"_s);
    }
    return names;
}

QList<RelationName> MappingReader::relations(QLatin1String key, Need need)
{
    QList<RelationName> relations;
    const QStringList names = texts(key, need);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const Result<RelationName> relation = RelationName::parse(names[i]);
        if (!relation)
            m_findings.add(path(key) + u"[%1]"_s.arg(i), relation.error().what);
        else if (relations.contains(*relation))
            m_findings.add(path(key) + u"[%1]"_s.arg(i), quotedForMessage(names[i]) + u" is listed twice"_s);
        else
            relations.append(*relation);
    }
    return relations;
}

std::optional<Duration> MappingReader::duration(QLatin1String key)
{
    const QString what = u"a duration such as 300ms, 5s, 15m, 24h or 3d"_s;
    const std::optional<QString> value = scalar(key, Need::Optional, what);
    if (!value)
        return std::nullopt;
    const std::optional<Duration> duration = parseDuration(*value);
    if (!duration)
        expected(key, m_node.entry(key)->value, what);
    return duration;
}

Duration MappingReader::duration(QLatin1String key, Duration fallback)
{
    return duration(key).value_or(fallback);
}

std::optional<double> MappingReader::number(QLatin1String key)
{
    const YamlNode *value = node(key);
    if (!value)
        return std::nullopt;
    const std::optional<double> number
        = value->kind == YamlNode::Kind::Scalar && !value->isQuoted ? parseNumber(value->text) : std::nullopt;
    if (!number)
        expected(key, *value, u"a number"_s);
    return number;
}

int MappingReader::integer(QLatin1String key, int fallback, int least, int most)
{
    const YamlNode *value = node(key);
    if (!value)
        return fallback;
    const std::optional<double> number
        = value->kind == YamlNode::Kind::Scalar && !value->isQuoted ? parseNumber(value->text) : std::nullopt;
    if (number && *number == std::floor(*number) && *number >= least && *number <= most)
        return static_cast<int>(*number);
    expected(key, *value, u"a whole number from %1 to %2"_s.arg(QString::number(least), QString::number(most)));
    return fallback;
}

bool MappingReader::boolean(QLatin1String key, bool fallback)
{
    const YamlNode *value = node(key);
    if (!value)
        return fallback;
    const bool isPlain = value->kind == YamlNode::Kind::Scalar && !value->isQuoted;
    if (isPlain && value->text == "true"_L1)
        return true;
    if (isPlain && value->text == "false"_L1)
        return false;
    expected(key, *value, u"true or false"_s);
    return fallback;
}

QDate MappingReader::date(QLatin1String key, Need need)
{
    const QString what = u"a date such as 2027-01-04"_s;
    const std::optional<QString> value = scalar(key, need, what);
    if (!value)
        return {};
    const QDate date = value->size() == 10 ? QDate::fromString(*value, u"yyyy-MM-dd"_s) : QDate();
    if (!date.isValid())
        expected(key, m_node.entry(key)->value, what);
    return date;
}

QString MappingReader::choice(QLatin1String key, const QStringList &words, const QString &fallback)
{
    const std::optional<QString> value = scalar(key, Need::Optional, u"one of "_s + words.join(u", "_s));
    if (!value)
        return fallback;
    if (words.contains(*value))
        return *value;
    add(key, u"%1 is not a value of '%2' of %3%4"_s.arg(quotedForMessage(*value), QString(key), m_subject, wordHint(*value, words)));
    return fallback;
}

void MappingReader::refuseKeys(const QStringList &keys)
{
    m_refused += keys;
    for (const YamlEntry &entry : m_node.entries) {
        if (keys.contains(entry.key) && !m_known.contains(entry.key))
            m_findings.refuse(m_path.isEmpty() ? entry.key : m_path + u'.' + entry.key,
                u"%1 asks for '%2', which this version of Sluice does not have"_s.arg(m_subject, entry.key));
    }
}

void MappingReader::finish()
{
    for (const YamlEntry &entry : m_node.entries) {
        if (m_known.contains(entry.key) || m_refused.contains(entry.key))
            continue;
        m_findings.addAt(entry.place, m_path.isEmpty() ? entry.key : m_path + u'.' + entry.key,
            u"unknown key %1 in %2%3"_s.arg(quotedForMessage(entry.key), m_subject, wordHint(entry.key, m_known)));
    }
}

QString describeNode(const YamlNode &node)
{
    switch (node.kind) {
    case YamlNode::Kind::Null:
        return u"an empty value"_s + (node.text.isEmpty() ? QString() : u" ("_s + node.text + u"; quote it if the word is meant)"_s);
    case YamlNode::Kind::Scalar:
        return (node.isQuoted ? u"the text "_s : QString()) + quotedForMessage(node.text);
    case YamlNode::Kind::Sequence:
        return u"a list"_s;
    case YamlNode::Kind::Mapping:
        return u"a mapping"_s;
    }
    return {};
}

std::optional<double> parseNumber(const QString &text)
{
    // JSON's grammar, so that the canonical form and the plan agree on what a number is.
    qsizetype i = 0;
    const auto digits = [&] {
        const qsizetype start = i;
        while (i < text.size() && text[i] >= u'0' && text[i] <= u'9')
            ++i;
        return i - start;
    };
    if (i < text.size() && text[i] == u'-')
        ++i;
    const qsizetype first = i;
    const qsizetype whole = digits();
    if (whole == 0 || (whole > 1 && text[first] == u'0'))
        return std::nullopt;
    if (i < text.size() && text[i] == u'.') {
        ++i;
        if (digits() == 0)
            return std::nullopt;
    }
    if (i < text.size() && (text[i] == u'e' || text[i] == u'E')) {
        ++i;
        if (i < text.size() && (text[i] == u'+' || text[i] == u'-'))
            ++i;
        if (digits() == 0)
            return std::nullopt;
    }
    if (i != text.size() || text.size() > 400)
        return std::nullopt;
    bool isRead = false;
    const double number = text.toDouble(&isRead);
    return isRead && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

QString databaseNameProblem(const QString &name)
{
    if (name.trimmed().isEmpty())
        return u"a name is empty"_s;
    if (name.toUtf8().size() > 63)
        return quotedForMessage(name) + u" is longer than 63 bytes, which engines cut silently"_s;
    const bool hasControl = std::any_of(name.cbegin(), name.cend(), [](QChar c) { return c.category() == QChar::Other_Control; });
    return hasControl ? u"the name "_s + quotedForMessage(name) + u" holds a control character"_s : QString();
}

} // namespace sluice
