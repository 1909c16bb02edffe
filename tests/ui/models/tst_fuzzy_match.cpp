// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/fuzzy_match.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestFuzzyMatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::newRow("empty finds all") << u""_s << u"Hold"_s << true;
        QTest::newRow("initials") << u"rb"_s << u"Roll back…"_s << true;
        QTest::newRow("case") << u"HOLD"_s << u"hold rollout"_s << true;
        QTest::newRow("blanks aside") << u"roll back"_s << u"Rollback"_s << true;
        QTest::newRow("order matters") << u"dloh"_s << u"hold"_s << false;
        QTest::newRow("longer than the text") << u"holding"_s << u"hold"_s << false;
        QTest::newRow("letters elsewhere") << u"xyz"_s << u"Timeline"_s << false;
        QTest::newRow("not latin") << u"шл"_s << u"Шлюз"_s << true;
    }
    void finds()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, found);
        const auto match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), found);
        if (!match)
            return;
        QString matched;
        for (const int at : match->positions)
            matched += text[at].toCaseFolded();
        QCOMPARE(matched, QString(pattern).remove(u' ').toCaseFolded());
    }
    void prefers_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("word starts") << u"rb"_s << u"Roll back"_s << u"orders-barn carb"_s;
        QTest::newRow("runs") << u"hold"_s << u"Hold rollout"_s << u"Show old log data"_s;
        QTest::newRow("the beginning") << u"time"_s << u"Timeline"_s << u"Go to the next timeline"_s;
        QTest::newRow("short texts") << u"log"_s << u"Change log"_s << u"Change log of everything that ever happened in this workspace"_s;
    }
    void prefers()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto first = fuzzyMatch(pattern, better);
        const auto second = fuzzyMatch(pattern, worse);
        QVERIFY(first && second);
        QVERIFY2(first->score > second->score, qPrintable(u"%1 %2"_s.arg(first->score).arg(second->score)));
    }
    void hugeTextsAreQuick()
    {
        const QString text(100'000, u'a');
        QVERIFY(fuzzyMatch(QString(10'000, u'a'), text));
        QVERIFY(!fuzzyMatch(u"b"_s, text));
    }
};

QTEST_GUILESS_MAIN(TestFuzzyMatch)
#include "tst_fuzzy_match.moc"
