// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/shared_scan.h"

#include "base/digest.h"
#include "quality/sample_classifier.h"
#include "quality/scan_share.h"
#include "sql/sql_classifier.h"
#include "sql/sql_tokenizer.h"
#include "warehouse/query_plan.h"

#include <QElapsedTimer>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr ReadLimits kOneRow { 2, 1024 * 1024 };

/// Text that ends every quote and parenthesis that it begins, and begins every one that it ends.
bool isClosedInItself(Engine engine, const QString &sql)
{
    qsizetype depth = 0;
    for (const SqlToken &token : tokenizeSql(sql, SqlLexis::of(engine))) {
        if (!token.isClosed)
            return false;
        if (token.kind != SqlTokenKind::Symbol)
            continue;
        const QChar symbol = sql[token.at];
        depth += symbol == u'(' ? 1 : symbol == u')' ? -1 : 0;
        if (depth < 0 || symbol == u';')
            return false;
    }
    return depth == 0;
}

/// One SELECT of the statement, of one row.
struct Pass
{
    QString body; ///< of a gate that reads alone: its own statement
    QString rows; ///< else the condition of its WHERE
    QStringList columns;
    bool isShared = false;
    bool isFound = false; ///< an index leads to its rows
};

/// Lays the gates' columns out over as few passes as cost no more than each gate alone.
class ScanLayout
{
public:
    ScanLayout(const ProbeDialect &dialect, const QList<ScanShare> &shares, const QList<ProbeQuery> &queries,
        const IndexedColumns &indexed)
        : m_dialect(dialect)
        , m_indexed(indexed)
    {
        // Whatever else there is: who reads every row reads them for the others as well.
        const bool hasWhole
            = std::any_of(shares.cbegin(), shares.cend(), [this](const ScanShare &share) { return isWhole(share); });
        const auto searching = std::count_if(
            shares.cbegin(), shares.cend(), [this](const ScanShare &share) { return mustSearch(share); });
        m_hasBase = hasWhole || searching > 1;
        for (qsizetype i = 0; i < shares.size(); ++i)
            place(shares[i], queries[i].sql);
    }

    SharedScan scan(const RelationName &table) const
    {
        SharedScan scan;
        QList<qsizetype> begins;
        QStringList bodies;
        for (const Pass &pass : m_passes) {
            begins << scan.columns;
            scan.columns += pass.columns.size();
            bodies << (pass.isShared ? selectOf(pass, table) : pass.body);
        }
        for (const auto &[pass, share] : m_places)
            scan.shares << SharedScan::Share { begins[pass] + share.first, share.count };
        scan.passes = m_passes.size();
        scan.wholePasses
            = std::count_if(m_passes.cbegin(), m_passes.cend(), [](const Pass &pass) { return !pass.isFound; });
        scan.sql = bodies.size() == 1 ? bodies.first() : joined(bodies);
        scan.digest = sha256Hex(scan.sql.toUtf8());
        return scan;
    }

private:
    bool isIndexed(const QString &column) const
    {
        return !m_indexed || m_indexed->contains(column, Qt::CaseInsensitive);
    }
    bool isWhole(const ScanShare &share) const
    {
        return share.ridesAlong && share.condition.isEmpty() && share.finder.isEmpty();
    }
    /// No index leads to its rows, so that it reads all of them however few it wants.
    bool mustSearch(const ScanShare &share) const
    {
        return isWhole(share) || (share.ridesAlong && !share.finder.isEmpty() && !isIndexed(share.finder));
    }
    bool fitsBase(const ScanShare &share) const
    {
        return m_hasBase && share.ridesAlong && (share.finder.isEmpty() || !isIndexed(share.finder));
    }

    void place(const ScanShare &share, const QString &alone)
    {
        if (fitsBase(share))
            put(sharedPass({}), share.filtered);
        else if (share.ridesAlong && !share.condition.isEmpty())
            put(sharedPass(share.condition, isFound(share)), share.columns);
        else
            putAlone(alone, share.width, isFound(share));
    }

    bool isFound(const ScanShare &share) const
    {
        return m_indexed && !share.finder.isEmpty() && isIndexed(share.finder);
    }

    qsizetype sharedPass(const QString &rows, bool isFound = false)
    {
        for (qsizetype i = 0; i < m_passes.size(); ++i) {
            if (m_passes[i].isShared && m_passes[i].rows == rows)
                return i;
        }
        m_passes.append(Pass { {}, rows, {}, true, isFound });
        return m_passes.size() - 1;
    }

    /// Two gates that ask the same are answered by the same columns.
    void put(qsizetype pass, const QStringList &columns)
    {
        QStringList &all = m_passes[pass].columns;
        for (const auto &[known, share] : m_places) {
            if (known == pass && share.count == columns.size() && all.mid(share.first, share.count) == columns) {
                m_places.append({ pass, share });
                return;
            }
        }
        m_places.append({ pass, { all.size(), columns.size() } });
        all += columns;
    }

    void putAlone(const QString &sql, qsizetype width, bool isFound)
    {
        const auto known = std::find_if(
            m_passes.cbegin(), m_passes.cend(), [&](const Pass &pass) { return !pass.isShared && pass.body == sql; });
        m_places.append({ known - m_passes.cbegin(), { 0, width } });
        if (known == m_passes.cend())
            m_passes.append(Pass { sql, {}, QStringList(width), false, isFound });
    }

    QString selectOf(const Pass &pass, const RelationName &table) const
    {
        return u"SELECT "_s + pass.columns.join(u", "_s) + u" FROM "_s + m_dialect.relation(table)
            + (pass.rows.isEmpty() ? QString() : u" WHERE "_s + pass.rows);
    }

    /// Named columns, because not every engine lets two of a subquery be called the same.
    QString joined(const QStringList &bodies) const
    {
        QStringList named;
        QStringList names;
        for (qsizetype i = 0; i < bodies.size(); ++i) {
            QStringList columns;
            for (qsizetype column = 0; column < m_passes[i].columns.size(); ++column)
                columns << u"c"_s + QString::number(column);
            names << u"sluice_pass"_s + QString::number(i);
            named << names.last() + u'(' + columns.join(u", "_s) + u") AS ("_s + bodies[i] + u')';
        }
        return u"WITH "_s + named.join(u",\n"_s) + u"\nSELECT * FROM "_s + names.join(u", "_s);
    }

    const ProbeDialect &m_dialect;
    const IndexedColumns &m_indexed;
    bool m_hasBase = false;
    QList<Pass> m_passes;
    QList<std::pair<qsizetype, SharedScan::Share>> m_places; ///< of each gate: pass, and columns within it
};

} // namespace

bool canShareScan(const Gate &one, const Gate &other)
{
    const std::optional<RelationName> table = scannedTable(one.probe);
    return table && table == scannedTable(other.probe) && one.timeout == other.timeout;
}

IndexedColumns indexesOf(SqlSession &session, const Gate &gate)
{
    const std::optional<RelationName> table = scannedTable(gate.probe);
    if (!table)
        return std::nullopt;
    Result<QStringList> columns = indexedColumns(session, *table);
    return columns ? IndexedColumns(*std::move(columns)) : std::nullopt;
}

bool hasClosedText(Engine engine, const Gate &gate)
{
    const std::optional<ScanShare> share = scanShare(ProbeDialect { engine }, gate);
    return share && std::all_of(share->planText.cbegin(), share->planText.cend(), [engine](const QString &text) {
        return isClosedInItself(engine, text);
    });
}

Result<SharedScan> compileScan(
    Engine engine, const QList<Gate> &gates, const QList<ProbeQuery> &queries, const IndexedColumns &indexed)
{
    SLUICE_INVARIANT(!gates.isEmpty() && gates.size() == queries.size());
    const ProbeDialect dialect { engine };
    QList<ScanShare> shares;
    for (const Gate &gate : gates) {
        if (!hasClosedText(engine, gate))
            return fail(ErrorCode::NotSupported, u"its SQL is not closed in itself, so it is read alone"_s,
                u"gate "_s + gate.id);
        shares << *scanShare(dialect, gate);
    }
    const SharedScan scan = ScanLayout(dialect, shares, queries, indexed).scan(shares.first().table);
    SLUICE_CHECK(checkReadOnlyStatement(engine, scan.sql));
    return scan;
}

namespace {

Result<SqlRows> readBranch(SqlSession &session, const Gate &gate, const QString &sql, Branch branch)
{
    SLUICE_CHECK(session.setTimeouts(gate.timeout, gate.timeout));
    if (branch == Branch::Live)
        return session.query(sql, kOneRow);
    SLUICE_CHECK(forceBranch(session, branch));
    Result<SqlRows> rows = session.query(sql, kOneRow);
    const Result<void> freed = forceBranch(session, Branch::Live);
    return freed || !rows ? rows : fail(freed.error());
}

} // namespace

Result<QList<Sample>> runScan(SqlSession &session, const QList<Gate> &gates, const QList<ProbeQuery> &queries,
    const SharedScan &scan, Branch branch, const QDateTime &now)
{
    // The statement's own duration is told with what it found; it decides nothing about when to do what.
    QElapsedTimer timer;
    timer.start();
    SLUICE_TRY(const SqlRows rows, readBranch(session, gates.first(), scan.sql, branch));
    const double tookMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    if (rows.rows.size() != 1 || rows.isTruncated || rows.rows.first().size() != scan.columns)
        return fail(ErrorCode::SqlFailed, u"one row of %1 columns was expected of the scan"_s.arg(scan.columns),
            session.profile().name);
    QList<Sample> samples;
    for (qsizetype i = 0; i < gates.size(); ++i) {
        SqlRows own;
        own.rows = { rows.rows.first().mid(scan.shares[i].first, scan.shares[i].count) };
        Sample sample = classifyRow(gates[i], session.engine(), own, std::nullopt, now);
        sample.tookMs = tookMs;
        sample.gate = gates[i].id;
        sample.branch = branch;
        sample.at = now;
        sample.queryDigest = queries[i].digest;
        sample.scanDigest = scan.digest == queries[i].digest ? QString() : scan.digest;
        samples << sample;
    }
    return samples;
}

} // namespace sluice
