// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/child_program.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

ProgramCall shell(const QString &script, const QStringList &arguments = {})
{
    return ProgramCall { u"/bin/sh"_s, QStringList { u"-c"_s, script, u"sh"_s } + arguments, {}, { { u"PATH"_s, u"/usr/bin:/bin"_s } } };
}

Result<ProgramEnd> run(const ProgramCall &call, Duration limit = std::chrono::seconds(30))
{
    return runToEnd(call, limit, {});
}

/// The process id that a script wrote into a file.
pid_t writtenId(const QString &file)
{
    QFile input(file);
    return input.open(QFile::ReadOnly) ? input.readAll().trimmed().toInt() : 0;
}

bool isAlive(pid_t process)
{
    QFile stat(u"/proc/%1/stat"_s.arg(process));
    return process > 0 && stat.open(QFile::ReadOnly) && !stat.readAll().contains(") Z ");
}

} // namespace

/// Programs are started without a shell and without our environment, and never outlive what they were started for.
class ChildProgramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowItEnded()
    {
        const auto good = run(shell(u"echo fine; echo also >&2"_s));
        QVERIFY(good && good->isGood());
        QCOMPARE(good->output, u"fine also"_s);
        const auto bad = run(shell(u"echo 'relation is missing'; exit 3"_s));
        QVERIFY(bad && !bad->isGood());
        QCOMPARE(programEndText(*bad), u"ended with 3: relation is missing"_s);
        const auto killed = run(shell(u"kill -9 $$"_s));
        QVERIFY(killed && !killed->isGood());
        QCOMPARE(killed->exitCode, -1);
    }

    void argumentsReachItAsTheyAre()
    {
        const QString hostile = u"a b; touch x \"$(id)\" 'é' *"_s;
        const auto end = run(shell(u"printf '%s' \"$1\""_s, { hostile }));
        QVERIFY(end.has_value());
        QCOMPARE(end->output, hostile);
    }

    void nothingOfOursIsInItsEnvironment()
    {
        qputenv("SLUICE_TEST_SECRET", "hunter2");
        const auto end = run(ProgramCall { u"/usr/bin/env"_s, {}, {}, { { u"ONLY"_s, u"this"_s } } });
        qunsetenv("SLUICE_TEST_SECRET");
        QVERIFY(end.has_value());
        QCOMPARE(end->output, u"ONLY=this"_s);
        const auto empty = run(ProgramCall { u"/usr/bin/env"_s, {}, {}, {} });
        QVERIFY(empty && !empty->output.contains(u"HOME="_s));
    }

    void outputWithoutEndStaysSmall()
    {
        const auto end = run(shell(u"head -c 3000000 /dev/zero | tr '\\0' x; printf '\\033[2Jlast words'"_s));
        QVERIFY(end && end->isGood());
        QVERIFY2(end->output.size() <= 4096, qPrintable(QString::number(end->output.size())));
        QVERIFY(end->output.endsWith(u"last words"_s));
        QVERIFY(!end->output.contains(u'\x1b'));
        QVERIFY(programEndText(*end).size() < 400);
    }

    /// It reads nothing from us, or it would wait for ever.
    void hasNoInput()
    {
        const auto end = run(shell(u"read line; echo \"[$line]\""_s));
        QVERIFY(end.has_value());
        QCOMPARE(end->output, u"[]"_s);
    }

    void itsWholeGroupGoes_data()
    {
        QTest::addColumn<bool>("byStop");
        QTest::newRow("out of time") << false;
        QTest::newRow("stopped") << true;
    }
    void itsWholeGroupGoes()
    {
        QFETCH(const bool, byStop);
        const QTemporaryDir folder;
        const QString child = folder.filePath(u"child"_s);
        const ProgramCall call = shell(u"sleep 300 & echo $! > \"$1.part\"; mv \"$1.part\" \"$1\"; wait"_s, { child });
        std::stop_source stop;
        std::jthread stopper([&](const std::stop_token &own) {
            while (byStop && !QFile::exists(child) && !own.stop_requested())
                std::this_thread::yield();
            if (byStop)
                stop.request_stop();
        });
        QElapsedTimer since;
        since.start();
        const auto end = runToEnd(call, byStop ? Duration(std::chrono::seconds(60)) : Duration(1500), stop.get_token());
        QVERIFY(end.has_value());
        QCOMPARE(end->wasStopped, byStop);
        QCOMPARE(end->wasTimedOut, !byStop);
        QVERIFY(!end->isGood());
        QVERIFY2(since.elapsed() < 20'000, qPrintable(QString::number(since.elapsed())));
        const pid_t grandchild = writtenId(child);
        QVERIFY(grandchild > 0);
        QTRY_VERIFY(!isAlive(grandchild));
    }

    void whatIsNotThereIsAnError()
    {
        const auto missing = run(ProgramCall { u"/no/such/program"_s, {}, {}, {} });
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::IoFailed);
        QCOMPARE(missing.error().where, u"/no/such/program"_s);
        const auto folder = run(ProgramCall { u"/bin/true"_s, {}, u"/no/such/folder"_s, {} });
        QVERIFY(!folder);
    }
};

QTEST_GUILESS_MAIN(ChildProgramTest)
#include "tst_child_program.moc"
