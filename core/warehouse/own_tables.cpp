// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"

#include "base/digest.h"
#include "sql/sql_quoting.h"

#include <QRegularExpression>
#include <QtEndian>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestName = 63; // bytes; PostgreSQL cuts longer names silently

/// Eight characters that tell runs apart. A random id starts with them; any other id is hashed, because its beginning
/// (a date, a plan's name) may be the same in every run.
QString runMark(const QString &runId)
{
    static const QRegularExpression random(u"^[0-9a-f]{8}-[0-9a-f]{4}-"_s);
    return random.match(runId).hasMatch() ? runId.left(8) : sha256Hex(runId.toUtf8()).left(8);
}

QString bounded(const QString &prefix, const QString &name)
{
    const QString whole = prefix + name;
    if (whole.toUtf8().size() <= kLongestName)
        return whole;
    const QString mark = u'_' + sha256Hex(name.toUtf8()).left(8);
    QString cut = name;
    while ((prefix + cut + mark).toUtf8().size() > kLongestName || (!cut.isEmpty() && cut.back().isHighSurrogate()))
        cut.chop(1);
    return prefix + cut + mark;
}

} // namespace

QString ownTable(Engine engine, const QString &name)
{
    return engine == Engine::Postgresql ? u"sluice."_s + quoteIdentifier(engine, name)
                                        : quoteIdentifier(engine, u"sluice_"_s + name);
}

QString ownTableExistsSql(Engine engine, const QString &name)
{
    if (engine == Engine::Postgresql)
        return u"(to_regclass("_s + quoteLiteral(ownTable(engine, name)) + u") IS NOT NULL)"_s;
    if (engine == Engine::Mariadb)
        return u"EXISTS (SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = "_s
            + quoteLiteral(u"sluice_"_s + name) + u')';
    return u"EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = "_s + quoteLiteral(u"sluice_"_s + name) + u')';
}

bool isOwnRelation(Engine engine, const RelationName &relation)
{
    if (engine == Engine::Postgresql)
        return relation.schema == u"sluice";
    static const QStringList own { u"sluice_identity"_s, u"sluice_fence"_s, u"sluice_flag"_s, u"sluice_receipt"_s, u"sluice_mark"_s,
        u"sluice_cursor"_s };
    const QString name = relation.name.toLower();
    return own.contains(name) || name.startsWith(u"sluice_saved_") || name.startsWith(u"sluice_baseline_") || name.startsWith(u"sluice_trial_");
}

QString quarantineName(const QString &runId, const QString &name)
{
    return bounded(u"sluice_q_"_s + runMark(runId) + u'_', name);
}

QString savedTableName(const QString &runId, const QString &stepId)
{
    return bounded(u"saved_"_s + runMark(runId) + u'_', stepId);
}

QString baselineTableName(const QString &runId, const QString &gateId)
{
    const QString own = u"sluice_"_s; // what ownTable() puts before it, which counts
    return bounded(own + u"baseline_"_s + runMark(runId) + u'_', gateId).sliced(own.size());
}

RelationName ownRelation(Engine engine, const QString &name)
{
    return engine == Engine::Postgresql ? RelationName { u"sluice"_s, name } : RelationName { {}, u"sluice_"_s + name };
}

QString watchName(const QString &runId, const QString &stepId, const QString &what)
{
    return bounded(u"sluice_w_"_s + runMark(runId) + u'_', what.isEmpty() ? stepId : stepId + u'.' + what);
}

QString forgetCursorSql(Engine engine, const QString &runId, const QString &stepId)
{
    return u"DELETE FROM "_s + ownTable(engine, u"cursor"_s) + u" WHERE run = "_s + quoteLiteral(runId) + u" AND step = "_s + quoteLiteral(stepId);
}

QString insertUnlessThere(Engine engine, const QString &into, const QString &columns, const QStringList &values,
    const QString &key, const QString &isThere)
{
    if (engine == Engine::Mariadb) // IGNORE would also swallow values that do not fit
        return u"INSERT INTO "_s + into + u" ("_s + columns + u") SELECT "_s + values.join(u", "_s)
            + u" FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM "_s + into + u" WHERE "_s + isThere + u')';
    return u"INSERT INTO "_s + into + u" ("_s + columns + u") VALUES ("_s + values.join(u", "_s) + u") ON CONFLICT ("_s
        + key + u") DO NOTHING"_s;
}

QString insertOrUpdate(Engine engine, const QString &into, const QString &columns, const QStringList &values,
    const QString &key, const QStringList &update)
{
    const bool isMariadb = engine == Engine::Mariadb;
    QStringList set;
    for (const QString &column : update)
        set.append(column + (isMariadb ? u" = VALUES("_s + column + u')' : u" = excluded."_s + column));
    return u"INSERT INTO "_s + into + u" ("_s + columns + u") VALUES ("_s + values.join(u", "_s) + u") "_s
        + (isMariadb ? u"ON DUPLICATE KEY UPDATE "_s : u"ON CONFLICT ("_s + key + u") DO UPDATE SET "_s)
        + set.join(u", "_s);
}

Result<SqlRows> queryAll(SqlSession &session, const QString &sql)
{
    constexpr ReadLimits limits { 5'000'000, 512LL * 1024 * 1024 };
    SLUICE_TRY(SqlRows rows, session.query(sql, limits));
    if (rows.isTruncated)
        return fail(ErrorCode::Refused, u"the catalogue answer is too large to be read whole"_s, session.profile().name);
    return rows;
}

Result<QString> queryText(SqlSession &session, const QString &sql)
{
    SLUICE_TRY(const SqlRows rows, session.query(sql));
    if (rows.rows.isEmpty())
        return fail(ErrorCode::Internal, u"a query that must give one row gave none"_s, session.profile().name);
    return rows.scalar().toString();
}

void appendField(QByteArray &bytes, const QString &field)
{
    const QByteArray text = field.toUtf8();
    const quint64 size = qToBigEndian(static_cast<quint64>(text.size()));
    bytes.append(reinterpret_cast<const char *>(&size), sizeof size);
    bytes.append(text);
}

} // namespace sluice
