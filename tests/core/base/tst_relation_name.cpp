// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/relation_name.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class RelationNameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void hostileNamesReadBack_data();
    void hostileNamesReadBack();
    void hasAnOrder();
};

void RelationNameTest::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("schema");
    QTest::addColumn<QString>("name");
    QTest::newRow("name") << u"orders"_s << QString() << u"orders"_s;
    QTest::newRow("schema and name") << u"mart.orders"_s << u"mart"_s << u"orders"_s;
    QTest::newRow("case kept") << u"Mart.Orders"_s << u"Mart"_s << u"Orders"_s;
    QTest::newRow("quoted dot") << u"\"a.b\".c"_s << u"a.b"_s << u"c"_s;
    QTest::newRow("quoted quote") << u"\"say \"\"x\"\"\""_s << QString() << u"say \"x\""_s;
    QTest::newRow("quoted both") << u"\"a\".\"b\""_s << u"a"_s << u"b"_s;
    QTest::newRow("63 bytes") << QString(63, u'x') << QString() << QString(63, u'x');
    QTest::newRow("letters of the world") << u"größe.таблица"_s << u"größe"_s << u"таблица"_s;
}

void RelationNameTest::parses()
{
    QFETCH(QString, text);
    QFETCH(QString, schema);
    QFETCH(QString, name);
    const auto relation = RelationName::parse(text);
    QVERIFY2(relation, relation ? "" : qPrintable(relation.error().what));
    QCOMPARE(relation->schema, schema);
    QCOMPARE(relation->name, name);
}

void RelationNameTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("dot") << u"."_s;
    QTest::newRow("empty schema") << u".orders"_s;
    QTest::newRow("empty name") << u"mart."_s;
    QTest::newRow("three parts") << u"db.mart.orders"_s;
    QTest::newRow("open quote") << u"\"orders"_s;
    QTest::newRow("quote inside") << u"or\"ders"_s;
    QTest::newRow("text after quote") << u"\"a\"b"_s;
    QTest::newRow("two quoted") << u"\"a\"\"b"_s;
    QTest::newRow("empty quotes") << u"\"\""_s;
    QTest::newRow("NUL") << u"or"_s + QChar(0) + u"ders"_s;
    QTest::newRow("64 bytes") << QString(64, u'x');
    QTest::newRow("64 bytes of two-byte letters") << QString(32, u'ü');
}

void RelationNameTest::refuses()
{
    QFETCH(QString, text);
    const auto relation = RelationName::parse(text);
    QVERIFY(!relation);
    QCOMPARE(relation.error().code, ErrorCode::InvalidPlan);
    QVERIFY(!relation.error().what.isEmpty());
}

void RelationNameTest::hostileNamesReadBack_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : { u"orders"_s, u"\""_s, u"\"\""_s, u"a\"b"_s, u"."_s, u"a.b.c"_s, u" "_s, u"a b"_s, u"'; drop table x; --"_s, u"%1"_s,
             u"<img src=x>"_s, u"a\nb"_s, u"-1"_s, u"select"_s, u"ünï"_s, u"😀"_s, u"`a`"_s, u"[a]"_s, u"$1"_s, u"\\"_s })
        QTest::newRow(name.toUtf8().toPercentEncoding().constData()) << name;
}

void RelationNameTest::hostileNamesReadBack()
{
    QFETCH(QString, name);
    const QList<RelationName> relations { RelationName { {}, name }, RelationName { name, u"plain"_s }, RelationName { u"s"_s, name } };
    for (const RelationName &relation : relations) {
        const auto back = RelationName::parse(relation.text());
        QVERIFY2(back, qPrintable(relation.text()));
        QCOMPARE(*back, relation);
    }
}

void RelationNameTest::hasAnOrder()
{
    const RelationName a { u"a"_s, u"z"_s };
    const RelationName b { u"b"_s, u"a"_s };
    QVERIFY(a < b);
    QVERIFY(!(b < a));
    QVERIFY(RelationName({}, u"x"_s) < a);
    const QSet<RelationName> set { a, b, a };
    QCOMPARE(set.size(), 2);
}

QTEST_GUILESS_MAIN(RelationNameTest)
#include "tst_relation_name.moc"
