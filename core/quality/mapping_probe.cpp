// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Each key once, as name0, name1 …, with how many rows have it. Keys are told apart by their bytes: which of them are
/// equal is for the comparison of both sides to say, whose collation may be neither's.
QString keysOf(const ProbeDialect &dialect, const RelationName &relation, const QStringList &columns, const QString &name, const QString &where)
{
    QStringList named;
    QStringList grouped;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const QString column = dialect.column(relation, columns[i]);
        // A server may refuse a column that it does not group by itself; all values of a group are the same.
        const QString value = dialect.isMariadb() ? u"min(%1)"_s.arg(column) : column;
        named << u"%1 AS %2%3"_s.arg(value, name, QString::number(i));
        grouped << dialect.bytesOf(column);
    }
    return u"SELECT %1, count(*) AS c FROM %2%3 GROUP BY %4"_s.arg(named.join(u", "_s), dialect.relation(relation), probeWhere(where), grouped.join(u", "_s));
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const MappingProbe &probe, const Gate &)
{
    QStringList isSame;
    QStringList grouped { u"keyed.c"_s };
    for (qsizetype i = 0; i < probe.columns.size(); ++i) {
        isSame << u"keyed.k%1 = listed.p%1"_s.arg(i);
        grouped << dialect.bytesOf(u"keyed.k%1"_s.arg(i));
    }
    const QString found = u"SELECT keyed.c AS c, coalesce(sum(listed.c), 0) AS hits FROM (%1) AS keyed LEFT JOIN (%2) AS listed ON %3 GROUP BY %4"_s.arg(
        keysOf(dialect, probe.table, probe.columns, u"k"_s, probe.where), keysOf(dialect, probe.partners, probe.partnerColumns, u"p"_s, {}),
        isSame.join(u" AND "_s), grouped.join(u", "_s));
    const auto rowsIf = [&](const QString &condition) { return u"coalesce(%1, 0)"_s.arg(dialect.wholeSum(u"CASE WHEN %1 THEN c ELSE 0 END"_s.arg(condition))); };
    const QString several = probe.match == PartnerCount::ExactlyOne ? rowsIf(u"hits > 1"_s) : u"0"_s;
    return u"SELECT %1 / nullif(n, 0), n, NULL, NULL, lone, shared FROM"
           " (SELECT coalesce(%2, 0) AS n, %3 AS lone, %4 AS shared FROM (%5) AS matched) AS summed"_s.arg(
        dialect.real(u"lone + shared"_s), dialect.wholeSum(u"c"_s), rowsIf(u"hits = 0"_s), several, found);
}

} // namespace sluice
