// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"
#include "sql/sql_tokenizer.h"
#include "support/cpu_time.h"

#include <QRandomGenerator>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

class SqlSplitterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splits_data();
    void splits();
    void partsConcatenateToTheInput_data();
    void partsConcatenateToTheInput();
    void takesLinearTime_data();
    void takesLinearTime();
    void cutsTheTail();
    void numbersPlaceholders();
};

void SqlSplitterTest::splits_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QStringList>("parts");
    const Engine pg = Engine::Postgresql;
    const Engine lite = Engine::Sqlite;
    QTest::newRow("empty") << pg << QString() << QStringList();
    QTest::newRow("blank") << pg << u" ; -- x\n ; "_s << QStringList();
    QTest::newRow("two") << pg << u"a;b"_s << QStringList { u"a;"_s, u"b"_s };
    QTest::newRow("tail") << pg << u"a; -- end\n"_s << QStringList { u"a; -- end\n"_s };
    QTest::newRow("string") << pg << u"a ';' ''';' b;c"_s << QStringList { u"a ';' ''';' b;"_s, u"c"_s };
    QTest::newRow("escape string") << pg << u"a E'\\';' ; b"_s << QStringList { u"a E'\\';' ;"_s, u" b"_s };
    QTest::newRow("plain backslash") << pg << u"a '\\'; b"_s << QStringList { u"a '\\';"_s, u" b"_s };
    QTest::newRow("dollar") << pg << u"a $$;$$ $x$;$$;$x$; b"_s << QStringList { u"a $$;$$ $x$;$$;$x$;"_s, u" b"_s };
    QTest::newRow("dollar in a name") << pg << u"a$b$;c$b$"_s << QStringList { u"a$b$;"_s, u"c$b$"_s };
    QTest::newRow("dollar after a number") << pg << u"1$a$;$a$;b"_s << QStringList { u"1$a$;$a$;"_s, u"b"_s };
    QTest::newRow("parameter") << pg << u"a $1;b $2"_s << QStringList { u"a $1;"_s, u"b $2"_s };
    QTest::newRow("nested comment") << pg << u"a /* ; /* ; */ ; */ b;c"_s << QStringList { u"a /* ; /* ; */ ; */ b;"_s, u"c"_s };
    QTest::newRow("flat comment") << lite << u"a /* /* */ b;c"_s << QStringList { u"a /* /* */ b;"_s, u"c"_s };
    QTest::newRow("names") << pg << u"\"a;\"\";\" ;b"_s << QStringList { u"\"a;\"\";\" ;"_s, u"b"_s };
    QTest::newRow("sqlite names") << lite << u"[a;] `b;``;` ;c"_s << QStringList { u"[a;] `b;``;` ;"_s, u"c"_s };
    QTest::newRow("dollar is no quote") << lite << u"a $$;$$"_s << QStringList { u"a $$;"_s, u"$$"_s };
    QTest::newRow("atomic body") << pg << u"create function f() begin atomic select 1; select case when a then 1 end; end; b"_s
                                 << QStringList { u"create function f() begin atomic select 1; select case when a then 1 end; end;"_s, u" b"_s };
    QTest::newRow("trigger body") << lite << u"create temp trigger x begin select case 1 when 1 then 2 end; select 2; end; b"_s
                                  << QStringList { u"create temp trigger x begin select case 1 when 1 then 2 end; select 2; end;"_s, u" b"_s };
    QTest::newRow("begin is no body") << lite << u"begin; create table trigger_begin(a); end"_s
                                      << QStringList { u"begin;"_s, u" create table trigger_begin(a);"_s, u" end"_s };
    QTest::newRow("unclosed string") << pg << u"a; b 'c;d"_s << QStringList { u"a;"_s, u" b 'c;d"_s };
    QTest::newRow("unclosed comment") << pg << u"a; /* b;"_s << QStringList { u"a; /* b;"_s };
}

void SqlSplitterTest::splits()
{
    QFETCH(Engine, engine);
    QFETCH(QString, sql);
    QFETCH(QStringList, parts);
    QCOMPARE(splitStatements(engine, sql), parts);
}

void SqlSplitterTest::partsConcatenateToTheInput_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("postgresql") << Engine::Postgresql;
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("mariadb") << Engine::Mariadb;
}

void SqlSplitterTest::partsConcatenateToTheInput()
{
    QFETCH(Engine, engine);
    static const QStringList pieces { u";"_s, u"'"_s, u"\""_s, u"$$"_s, u"$a$"_s, u"$"_s, u"--"_s, u"\n"_s, u"/*"_s, u"*/"_s, u"\\"_s, u"E'"_s,
        u"["_s, u"]"_s, u"`"_s, u"#"_s, u" create trigger "_s, u" begin "_s, u" atomic "_s, u" end "_s, u"é"_s, u"1"_s, u"a"_s, u"("_s, u")"_s };
    QRandomGenerator random(20260105);
    for (int round = 0; round < 20'000; ++round) {
        QString sql;
        const int length = random.bounded(25);
        for (int i = 0; i < length; ++i)
            sql += pieces[random.bounded(static_cast<int>(pieces.size()))];
        const QStringList parts = splitStatements(engine, sql);
        if (!parts.isEmpty())
            QCOMPARE(parts.join(QString()), sql);
        qsizetype covered = 0;
        const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(engine));
        for (const SqlToken &token : tokens) {
            QCOMPARE(token.at, covered);
            QVERIFY(token.length > 0);
            covered += token.length;
        }
        QCOMPARE(covered, sql.size());
    }
}

void SqlSplitterTest::takesLinearTime_data()
{
    QTest::addColumn<QString>("piece");
    for (const char *piece : { "'", "$a", "$a$ $b$ ", "/*", "\"", "[", "E'\\", "-", "select 1;", "create trigger begin;" })
        QTest::newRow(piece) << QString::fromUtf8(piece);
}

void SqlSplitterTest::takesLinearTime()
{
    QFETCH(QString, piece);
    const double grown = growth(25'000, [&](int pieces) {
        for (const Engine engine : { Engine::Postgresql, Engine::Sqlite })
            splitStatements(engine, piece.repeated(pieces));
    });
    QVERIFY2(grown < 8, qPrintable(QString::number(grown)));
}

void SqlSplitterTest::cutsTheTail()
{
    QCOMPARE(withoutTail(Engine::Sqlite, u" a 'b;' ; -- c\n ; /* d */"_s), u" a 'b;'"_s);
    QCOMPARE(withoutTail(Engine::Sqlite, u"a; b;"_s), u"a; b"_s);
    QCOMPARE(withoutTail(Engine::Sqlite, u"-- c"_s), QString());
}

void SqlSplitterTest::numbersPlaceholders()
{
    const NumberedSql numbered = numberPlaceholders(u"a ? '?' \"?\" $$?$$ /*?*/ -- ?\n b=?"_s);
    QCOMPARE(numbered.sql, u"a $1 '?' \"?\" $$?$$ /*?*/ -- ?\n b=$2"_s);
    QCOMPARE(numbered.count, 2);
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::SqlSplitterTest)
#include "tst_sql_splitter.moc"
