// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/plain_text.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreCleaned_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("plain") << u"Stage Additive passed"_s << u"Stage Additive passed"_s;
        QTest::newRow("line breaks") << u"a\r\n b\tc"_s << u"a b c"_s;
        QTest::newRow("terminal escape") << u"\u001b[31mred"_s << u"[31mred"_s;
        QTest::newRow("NUL") << u"a\0b"_s << u"a b"_s;
        QTest::newRow("C1 control") << u"a\u009b1mb"_s << u"a 1mb"_s;
        QTest::newRow("direction override") << u"a\u202Ebc"_s << u"a\uFFFDbc"_s;
        QTest::newRow("isolate") << u"\u2066x\u2069"_s << u"\uFFFDx\uFFFD"_s;
        QTest::newRow("hidden between letters") << u"pay\u200Bments"_s << u"pay\uFFFDments"_s;
        QTest::newRow("joiner between ASCII") << u"ab\u200Dc"_s << u"ab\uFFFDc"_s;
        QTest::newRow("joiner where it belongs") << u"می\u200Cخواهم"_s << u"می\u200Cخواهم"_s;
        QTest::newRow("line separator") << u"a\u2028b"_s << u"a\uFFFDb"_s;
        QTest::newRow("half a pair") << u"a"_s + QChar(0xDC00) + u'b' << u"a\uFFFDb"_s;
        QTest::newRow("right to left letters stay") << u"سلام"_s << u"سلام"_s;
    }

    void linesAreCleaned()
    {
        QFETCH(const QString, text);
        QTEST(plainLine(text), "line");
    }

    void longTextIsCut()
    {
        QCOMPARE(plainLine(QString(50, u'x'), 10), QString(10, u'x') + u'…');
        QCOMPARE(plainLine(QString(10, u'x'), 10), QString(10, u'x'));
        QCOMPARE(plainLine(u"12345678😀"_s, 9), u"12345678…"_s); // never half a character
    }

    void lineFeedsStayWhereWanted()
    {
        QCOMPARE(plainLines(u"a\n\u202Eb\r\n"_s), u"a\n\uFFFDb"_s);
    }

    void idsBecomeWords_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("words");
        QTest::newRow("one") << u"additive"_s << u"Additive"_s;
        QTest::newRow("two") << u"no-nulls"_s << u"No nulls"_s;
        QTest::newRow("underscores") << u"control_total__x"_s << u"Control total x"_s;
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("only dashes") << u"--"_s << QString();
    }

    void idsBecomeWords()
    {
        QFETCH(const QString, id);
        QTEST(readableId(id), "words");
    }

    void digitsAreGrouped_data()
    {
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64 { 0 } << u"0"_s;
        QTest::newRow("three") << qint64 { 999 } << u"999"_s;
        QTest::newRow("four") << qint64 { 1'000 } << u"1\u202F000"_s;
        QTest::newRow("seven") << qint64 { 1'234'567 } << u"1\u202F234\u202F567"_s;
        QTest::newRow("negative") << qint64 { -123'456 } << u"-123\u202F456"_s;
        QTest::newRow("negative, three") << qint64 { -123 } << u"-123"_s;
    }

    void digitsAreGrouped()
    {
        QFETCH(const qint64, number);
        QTEST(groupedDigits(number), "text");
    }

    void sentencesBeginLarge_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("word") << u"the disk is full"_s << u"The disk is full"_s;
        QTest::newRow("file name") << u"sluice.yaml is missing"_s << u"sluice.yaml is missing"_s;
        QTest::newRow("identifier") << u"mart_orders is missing"_s << u"mart_orders is missing"_s;
        QTest::newRow("quoted") << u"'x' is missing"_s << u"'x' is missing"_s;
        QTest::newRow("one word") << u"cancelled"_s << u"Cancelled"_s;
        QTest::newRow("empty") << QString() << QString();
    }

    void sentencesBeginLarge()
    {
        QFETCH(const QString, text);
        QTEST(sentenceCase(text), "sentence");
    }
};

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plain_text.moc"
