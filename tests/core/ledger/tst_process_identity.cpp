// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/process_identity.h"

#include <QProcess>
#include <QTest>

#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestProcessIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thisProcessLives()
    {
        const ProcessIdentity me = thisProcess();
        QCOMPARE(me.pid, qint64 { getpid() });
        QVERIFY(!me.boot.isEmpty());
        QVERIFY(me.started > 0);
        QCOMPARE(processLiveness(me, me), Liveness::Alive);
        QVERIFY(sharesClock(me, me));
    }

    void anotherProcessLivesUntilItEnds()
    {
        QProcess child;
        child.start(u"sleep"_s, { u"60"_s });
        QVERIFY(child.waitForStarted());
        ProcessIdentity other = thisProcess();
        other.pid = child.processId();
        QFile stat(u"/proc/"_s + QString::number(other.pid) + u"/stat"_s);
        QVERIFY(stat.open(QIODevice::ReadOnly));
        const QByteArray line = stat.readAll();
        other.started = line.mid(line.lastIndexOf(')') + 2).split(' ').at(19).toLongLong();
        QCOMPARE(processLiveness(other, thisProcess()), Liveness::Alive);
        child.kill();
        QVERIFY(child.waitForFinished());
        QCOMPARE(processLiveness(other, thisProcess()), Liveness::Gone);
    }

    void whatIsNotKnownStaysUnknown_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<Liveness>("expected");
        QTest::newRow("no boot id") << u"boot"_s << QString() << Liveness::Unknown;
        QTest::newRow("no pid namespace") << u"pidSpace"_s << QString() << Liveness::Unknown;
        QTest::newRow("other pid namespace") << u"pidSpace"_s << u"pid:[1]"_s << Liveness::Unknown;
        QTest::newRow("booted again") << u"boot"_s << u"earlier"_s << Liveness::Gone;
    }

    void whatIsNotKnownStaysUnknown()
    {
        QFETCH(const QString, field);
        QFETCH(const QString, value);
        QFETCH(const Liveness, expected);
        ProcessIdentity me = thisProcess();
        me.machine = u"machine"_s;
        ProcessIdentity other = me;
        (field == u"boot"_s ? other.boot : other.pidSpace) = value;
        QCOMPARE(processLiveness(other, me), expected);
        other.machine = u"another machine"_s;
        QCOMPARE(processLiveness(other, me), Liveness::Unknown);
        other.machine.clear();
        QCOMPARE(processLiveness(other, me), Liveness::Unknown);
    }

    void clocksAreComparedWithinOneBootOnly()
    {
        const ProcessIdentity me = thisProcess();
        ProcessIdentity other = me;
        other.clockSpace = u"time:[1]"_s;
        QVERIFY(!sharesClock(me, other));
        other = me;
        other.boot = u"earlier"_s;
        QVERIFY(!sharesClock(me, other));
        other.boot.clear();
        QVERIFY(!sharesClock(other, other));
    }
};

QTEST_GUILESS_MAIN(TestProcessIdentity)
#include "tst_process_identity.moc"
