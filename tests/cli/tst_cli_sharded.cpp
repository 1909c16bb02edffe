// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "support/sharded_sales.h"

#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// The most memory that a process ever had resident, in KiB; 0 once it has ended.
qint64 highWater(qint64 pid)
{
    QFile status(u"/proc/%1/status"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = status.readAll();
    const qsizetype at = all.indexOf("VmHWM:");
    return at < 0 ? 0 : all.mid(at + 6, all.indexOf("kB", at) - at - 6).trimmed().toLongLong();
}

/// Runs the words to their end; the program's largest memory.
qint64 highWaterOf(const CliBench &bench, const QStringList &words)
{
    const auto process = bench.start(words);
    qint64 most = 0;
    const auto isOver = [&] {
        most = std::max(most, highWater(process->processId()));
        return process->state() == QProcess::NotRunning;
    };
    if (!QTest::qWaitFor(isOver, 120'000) || process->exitCode() != 0)
        qFatal("sluice %s: %s%s", qPrintable(words.join(u' ')), process->readAllStandardOutput().constData(),
            process->readAllStandardError().constData());
    return most;
}

} // namespace

/// The heavy work stays in the engines: what the program itself needs does not grow with the rows of a table over three
/// servers.
class CliShardedTest : public QObject
{
    Q_OBJECT

    struct Peak
    {
        qint64 forward = 0;
        qint64 back = 0;
    };

    /// rows: of all three servers together.
    Peak peakWith(int rows)
    {
        ShardedSales sales(rows / 3);
        CliBench bench;
        bench.init();
        if (!sales.hub().createDatabase(u"shop"_s))
            qFatal("no database");
        bench.must({ u"connection"_s, u"add"_s, u"warehouse"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s,
            u"127.0.0.1"_s, u"--port"_s, QString::number(sales.hub().port()), u"--database"_s, u"shop"_s, u"--user"_s,
            u"postgres"_s, u"--environment"_s, u"dev"_s, u"--no-password"_s });
        bench.must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
        QFile plan(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data/sharded/r2-built-here/plan.yaml"_s);
        if (!plan.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(plan.errorString()));
        bench.write(u"plans/built-here.yaml"_s, plan.readAll());
        Peak peak;
        peak.forward
            = highWaterOf(bench, { u"run"_s, u"built-here"_s, u"--until"_s, u"forward"_s, u"--reason"_s, u"test"_s });
        peak.back = highWaterOf(
            bench, { u"rollback"_s, u"built-here"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        return peak;
    }

private Q_SLOTS:
    void memoryDoesNotGrowWithRows()
    {
        const Peak few = peakWith(10'000);
        const Peak many = peakWith(500'000);
        qInfo("KiB forward %lld and %lld, back %lld and %lld", few.forward, many.forward, few.back, many.back);
        QVERIFY2(few.forward > 1'000 && few.back > 1'000, "nothing was measured");
        constexpr qint64 kPlay = 8 * 1024; // threads and pages come and go; 490,000 rows would be some 40 MiB
        QVERIFY2(many.forward <= few.forward + kPlay,
            qPrintable(u"forward %1 KiB instead of %2"_s.arg(many.forward).arg(few.forward)));
        QVERIFY2(
            many.back <= few.back + kPlay, qPrintable(u"back %1 KiB instead of %2"_s.arg(many.back).arg(few.back)));
    }
};

QTEST_GUILESS_MAIN(CliShardedTest)
#include "tst_cli_sharded.moc"
