// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/fidelity_probe.h"

#include "base/pause.h"
#include "quality/difference/compare_tables.h"
#include "quality/probe_sql.h"
#include "quality/sample_classifier.h"

#include <QLocale>

#include <array>
#include <atomic>
#include <thread>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNamed = 5;
constexpr qint64 kLotBytes = 16 * 1024 * 1024; ///< a probe lives beside the rollout, and must stay small
constexpr qint64 kMostBytes = 64 * 1024 * 1024;
constexpr qint64 kLargestLot = 100'000;

/// Gives what a session does a time, whatever statements it is made of; what was asked to stop before still stops it.
class Allowance
{
public:
    Allowance(SqlSession &session, Duration time)
        : m_session(session)
        , m_outer(session.setStopToken(m_source.get_token()))
        , m_passedOn(m_outer, [this] { m_source.request_stop(); })
        , m_watch([this, time](const std::stop_token &done) {
            pauseFor(time, done);
            if (done.stop_requested())
                return;
            m_isOver = true;
            m_source.request_stop();
        })
    {
    }
    ~Allowance()
    {
        m_watch.request_stop();
        m_watch.join(); // it must not stop what the session does next
        m_session.setStopToken(m_outer);
    }
    Allowance(const Allowance &) = delete;
    Allowance &operator=(const Allowance &) = delete;

    void end() { m_source.request_stop(); }
    bool isOver() const { return m_isOver; }

private:
    SqlSession &m_session;
    std::stop_source m_source;
    const std::stop_token m_outer;
    std::stop_callback<std::function<void()>> m_passedOn;
    std::atomic<bool> m_isOver = false;
    std::jthread m_watch;
};

QString digits(double value)
{
    return QString::number(value, 'f', QLocale::FloatingPointShortest);
}

DifferenceRequest requestOf(const FidelityProbe &probe)
{
    DifferenceRequest request { probe.legacy, probe.candidate, probe.key, probe.columns, {} };
    for (auto it = probe.tolerances.cbegin(); it != probe.tolerances.cend(); ++it)
        request.tolerances.insert(it.key(), digits(it.value()).toLatin1());
    request.samples = 0; // what rows hold is nothing for a ledger
    request.sizes.bytesPerLot = kLotBytes;
    request.sizes.mostBytes = kMostBytes;
    request.sizes.largestLot = kLargestLot;
    return request;
}

Sample classified(SampleClass sampleClass, const QString &detail)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    return sample;
}

Sample beyondBudget(qint64 rows, const FidelityProbe &probe, bool isExact)
{
    return classified(SampleClass::NoData, u"%1 rows to compare%2, the budget is %3"_s.arg(QString::number(rows),
        isExact ? QString() : u" by the engine's estimate or by what was read so far"_s, QString::number(probe.budget)));
}

void tell(QStringList &told, qint64 count, const QString &what)
{
    if (count > 0)
        told << u"%1 %2"_s.arg(QString::number(count), what);
}

/// What differs, and what the share does not say.
QString detailOf(const TableDifference &difference)
{
    QStringList told;
    tell(told, difference.changed, u"changed"_s);
    tell(told, difference.removed, u"only in legacy"_s);
    tell(told, difference.added, u"only in the candidate"_s);
    QStringList columns;
    QStringList types;
    for (const ColumnDifference &column : difference.columns) {
        if (column.changed > 0)
            columns << u"%1 (%2)"_s.arg(column.name, QString::number(column.changed));
        if (column.isTypeDifferent)
            types << column.name;
    }
    const auto list = [&told](const QString &what, const QStringList &names) {
        if (!names.isEmpty())
            told << what + names.mid(0, kNamed).join(u", "_s) + (names.size() > kNamed ? u" and more"_s : QString());
    };
    list(u"changed in "_s, columns);
    list(u"not compared, only in legacy: "_s, difference.onlyLegacy);
    list(u"not compared, only in the candidate: "_s, difference.onlyCandidate);
    list(u"of another type: "_s, types);
    tell(told, difference.duplicates.legacy, u"keys of several rows in legacy"_s);
    tell(told, difference.duplicates.candidate, u"keys of several rows in the candidate"_s);
    tell(told, difference.nullKeys.legacy + difference.nullKeys.candidate, u"rows with NULL in the key"_s);
    return told.join(u"; "_s);
}

Sample classifyDifference(const Gate &gate, Engine engine, const TableDifference &difference, const QDateTime &now)
{
    const qint64 differing = difference.changed + difference.added + difference.removed;
    const qint64 rows = difference.equal + differing;
    const QVariant share = rows > 0 ? QVariant(static_cast<double>(differing) / static_cast<double>(rows)) : QVariant();
    SqlRows row;
    row.rows = { { share, static_cast<qlonglong>(rows) } };
    Sample sample = classifyRow(gate, engine, row, std::nullopt, now);
    if (sample.sampleClass == SampleClass::Good)
        sample.detail = detailOf(difference);
    return sample;
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const FidelityProbe &probe, const Gate &)
{
    QStringList tolerances;
    for (auto it = probe.tolerances.cbegin(); it != probe.tolerances.cend(); ++it)
        tolerances << u"%1=%2"_s.arg(it.key(), digits(it.value()));
    return u"compare %1 with %2 by key (%3), columns (%4), tolerances (%5), at most %6 rows"_s.arg(dialect.relation(probe.legacy),
        dialect.relation(probe.candidate), probe.key.join(u", "_s), probe.columns.join(u", "_s), tolerances.join(u", "_s), QString::number(probe.budget));
}

Sample runComparison(SqlSession &session, const Gate &gate, const QDateTime &now)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    Allowance allowance(session, gate.timeout);
    std::array<qint64, 2> rows { 0, 0 };
    const auto watch = [&](const DifferenceProgress &progress) {
        if (progress.phase != DifferenceProgress::Phase::Summing)
            return;
        qint64 &side = rows[progress.isLegacy ? 0 : 1];
        // SQLite has no statistics, but every row is seen as it is read; the others tell their number only when all are.
        side = std::max({ side, progress.rows, session.engine() == Engine::Sqlite ? 0 : progress.of });
        if (rows[0] + rows[1] > probe.budget)
            allowance.end();
    };
    const Result<TableDifference> difference = compareTables(session, requestOf(probe), watch);
    if (difference) {
        const qint64 compared = difference->rows.legacy + difference->rows.candidate;
        return compared > probe.budget ? beyondBudget(compared, probe, true) : classifyDifference(gate, session.engine(), *difference, now);
    }
    if (allowance.isOver())
        return classified(SampleClass::Error, u"comparing took longer than %1"_s.arg(humanDuration(gate.timeout)));
    if (rows[0] + rows[1] > probe.budget)
        return beyondBudget(rows[0] + rows[1], probe, false);
    return classified(SampleClass::Error, difference.error().what);
}

} // namespace sluice
