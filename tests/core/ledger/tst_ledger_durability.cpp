// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/search_index.h"
#include "ledger_fixture.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>

#include <csignal>
#include <cstdio>
#include <thread>

#include <sys/resource.h>
#include <sys/time.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// The kernel ends this process when the time is over, in the middle of whatever it does then.
void dieIn(std::chrono::microseconds time)
{
    itimerval timer {};
    timer.it_value.tv_usec = static_cast<suseconds_t>(time.count());
    setitimer(ITIMER_REAL, &timer, nullptr); // SIGALRM has no handler here
}

/// What the child process does: appends and says each number only after the ledger took it. With a deadline it dies so
/// many microseconds after its first entry.
int appendMany(const QString &file, int count, const QString &name, int deadline)
{
    SystemClock clock;
    auto ledger = SqliteLedger::open(file, clock, name);
    if (!ledger) {
        std::fprintf(stderr, "%s\n", qPrintable(ledger.error().what));
        return 1;
    }
    for (int i = 0; i < count; ++i) {
        const auto appended = (*ledger)->append({ note(name + u' ' + QString::number(i), name) });
        if (!appended) {
            std::fprintf(stderr, "%s\n", qPrintable(appended.error().what));
            return 1;
        }
        std::printf("%lld\n", static_cast<long long>((*appended)[0].seq));
        std::fflush(stdout);
        if (deadline > 0 && i == 0)
            dieIn(std::chrono::microseconds(deadline));
    }
    return 0;
}

QList<qint64> acknowledged(QProcess &process)
{
    QList<qint64> numbers;
    const QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) // a torn last line was not yet said
        numbers += lines[i].toLongLong();
    return numbers;
}

} // namespace

class TestLedgerDurability : public QObject
{
    Q_OBJECT

    void startChild(QProcess &process, const LedgerFixture &fixture, int count, const QString &name,
        const QByteArray &killAt = {}, const QString &diesAfter = u"-"_s, int microseconds = 0) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SLUICE_KILL_AT"_s, QString::fromLatin1(killAt));
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(),
            { u"--append"_s, fixture.file(), QString::number(count), name, diesAfter, QString::number(microseconds) });
        QVERIFY(process.waitForStarted());
    }

    /// The chain holds, and every acknowledged number is there.
    void checkAll(const LedgerFixture &fixture, const QList<qint64> &numbers) const
    {
        const auto ledger = fixture.open();
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
        for (const qint64 number : numbers)
            QVERIFY2(number <= report.verified, qPrintable(QString::number(number)));
    }

private Q_SLOTS:
    void twoProcessesLeaveNoGap()
    {
        const LedgerFixture fixture;
        QProcess a;
        QProcess b;
        startChild(a, fixture, 500, u"a"_s); // both make the ledger, too
        startChild(b, fixture, 500, u"b"_s);
        QVERIFY(a.waitForFinished(120'000));
        QVERIFY(b.waitForFinished(120'000));
        QVERIFY2(a.exitCode() == 0, a.readAllStandardError().constData());
        QVERIFY2(b.exitCode() == 0, b.readAllStandardError().constData());
        QList<qint64> numbers = acknowledged(a) + acknowledged(b);
        std::sort(numbers.begin(), numbers.end());
        QCOMPARE(numbers.size(), 1'000);
        for (qsizetype i = 0; i < numbers.size(); ++i)
            QCOMPARE(numbers[i], i + 2);
        checkAll(fixture, numbers);
        QCOMPARE(MUST(fixture.open()->readRun(u"a"_s)).size(), 500);
    }

    void twoThreadsLeaveNoGap()
    {
        const LedgerFixture fixture;
        fixture.open();
        std::array<int, 2> failures {};
        {
            std::vector<std::jthread> threads;
            for (size_t t = 0; t < failures.size(); ++t) {
                threads.emplace_back([&, t] {
                    const auto ledger = fixture.open();
                    for (int i = 0; i < 500; ++i)
                        failures[t] += ledger->append({ note(u"x"_s) }).has_value() ? 0 : 1;
                });
            }
        }
        QCOMPARE(failures[0] + failures[1], 0);
        const LedgerReport report = MUST(fixture.open()->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
        QCOMPARE(report.verified, 1'001);
    }

    void killedAtAPointOfAppend_data()
    {
        QTest::addColumn<QByteArray>("point");
        QTest::addColumn<int>("lost"); // appended by the child in the end, compared with what it said
        QTest::newRow("before the commit") << QByteArray("ledger.append.before") << 0;
        QTest::newRow("after the commit") << QByteArray("ledger.append.after") << 1;
    }

    void killedAtAPointOfAppend()
    {
        QFETCH(const QByteArray, point);
        QFETCH(const int, lost);
        const LedgerFixture fixture;
        QList<qint64> numbers { 1 };
        qint64 end = 1;
        fixture.open();
        const auto killAt = [&](int at) {
            QProcess process;
            startChild(process, fixture, 1'000, u"child"_s, point + '#' + QByteArray::number(at));
            QVERIFY(process.waitForFinished(60'000));
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
            const QList<qint64> said = acknowledged(process);
            QCOMPARE(said.size(), at - 1);
            numbers += said;
            end += at - 1 + lost;
            checkAll(fixture, numbers);
            QCOMPARE(MUST(fixture.open()->head()).seq, end);
        };
        for (const int at : { 1, 2, 3, 5, 8, 13, 21, 34, 65, 70 })
            killAt(at);
        QVERIFY(end < kSearchBatch);
        killAt(static_cast<int>(kSearchBatch - end)); // the entry that brings the search index on
        killAt(1);
        killAt(1);
        LogQuery query;
        query.text = u"child"_s;
        QCOMPARE(MUST(fixture.open()->count(query)), end - 1);
    }

    void killedAtAnyMoment()
    {
        const LedgerFixture fixture;
        QList<qint64> numbers;
        QRandomGenerator random(4711);
        for (int round = 0; round < 40; ++round) {
            QProcess process;
            // Each fourth time while it still starts.
            startChild(process, fixture, 100'000, u"child"_s, {}, round % 4 == 0 ? u"start"_s : u"entry"_s,
                random.bounded(1, 30'000));
            QVERIFY(process.waitForFinished(60'000));
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
            numbers += acknowledged(process);
            checkAll(fixture, numbers);
        }
        QVERIFY2(numbers.size() > 100, qPrintable(QString::number(numbers.size())));
        QCOMPARE(QSet<qint64>(numbers.begin(), numbers.end()).size(), numbers.size());
        qInfo("tried: 40");
    }

    void killedWhileTheFileIsMade_data()
    {
        QTest::addColumn<QByteArray>("point");
        for (const char *point : { "ledger.migrate.before", "ledger.migrate.middle", "ledger.migrate.after" })
            QTest::newRow(point) << QByteArray(point);
    }

    void killedWhileTheFileIsMade()
    {
        QFETCH(const QByteArray, point);
        const LedgerFixture fixture;
        QProcess process;
        startChild(process, fixture, 1, u"child"_s, point);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        const auto ledger = fixture.open();
        QCOMPARE(MUST(ledger->append({ note(u"goes on"_s) }))[0].seq, 2);
        checkAll(fixture, { 1, 2 });
    }

    /// The file may not grow beyond N pages, for each N: what was acknowledged stays, what failed left no trace.
    void fullDiskAtEveryPage()
    {
        int filled = 0;
        constexpr int kPages = 200;
        for (int pages = 1; pages <= kPages; ++pages) {
            const LedgerFixture fixture;
            SqliteLedgerOptions options;
            options.mostPages = pages;
            qint64 last = 0;
            {
                auto ledger = SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s, options);
                if (!ledger) {
                    COMPARE_ERROR(ledger, ErrorCode::DiskFull);
                } else {
                    last = 1;
                    for (int i = 0; i < 1'000; ++i) {
                        const auto appended = (*ledger)->append({ note(QString::number(i) + QString(pages <= 30 ? 1'500 : 12'000, u'x')) });
                        if (!appended) {
                            COMPARE_ERROR(appended, ErrorCode::DiskFull);
                            break;
                        }
                        last = (*appended)[0].seq;
                    }
                    ++filled;
                    QCOMPARE(MUST((*ledger)->head()).seq, last); // still readable
                }
            }
            const auto ledger = fixture.open(); // and there is room again
            const LedgerReport report = MUST(ledger->verify());
            QVERIFY2(report.ok, qPrintable(report.problem));
            QCOMPARE(report.verified, std::max<qint64>(1, last));
            MUST(ledger->append({ note(u"goes on"_s) }));
            QVERIFY(MUST(ledger->verify()).ok);
        }
        QVERIFY2(filled > 30, qPrintable(QString::number(filled)));
        qInfo("tried: %d", kPages); // the fault harness counts them
    }

    /// The system refuses to let any file grow: the write-ahead log meets it in the middle of a commit.
    void fullDiskInTheWriteAheadLog()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old {};
        getrlimit(RLIMIT_FSIZE, &old);
        for (int kilobytes = 150; kilobytes < 400; kilobytes += 17) {
            const LedgerFixture fixture;
            const auto ledger = fixture.open();
            rlimit limit = old;
            limit.rlim_cur = static_cast<rlim_t>(kilobytes) * 1024;
            QCOMPARE(setrlimit(RLIMIT_FSIZE, &limit), 0);
            qint64 last = 1;
            Result<QList<Event>> appended = QList<Event>();
            for (int i = 0; appended && i < 5'000; ++i) {
                appended = ledger->append({ note(QString(300, u'x')) });
                last = appended ? (*appended)[0].seq : last;
            }
            setrlimit(RLIMIT_FSIZE, &old);
            QVERIFY(!appended);
            const auto again = fixture.open();
            const LedgerReport report = MUST(again->verify());
            QVERIFY2(report.ok, qPrintable(report.problem));
            QVERIFY(report.verified >= last);
            MUST(again->append({ note(u"goes on"_s) }));
            QVERIFY(MUST(again->verify()).ok);
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 7 && arguments[1] == u"--append"_s) {
        const int deadline = arguments[6].toInt();
        if (arguments[5] == u"start"_s)
            dieIn(std::chrono::microseconds(deadline));
        return appendMany(arguments[2], arguments[3].toInt(), arguments[4], arguments[5] == u"entry"_s ? deadline : 0);
    }
    TestLedgerDurability test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_durability.moc"
