// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/yaml_reader.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QString describe(const YamlNode &node)
{
    switch (node.kind) {
    case YamlNode::Kind::Null:
        return u"~"_s;
    case YamlNode::Kind::Scalar:
        return (node.isQuoted ? u"\""_s : QString()) + node.text;
    case YamlNode::Kind::Sequence: {
        QStringList items;
        for (const YamlNode &item : node.items)
            items.append(describe(item));
        return u'[' + items.join(u'|') + u']';
    }
    case YamlNode::Kind::Mapping: {
        QStringList entries;
        for (const YamlEntry &entry : node.entries)
            entries.append(entry.key + u'=' + describe(entry.value));
        return u'{' + entries.join(u'|') + u'}';
    }
    }
    return {};
}

QStringList told(const PlanFindings &findings)
{
    QStringList lines;
    for (const PlanFinding &finding : findings.inFileOrder())
        lines.append(u"%1:%2 %3"_s.arg(QString::number(finding.line), QString::number(finding.column), finding.text));
    return lines;
}

} // namespace

/// The YAML profile: what is read, and the place and words of everything that is refused.
class YamlReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void placesCountCharacters();
    void refuses_data();
    void refuses();
    void tellsEverything();
    void limits_data();
    void limits();
};

void YamlReaderTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("tree");
    QTest::newRow("scalar") << QByteArray("x") << u"x"_s;
    QTest::newRow("block mapping") << QByteArray("a: 1\nb: two words\n") << u"{a=1|b=two words}"_s;
    QTest::newRow("flow") << QByteArray("{a: [1, {b: c}], d: ''}") << u"{a=[1|{b=c}]|d=\"}"_s;
    QTest::newRow("words stay words") << QByteArray("[off, no, 012, 1e3, true, 0x1F, .5]") << u"[off|no|012|1e3|true|0x1F|.5]"_s;
    QTest::newRow("nothing") << QByteArray("a:\nb: ~\nc: null\nd: 'null'\n") << u"{a=~|b=~|c=~|d=\"null}"_s;
    QTest::newRow("literal block") << QByteArray("a: |\n  select 1\n    from t\n\nb: c\n") << u"{a=\"select 1\n  from t\n|b=c}"_s;
    QTest::newRow("folded block") << QByteArray("a: >-\n  one\n  two\n") << u"{a=\"one two}"_s;
    QTest::newRow("escapes") << QByteArray(R"(a: "\t\u00e9\\\"")") << u"{a=\"\té\\\"}"_s;
    QTest::newRow("single quotes") << QByteArray("a: 'it''s'") << u"{a=\"it's}"_s;
    QTest::newRow("quoted over lines") << QByteArray("a:\n  b: \"one\n    two\"\n") << u"{a={b=\"one two}}"_s;
    QTest::newRow("comments") << QByteArray("# x\na: b # c\n# d\n") << u"{a=b}"_s;
    QTest::newRow("document marks") << QByteArray("---\na: b\n...\n") << u"{a=b}"_s;
    QTest::newRow("list at the key's indentation") << QByteArray("a:\n- b\n- c\nd: e\n") << u"{a=[b|c]|d=e}"_s;
    QTest::newRow("explicit key") << QByteArray("? a\n: b\n") << u"{a=b}"_s;
    QTest::newRow("percent inside") << QByteArray("a: 100 %\nb: \"%x\"\n") << u"{a=100 %|b=\"%x}"_s;
}

void YamlReaderTest::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, tree);
    PlanFindings findings(u"f"_s);
    const auto root = readYaml(text, findings);
    QVERIFY2(root, qPrintable(told(findings).join(u'\n')));
    QCOMPARE(told(findings), QStringList());
    QCOMPARE(describe(*root), tree);
}

void YamlReaderTest::placesCountCharacters()
{
    PlanFindings findings(u"f"_s);
    const auto root = readYaml("é: [ü😀x, {a: b}]\nk:\n  - c\n  -\n  - d: 1\n  - ''\n", findings);
    QVERIFY(root);
    const auto place = [](const YamlPlace &p) { return u"%1:%2@%3"_s.arg(QString::number(p.line), QString::number(p.column), QString::number(p.offset)); };
    const YamlNode &list = root->entries[0].value;
    QCOMPARE(place(root->entries[0].place), u"1:1@0"_s);
    QCOMPARE(place(list.place), u"1:4@4"_s);
    QCOMPARE(place(list.items[0].place), u"1:5@5"_s);
    QCOMPARE(place(list.items[1].place), u"1:10@14"_s);
    QCOMPARE(place(list.items[1].entries[0].value.place), u"1:14@18"_s);
    const YamlNode &second = root->entries[1].value;
    QCOMPARE(place(second.items[0].place), u"3:5@29"_s);
    QCOMPARE(place(second.items[1].place), u"4:3@33"_s);
    QCOMPARE(place(second.items[2].entries[0].place), u"5:5@39"_s);
    QCOMPARE(place(second.items[3].place), u"6:5@48"_s);
}

void YamlReaderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("finding");
    const auto row = [](const char *name, const QByteArray &text, const QString &finding) { QTest::newRow(name) << text << finding; };
    row("empty", "", u"1:1 the file is empty"_s);
    row("comment only", "# x\n", u"1:1 the file is empty"_s);
    row("comma", ",", u"1:1 more than one document"_s);
    row("two documents", "a: b\n---\nc: d\n", u"2:1 more than one document"_s);
    row("after the end mark", "a: b\n...\nc: d\n", u"3:1 more than one document"_s);
    row("dropped rest", "- a (\n\"b\",\n- evil\n", u"2:1 more than one document"_s);
    row("anchor", "a: &x b\n", u"1:4 anchors (&) are not allowed: 'x'"_s);
    row("alias", "a: &x b\nc: *x\n", u"2:4 aliases (*) are not allowed"_s);
    row("unknown alias", "a: *x\n", u"1:4 aliases are not allowed"_s);
    row("cycle", "&a [*a]\n", u"1:1 anchors (&) are not allowed"_s);
    row("tag", "a: !!str b\n", u"1:4 tags (!) are not allowed"_s);
    row("local tag", "a: !env b\n", u"1:4 tags (!) are not allowed"_s);
    row("empty tag", "a: ! b\n", u"1:4 tags (!) are not allowed"_s);
    row("tag on a list", "a: !x [b]\n", u"1:4 tags (!) are not allowed"_s);
    row("tag on nothing", "a: !x\n", u"1:4 tags (!) are not allowed"_s);
    row("merge key", "a:\n  <<: {b: c}\n", u"2:3 merge keys (<<) are not allowed"_s);
    row("duplicate key", "a: 1\nb: 2\na: 3\n", u"3:1 the key 'a' is written twice"_s);
    row("duplicate in flow", "x: {a: 1, \"a\": 2}\n", u"1:11 the key 'a' is written twice"_s);
    row("list as key", "[a]: b\n", u"1:1 a key must be text"_s);
    row("nothing as key", ": b\n", u"1:1 a key must be text"_s);
    row("directive", "%YAML 1.2\n---\na: b\n", u"1:1 a line that begins with % is a directive"_s);
    row("directive behind", "a: b\n%\n", u"2:1 a line that begins with % is a directive"_s);
    row("end of transmission", "a: b\n\x04\nc: d\n", u"2:1 the control character U+0004 is not allowed"_s);
    row("escape character", "a: \x1B[31m\n", u"1:4 the control character U+001B is not allowed"_s);
    row("delete", "a: \x7F\n", u"1:4 the control character U+007F is not allowed"_s);
    row("C1 control", "é: \xC2\x85\n", u"1:4 the control character U+0085 is not allowed"_s);
    row("escaped NUL", "a: \"x\\0\"\n", u"1:4 the text holds an escaped control character"_s);
    row("escaped CR", "a: \"x\\r\"\n", u"1:4 the text holds an escaped control character"_s);
    row("escaped NFD", "a: \"e\\u0301\"\n", u"1:4 the text is not in Unicode normal form NFC"_s);
    row("escaped surrogate", "a: \"\\ud800\"\n", u"1:11 "_s);
    row("open quote", "a: 'b\n", u"1:4 a quote is not closed"_s);
    row("open double quote", "a: \"b\nc: d\n", u"1:4 the quoted text goes on at a line that is not indented"_s);
    row("quote eats a key", "a: {b: 'c,\nd: 'e'}\n", u"1:8 the quoted text goes on at a line that is not indented"_s);
    row("text after quote", "a: 'b'c\n", u"1:7 text follows a closing quote"_s);
    row("open list", "a: [b\nc: d\n", u"2:2 a '[' is not closed"_s);
    row("open mapping", "a: {b: c\nd: e\n", u"2:2 a '{' is not closed"_s);
    row("stray bracket", "a: b]\nc: ]\n", u"2:4 a ']' or '}' without its opening bracket"_s);
    row("colon in text", "a: b: c\n", u"1:5 a ':' stands where no value can begin"_s);
    row("tab", "a:\n\tb: c\n", u"2:1 a tab is used for indentation"_s);
    row("indentation", "a:\n    b: c\n  d: e\n", u"3:3 "_s);
    row("list in mapping", "a: b\n- c\n", u"2:1 "_s);
    row("reserved character", "a: @b\n", u"1:4 this character cannot begin a value"_s);
    row("unknown escape", "a: \"\\q\"\n", u"1:7 "_s);
}

void YamlReaderTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, finding);
    PlanFindings findings(u"f"_s);
    const auto root = readYaml(text, findings);
    Q_UNUSED(root); // a tree may still be there, so that the rest of the file is looked at too
    const QStringList lines = told(findings);
    const bool isTold = std::any_of(lines.cbegin(), lines.cend(), [&](const QString &line) { return line.startsWith(finding); });
    QVERIFY2(isTold, qPrintable(lines.join(u'\n')));
}

void YamlReaderTest::tellsEverything()
{
    PlanFindings findings(u"f"_s);
    QVERIFY(readYaml("a: &x 1\na: 2\nb: !t 3\nc: {<<: d, \"\": e}\n", findings));
    QCOMPARE(told(findings).size(), 5);
}

void YamlReaderTest::limits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("finding");
    const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QTest::newRow("1 MiB") << QByteArray("#") + QByteArray(kMostYamlBytes - 3, 'x') + "\nx" << QString();
    QTest::newRow("1 MiB and a byte") << QByteArray("#") + QByteArray(kMostYamlBytes - 2, 'x') + "\nx" << u"0:0 the file is larger than 1 MiB"_s;
    QTest::newRow("32 levels") << nested(32) << QString();
    QTest::newRow("33 levels") << nested(33) << u"1:33 nested deeper than 32 levels"_s;
    QTest::newRow("33 block levels") << QByteArray("- ").repeated(33) + "a" << u"1:65 nested deeper than 32 levels"_s;
    QTest::newRow("50000 values") << QByteArray("- a\n").repeated(49'999) << QString();
    QTest::newRow("50001 values") << QByteArray("- a\n").repeated(50'000) << u"50000:3 more than 50000 values"_s;
    QTest::newRow("brackets") << QByteArray("[],").repeated(50'001) << u"0:0 more than 50000 brackets"_s;
}

void YamlReaderTest::limits()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, finding);
    PlanFindings findings(u"f"_s);
    const auto root = readYaml(text, findings);
    QCOMPARE(root.has_value(), finding.isEmpty());
    QCOMPARE(told(findings).join(u'\n'), finding);
}

QTEST_GUILESS_MAIN(YamlReaderTest)
#include "tst_yaml_reader.moc"
