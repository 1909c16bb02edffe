// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/log_table.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

LogLine line(const QString &what, const QString &why, const QString &actor = u"ops"_s)
{
    LogLine made;
    made.seq = 18204;
    made.at = QDateTime({ 2026, 11, 22 }, { 12, 58, 1 }, Qt::UTC);
    made.what = what;
    made.why = why;
    made.actor = actor;
    made.plan = u"orders-currency"_s;
    return made;
}

const QString kLong = u"the quarter close needs the currency of every order before the accountants start on Monday morning"_s;

qsizetype widest(const QString &text)
{
    qsizetype most = 0;
    for (const QString &each : text.split(u'\n'))
        most = std::max(most, each.size());
    return most;
}

} // namespace

class TestLogTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void elsewhereNothingIsCut()
    {
        const QString text = logTable({ line(u"Rollout started"_s, kLong), line(u"Ledger created"_s, {}) });
        QCOMPARE(text.count(u'\n'), 2);
        QVERIFY2(text.startsWith(u"WHEN (UTC)           #      WHO  PLAN             WHAT             WHY\n"_s), qPrintable(text));
        QVERIFY2(text.contains(u"2026-11-22 12:58:01  18204  ops  orders-currency  Rollout started  "_s + kLong + u'\n'), qPrintable(text));
        QVERIFY2(text.endsWith(u"  Ledger created"_s), qPrintable(text));
    }

    void aTerminalIsNeverTooNarrow_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : { 60, 80, 100, 120, 200 })
            QTest::addRow("%d", width) << width;
    }

    void aTerminalIsNeverTooNarrow()
    {
        QFETCH(const int, width);
        const QString text = logTable({ line(u"Rollout started"_s, kLong), line(u"Ledger created"_s, {}) }, width);
        QVERIFY2(widest(text) <= width, qPrintable(text));
        QVERIFY2(text.simplified().contains(u"Why: "_s + kLong), qPrintable(text));
    }

    void reasonsStandBelow()
    {
        const QString beside = logTable({ line(u"Rollout started"_s, u"quarter close"_s) }, 120);
        QVERIFY2(beside.contains(u"orders-currency  Rollout started\n"_s + QString(50, u' ') + u"Why: quarter close"_s), qPrintable(beside));
        const QString below = logTable({ line(u"Rollout started"_s, u"quarter close"_s) }, 80);
        QVERIFY2(below.endsWith(u"orders-currency\n    Rollout started\n    Why: quarter close"_s), qPrintable(below));
    }

    void longWordsAreBroken()
    {
        const QString text = logTable({ line(QString(300, u'x'), {}) }, 80);
        QVERIFY2(widest(text) <= 80, qPrintable(text));
        QCOMPARE(text.count(u'x'), 300);
    }

    void noTextForgesALine_data()
    {
        QTest::addColumn<QString>("evil");
        QTest::newRow("line feed") << u"fine\n2026-11-22 12:58:02  18205  boss  orders  Approved"_s;
        QTest::newRow("carriage return") << u"fine\r2026-11-22 12:58:02  18205"_s;
        QTest::newRow("escape") << u"fine\x1b[2K\x1b[1Gforged"_s;
        QTest::newRow("C1 escape") << u"fine\u009b2Kforged"_s;
        QTest::newRow("line separator") << u"fine\u2028forged"_s;
        QTest::newRow("next line") << u"fine\u0085forged"_s;
        QTest::newRow("vertical tab") << u"fine\vforged"_s;
        QTest::newRow("override") << u"fine\u202edegrof"_s;
    }

    void noTextForgesALine()
    {
        QFETCH(const QString, evil);
        for (LogLine forged : { line(evil, {}), line(u"fine"_s, evil), line(u"fine"_s, {}, evil) }) {
            for (const int width : { 0, 200 }) {
                const QString text = logTable({ forged }, width);
                QVERIFY2(text.count(u'\n') <= 2, qPrintable(text));
                QVERIFY2(width > 0 || text.count(u'\n') == 1, qPrintable(text));
                for (const QChar c : text)
                    QVERIFY2((c == u'\n' || c.isPrint() || c == QChar(QChar::ReplacementCharacter)), qPrintable(text));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLogTable)
#include "tst_log_table.moc"
