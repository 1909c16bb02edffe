// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMebibyte = qsizetype { 1 } << 20;

QByteArray filled(const QByteArray &unit)
{
    return unit.repeated(kMebibyte / unit.size());
}

QByteArray fileText(const QString &path)
{
    QFile file(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data/"_s + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Edits that people, editors and attackers make: tokens put in, pieces cut, copied, moved, lines shifted, bytes flipped.
QByteArray mutated(QByteArray text, std::mt19937 &random)
{
    static const QList<QByteArray> tokens { "[", "]", "{", "}", ",", ":", "- ", "\n", "  ", "\"", "'", "#", "|", ">", "\t", "? ", ": ", "...\n", "---\n", "&a ", "*a ", "!t ",
        "\\", "~", "null", "<<: ", "|-\n", "%", "@", "\xC3\xA9", "e\xCC\x81", "\xFF", QByteArray(1, '\0'), "\r", "\x04", "\xE2\x80\xAE", "99999999999999999999", "1e999", "-0", "0x1", "op: ",
        "id: ", "stages:\n", "      - {id: x, op: sql, sql: \"commit\"}\n" };
    const auto below = [&](qsizetype count) { return static_cast<qsizetype>(random() % static_cast<unsigned>(std::max<qsizetype>(1, count))); };
    for (qsizetype edits = below(4); edits >= 0; --edits) {
        const qsizetype at = below(text.size() + 1);
        switch (below(6)) {
        case 0:
        case 1:
            text.insert(at, tokens[below(tokens.size())]);
            break;
        case 2:
            text.remove(at, below(12));
            break;
        case 3:
            text.insert(below(text.size() + 1), text.mid(at, below(60)));
            break;
        case 4:
            if (at < text.size())
                text[at] = static_cast<char>(random() & 0xFF);
            break;
        default:
            const qsizetype line = text.indexOf('\n', at);
            if (line >= 0)
                text.insert(line + 1, QByteArray(below(5), ' '));
        }
    }
    return text;
}

} // namespace

/// Input made to hang, crash, exhaust or mislead the reader costs bounded time and gives findings.
class PlanHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void corpus_data();
    void corpus();
    void mutations_data();
    void mutations();
};

void PlanHostileTest::corpus_data()
{
    QTest::addColumn<QByteArray>("text");
    const char *const units[] = { "[", "{", "[{", "{[", "]", "}", ",", "- ", "? ", ": ", ":", "a: ", "[a,", "[,", "{a: ", "{? ", "{}", "[]", "[1,2],", "\"", "'", "''", "\"\\", "\"\n",
        "|\n", "x: |\n", "|+\n\n", ">-\n ", "&a ", "*a ", "!a ", "!<", "!!", "%", "%a\n", "#", "# \n", "a\n", "a\n ", " ", "\n", "\t", "\n\t", "- - ", "- - -\n", "[a]: ", "...\n", "---\n",
        "--- a\n", "a: b\n", "a:\n ", "a: &a [*a]\n", "<<: ", "{<<: ", "@", "`", "\\", "\xC3\xA9", "\xE2\x80\xA8", "\xF0\x9F\x98\x80", "\x80", "\xC0\x80", "\xED\xA0\x80", "\r\n", "\x04", "\x1B[0m", "9", "-", "~\n",
        "null\n", "\"\\u0000\" ", "\"\\x41\": \"\\U0010FFFF\"\n" };
    for (const char *unit : units)
        QTest::newRow(QByteArray(unit).toPercentEncoding().constData()) << filled(unit);
    QTest::newRow("NUL bytes") << QByteArray(kMebibyte, '\0');
    QTest::newRow("UTF-16") << QByteArray("a\0:\0 \0b\0", 8).repeated(1000);
    QTest::newRow("UTF-32 mark") << QByteArray("\0\0\xFE\xFF", 4) + "a: b";
    QTest::newRow("one long key") << QByteArray(kMebibyte - 10, 'k') + ": v";
    QTest::newRow("one long value") << "a: " + QByteArray(kMebibyte - 10, 'v');
    QTest::newRow("one long quoted value") << "a: \"" + QByteArray(kMebibyte - 10, 'v') + '"';
    QTest::newRow("one deep line") << QByteArray(kMebibyte - 10, ' ') + "a: b";
    QTest::newRow("stairs") << [] {
        QByteArray text;
        for (int depth = 0; text.size() < kMebibyte / 2; ++depth)
            text += QByteArray(depth, ' ') + "a:\n";
        return text;
    }();
    QTest::newRow("16000 keys") << [] {
        QByteArray text;
        for (int i = 0; i < 16'000; ++i)
            text += "key" + QByteArray::number(i) + ": value\n";
        return text;
    }();
    QTest::newRow("empty items far apart") << [] {
        QByteArray text = "[";
        for (int i = 0; i < 40'000; ++i)
            text += QByteArray(20, i % 2 ? ' ' : '\n') + ',';
        return text + ']';
    }();
    QTest::newRow("billion laughs") << QByteArray("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n");
    QTest::newRow("many stages") << samplePlan().replace("rollback:", QByteArray("  - {id: additive, kind: forward, gates: []}\n").repeated(5'000) + "rollback:");
    QTest::newRow("many steps") << samplePlan().replace("    bake:", QByteArray("      - {id: g, probe: row_count, table: t, min: 1}\n").repeated(4'000) + "    bake:");
    QTest::newRow("many references") << samplePlan().replace("  owner: team", "  owner: team\n  risks:\n" + QByteArray("    - {text: x, gate: nullz}\n").repeated(7'000));
}

void PlanHostileTest::corpus()
{
    QFETCH(QByteArray, text);
    PlanFolder folder;
    QElapsedTimer timer;
    timer.start();
    const auto bundle = folder.readText(text);
    // The bar is 2 s; sanitizers on a busy machine get five times that.
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!bundle);
    QVERIFY(!folder.findings.isEmpty());
    QVERIFY(folder.findings.size() <= 201);
    QVERIFY2(bundle.error().what.size() < 10'000, qPrintable(bundle.error().what.left(300)));
}

void PlanHostileTest::mutations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed) {
        QTest::addRow("sample, seed %u", seed) << samplePlan() << seed;
        QTest::addRow("example, seed %u", seed) << fileText(u"plans/orders-currency.yaml"_s) << seed;
    }
}

void PlanHostileTest::mutations()
{
    QFETCH(QByteArray, text);
    QFETCH(unsigned, seed);
    QVERIFY(!text.isEmpty());
    PlanFolder folder;
    for (const QString &file : { u"sql/daily_revenue_v2.sql"_s, u"sql/control_total.sql"_s, u"sql/dashboard.sql"_s, u"runbooks/orders-currency.md"_s })
        QVERIFY(folder.write(file, fileText(file)));
    std::mt19937 random(seed);
    int accepted = 0;
    for (int i = 0; i < 400; ++i) {
        const QByteArray changed = mutated(text, random);
        const auto bundle = folder.readText(changed);
        const QByteArray context = "seed " + QByteArray::number(seed) + ", change " + QByteArray::number(i) + ":\n" + changed;
        if (bundle) {
            ++accepted;
            QVERIFY2(folder.findings.isEmpty(), context.constData());
            const auto back = bundleFromCanonical(bundle->canonical, bundle->runbookText);
            QVERIFY2(back && back->plan == bundle->plan && back->digest == bundle->digest, context.constData());
            continue;
        }
        QVERIFY2(!folder.findings.isEmpty(), context.constData());
        const qsizetype lines = changed.count('\n') + 1;
        for (const PlanFinding &finding : folder.findings) {
            QVERIFY2(!finding.text.isEmpty() && finding.line >= 0 && finding.line <= lines, context.constData());
            QVERIFY2((finding.line == 0) == (finding.column == 0), context.constData());
        }
    }
    // The edits are small enough that some leave a valid plan and most do not; else this test would prove little.
    QVERIFY2(accepted > 5 && accepted < 300, qPrintable(QString::number(accepted)));
}

QTEST_GUILESS_MAIN(PlanHostileTest)
#include "tst_plan_hostile.moc"
