// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/tests_probe.h"

#include "quality/probe_sql.h"
#include "quality/sample_classifier.h"
#include "sql/sql_classifier.h"

#include <QElapsedTimer>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr ReadLimits kOneRow { 2, 1024 };
constexpr qsizetype kNamed = 5;

Sample classified(SampleClass sampleClass, const QString &detail, qint64 n = 0)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    sample.n = n;
    return sample;
}

QString named(const QStringList &names)
{
    const QString first = names.mid(0, kNamed).join(u", "_s);
    return names.size() > kNamed ? u"%1 and %2 more"_s.arg(first, QString::number(names.size() - kNamed)) : first;
}

struct TestAnswers {
    QStringList failing;
    QStringList idle; ///< their tables have no rows
};

/// Whether so large a share is a breach already, however the tests without rows would end.
bool isBeyondAnyway(const Gate &gate, double share)
{
    return std::any_of(gate.limits.cbegin(), gate.limits.cend(),
        [share](const Limit &limit) { return limit.side == LimitSide::AtMost && !limit.relativeToBaseline && share > limit.value; });
}

Sample classifyTests(const Gate &gate, Engine engine, qsizetype tests, const TestAnswers &outcome, const QDateTime &now)
{
    const double share = static_cast<double>(outcome.failing.size()) / static_cast<double>(tests);
    if (!outcome.idle.isEmpty() && !gate.emptyMeansZero && !isBeyondAnyway(gate, share))
        return classified(SampleClass::NoData, u"no rows to test: %1"_s.arg(named(outcome.idle)), tests - outcome.idle.size());
    SqlRows row;
    row.rows = { { share, static_cast<qlonglong>(tests) } };
    Sample sample = classifyRow(gate, engine, row, std::nullopt, now);
    if (sample.sampleClass == SampleClass::Good && !outcome.failing.isEmpty())
        sample.detail = u"%1 of %2 tests fail: %3"_s.arg(QString::number(outcome.failing.size()), QString::number(tests), named(outcome.failing));
    return sample;
}

} // namespace

QStringList testStatements(const ProbeDialect &dialect, const TestsProbe &probe)
{
    QStringList statements;
    for (const NamedTest &test : probe.tests)
        statements << u"SELECT CASE WHEN EXISTS %1 THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM %2) THEN 1 ELSE 0 END"_s.arg(
            probeCondition(withoutTail(dialect.engine, test.query.text)), dialect.relation(test.table));
    return statements;
}

QString probeSql(const ProbeDialect &dialect, const TestsProbe &probe, const Gate &)
{
    return testStatements(dialect, probe).join(u";\n"_s);
}

Sample runTests(SqlSession &session, const Gate &gate, const QStringList &statements, const QDateTime &now)
{
    const QList<NamedTest> &tests = std::get<TestsProbe>(gate.probe).tests;
    // A duration that decides how long a statement may still run, not when anything is done.
    QElapsedTimer timer;
    timer.start();
    TestAnswers outcome;
    for (qsizetype i = 0; i < statements.size(); ++i) {
        const Duration left = gate.timeout - Duration(timer.elapsed());
        if (left <= Duration(0))
            return classified(SampleClass::Error, u"%1 of %2 tests ran within %3"_s.arg(QString::number(i),
                QString::number(tests.size()), humanDuration(gate.timeout)));
        if (auto set = session.setTimeouts(left, left); !set)
            return classified(SampleClass::Error, set.error().what);
        const Result<SqlRows> rows = session.query(statements[i], kOneRow);
        if (!rows)
            return classified(SampleClass::Error, u"test '%1' could not run: %2"_s.arg(tests[i].name, rows.error().what));
        if (rows->rows.size() != 1 || rows->rows[0].size() != 2)
            return classified(SampleClass::Error, u"test '%1' gave no answer"_s.arg(tests[i].name));
        if (rows->rows[0][0].toInt() != 0)
            outcome.failing << tests[i].name;
        else if (rows->rows[0][1].toInt() == 0)
            outcome.idle << tests[i].name;
    }
    return classifyTests(gate, session.engine(), tests.size(), outcome, now);
}

} // namespace sluice
