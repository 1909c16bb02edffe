// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// RFC 4180 read back, apart from the code that writes it.
QList<QStringList> parseCsv(const QString &text)
{
    QList<QStringList> rows;
    QStringList row;
    QString cell;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (isQuoted && c == u'"' && i + 1 < text.size() && text.at(i + 1) == u'"') {
            cell += c;
            ++i;
        } else if (c == u'"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && c == u',') {
            row += std::exchange(cell, {});
        } else if (!isQuoted && c == u'\r') {
            row += std::exchange(cell, {});
            rows += std::exchange(row, {});
            ++i;
        } else {
            cell += c;
        }
    }
    return rows;
}

LogLine line(const QString &what)
{
    LogLine made;
    made.seq = 7;
    made.at = QDateTime({ 2026, 11, 22 }, { 12, 58, 1 }, Qt::UTC);
    made.kind = u"note"_s;
    made.what = what;
    made.why = what;
    made.actor = what;
    made.run = u"run-1"_s;
    made.plan = what;
    return made;
}

const QStringList kHostile { u"=1+1"_s, u"=HYPERLINK(\"http://x\",\"y\")"_s, u"+cmd|' /C calc'!A0"_s, u"-2+3+cmd"_s, u"@SUM(A1)"_s,
    u"\t=1"_s, u"\r=1"_s, u"<script>alert(1)</script>"_s, u"<img src=x onerror=y>"_s, u"\" onmouseover=\"x"_s, u"a|b"_s, u"`x`"_s,
    u"[x](javascript:y)"_s, u"![x](http://y/z.png)"_s, u"http://example.org"_s, u"www.example.org"_s, u"**bold**"_s, u"&lt;"_s, u"%1 %n"_s,
    u"\u202Egpj.exe"_s, u"a\0b"_s, u"two\nlines"_s, u"\u001b[31m"_s, u"\uFF1D1+1"_s };

} // namespace

class TestLogExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsAreDefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        const auto row = [](const char *name, const QString &text, const QString &cell) { QTest::newRow(name) << text << cell; };
        row("empty", {}, {});
        row("plain", u"Stage passed"_s, u"Stage passed"_s);
        row("equals", u"=1+1"_s, u"\"'=1+1\""_s);
        row("plus", u"+cmd|x"_s, u"\"'+cmd|x\""_s);
        row("minus", u"-cmd"_s, u"\"'-cmd\""_s);
        row("at", u"@SUM(A1)"_s, u"\"'@SUM(A1)\""_s);
        row("tab", u"\t=1"_s, u"\"'\t=1\""_s);
        row("carriage return", u"\r=1"_s, u"\"'\r=1\""_s);
        row("line feed", u"\n=1"_s, u"\"'\n=1\""_s);
        row("full-width equals", u"\uFF1D1"_s, u"\"'\uFF1D1\""_s);
        row("full-width plus", u"\uFF0B1"_s, u"\"'\uFF0B1\""_s);
        row("full-width minus", u"\uFF0D1"_s, u"\"'\uFF0D1\""_s);
        row("full-width at", u"\uFF20x"_s, u"\"'\uFF20x\""_s);
        row("lone equals", u"="_s, u"\"'=\""_s);
        row("lone minus", u"-"_s, u"\"'-\""_s);
        row("negative number", u"-5"_s, u"-5"_s);
        row("signed number", u"+3.25"_s, u"+3.25"_s);
        row("exponent", u"-1.5e-7"_s, u"-1.5e-7"_s);
        row("number and more", u"-5+A1"_s, u"\"'-5+A1\""_s);
        row("number and line", u"-5\n=1"_s, u"\"'-5\n=1\""_s);
        row("other digits", u"-\u0665"_s, u"\"'-\u0665\""_s);
        row("comma", u"a,b"_s, u"\"a,b\""_s);
        row("semicolon", u"a;=1"_s, u"\"a;=1\""_s);
        row("quote", u"say \"x\""_s, u"\"say \"\"x\"\"\""_s);
        row("formula behind a quote", u"\"=1"_s, u"\"\"\"=1\""_s);
        row("line break", u"a\nb"_s, u"\"a\nb\""_s);
        row("spaces", u" =1"_s, u"\" =1\""_s);
        row("apostrophe", u"'=1"_s, u"\"'=1\""_s);
        row("NUL", u"a\0b"_s, u"a\uFFFDb"_s);
        row("minus inside", u"orders-currency"_s, u"orders-currency"_s);
        row("formula inside", u"see =1"_s, u"see =1"_s);
        row("beyond ASCII", u"Umsätze"_s, u"Umsätze"_s);
    }

    void cellsAreDefused()
    {
        QFETCH(const QString, text);
        QTEST(csvCell(text), "cell");
    }

    void csvReadsBack()
    {
        QList<LogLine> lines;
        for (const QString &text : kHostile)
            lines += line(text);
        const QList<QStringList> rows = parseCsv(QString::fromUtf8(logAsCsv(lines)));
        QCOMPARE(rows.size(), kHostile.size() + 1);
        QCOMPARE(rows[0], (QStringList { u"seq"_s, u"at"_s, u"kind"_s, u"what"_s, u"why"_s, u"actor"_s, u"plan"_s, u"run"_s, u"detail"_s }));
        for (qsizetype i = 0; i < kHostile.size(); ++i) {
            const QStringList &row = rows[i + 1];
            QCOMPARE(row.size(), 9);
            QCOMPARE(row[0], u"7"_s);
            QCOMPARE(row[1], u"2026-11-22T12:58:01.000Z"_s);
            QString wanted = kHostile[i];
            wanted.replace(QChar(0), QChar(QChar::ReplacementCharacter));
            QVERIFY2(row[3] == wanted || row[3] == u'\'' + wanted, qPrintable(row[3]));
            QVERIFY2(!u"=+-@\t\r"_s.contains(row[3].at(0)), qPrintable(row[3]));
        }
        QCOMPARE(logAsCsv({}), QByteArray("seq,at,kind,what,why,actor,plan,run,detail\r\n"));
    }

    void jsonReadsBack()
    {
        QList<LogLine> lines;
        for (const QString &text : kHostile)
            lines += line(text);
        lines[0].isDetail = true;
        const QJsonObject json = QJsonDocument::fromJson(logAsJson(lines)).object();
        QCOMPARE(json.value(u"format"_s).toString(), u"sluice-log-1"_s);
        const QJsonArray entries = json.value(u"entries"_s).toArray();
        QCOMPARE(entries.size(), kHostile.size());
        for (qsizetype i = 0; i < kHostile.size(); ++i) {
            QCOMPARE(entries[i].toObject().value(u"what"_s).toString(), kHostile[i]);
            QCOMPARE(entries[i].toObject().value(u"detail"_s).toBool(), i == 0);
        }
    }

    void htmlShowsTextOnly()
    {
        QList<LogLine> lines;
        for (const QString &text : kHostile)
            lines += line(text);
        const QString html = QString::fromUtf8(logAsHtml(lines, u"<title>&\"x\" %1"_s));
        QVERIFY(html.contains(u"Content-Security-Policy"_s) && html.contains(u"default-src 'none'"_s));
        QVERIFY(html.contains(u"<title>&lt;title&gt;&amp;&quot;x&quot; %1</title>"_s));
        QVERIFY(html.contains(u"&lt;script&gt;alert(1)&lt;/script&gt;"_s));
        QVERIFY(!html.contains(u"<script"_s) && !html.contains(u"<img"_s) && !html.contains(u"\" onmouseover"_s));
        QVERIFY(!html.contains(u"src="_s.append(u'"')) && !html.contains(u"href"_s) && !html.contains(QChar(0x202E)));
        QCOMPARE(html.count(u"<tr>"_s), kHostile.size() + 1);
        QCOMPARE(html.count(u"<td "_s), kHostile.size() * 7);
    }

    void markdownShowsTextOnly()
    {
        QList<LogLine> lines;
        for (const QString &text : kHostile)
            lines += line(text);
        const QStringList rows = QString::fromUtf8(logAsMarkdown(lines)).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(rows.size(), kHostile.size() + 2);
        for (const QString &row : rows) {
            QString bare = row;
            bare.replace(u"\\|"_s, QString());
            QCOMPARE(bare.count(u'|'), 8); // seven cells, whatever is in them
            QVERIFY2(!row.contains(u'<') && !row.contains(u"]("_s.prepend(u'x')), qPrintable(row));
            QVERIFY2(!row.contains(u" http://"_s) && !row.contains(u" www."_s), qPrintable(row));
        }
        QVERIFY(rows[9].contains(u"&lt;script&gt;"_s));
        QVERIFY(rows[14].contains(u"\\[x\\]"_s));
        QVERIFY(rows[18].contains(u"\\*\\*bold\\*\\*"_s));
    }
};

QTEST_GUILESS_MAIN(TestLogExport)
#include "tst_log_export.moc"
